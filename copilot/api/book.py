"""Over all accounts that somebody may see: the portfolio, and who owes what."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from copilot.api.days import Day
from copilot.api.entry import Anyone, Insider, Served
from copilot.api.messages import Me, Owed
from copilot.api.paging import Cursor, Limit, Page, page_of
from copilot.api.service import today
from copilot.domain.commitment import CommitmentStatus
from copilot.drafting.portfolio import Portfolio

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["book"])


@router.get("/me")
def me(who: Anyone) -> Me:
    """Who you are here."""
    return Me(name=who.name, role=who.role, audience=who.audience)


@router.get("/portfolio")
def portfolio(
    service: Served,
    who: Insider,
    as_of: Day | None = None,
    renewing_within: Annotated[int | None, Query(ge=0, le=36_500, description="Days.")] = None,
) -> Portfolio:
    """Your book: what renews when, how it stands and why, with net and gross retention."""
    service.audit(who, "portfolio")
    return service.portfolio(who, as_of or today(), renewing_within)


@router.get("/commitments")
def commitments(
    service: Served,
    who: Anyone,
    as_of: Day | None = None,
    overdue: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Owed]:
    """Who owes what to whom, on all your accounts, soonest due first."""
    day = as_of or today()
    found = [
        Owed(account=account.account_id, name=account.name, commitment=one)
        for account in service.accounts_of(who)
        for one in service.commitments(account, day, who.audience)
        if not overdue or one.status is CommitmentStatus.OVERDUE
    ]
    found.sort(key=lambda one: (one.commitment.due or date.max, one.account, one.commitment.made_on))
    page = page_of(found, limit, cursor)
    service.audit(who, "commitments", documents=[one.commitment.citation.document for one in page.items])
    return page
