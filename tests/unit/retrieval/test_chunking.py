from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Part, Visibility
from retrieval.chunking import chunk
from tests.unit.retrieval.records import record, said

SPOKEN = {Part.BODY, Part.ATTACHMENT, Part.SUBJECT}
SKIPPED = re.compile(r"(?:\s|[-*•–+>]|\d{1,2}[.)]|#)*")

words = st.lists(
    st.sampled_from("We stop in May. Then? go - 1. on\n\n slow! kiln, 3.5".split(" ")), min_size=1, max_size=400
)
passages = st.builds(
    said,
    words.map(" ".join).filter(str.strip),
    visibility=st.sampled_from(list(Visibility)),
    day=st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    part=st.sampled_from(list(Part)),
    speaker=st.sampled_from(["", "Dana Roy", "Lee Ott"]),
)
documents = st.builds(
    record,
    st.just("a"),
    st.lists(passages, min_size=1, max_size=12),
    day=st.none() | st.just(date(2026, 1, 2)),
    kind=st.sampled_from(list(DocumentKind)),
)


def day_of(document: Document, passage: Passage) -> date | None:
    moment = passage.occurred_at or document.occurred_at
    return moment.date() if moment else None


@given(documents)
def test_every_searched_passage_is_covered_and_nothing_twice(document: Document) -> None:
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for found in chunk(document):
        for span in found.spans:
            spans[span.passage].append((span.start, span.end))
    for n, passage in enumerate(document.passages):
        if passage.part in {Part.QUOTED, Part.SIGNATURE}:
            assert n not in spans
        if passage.part not in SPOKEN:
            continue
        edges = [edge for span in spans[n] for edge in span]
        assert edges == sorted(edges)
        gaps = [0, *edges, len(passage.text)]
        assert all(SKIPPED.fullmatch(passage.text[gaps[at] : gaps[at + 1]]) for at in range(0, len(gaps), 2))


@given(documents)
def test_a_chunk_has_one_visibility_and_one_day(document: Document) -> None:
    for n, found in enumerate(chunk(document)):
        assert found.n == n
        cited = [document.passages[span.passage] for span in found.spans]
        assert {passage.visibility for passage in cited} == {found.visibility}
        assert {day_of(document, passage) for passage in cited} == {found.day}


@given(documents)
def test_a_chunk_says_all_of_its_passages(document: Document) -> None:
    for found in chunk(document):
        for span in found.spans:
            assert document.passages[span.passage].text[span.start : span.end] in found.text


@given(documents)
def test_cutting_is_repeatable(document: Document) -> None:
    assert [c.digest for c in chunk(document)] == [c.digest for c in chunk(document.model_copy())]


def test_short_passages_share_a_window_and_long_ones_are_cut() -> None:
    assert len(chunk(record("a", ["One short turn."] * 3))) == 1
    long = chunk(record("a", ["A sentence of exactly six words. " * 100]))
    assert len(long) > 2
    assert max(len(c.text.split()) for c in long) < 250


@pytest.mark.parametrize("part", [Part.QUOTED, Part.SIGNATURE])
def test_what_nobody_said_here_is_not_searched(part: Part) -> None:
    assert chunk(record("a", [said("On Monday Dana wrote", part=part)])) == []


def test_a_passage_without_a_day_takes_its_documents() -> None:
    (found,) = chunk(record("a", ["Hello."], day=date(2026, 2, 3)))
    assert found.day == date(2026, 2, 3)
    late = said("Hello.").model_copy(update={"occurred_at": datetime(2026, 5, 1, 23, 59, tzinfo=UTC)})
    (found,) = chunk(record("a", [late], day=date(2026, 2, 3)))
    assert found.day == date(2026, 5, 1)
