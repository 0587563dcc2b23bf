"""What a sentence says of the roadmap, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from copilot.domain.words import Side

__all__ = ["EVEN", "Label", "Labelled", "PromiseJudge", "Said", "label_all"]


class Label(StrEnum):
    """What a sentence does: it promises a capability, hedges about one, asks for one, tells of one, or none of it."""

    PROMISE = "roadmap_promise"
    HEDGE = "hedged_roadmap"
    REQUEST = "customer_request"
    SHIPPED = "shipped_fact"
    SERVICE = "service_commitment"
    OTHER = "other"

    @property
    def looks_ahead(self) -> bool:
        """Whether it speaks of a capability that is not there yet as ours to bring."""
        return self in (Label.PROMISE, Label.HEDGE)


@dataclass(frozen=True, slots=True)
class Said:
    """Words, whose side says them, and in what sort of text: call, email, slack, ticket, qbr, note, draft."""

    text: str
    side: Side = Side.VENDOR
    source: str = "draft"


class PromiseJudge(Protocol):
    """Gives each text (words, side, source) a probability for every label, by the label's name."""

    def judge(self, texts: Sequence[tuple[str, str, str]]) -> list[dict[str, float]]: ...


PROMISED = 0.04
"""The probability from which a sentence is a promise. Fitted on the training passes, for recall (docs/adr/0009)."""
EVEN = 0.5
"""The probability from which a sentence is a promise where nothing speaks for caution."""
ASKED = 0.6
"""The probability of a request from which a sentence asks, however much it speaks of what is to come."""
DOUBTED = 0.025
"""Below `PROMISED` but from here on a sentence may be one: for a customer that is enough to treat it so."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label, and how likely the sentence is a promise; `unsure` where it may be one though not labelled so."""

    label: Label
    promise: float
    unsure: bool
    otherwise: Label = Label.OTHER
    """The likeliest label but for a promise."""

    @property
    def sober(self) -> Label:
        """The label where a missed promise costs no more than a false alarm: among ourselves."""
        return self.otherwise if self.label is Label.PROMISE and self.promise < EVEN else self.label


def label_all(judge: PromiseJudge, said: Sequence[Said]) -> list[Labelled]:
    """The label of each of some texts, in order."""
    if not said:
        return []
    return [labelled(found) for found in judge.judge([(one.text, one.side.value, one.source) for one in said])]


def labelled(likely: Mapping[str, float]) -> Labelled:
    """The label that probabilities by label name stand for."""
    promise = likely[Label.PROMISE]
    best = max((label for label in Label if label is not Label.PROMISE), key=lambda label: likely[label])
    if promise >= PROMISED and likely[Label.REQUEST] < ASKED:
        return Labelled(Label.PROMISE, promise, unsure=False, otherwise=best)
    return Labelled(best, promise, unsure=promise >= DOUBTED, otherwise=best)
