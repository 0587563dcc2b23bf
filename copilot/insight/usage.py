"""Seats in use and where use is heading: the last eight weeks against the eight before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from copilot.domain.draft import Citation
from copilot.domain.finding import Finding
from copilot.domain.health import UsageMeasure
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, SignalFamily
from copilot.insight.known import day_of, folded, known_documents, number

__all__ = ["measure_usage", "usage_findings"]

_WEEKS = 8
_FALL, _STEEP_FALL, _RISE = -0.15, -0.30, 0.10
_IDLE, _FULL = 0.5, 0.9
_ACTIVE = ("activeusers", "active", "weeklyactiveusers", "wau", "users")
_LICENSED = ("licensedseats", "licensed", "seats", "licenses", "licences")


def measure_usage(documents: Iterable[Document], as_of: date) -> UsageMeasure | None:
    """Weekly active users of the newest week on record, with seats and trend; None without usage records."""
    weeks = list(_weeks(known_documents(documents, as_of)))
    if not weeks:
        return None
    day, document, active = weeks[-1]
    seats = _first(document, _LICENSED)
    licensed = number(seats)
    used = number(active) or 0.0
    counts = [number(passage) or 0.0 for _, _, passage in weeks]
    recent = _mean(counts[-_WEEKS:]) if len(counts) >= _WEEKS else None
    before = _mean(counts[-2 * _WEEKS : -_WEEKS]) if len(counts) >= 2 * _WEEKS else None
    # The newest week, and the ends of the two spans that are compared.
    cited = [Citation.of(document, active), *([Citation.of(document, seats)] if seats is not None else [])]
    if before is not None:
        cited += [Citation.of(weeks[-n][1], weeks[-n][2]) for n in (_WEEKS, _WEEKS + 1, 2 * _WEEKS)]
    return UsageMeasure(
        week=day,
        active=used,
        licensed=licensed,
        utilisation=round(used / licensed, 3) if licensed else None,
        recent=round(recent, 1) if recent is not None else None,
        before=round(before, 1) if before is not None else None,
        change=round(recent / before - 1, 3) if recent is not None and before else None,
        citations=tuple(cited),
    )


def usage_findings(usage: UsageMeasure | None) -> Iterator[Finding]:
    """A fall, a rise, idle or nearly full seats; thresholds in each rule."""
    if usage is None:
        return
    if usage.change is not None and usage.change <= _FALL:
        yield _finding(
            usage,
            "usage_falls",
            "high" if usage.change <= _STEEP_FALL else "medium",
            f"Weekly active users fell from {usage.before:g} to {usage.recent:g} on average ({usage.change:+.0%}), "
            "last eight weeks against the eight before",
            "a fall by 15 % or more over eight weeks is a risk, by 30 % or more a high one",
            "two weeks back at the earlier level, or a seasonal cause confirmed by the customer",
        )
    elif usage.change is not None and usage.change >= _RISE:
        yield _finding(
            usage,
            "usage_rises",
            "good",
            f"Weekly active users rose from {usage.before:g} to {usage.recent:g} on average ({usage.change:+.0%})",
            "a rise by 10 % or more over eight weeks is a good sign",
            "a fall in the next weeks",
        )
    if usage.utilisation is not None and usage.utilisation < _IDLE:
        yield _finding(
            usage,
            "seats_idle",
            "medium",
            f"{usage.active:g} of {usage.licensed:g} seats were active in the week of {usage.week} "
            f"({usage.utilisation:.0%})",
            "less than half of the seats in use invites a reduction at renewal",
            "a plan with dates to bring the idle seats into use",
        )
    elif usage.utilisation is not None and usage.utilisation >= _FULL:
        yield _finding(
            usage,
            "seats_full",
            "good",
            f"{usage.active:g} of {usage.licensed:g} seats were active in the week of {usage.week} "
            f"({usage.utilisation:.0%})",
            "nine of ten seats in use or more leaves no room to grow without more seats",
            "seats that are shared or counted twice",
        )


def _finding(usage: UsageMeasure, name: str, weight: str, text: str, rule: str, falsified: str) -> Finding:
    return Finding.model_validate(
        {
            "name": name,
            "family": SignalFamily.USAGE,
            "weight": weight,
            "text": text,
            "rule": rule,
            "falsified_by": falsified,
            "seen_on": usage.week,
            "citations": usage.citations,
        }
    )


def _weeks(documents: Sequence[Document]) -> Iterator[tuple[date, Document, Passage]]:
    """The weeks on record, oldest first, each once."""
    found: dict[date, tuple[Document, Passage]] = {}
    for document in documents:
        active = _first(document, _ACTIVE) if document.kind is DocumentKind.USAGE else None
        day = day_of(document)
        if active is not None and day is not None and number(active) is not None:
            found[day] = (document, active)
    for day in sorted(found):
        yield day, *found[day]


def _first(document: Document, names: Sequence[str]) -> Passage | None:
    fields = folded(document)
    return next((fields[name] for name in names if name in fields), None)


def _mean(counts: Sequence[float]) -> float:
    return sum(counts) / len(counts)
