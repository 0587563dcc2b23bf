"""Value: outcomes reached or missed against what was bought, and what people say it brought them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from copilot.domain.commitment import Signal
from copilot.domain.finding import Finding
from copilot.domain.words import Side, SignalFamily
from copilot.insight.context import in_context
from copilot.insight.known import known_signals

__all__ = ["is_missed", "is_reached", "outcome_findings"]

_YEAR = timedelta(days=365)
_SHOWN = 3
_NOT_WHOLLY = re.compile(
    r"\b(?:half|partly|partially|not|never|nearly|almost|missed|only|if|once|when)\b|n't\b", re.IGNORECASE
)


def is_reached(signal: Signal) -> bool:
    """Whether a signal says, without taking anything back, that a goal was reached."""
    return (
        signal.name == "positive"
        and signal.attributes.get("cue") == "goal_reached"
        and not _NOT_WHOLLY.search(signal.text)
    )


def is_missed(signal: Signal) -> bool:
    """Whether a signal says that a goal was missed, or reached in part only."""
    cue = signal.attributes.get("cue")
    return cue == "goal_missed" or (cue == "goal_reached" and bool(_NOT_WHOLLY.search(signal.text)))


def outcome_findings(signals: Iterable[Signal], as_of: date) -> Iterator[Finding]:
    """Goals reached, goals missed, and value told by the customer, of the last 365 days."""
    told = [s for s in known_signals(signals, as_of) if s.seen_on is not None and s.seen_on > as_of - _YEAR]
    reached = [signal for signal in told if is_reached(signal)]
    missed = [signal for signal in told if is_missed(signal)]
    haggling = {(s.citations[0].passage, s.citations[0].start) for s in told if s.attributes.get("how") == "bargain"}
    praised = [
        signal
        for signal in told
        if signal.name == "positive"
        and signal.attributes.get("cue") == "improved"
        and signal.citations[0].side is Side.CUSTOMER
        and not _NOT_WHOLLY.search(signal.text)
        and (signal.citations[0].passage, signal.citations[0].start) not in haggling
    ]
    if reached:
        yield _finding(
            "goal_reached",
            "good",
            f"A goal was reached: {_told(reached[-1])}",
            reached,
            "an outcome that was bought is on record as reached in the last 365 days",
        )
    if missed:
        yield _finding(
            "goal_missed",
            "medium",
            f"A goal was missed: {_told(missed[-1])}",
            missed,
            "an outcome that was bought is on record as missed in the last 365 days",
        )
    if praised:
        yield _finding(
            "value_told",
            "good",
            f"The customer tells of value: {_told(praised[-1])}",
            praised,
            "the customer's own word, in the last 365 days, on what the product brought them",
        )


def _told(signal: Signal) -> str:
    return " ".join(in_context(signal.citations[0]).quote.split())


def _finding(name: str, weight: str, text: str, signals: list[Signal], rule: str) -> Finding:
    newest = signals[-1]
    return Finding.model_validate(
        {
            "name": name,
            "family": SignalFamily.VALUE,
            "weight": weight,
            "text": text,
            "rule": rule,
            "falsified_by": "a newer figure for the same goal",
            "seen_on": newest.seen_on,
            "citations": tuple(in_context(signal.citations[0]) for signal in reversed(signals[-_SHOWN:])),
        }
    )
