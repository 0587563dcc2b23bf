"""Running the server: its health, its figures, syncs, feedback and the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from copilot.api.asking import audience_of
from copilot.api.entry import Admin, Anyone, Served
from copilot.api.gauges import MEDIA_TYPE
from copilot.api.messages import FeedbackRequest, SyncRequest
from copilot.api.paging import Cursor, Limit, Page, page_of
from copilot.api.problems import Refused
from copilot.api.service import today
from copilot.api.syncing import SyncState
from copilot.domain.record import Failure
from copilot.domain.served import AuditEntry, Feedback
from retrieval.catalog import ledger
from retrieval.catalog.database import transaction

__all__ = ["open_router", "router"]

router = APIRouter(prefix="/v1", tags=["operating"])
open_router = APIRouter(tags=["operating"])


class Health(BaseModel):
    """Whether the server can do its work."""

    status: str


@open_router.get("/healthz")
async def healthz() -> Health:
    """Whether the process answers. Needs no key."""
    return Health(status="ok")


@open_router.get("/readyz")
def readyz(service: Served) -> Health:
    """Whether it can answer questions; 503 until then, and while it shuts down. Needs no key."""
    if not service.ready:
        raise Refused(503, "The server is not ready.", "Try again shortly.", {"Retry-After": "2"})
    return Health(status="ready")


@router.get(
    "/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}, response_class=Response
)
def metrics(service: Served, _: Admin) -> Response:
    """Figures for Prometheus."""
    return Response(service.gauges.text(), headers={"Content-Type": MEDIA_TYPE})


@router.post("/sync", status_code=202)
def start_sync(service: Served, who: Admin, asked: SyncRequest, response: Response) -> SyncState:
    """Read what is new in every source, while the server goes on answering. 409 while one runs."""
    if not service.syncing.run(allow_mass_delete=asked.allow_mass_delete):
        raise Refused(409, "A sync is running.", "GET /v1/sync says how far it is.")
    service.audit(who, "sync")
    response.headers["Location"] = "/v1/sync"
    return service.syncing.state


@router.get("/sync")
def sync_state(service: Served, _: Admin) -> SyncState:
    """The sync that runs, or the last one."""
    return service.syncing.state


@router.get("/sync/failures")
def sync_failures(service: Served, _: Admin, limit: Limit = 100, cursor: Cursor = None) -> Page[Failure]:
    """What could not be read or resolved, and what to do about it."""
    return page_of(service.workspace.failures(), limit, cursor)


@router.post("/feedback", status_code=201)
def give_feedback(service: Served, who: Anyone, said: FeedbackRequest) -> Feedback:
    """Say that a claim is right or wrong, or that something is missing. It becomes a case of the evals."""
    account = service.named_account(who, said.account)
    return service.feedback(
        who,
        account,
        said.question,
        said.verdict,
        as_of=said.as_of or today(),
        claim=said.claim,
        passages=said.passages,
        note=said.note,
        audience=audience_of(who, said.audience),
    )


@router.get("/audit")
def audit(
    service: Served,
    _: Admin,
    account: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    """Who asked what about which account, and what they were shown; newest first."""
    with transaction(service.workspace.engine) as connection:
        entries = ledger.list_audit(connection, account)
    return page_of(list(reversed(entries)), limit, cursor)
