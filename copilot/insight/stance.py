"""How somebody stands towards us, from what they said and scored themselves, recent before old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from copilot.domain.commitment import Signal
from copilot.domain.finding import Basis
from copilot.domain.stakeholder import Stance
from copilot.domain.words import Side, SignalFamily

__all__ = ["SCORE_RULE", "stance_of"]

_FRESH = timedelta(days=180)
_SCORE_HOLDS = timedelta(days=365)
_SHOWN = 3
_ENOUGH = 2
"""A score, or two statements that agree: one sentence alone is a mood."""
_TOWARDS_US = frozenset({SignalFamily.SENTIMENT, SignalFamily.RELATIONSHIP, SignalFamily.VALUE})
"""Bargaining over price is no judgement of us, and a fault is one of the product: neither tells a stance."""

SCORE_RULE = (
    "a score of 9 or 10 is supportive, 7 or 8 neutral, 6 or less critical (Net Promoter Score; Reichheld, 2003)"
)
_SAID_RULE = (
    "their own positive and negative statements of the last 180 days, or the newest where there are none: more "
    "positive is supportive, more negative critical, as many of each neutral; vouching and a score, which holds for "
    "a year, count double, and one sentence alone tells no stance"
)


def stance_of(signals: Iterable[Signal], heard: bool, as_of: date) -> tuple[Stance, tuple[Basis, ...]]:  # noqa: FBT001 - two facts of one person
    """The stance of somebody whose own signals these are, and what it rests on, newest first.

    `heard`: somebody of whom only words without judgement are on record is neutral, one who was
    never heard unknown.
    """
    own = list(signals)
    haggling = {_place(signal) for signal in own if signal.attributes.get("how") == "bargain"}
    judged = sorted(
        (
            (signal, weight)
            for signal in own
            if (weight := _weight(signal)) is not None and (weight == 0 or _place(signal) not in haggling)
        ),
        key=lambda pair: pair[0].seen_on or date.min,
        reverse=True,
    )
    newest_score = next((pair for pair in judged if _is_score(pair[0])), None)
    fresh = [
        pair
        for pair in judged
        if (pair[0].seen_on or date.min) > as_of - (_SCORE_HOLDS if pair is newest_score else _FRESH)
    ] or judged[:1]
    total = sum(weight for _, weight in fresh)
    if not fresh:
        return (Stance.NEUTRAL if heard else Stance.UNKNOWN), ()
    stance = Stance.SUPPORTIVE if total >= _ENOUGH else Stance.CRITICAL if total <= -_ENOUGH else Stance.NEUTRAL
    agreeing = [signal for signal, weight in fresh if weight * total > 0 or (not total and not weight)]
    return stance, _bases(agreeing or [signal for signal, _ in fresh])


def _is_score(signal: Signal) -> bool:
    return signal.name == "score" or signal.rule.startswith("survey:")


def _place(signal: Signal) -> tuple[str, int]:
    """The sentence of a signal: what is said in bargaining is no judgement."""
    return signal.citations[0].passage, signal.citations[0].start


def _bases(signals: Sequence[Signal]) -> tuple[Basis, ...]:
    return tuple(
        Basis(
            rule=SCORE_RULE if "score" in signal.attributes else _SAID_RULE,
            text=signal.text,
            seen_on=signal.seen_on,
            citations=signal.citations,
        )
        for signal in signals[:_SHOWN]
    )


def _weight(signal: Signal) -> int | None:
    """What a statement says for or against us; None where it judges nothing."""
    if _is_score(signal):
        return {"risk": -2, "positive": 2}.get(signal.name, 0)
    if signal.name == "act":
        return {"vouch": 2, "notice": -1, "hold": -1, "elsewhere": -1}.get(signal.attributes.get("how", ""))
    if signal.family is SignalFamily.SUPPORT and signal.attributes.get("cue") == "satisfaction":
        return 1 if signal.name == "positive" else -1
    if signal.family not in _TOWARDS_US or signal.citations[0].side is not Side.CUSTOMER:
        return None
    return {"risk": -1, "positive": 1}.get(signal.name)
