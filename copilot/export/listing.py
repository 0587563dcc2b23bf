"""Printing lists over accounts on a terminal: commitments, and the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from copilot.domain.commitment import CommitmentStatus
from copilot.domain.words import Side
from copilot.export.plain import plain

if TYPE_CHECKING:
    from copilot.domain.account import Account
    from copilot.domain.commitment import Commitment
    from copilot.domain.retention import Retention
    from copilot.drafting.portfolio import Portfolio

__all__ = ["show_commitments", "show_portfolio"]

_LONG = 140


def show_commitments(found: Sequence[tuple[Account, Commitment]], as_of: date) -> None:
    """Print commitments, an entry each with its quote, overdue ones first."""
    out = Console(highlight=False, soft_wrap=True)
    if not found:
        out.print("No commitment is on record.")
        return
    order = [CommitmentStatus.OVERDUE, CommitmentStatus.OPEN, CommitmentStatus.KEPT, CommitmentStatus.WITHDRAWN]
    for account, one in sorted(found, key=lambda pair: (order.index(pair[1].status), pair[1].due or pair[1].made_on)):
        side = {Side.VENDOR: "us", Side.CUSTOMER: "them"}.get(one.by, "not known")
        late = (
            f" {(as_of - one.due).days} days"
            if one.status is CommitmentStatus.OVERDUE and one.due is not None
            else ""
        )  # fmt: skip
        due = f", due {one.due}" if one.due else ""
        behind = f", roadmap {one.registry}" if one.registry else ""
        head = f"{one.status}{late} · {account.account_id} · {side}: {one.who or '–'}"
        out.print(f"[bold]{escape(head)}[/]")
        quote = _cut(one.citation.quote)
        out.print(escape(f"  {_cut(one.what)} (made {one.made_on}{due}{behind})"))
        out.print(escape(f"  “{quote}” · {one.citation.title} · {one.citation.path}"), style="dim")


def show_portfolio(book: Portfolio) -> None:
    """Print the book, a row an account, then its retention with the arithmetic and what is missing."""
    out = Console(highlight=False, soft_wrap=True)
    span = f" to be decided within {book.renewing_within} days" if book.renewing_within is not None else ""
    out.print(escape(f"{len(book.rows)} accounts{span}, as of {book.as_of}\n"))
    table = Table(box=None, pad_edge=False)
    for heading in ("account", "ARR", "renews", "decide by", "call", "confidence", "owed"):
        table.add_column(heading, justify="right" if heading in {"ARR", "owed"} else "left", no_wrap=True)
    for row in book.rows:
        cells = (
            row.account,
            f"${row.arr:,.0f}" if row.arr is not None else "–",
            str(row.renews or "–"),
            str(row.decide_by or "–"),
            row.call.value if row.call is not None else "no call",
            str(row.confidence),
            str(row.owed),
        )
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
    for row in book.rows:
        for reason in row.reasons:
            out.print(escape(f"{row.account}: {reason}"), soft_wrap=True)
    if book.left_out:
        out.print(escape(f"\nUNKNOWN renewal date, so not listed: {', '.join(book.left_out)}"))
    _show_retention(out, book.retention)


def _show_retention(out: Console, found: Retention) -> None:
    nrr = f"{found.nrr:.1%}" if found.nrr is not None else "UNKNOWN"
    grr = f"{found.grr:.1%}" if found.grr is not None else "UNKNOWN"
    out.print(escape(f"\nWhole book, {found.start_on} to {found.end_on}: NRR {nrr}, GRR {grr}"))
    out.print(escape(found.formula), style="dim", soft_wrap=True)
    if found.arithmetic:
        out.print(escape(f"= {found.arithmetic}"), style="dim", soft_wrap=True)
    for missing in found.missing:
        out.print(escape(f"Missing: {missing}"), soft_wrap=True)


def _cut(text: str, longest: int = _LONG) -> str:
    folded = plain(" ".join(text.split()))
    return folded if len(folded) <= longest else folded[: longest - 1].rstrip() + "…"
