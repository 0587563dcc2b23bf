"""The book of accounts: what renews when, how each stands, and net and gross retention."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from copilot.domain.commitment import CommitmentStatus
from copilot.domain.record import Document
from copilot.domain.renewal import Triage
from copilot.domain.retention import Retention
from copilot.domain.words import DocumentKind, Side, Value
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.brief import reasons
from copilot.drafting.phrases import clipped
from copilot.insight.confidence import Confidence
from copilot.insight.metrics import retention

__all__ = ["Portfolio", "PortfolioRow", "portfolio_of"]

_BOOKS = frozenset({DocumentKind.ACCOUNT, DocumentKind.OPPORTUNITY})


class PortfolioRow(Value):
    """An account in the book. None is unknown; `owed` counts what we are late with, `open` what either side owes.

    `last_contact` is the day on which the customer last wrote or spoke.
    """

    account: str
    name: str
    csm: str
    arr: float | None
    renews: date | None
    decide_by: date | None
    call: Triage | None
    confidence: Confidence
    reasons: tuple[str, ...]
    owed: int
    open: int
    last_contact: date | None
    last_record: date | None


class Portfolio(Value):
    """The rows asked for, soonest decision first, those without a date last; retention is of all accounts."""

    as_of: date
    renewing_within: int | None = None
    rows: tuple[PortfolioRow, ...]
    left_out: tuple[str, ...] = ()
    """Accounts whose renewal date is not known, where a span was asked for: they may belong here."""
    retention: Retention


def portfolio_of(readings: Iterable[AccountReading], as_of: date, renewing_within: int | None = None) -> Portfolio:
    """The book as of a day. Retention is over the twelve months up to that day."""
    rows: list[PortfolioRow] = []
    left_out: list[str] = []
    deals: dict[str, list[Document]] = {}
    for reading in readings:
        deals[reading.account.account_id] = [d for d in reading.documents if d.kind in _BOOKS]
        governs = reading.terms.decide_by or reading.terms.on
        if renewing_within is not None:
            if governs is None:
                left_out.append(reading.account.account_id)
                continue
            last = reading.terms.on or governs
            if last < as_of or governs > as_of + timedelta(days=renewing_within):
                continue
        rows.append(_row(reading))
    rows.sort(key=lambda row: (row.decide_by or row.renews or date.max, row.account))
    start = as_of - timedelta(days=364) if as_of > date.min + timedelta(days=364) else date.min
    return Portfolio(
        as_of=as_of,
        renewing_within=renewing_within,
        rows=tuple(rows),
        left_out=tuple(left_out),
        retention=retention(deals, start, as_of, as_of),
    )


def _row(reading: AccountReading) -> PortfolioRow:
    dated = [d.occurred_at.date() for d in reading.documents if d.occurred_at is not None]
    heard = [one.last_contact for one in reading.people.people if one.side is Side.CUSTOMER and one.last_contact]
    owed = [c for c in reading.commitments if c.status in {CommitmentStatus.OPEN, CommitmentStatus.OVERDUE}]
    late = [c for c in reading.commitments if c.by is Side.VENDOR and c.status is CommitmentStatus.OVERDUE]
    return PortfolioRow(
        account=reading.account.account_id,
        name=reading.account.name,
        csm=reading.account.csm,
        arr=reading.terms.arr,
        renews=reading.terms.on,
        decide_by=reading.terms.decide_by,
        call=reading.call.call,
        confidence=reading.trust.confidence,
        reasons=tuple(clipped(finding.text, 120) for finding in reasons(reading)),
        owed=len(late),
        open=len(owed),
        last_contact=max(heard, default=None),
        last_record=max(dated, default=None),
    )
