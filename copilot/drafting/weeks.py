"""The weeks of an account as a picture shows them: use, seats, tickets opened, and how the customer felt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from copilot.domain.picture import Feeling, Mark, Timeline, Week
from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.phrases import clipped
from copilot.insight.known import day_of
from copilot.insight.usage import measure_usage

__all__ = ["timeline_of"]

_SPAN = timedelta(weeks=52)
_MARKS = 24


def timeline_of(reading: AccountReading) -> Timeline:
    """The last 52 weeks up to the reading's day, Mondays as first days."""
    since = reading.as_of - _SPAN if reading.as_of > date.min + _SPAN else date.min
    used: dict[date, tuple[int, int | None]] = {}
    opened: Counter[date] = Counter()
    for document in reading.documents:
        day = day_of(document)
        if day is None or day <= since:
            continue
        if document.kind is DocumentKind.USAGE and (usage := measure_usage([document], reading.as_of)) is not None:
            seats = round(usage.licensed) if usage.licensed is not None and usage.licensed >= 0 else None
            used[_monday(day)] = (max(0, round(usage.active)), seats)
        elif document.kind is DocumentKind.TICKET:
            opened[_monday(day)] += 1
    any_tickets = bool(opened)
    weeks = tuple(
        Week(
            start=start,
            active_users=used[start][0] if start in used else None,
            licensed=used[start][1] if start in used else None,
            tickets_opened=opened[start] if any_tickets else None,
        )
        for start in sorted({*used, *opened})
    )
    return Timeline(weeks=weeks, marks=tuple(list(_marks(reading, since))[-_MARKS:]))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _marks(reading: AccountReading, since: date) -> Iterator[Mark]:
    for signal in reading.named("positive", "risk", "score"):
        if signal.family is not SignalFamily.SENTIMENT or signal.seen_on is None or signal.seen_on <= since:
            continue
        if signal.citations[0].side is Side.VENDOR:
            continue
        feeling = {"positive": Feeling.POSITIVE, "risk": Feeling.NEGATIVE}.get(signal.name, Feeling.NEUTRAL)
        yield Mark(on=signal.seen_on, feeling=feeling, label=clipped(signal.text, 60))
