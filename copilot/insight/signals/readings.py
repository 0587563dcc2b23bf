"""What a rule reads in a sentence, before it becomes a signal of the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage
from copilot.domain.words import SignalFamily, Tier
from copilot.insight.signals.sentences import Sentence

__all__ = ["Reading", "signal_of", "signal_of_field"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One finding in a sentence: which sort, of which family, by which rule, with its parts."""

    name: str
    family: SignalFamily
    rule: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def signal_of(sentence: Sentence, reading: Reading) -> Signal:
    """The reading as a signal that quotes the sentence."""
    cited = Citation.of(sentence.document, sentence.passage, sentence.start, sentence.end)
    return Signal(
        account=sentence.document.account,
        family=reading.family,
        name=reading.name,
        text=" ".join(sentence.text.split()),
        tier=Tier.OBSERVED,
        seen_on=sentence.said_on,
        rule=reading.rule,
        attributes=reading.attributes,
        citations=(cited,),
    )


def signal_of_field(
    document: Document, passages: tuple[Passage, ...], text: str, reading: Reading, seen_on: date | None = None
) -> Signal:
    """The reading as a signal that quotes whole fields of a record."""
    moment = passages[0].occurred_at or document.occurred_at
    return Signal(
        account=document.account,
        family=reading.family,
        name=reading.name,
        text=text,
        tier=Tier.OBSERVED,
        seen_on=seen_on or (moment.date() if moment else None),
        rule=reading.rule,
        attributes=reading.attributes,
        citations=tuple(Citation.of(document, passage) for passage in passages),
    )
