from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from copilot.domain.draft import Claim, Draft
from evals.answers import score
from evals.figures import Tally
from evals.gold import Evidence, Question
from evals.sources import Sources

TEXT = "From: d@acme.example\nSubject: Go-live\n\nGo-live is 9 June.\n"
MAIL = "raw/acme/mail/a.eml"
OWNERS = {"files:a": "acme"}


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    file = tmp_path / MAIL
    file.parent.mkdir(parents=True)
    file.write_text(TEXT)
    return Sources(tmp_path)


def ask(**changes: Any) -> Question:
    known = {
        "id": "q1",
        "q": "when do they start?",
        "kind": "single",
        "must_include": ["9 June"],
        "evidence": [{"file": MAIL, "quote": "Go-live is 9 June."}],
    }
    return Question.model_validate({**known, **changes})


def unanswerable(**changes: Any) -> Question:
    return ask(kind="unanswerable", must_include=[], evidence=[], **changes)


def figures(sources: Sources, *scored: tuple[Question, Draft]) -> tuple[dict[str, float], list[str]]:
    tally = Tally()
    problems = [problem for question, draft in scored for problem in score(question, draft, tally, sources, OWNERS)]
    return tally.figures(), problems


def test_a_right_answer_has_full_marks(
    sources: Sources, claim: Callable[..., Claim], answer: Callable[..., Draft]
) -> None:
    found, problems = figures(sources, (ask(), answer(claim("Go-live is 9 June."))))
    assert problems == []
    assert found == {
        **{
            f"{name}{kind}": 1.0
            for name in ("evidence_recall", "answer_inclusion", "quote_validity")
            for kind in ("", ".single")
        },
        **{f"{name}{kind}": 0 for name in ("exclusion_violations", "leaks") for kind in ("", ".single")},
    }


def test_an_answerable_question_refused_counts_against_recall_and_precision(
    sources: Sources, answer: Callable[..., Draft]
) -> None:
    found, problems = figures(sources, (ask(), answer()), (unanswerable(), answer()))
    assert found["abstention_precision"] == 0.5
    assert found["abstention_precision.single"] == 0
    assert found["abstention_recall"] == 1
    assert found["evidence_recall"] == found["answer_inclusion"] == 0
    assert any("abstained" in problem for problem in problems)


def test_an_answerable_question_that_needs_no_words_is_not_right_when_refused(
    sources: Sources, answer: Callable[..., Draft]
) -> None:
    found, _ = figures(sources, (ask(must_include=[]), answer()))
    assert found["answer_inclusion"] == 0


@pytest.mark.parametrize("kind", ["unanswerable", "confidential", "cross_account"])
def test_a_question_without_evidence_is_right_only_when_refused(
    sources: Sources, kind: str, claim: Callable[..., Claim], answer: Callable[..., Draft]
) -> None:
    question = ask(kind=kind, must_include=[], evidence=[])
    refused, fine = figures(sources, (question, answer()))
    answered, wrong = figures(sources, (question, answer(claim("Go-live is 9 June."))))
    assert (refused["abstention_recall"], fine) == (1, [])
    assert answered["abstention_recall"] == 0
    assert "abstention_precision" not in answered
    assert wrong == ["answered, though the record does not"]
    assert "evidence_recall" not in answered


def test_evidence_is_counted_by_pieces_over_all_questions(
    sources: Sources, claim: Callable[..., Claim], answer: Callable[..., Draft]
) -> None:
    second = Evidence(file=MAIL, quote="We start in May.")
    question = ask(evidence=[*ask().evidence, second, second])
    found, problems = figures(
        sources, (ask(), answer(claim("Go-live is 9 June."))), (question, answer(claim("Go-live is 9 June.")))
    )
    assert found["evidence_recall"] == 0.5
    assert problems == ["cites 1 of 3 pieces of evidence"]


def test_an_exclusion_counts_also_where_only_a_refusal_is_right(
    sources: Sources, claim: Callable[..., Claim], answer: Callable[..., Draft]
) -> None:
    question = unanswerable(must_not_include=["9 June", "May"])
    found, problems = figures(sources, (question, answer(claim("Go-live is 9 June."))))
    assert found["exclusion_violations"] == found["exclusion_violations.unanswerable"] == 1
    assert "says '9 June'" in problems


def test_a_quote_that_the_file_does_not_hold_is_invalid(
    sources: Sources, claim: Callable[..., Claim], answer: Callable[..., Draft]
) -> None:
    found, problems = figures(sources, (ask(), answer(claim("Go-live is 9 June."), claim("Go-live is 9 July."))))
    assert found["quote_validity"] == 0.5
    assert any("does not stand" in problem for problem in problems)


def test_a_leak_is_counted(sources: Sources, claim: Callable[..., Claim], answer: Callable[..., Draft]) -> None:
    draft = answer(claim("Go-live is 9 June."), claim("x", path="raw/other/a.txt", document="files:o"))
    found, problems = figures(sources, (ask(), draft))
    assert found["leaks"] == found["leaks.single"] == 1
    assert any("cites another account" in problem for problem in problems)


def test_gold_of_an_unknown_kind_or_with_evidence_it_may_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match="not a kind"):
        ask(kind="guess")
    with pytest.raises(ValidationError, match="has evidence"):
        ask(kind="confidential")
