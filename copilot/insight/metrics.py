"""NRR and GRR of any set of accounts, from what was closed in the period and the ARR history behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain.draft import Citation
from copilot.domain.record import Document
from copilot.domain.retention import AccountRetention, Retention
from copilot.domain.words import DocumentKind
from copilot.insight.commercial import closed_by
from copilot.insight.known import field_day, folded, known_documents, number

__all__ = ["FORMULA", "retention"]

FORMULA = "NRR = (start + expansion - contraction - churn) / start; GRR = (start - contraction - churn) / start"
"""As commonly defined for recurring revenue; the start is the ARR on the day before the period."""

_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class _Deal:
    on: date
    sort: str
    amount: float
    citation: Citation


def retention(records: Mapping[str, Iterable[Document]], start_on: date, end_on: date, as_of: date) -> Retention:
    """NRR and GRR of the accounts whose documents are given, from `start_on` to `end_on` (both included).

    A closed-won new business or renewal sets an account's ARR, an expansion or contraction changes it, a
    renewal that is closed lost ends it. Only deals closed by `as_of` count. Raises ValueError where the
    period ends before it starts.
    """
    if end_on < start_on:
        raise ValueError("the period ends before it starts")
    accounts = tuple(
        _account(account, known_documents(documents, as_of), start_on, min(end_on, as_of), as_of)
        for account, documents in sorted(records.items())
    )
    counted = [one for one in accounts if one.start]
    start = sum(one.start or 0.0 for one in counted)
    gained = sum(one.expansion for one in counted)
    lost = sum(one.contraction + one.churn for one in counted)
    missing = [f"{one.account}: {why}" for one in accounts for why in one.missing]
    if end_on > as_of:
        missing.append(f"the period runs to {end_on}; what closes after {as_of} is not known yet")
    return Retention(
        start_on=start_on,
        end_on=end_on,
        nrr=round((start + gained - lost) / start, 4) if start else None,
        grr=round((start - lost) / start, 4) if start else None,
        formula=FORMULA,
        arithmetic=f"({start:,.0f} + {gained:,.0f} - {lost:,.0f}) / {start:,.0f}; ({start:,.0f} - "
        f"{lost:,.0f}) / {start:,.0f}"
        if start
        else "",
        accounts=accounts,
        missing=tuple(missing),
    )


def _account(
    account: str, documents: Sequence[Document], start_on: date, end_on: date, as_of: date
) -> AccountRetention:
    deals = sorted(_deals(documents, as_of), key=lambda deal: deal.on)
    missing: list[str] = []
    current, cited = _current(documents)
    base = _base(deals, start_on, current)
    if base is None:
        missing.append(f"the ARR before {start_on}: no closed-won order by then, and no ARR to reckon back from")
        return AccountRetention(account=account, start=None, citations=cited, missing=tuple(missing))
    arr = base
    expansion = contraction = churn = 0.0
    for deal in deals:
        if not start_on <= deal.on <= end_on:
            continue
        change = _change(deal, arr)
        if deal.sort == "lost":
            churn += arr
        elif deal.sort != "new" or arr:
            expansion += max(change, 0.0)
            contraction += max(-change, 0.0)
        arr += change
    later = sum(_change(deal, 0.0) for deal in deals if deal.on > end_on and deal.sort in ("more", "less"))
    if current is not None and abs(arr + later - current) > _TOLERANCE * max(current, 1.0):
        missing.append(f"the accounts file says an ARR of {current:,.0f}, the closed deals give {arr + later:,.0f}")
    if base == 0.0:
        missing.append("new in the period, so it has no start and is left out")
    return AccountRetention(
        account=account,
        start=base,
        expansion=expansion,
        contraction=contraction,
        churn=churn,
        end=arr,
        citations=(*cited, *(deal.citation for deal in deals)),
        missing=tuple(missing),
    )


def _base(deals: Sequence[_Deal], start_on: date, current: float | None) -> float | None:
    """The ARR on the day before the period: built up from orders, else reckoned back from the current one."""
    arr: float | None = None
    for deal in deals:
        if deal.on < start_on:
            if deal.sort in ("new", "renewal"):
                arr = deal.amount
            elif arr is not None:
                arr += _change(deal, arr)
    if arr is not None:
        return arr
    if any(deal.sort == "new" for deal in deals):
        return 0.0
    if current is None or any(deal.sort in ("renewal", "lost") for deal in deals):
        return None
    return current - sum(_change(deal, current) for deal in deals if deal.on >= start_on)


def _change(deal: _Deal, arr: float) -> float:
    """What a deal adds to an ARR."""
    return {
        "new": deal.amount - arr,
        "renewal": deal.amount - arr,
        "more": deal.amount,
        "less": -abs(deal.amount),
        "lost": -arr,
    }[deal.sort]


def _deals(documents: Iterable[Document], as_of: date) -> Iterator[_Deal]:
    for document in documents:
        outcome = closed_by(document, as_of)
        fields = folded(document)
        day, amount = field_day(fields.get("closedate")), number(fields.get("amount"))
        if not outcome or day is None:
            continue
        kind = fields["type"].text.casefold() if "type" in fields else document.title.casefold()
        sort = _sort(kind)
        if outcome == "lost":
            if sort != "renewal":
                continue
            sort = "lost"
        if sort and (amount is not None or sort == "lost"):
            yield _Deal(day, sort, amount or 0.0, Citation.of(document, fields.get("amount") or fields["stagename"]))


def _sort(kind: str) -> str:
    for sort, pattern in (
        ("less", r"contract(?:ion|ed)|downsell|downgrade|reduc"),
        ("renewal", r"renew|extension"),
        ("more", r"expan|upsell|cross|add|existing"),
        ("new", r"new"),
    ):
        if re.search(pattern, kind):
            return sort
    return ""


def _current(documents: Iterable[Document]) -> tuple[float | None, tuple[Citation, ...]]:
    for document in documents:
        passage = folded(document).get("arrusd") if document.kind is DocumentKind.ACCOUNT else None
        if passage is not None:
            return number(passage), (Citation.of(document, passage),)
    return None, ()
