"""Net and gross revenue retention of a set of accounts over a period."""

from __future__ import annotations

from datetime import date

from copilot.domain.draft import Citation
from copilot.domain.words import Value

__all__ = ["AccountRetention", "Retention"]


class AccountRetention(Value):
    """One account's part. Money is in US dollars a year; None is unknown, and `missing` says why."""

    account: str
    start: float | None
    expansion: float = 0.0
    contraction: float = 0.0
    churn: float = 0.0
    end: float | None = None
    citations: tuple[Citation, ...] = ()
    missing: tuple[str, ...] = ()


class Retention(Value):
    """NRR and GRR as shares (1.0 is all of it); None where no account has a known start.

    `formula` and `arithmetic` are for the reader; accounts without a known start are left out and listed
    in `missing`.
    """

    start_on: date
    end_on: date
    nrr: float | None
    grr: float | None
    formula: str
    arithmetic: str
    accounts: tuple[AccountRetention, ...]
    missing: tuple[str, ...] = ()
