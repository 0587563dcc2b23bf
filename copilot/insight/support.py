"""Ticket load and age as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from copilot.domain.draft import Citation
from copilot.domain.finding import Finding, Weight
from copilot.domain.health import TicketLoad
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Part, SignalFamily
from copilot.insight.known import day_of, field_day, folded, known_documents

__all__ = ["measure_tickets", "ticket_findings"]

_QUARTER = timedelta(days=90)
_CLOSED = frozenset({"solved", "closed"})
_URGENT = frozenset({"urgent", "high", "critical", "p1", "p2"})
_STALE, _VERY_STALE = 30, 90
_SURGE, _SURGE_FROM = 2.0, 5


def measure_tickets(documents: Iterable[Document], as_of: date) -> TicketLoad | None:
    """Open tickets and how old they are; None without tickets. One closed only after the day was open on it."""
    tickets = [document for document in known_documents(documents, as_of) if document.kind is DocumentKind.TICKET]
    if not tickets:
        return None
    still = [ticket for ticket in tickets if _was_open(ticket, as_of)]
    ages = [(as_of - day).days for ticket in still if (day := day_of(ticket)) is not None]
    opened = [day for ticket in tickets if (day := day_of(ticket)) is not None]
    shown = still or tickets[-1:]
    return TicketLoad(
        total=len(tickets),
        open=len(still),
        urgent=sum(is_urgent(ticket) for ticket in still),
        oldest_days=max(ages, default=None),
        opened=sum(day > as_of - _QUARTER for day in opened),
        opened_before=sum(as_of - 2 * _QUARTER < day <= as_of - _QUARTER for day in opened),
        citations=tuple(_cited(ticket) for ticket in shown),
    )


def ticket_findings(documents: Iterable[Document], as_of: date) -> Iterator[Finding]:
    """Every open ticket that is urgent or old, a surge of new ones, and a clear desk."""
    known = known_documents(documents, as_of)
    load = measure_tickets(known, as_of)
    if load is None:
        return
    for ticket in known:
        day = day_of(ticket)
        if ticket.kind is not DocumentKind.TICKET or day is None or not _was_open(ticket, as_of):
            continue
        age = (as_of - day).days
        weight: Weight | None = None
        if is_urgent(ticket) and age > _STALE:
            weight = "high" if age > _VERY_STALE else "medium"
        elif is_urgent(ticket) or age > _STALE:
            weight = "medium" if is_urgent(ticket) else "low"
        if weight is not None:
            yield Finding(
                name="ticket_open",
                family=SignalFamily.SUPPORT,
                weight=weight,
                text=f"{ticket.title}: open for {age} days" + (", urgent" if is_urgent(ticket) else ""),
                rule="an open ticket weighs by urgency and age: urgent and over 90 days high, urgent medium, "
                "over 30 days low",
                falsified_by="the customer's word that it is solved",
                seen_on=day,
                citations=(_cited(ticket),),
            )
    if load.opened >= _SURGE_FROM and load.opened >= _SURGE * max(load.opened_before, 1):
        yield Finding(
            name="ticket_surge",
            family=SignalFamily.SUPPORT,
            weight="medium",
            text=f"{load.opened} tickets in the last 90 days against {load.opened_before} in the 90 before",
            rule="five tickets or more in 90 days, and twice as many as in the 90 before",
            falsified_by="tickets that are questions of a roll-out, not faults",
            seen_on=as_of,
            citations=load.citations,
        )
    if not load.open:
        yield Finding(
            name="no_ticket_open",
            family=SignalFamily.SUPPORT,
            weight="good",
            text=f"No ticket is open, of {load.total} on record",
            rule="a clear desk is a good sign",
            falsified_by="problems that are raised elsewhere than in tickets",
            citations=load.citations,
        )


def is_urgent(ticket: Document) -> bool:
    """Whether the ticket's priority is high or urgent."""
    priority = folded(ticket).get("priority")
    return priority is not None and priority.text.strip().casefold() in _URGENT


def _was_open(ticket: Document, as_of: date) -> bool:
    fields = folded(ticket)
    status = fields.get("status")
    if status is None or status.text.strip().casefold() not in _CLOSED:
        return status is not None
    changed = field_day(fields.get("updatedat")) or field_day(fields.get("solvedat"))
    return changed is not None and changed > as_of


def _cited(ticket: Document) -> Citation:
    subject = next((passage for passage in ticket.passages if passage.part is Part.SUBJECT), ticket.passages[0])
    return Citation.of(ticket, subject)
