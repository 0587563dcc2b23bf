"""Accounts: the list, and for each its overview, timeline, people, commitments, signals and coverage."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from copilot.api.days import Day
from copilot.api.entry import Anyone, Insider, Served
from copilot.api.messages import AccountOverview, AccountSummary, CoverageLedger, Listed
from copilot.api.paging import Cursor, Limit, Page, page_of
from copilot.api.problems import Refused
from copilot.api.service import today
from copilot.domain.account import Account
from copilot.domain.commitment import Commitment, CommitmentStatus, Signal
from copilot.domain.record import Document
from copilot.domain.stakeholder import StakeholderMap
from copilot.domain.words import Audience, Side
from copilot.drafting.brief import reasons
from copilot.drafting.stakeholders import people_map
from copilot.drafting.weeks import timeline_of
from copilot.export.picture import people_svg, timeline_svg
from retrieval.catalog.database import transaction
from retrieval.catalog.reading import indexed

__all__ = ["router"]

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])
AccountId = Annotated[str, Path(max_length=200, description="The account's id.", examples=["acme"])]
_PICTURE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
_AS_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}}


@router.get("")
def list_accounts(service: Served, who: Anyone, limit: Limit = 100, cursor: Cursor = None) -> Page[AccountSummary]:
    """Your accounts, by id."""
    with transaction(service.workspace.engine) as connection:
        counts = indexed(connection)
    mine = sorted(service.accounts_of(who), key=lambda one: one.account_id)
    return page_of([_summary(one, who.audience, counts.get(one.account_id, (0, None))) for one in mine], limit, cursor)


@router.get("/{account_id}")
def overview(service: Served, who: Anyone, account_id: AccountId, as_of: Day | None = None) -> AccountOverview:
    """How an account stands."""
    account = service.account(who, account_id)
    reading = service.reading(account, as_of or today(), who.audience)
    dated = [document.occurred_at.date() for document in reading.documents if document.occurred_at is not None]
    base = _summary(account, who.audience, (len(reading.documents), max(dated, default=None)))
    service.audit(who, "overview", account.account_id)
    states = [one.status for one in reading.commitments]
    counted = {
        "commitments_open": states.count(CommitmentStatus.OPEN),
        "commitments_overdue": states.count(CommitmentStatus.OVERDUE),
        "people": sum(person.side is Side.CUSTOMER for person in reading.people.people),
    }
    if who.audience is Audience.CUSTOMER:
        return AccountOverview(**base.model_dump(), **counted)
    return AccountOverview(
        **base.model_dump(),
        **counted,
        renews=reading.terms.on,
        decide_by=reading.terms.decide_by,
        call=reading.call.call,
        confidence=reading.trust.confidence,
        reasons=[finding.text for finding in reasons(reading)],
        unknown=list(reading.terms.needs),
    )


@router.get("/{account_id}/timeline")
def timeline(
    service: Served,
    who: Anyone,
    account_id: AccountId,
    as_of: Day | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Listed]:
    """The record of an account, newest first, undated documents last."""
    account = service.account(who, account_id)
    documents = service.reading(account, as_of or today(), who.audience).documents
    page = page_of(tuple(reversed(documents)), limit, cursor)
    service.audit(who, "timeline", account.account_id, documents=[document.id for document in page.items])
    return Page(items=[_listed(document) for document in page.items], next_cursor=page.next_cursor)


@router.get("/{account_id}/timeline.svg", responses=_AS_PICTURE, response_class=Response)
def timeline_picture(service: Served, who: Insider, account_id: AccountId, as_of: Day | None = None) -> Response:
    """The last 52 weeks as a picture: use, tickets, sentiment. 404 where there is nothing to draw."""
    account = service.account(who, account_id)
    drawn = timeline_svg(timeline_of(service.reading(account, as_of or today(), who.audience)))
    return _picture(drawn)


@router.get("/{account_id}/stakeholders")
def stakeholders(service: Served, who: Insider, account_id: AccountId, as_of: Day | None = None) -> StakeholderMap:
    """Who is who, how they stand, and who is missing."""
    account = service.account(who, account_id)
    service.audit(who, "stakeholders", account.account_id)
    return service.reading(account, as_of or today(), who.audience).people


@router.get("/{account_id}/stakeholders.svg", responses=_AS_PICTURE, response_class=Response)
def stakeholders_picture(service: Served, who: Insider, account_id: AccountId, as_of: Day | None = None) -> Response:
    """The people and their ties as a picture. 404 where nobody is known."""
    account = service.account(who, account_id)
    reading = service.reading(account, as_of or today(), who.audience)
    return _picture(people_svg(people_map(reading)) if reading.people.people else "")


@router.get("/{account_id}/commitments")
def account_commitments(
    service: Served,
    who: Anyone,
    account_id: AccountId,
    as_of: Day | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Commitment]:
    """Who owes what to whom, oldest first."""
    account = service.account(who, account_id)
    found = page_of(service.reading(account, as_of or today(), who.audience).commitments, limit, cursor)
    service.audit(who, "commitments", account.account_id, documents=[one.citation.document for one in found.items])
    return found


@router.get("/{account_id}/signals")
def signals(
    service: Served,
    who: Anyone,
    account_id: AccountId,
    as_of: Day | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Signal]:
    """What was read in the record, oldest first, each with its quotes."""
    account = service.account(who, account_id)
    found = page_of(service.reading(account, as_of or today(), who.audience).signals, limit, cursor)
    cited = [quote.document for one in found.items for quote in one.citations]
    service.audit(who, "signals", account.account_id, documents=cited)
    return found


@router.get("/{account_id}/coverage")
def coverage(service: Served, who: Insider, account_id: AccountId, as_of: Day | None = None) -> CoverageLedger:
    """What was looked through for each family of signals, and how far a call may be trusted."""
    account = service.account(who, account_id)
    trust = service.reading(account, as_of or today(), who.audience).trust
    return CoverageLedger(confidence=trust.confidence, reason=trust.reason, families=list(trust.ledger))


def _summary(account: Account, audience: Audience, held: tuple[int, date | None]) -> AccountSummary:
    internal = audience is Audience.INTERNAL
    return AccountSummary(
        account_id=account.account_id,
        name=account.name,
        segment=account.segment if internal else "",
        csm=account.csm,
        arr_usd=account.arr_usd if internal else None,
        renewal_date=account.renewal_date,
        documents=held[0] if internal else 0,
        last_record=held[1] if internal else None,
    )


def _listed(document: Document) -> Listed:
    return Listed(
        id=document.id,
        kind=document.kind,
        title=document.title,
        occurred_at=document.occurred_at,
        visibility=document.visibility,
        participants=list(dict.fromkeys(one.name or one.email for one in document.participants)),
    )


def _picture(drawn: str) -> Response:
    if not drawn:
        raise Refused(404, "There is nothing to draw.", "Sync, or name a later day.")
    return Response(drawn, media_type="image/svg+xml", headers=_PICTURE)
