"""Undertakings in words that no rule of grammar foresees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from copilot.domain.commitment import Signal
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side
from copilot.insight.signals import read_signals
from retrieval.judging import PROMISE_LABELS, PromiseModel

Make = Callable[..., Document]


class Sure:
    """Takes every sentence it is asked about for one label, and remembers them."""

    def __init__(self, label: str = "service_commitment") -> None:
        self.label = label
        self.asked: list[str] = []

    def judge(self, texts: Sequence[tuple[str, str, str]]) -> list[dict[str, float]]:
        self.asked += [text for text, _, _ in texts]
        return [{name: float(name == self.label) for name in PROMISE_LABELS} for _ in texts]


def _commitments(document: Document, judge: Sure | PromiseModel) -> list[Signal]:
    return [signal for signal in read_signals(document, judge) if signal.name == "commitment"]


def test_what_the_grammar_reads_is_not_judged_again(make: Make) -> None:
    judge = Sure()
    (found,) = _commitments(make("I'll send you the audit file by Friday 18 September."), judge)
    assert found.rule != "commitment:judged"
    assert judge.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "Will the boat list be with you by Friday 18 September?",
        "If the board agrees, the boat list lands with you by Friday 18 September.",
        "The boat list lands on Friday 18 September, subject to change.",
        "The Supplier shall credit the Customer by Friday 18 September.",
        "Please get the boat list over by Friday 18 September.",
        "It rained.",
    ],
)
def test_questions_conditions_orders_and_contracts_are_never_judged(text: str, make: Make) -> None:
    judge = Sure()
    assert [one for one in _commitments(make(text), judge) if one.rule == "commitment:judged"] == []
    assert judge.asked == []


def test_what_is_judged_an_undertaking_has_its_side_its_day_and_its_words(make: Make) -> None:
    text = "The boat list gets to your inbox by Friday 18 September."
    (found,) = _commitments(make(text), Sure())
    assert found.rule == "commitment:judged"
    assert found.attributes["due"] == "2026-09-18"
    assert found.attributes["what"] == "The boat list gets to your inbox"
    assert found.citations[0].quote == text


def test_a_customer_does_not_promise_our_product(make: Make) -> None:
    text = "The mobile app lands on your phones by Friday 18 September."
    assert _commitments(make(text, side=Side.CUSTOMER), Sure("roadmap_promise")) == []


def test_the_shipped_judge_knows_an_undertaking_from_a_remark(make: Make) -> None:
    judge = PromiseModel()
    said = "Leave the carton labels with me, the corrected set lands in your inbox before the weekend."
    assert len(_commitments(make(said, kind=DocumentKind.CALL), judge)) == 1
    assert _commitments(make("Our canteen gets a new oven before the weekend.", kind=DocumentKind.CALL), judge) == []
