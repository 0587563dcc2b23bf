# ruff: noqa: E501 - patterns read best on one line
"""Risk and positive cues in what people say, minding negation, hypothesis and attribution."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.words import DocumentKind, Side
from copilot.insight.signals.cues import POSITIVE, RISK, Cue
from copilot.insight.signals.polarity import is_denied, is_hypothetical, is_of_others
from copilot.insight.signals.readings import Reading
from copilot.insight.signals.sentences import Sentence
from copilot.insight.signals.speakers import author

__all__ = ["risks_in"]

_STRONG_WORDS = re.compile(r"\b(?:too|very|so|really|extremely|completely|totally|never again|unacceptable)\b|!{2,}")
_SPEAKS_FOR_CUSTOMER = frozenset({Side.CUSTOMER, Side.UNKNOWN})
_NEGATED_JUST_BEFORE = re.compile(
    r"\b(?:no|not|never|isn't|wasn't|don't|nothing|without|hardly)\s+(?:\w+\s+)?$"
    r"|\b(?:not|n't|never) (?:say|think|mean|claim|call|imply|suggest)\b[^.;,]*$"
)
_NEGATES_ITSELF = frozenset(
    {
        "not_using",
        "silence",
        "slow_support",
        "outage",
        "no_value",
        "goal_missed",
        "praise",
        "improved",
        "growth",
        "notice",
        "frustration",
        "price",
    }
)
_OURS_TO_FIX = frozenset({"defect", "workaround", "not_using", "competitor", "repeated", "fewer_seats", "growth"})
_BOILERPLATE = re.compile(
    r"\b(?:either party|the agreement|customer data|notice period|notice:|initial term|order form|renews? for|within \d+ days|unless cancelled|hereinafter|thereof)\b"
)
_SIGNED_BY_VENDOR = frozenset({"frustration", "praise", "price"})


def risks_in(sentence: Sentence) -> Iterator[Reading]:
    """The risk and positive cues of a sentence, at most one of each family and sort."""
    if is_of_others(sentence.flat) or len(sentence.flat) > 600:  # noqa: PLR2004 - tables and listings
        return
    yield from _cues(sentence, "risk", RISK)
    yield from _cues(sentence, "positive", POSITIVE)


def _cues(sentence: Sentence, name: str, cues: tuple[Cue, ...]) -> Iterator[Reading]:
    flat = sentence.flat
    side, who = author(sentence)
    seen: set[str] = set()
    for family, cue, pattern in cues:
        if family in seen:
            continue
        found = pattern.search(flat)
        if found is None or not _is_meant(sentence, cue, found.start(), side):
            continue
        seen.add(family)
        attributes = {
            "cue": cue,
            "by": side.value,
            "who": who,
            "strength": "strong" if _STRONG_WORDS.search(sentence.text) else "plain",
        }
        yield Reading(name, family, f"{name}:{cue}", attributes)


def _is_meant(sentence: Sentence, cue: str, at: int, side: Side) -> bool:
    flat = sentence.flat
    if cue not in _NEGATES_ITSELF and is_denied(flat, at):
        return False
    if cue in _NEGATES_ITSELF and _NEGATED_JUST_BEFORE.search(flat, 0, at):
        return False
    if is_hypothetical(flat, at) or (
        sentence.question and cue not in ("not_using", "escalation", "slow_support", "no_value", "silence")
    ):
        return False
    if side is Side.VENDOR and cue in _OURS_TO_FIX and sentence.document.kind is not DocumentKind.NOTE:
        return False
    if sentence.document.kind is DocumentKind.FILE and _BOILERPLATE.search(flat):
        return False
    internal_voice = sentence.document.kind in (
        DocumentKind.NOTE,
        DocumentKind.ACTIVITY,
        DocumentKind.FILE,
        DocumentKind.OPPORTUNITY,
    )
    return not (side is Side.VENDOR and cue in _SIGNED_BY_VENDOR and not internal_voice)
