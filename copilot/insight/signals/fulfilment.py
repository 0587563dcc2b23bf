"""Whether a later delivery is the fulfilment of a commitment."""

from __future__ import annotations

import re
from datetime import timedelta

from copilot.domain.commitment import Signal
from copilot.domain.words import Side
from copilot.insight.signals.topics import Topics, topic
from copilot.insight.signals.undertakings import Undertaking, side_of

__all__ = ["fulfils", "same_thread"]

CONFIRMED = 0.45
"""What a bare confirmation in the same thread ("All fine now, checked it") is worth: just enough."""
AROUND = 0.8
"""What a term counts that stands not in the sentence of the delivery but elsewhere in what was said with it."""
_ON_TIME = timedelta(days=3)
_NEAR = timedelta(days=35)
"""Around its due day (or, without one, its making), a delivery is likelier to be the one that was meant."""


_AS_PROMISED = re.compile(
    r"\bas (?:promised|agreed|announced|i undertook)|\bannounced for\b|"
    r"(?:later|late|earlier) than (?:i |we )?(?:promised|said|agreed)|was due\b|apologi[sz]e for the (?:wait|delay)",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\b(?:received|got|thank|thanks|arrived|works|working|confirmed|checked|gone|smashing|perfect)\b", re.IGNORECASE
)
_RELEASED = re.compile(
    r"\b(?:live|shipped|released|launched|rolled out|out now|in production|available|went live|works|done|completed|"
    r"moved|enabled|arrived|switched on|running)\b",
    re.IGNORECASE,
)


def fulfils(one: Undertaking, signal: Signal, topics: Topics) -> float:
    """How likely a delivery is the fulfilment: about 0 to 1.5, 0 where it cannot be.

    From the topic it covers, whose it is, when it was, and whether it speaks of a promise itself.
    """
    if signal.rule == "delivery:ticket_closed":
        return float(signal.citations[0].document == one.signal.citations[0].document and not one.is_roadmap)
    if not _can_be(one, signal):
        return 0.0
    cited = signal.citations[0]
    given = set(topic(signal.text)) | set(topic(cited.title))
    least = CONFIRMED if _confirms(one, signal) else 0.0
    if (
        one.core
        and not one.core.keys() & (given | set(topic(cited.passage_text)))
        and not _AS_PROMISED.search(signal.text)
    ):
        return least
    around = given | set(topic(cited.passage_text))
    score = max(_covered(one, given, topics), AROUND * _covered(one, around, topics))
    if side_of(signal) is not one.by:
        score *= 0.85
    return max(score + _circumstances(one, signal), least)


def _covered(one: Undertaking, given: set[str], topics: Topics) -> float:
    """How much of the undertaking some terms cover, what is undertaken itself counting twice."""
    whole = topics.covered(one.topic, given)
    return 0.5 * whole + 0.5 * topics.covered(one.core, given) if one.core else whole


def _can_be(one: Undertaking, signal: Signal) -> bool:
    """Not said in the same breath, not by the wrong side unless it is a receipt, and for a capability a release."""
    cited, made = signal.citations[0], one.signal.citations[0]
    if cited.document == made.document and (cited.passage == made.passage or signal.seen_on == one.on):
        return False
    if one.is_roadmap and not _RELEASED.search(signal.text):
        return False
    side = side_of(signal)
    if side is one.by or Side.UNKNOWN in (side, one.by) or signal.rule == "delivery:activity":
        return True
    receipt = _RECEIPT.search(signal.text) is not None
    return receipt or (one.by is Side.VENDOR and "acknowledged" in signal.rule)


def _circumstances(one: Undertaking, signal: Signal) -> float:
    """What speaks for it besides the topic: the person, the day, the thread, the promise mentioned."""
    who = signal.attributes.get("who")
    found = 0.05 * (bool(who) and who == one.signal.attributes.get("who"))
    around = one.due or one.on
    if signal.seen_on is not None and abs(signal.seen_on - around) <= _NEAR:
        found += 0.15 if one.due and abs(signal.seen_on - one.due) <= _ON_TIME else 0.1
    found += 0.08 * same_thread(signal.citations[0].title, one.signal.citations[0].title)
    found += 0.25 * bool(_AS_PROMISED.search(signal.text)) + 0.3 * _names_due(one, signal)
    return found - 0.15 * one.is_roadmap


_CONFIRMS = re.compile(
    r"\b(?:checked|works|working|arrived|received|got it|sorted|solved|fixed|all good|all fine|smashing|perfect)\b",
    re.IGNORECASE,
)


def _confirms(one: Undertaking, signal: Signal) -> bool:
    """The other side's confirmation in the same conversation, within a fortnight."""
    return (
        signal.seen_on is not None
        and one.on < signal.seen_on <= (one.due or one.on) + timedelta(days=14)
        and "acknowledged" in signal.rule
        and side_of(signal) is not one.by
        and same_thread(signal.citations[0].title, one.signal.citations[0].title)
        and _CONFIRMS.search(signal.text) is not None
        and len(topic(signal.text)) <= 4  # noqa: PLR2004 - says little else
    )


def _names_due(one: Undertaking, signal: Signal) -> bool:
    """Whether it speaks of the very day the commitment was due ("due on the 9th", "announced for 30 April")."""
    if one.due is None:
        return False
    day, month = one.due.day, f"{one.due:%b}"
    return (
        re.search(
            rf"\b{day}(?:st|nd|rd|th)?(?: of)? {month}|\b{month}[a-z]* {day}\b|\bthe {day}(?:st|nd|rd|th)\b",
            signal.text,
            re.IGNORECASE,
        )
        is not None
    )


def same_thread(one: str, other: str) -> bool:
    """Whether two titles are of one conversation: the same but for "Re:" and its like."""
    return _thread(one) == _thread(other)


def _thread(title: str) -> str:
    return re.sub(r"^(?:(?:re|fw|fwd|aw|wg|antw|sv)\s*:\s*)+", "", title.strip(), flags=re.IGNORECASE).casefold()
