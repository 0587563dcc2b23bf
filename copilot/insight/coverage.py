"""The coverage ledger: for each family of evidence, which source was looked through and what may be missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from copilot.domain.commitment import Signal
from copilot.domain.draft import Coverage
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, SignalFamily
from copilot.insight.known import day_of, field_day, folded, known_documents, known_signals

__all__ = ["FAMILIES", "coverage_ledger", "covered_share", "stale_sources"]

FAMILIES: tuple[tuple[SignalFamily, tuple[DocumentKind, ...], str], ...] = (
    (SignalFamily.USAGE, (DocumentKind.USAGE,), "shallow use behind steady logins"),
    (
        SignalFamily.COMMERCIAL,
        (DocumentKind.OPPORTUNITY, DocumentKind.ACCOUNT, DocumentKind.FILE),
        "a negotiation or a budget cut we do not see",
    ),
    (SignalFamily.SUPPORT, (DocumentKind.TICKET,), "problems that are worked around and never raised"),
    (
        SignalFamily.RELATIONSHIP,
        (DocumentKind.EMAIL, DocumentKind.CALL, DocumentKind.NOTE, DocumentKind.ACTIVITY),
        "a sponsor who has left, or talks we are not part of",
    ),
    (SignalFamily.SENTIMENT, (DocumentKind.SURVEY,), "a quiet detractor"),
    (SignalFamily.VALUE, (DocumentKind.FILE, DocumentKind.CALL, DocumentKind.EMAIL), "an outcome that nobody measures"),
)
"""The families that a ledger lists, the kinds of record each is read from, and what a gap usually hides."""

_FRESH_FOR = {
    DocumentKind.USAGE: 3,
    DocumentKind.TICKET: 2,
    DocumentKind.OPPORTUNITY: 7,
    DocumentKind.ACCOUNT: 7,
    DocumentKind.ACTIVITY: 7,
    DocumentKind.EMAIL: 3,
    DocumentKind.NOTE: 45,
    DocumentKind.CALL: 45,
    DocumentKind.SURVEY: 90,
}
"""After how many days a source is stale (the team's rule 6); contracts and plans do not go stale."""

_WEEK = timedelta(days=6)
_GOAL = ("plan", "goal", "objective", "outcome", "target", "qbr", "review")


def coverage_ledger(documents: Iterable[Document], as_of: date, signals: Iterable[Signal] = ()) -> tuple[Coverage, ...]:
    """A row for each family: missing without a record, partial where each of its records is stale, else complete.

    Value is told anywhere: whatever a signal of value was read from counts for that family too.
    """
    known = known_documents(documents, as_of)
    of_value = {
        cited.document
        for signal in known_signals(signals, as_of)
        if signal.family is SignalFamily.VALUE
        for cited in signal.citations
    }
    rows: list[Coverage] = []
    for family, kinds, hides in FAMILIES:
        told = of_value if family is SignalFamily.VALUE else frozenset[str]()
        found = [d for d in known if (d.kind in kinds and _belongs(d, family)) or d.id in told]
        last = max((day for document in found if (day := _last_day(document, as_of)) is not None), default=None)
        status = _status(found, as_of)
        rows.append(
            Coverage(
                family=family,
                source=", ".join(sorted({document.kind.value for document in found})) or "none",
                records=len(found),
                last_record=last,
                status=status,
                hides="" if status == "complete" else hides,
            )
        )
    return tuple(rows)


def stale_sources(documents: Iterable[Document], as_of: date) -> tuple[str, ...]:
    """The sources whose newest record is older than their limit, in words."""
    known = known_documents(documents, as_of)
    told: list[str] = []
    for kind, limit in _FRESH_FOR.items():
        days = [day for document in known if document.kind is kind and (day := _last_day(document, as_of)) is not None]
        if days and (as_of - max(days)).days > limit:
            told.append(f"{kind.value}: last record {max(days)}, older than {limit} days")
    return tuple(told)


def covered_share(ledger: Sequence[Coverage]) -> float:
    """How much of the ledger is covered: complete counts 1, partial a half, missing nothing."""
    worth = {"complete": 1.0, "partial": 0.5}
    return sum(worth.get(row.status, 0.0) for row in ledger) / len(ledger) if ledger else 0.0


def _belongs(document: Document, family: SignalFamily) -> bool:
    """Of the kinds that serve several families, those that speak of goals are value; contracts are commercial."""
    speaks_of_goals = any(word in document.title.casefold() for word in _GOAL)
    if family is SignalFamily.VALUE:
        return speaks_of_goals
    return document.kind is not DocumentKind.FILE or not speaks_of_goals


def _status(found: Sequence[Document], as_of: date) -> str:
    if not found:
        return "missing"
    return "complete" if any(_is_fresh(document, as_of) for document in found) else "partial"


def _is_fresh(document: Document, as_of: date) -> bool:
    day, limit = _last_day(document, as_of), _FRESH_FOR.get(document.kind)
    return day is None or limit is None or (as_of - day).days <= limit


def _last_day(document: Document, as_of: date) -> date | None:
    """The last day that a record tells of: of a week its Sunday, of a ticket its last comment or change."""
    day = day_of(document)
    if document.kind is DocumentKind.USAGE and day is not None:
        return min(day + _WEEK, as_of)
    days = [day, *{passage.occurred_at.date() for passage in document.passages if passage.occurred_at is not None}]
    if document.kind is DocumentKind.TICKET:
        days.append(field_day(folded(document).get("updatedat")))
    return max((one for one in days if one is not None and one <= as_of), default=None)
