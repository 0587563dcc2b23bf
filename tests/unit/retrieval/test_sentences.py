from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import pieces, sentence_spans

FRAGMENTS = (
    "We stop", "in May", ".", ". ", "! ", "?\n", "\n", "\n\n", "- ", "* ", "1. ", "## ", "Dr. Roy", "e.g. this",
    "3.5 %", "a.m. ", "…", "“Quote.” ", ":", ":\n", "> ", "\t", "  ", "ß", "漢字", "👍", "\u2028", "| a | b |",
    "x" * 40, "A. Smith",
)  # fmt: skip
prose = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join) | st.text(max_size=80)
MARKS = re.compile(r"(?:\s|[-*•–+>]|\d{1,2}[.)]|#)*")
"""What may be left out between sentences: white space, bullets and heading marks."""


def gaps(text: str, spans: list[tuple[int, int]]) -> list[str]:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return [text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2)]


@given(prose)
def test_sentences_stand_in_order_and_lose_no_word(text: str) -> None:
    spans = sentence_spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(MARKS.fullmatch(gap) for gap in gaps(text, spans))
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)


@given(prose, st.integers(1, 12))
def test_pieces_are_short_and_lose_no_word(text: str, longest: int) -> None:
    spans = pieces(text, longest)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 < len(text[start:end].split()) <= longest for start, end in spans)
    assert all(MARKS.fullmatch(gap) for gap in gaps(text, spans))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We stop. You go.", ["We stop.", "You go."]),
        ("Dr. Roy met us at 9 a.m. on Monday. Fine.", ["Dr. Roy met us at 9 a.m. on Monday.", "Fine."]),
        ("It cost 3.5 million. Really?", ["It cost 3.5 million.", "Really?"]),
        ("A hard-wrapped\nline goes on. Next.", ["A hard-wrapped\nline goes on.", "Next."]),
        ("To do:\n- first thing\n- second thing", ["To do:", "first thing", "second thing"]),
        ("# Goals\n\nFewer stops.", ["Goals", "Fewer stops."]),
        ("   ", []),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == expected
