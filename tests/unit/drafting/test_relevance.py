"""The order of the sentences that might answer, and how sure it is that any does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Visibility
from copilot.drafting.candidates import Candidate
from copilot.drafting.question import Ask, Question
from copilot.drafting.relevance import judge

QUESTION = Question("how slow is it?", Ask.HOW_MANY, ("slow",), (), ())


class Scores:
    """A model that gives out these scores in turn."""

    def __init__(self, *scores: float) -> None:
        self._scores = list(scores)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:  # noqa: ARG002
        return self._scores[: len(texts)]


def note(name: str, text: str, day: int | None = 2) -> Document:
    moment = datetime(2026, 3, day, tzinfo=UTC) if day else None
    passage = Passage(id=f"files:{name}#0", text=text, visibility=Visibility.INTERNAL)
    return Document(
        id=f"files:{name}",
        source="files",
        external_id=name,
        kind=DocumentKind.NOTE,
        account="tern",
        title="Notes",
        occurred_at=moment,
        visibility=Visibility.INTERNAL,
        passages=(passage,),
    )


def sentence(document: Document, text: str) -> Candidate:
    start = document.passages[0].text.index(text)
    return Candidate(document, document.passages[0], start, start + len(text), "", 0, 1.0)


def whole(document: Document) -> Candidate:
    return sentence(document, document.passages[0].text)


def ranked(found: Sequence[Candidate], *scores: float) -> list[str]:
    return [one.text for one in judge(Scores(*scores), QUESTION, found, {}).ranked]


def test_what_the_model_takes_for_an_answer_comes_first() -> None:
    found = [whole(note("a", "It is fine.")), whole(note("b", "It is slow."))]
    assert ranked(found, -4.0, 4.0) == ["It is slow.", "It is fine."]


def test_of_two_equally_good_the_later_one_comes_first_even_if_it_matched_less_well() -> None:
    found = [whole(note("a", "It is slow.", day=1)), whole(note("b", "It is slower.", day=30))]
    assert ranked(found, 1.0, 1.0) == ["It is slower.", "It is slow."]
    undated = [whole(note("a", "It is slow.", day=None)), whole(note("b", "It is slower.", day=None))]
    assert ranked(undated, 1.0, 1.0) == ["It is slow.", "It is slower."]


def test_a_sentence_beside_a_good_one_is_better_than_one_alone() -> None:
    both = note("b", "It is slow. That is since March.")
    found = [whole(note("a", "It is here.")), sentence(both, "It is slow."), sentence(both, "That is since March.")]
    assert ranked(found, 0.0, 9.0, 0.0) == ["It is slow.", "That is since March.", "It is here."]


def test_of_one_document_each_further_sentence_counts_less() -> None:
    one, other = note("a", "It is slow. It is very slow. It is."), note("b", "It is as slow here.")
    found = [*(sentence(one, text) for text in ("It is slow.", "It is very slow.", "It is.")), whole(other)]
    assert ranked(found, 6.0, 5.0, 4.0, 6.0).index("It is as slow here.") < len(found) - 1


def test_certainty_is_the_mean_of_the_best_twelfth() -> None:
    found = [whole(note(str(at), f"It is slow, case {at}.")) for at in range(24)]
    judged = judge(Scores(4.0, 2.0, *[-9.0] * 22), QUESTION, found, {})
    assert judged.certainty == pytest.approx(3.0)
    assert len(judged.ranked) == len(found)


def test_in_a_short_record_one_sentence_answers_alone() -> None:
    found = [whole(note(str(at), f"It is slow, case {at}.")) for at in range(6)]
    assert judge(Scores(9.0, *[-7.0] * 5), QUESTION, found, {}).certainty == pytest.approx(9.0)


def test_nothing_found_is_nothing_certain() -> None:
    judged = judge(Scores(), QUESTION, [], {})
    assert judged.ranked == ()
    assert judged.certainty == -math.inf
