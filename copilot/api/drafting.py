"""Drafts as jobs: asked for, written in turn, fetched in any format."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from copilot.api.asking import audience_of
from copilot.api.entry import Anyone, IdempotencyKey, Served
from copilot.api.messages import DraftFile, DraftJob, DraftRequest
from copilot.api.paging import Cursor, Limit, Page, page_of
from copilot.api.problems import Refused
from copilot.api.service import Service, today
from copilot.api.writer import FORMATS, STEPS
from copilot.domain.access import Principal
from copilot.domain.served import Job, JobStatus
from copilot.domain.words import Audience, DraftKind
from copilot.drafting.drafts import audience_for
from copilot.drafting.period import Period
from copilot.export.formats import Format
from retrieval.catalog import jobs
from retrieval.catalog.database import transaction

__all__ = ["router"]

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])
WRITTEN = frozenset({DraftKind.QBR, DraftKind.RISK, DraftKind.STAKEHOLDERS, DraftKind.BRIEF})
JobId = Annotated[str, Path(max_length=64)]
_FILES = {"json": "application/json", **{form.value: form.media_type for form in Format}}
_AS_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media.partition(";")[0]: {"schema": {"type": "string"}} for media in _FILES.values()}}
}
_OPENED = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"}


@router.post("", status_code=202, responses={202: {"headers": {"Location": {"schema": {"type": "string"}}}}})
def create_draft(
    service: Served,
    who: Anyone,
    asked: DraftRequest,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> DraftJob:
    """Have a QBR, risk narrative, stakeholder map or brief written. Poll the `Location` until it is done.

    The same `Idempotency-Key` with the same request gives the same job.
    """
    job = _job(service, who, asked)
    with transaction(service.workspace.engine) as connection:
        before = jobs.repeated(connection, who.id, idempotency_key) if idempotency_key else None
        if before is None:
            jobs.add_job(connection, job, idempotency_key)
    if before is None:
        service.writer.take(job)
        service.audit(who, f"draft {job.kind}", job.account, f"for the {job.audience} as of {job.as_of}")
    elif _wanted(before) != _wanted(job):
        raise Refused(422, "The idempotency key belongs to another request.", "Use a new one.")
    made = _shown(before or job)
    response.headers["Location"] = f"/v1/drafts/{made.id}"
    return made


@router.get("")
def list_drafts(
    service: Served,
    who: Anyone,
    account: Annotated[str, Query(max_length=200)],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[DraftJob]:
    """The drafts of an account, newest first."""
    found = service.account(who, account)
    with transaction(service.workspace.engine) as connection:
        listed = jobs.jobs_of(connection, found.account_id)
    return page_of([_shown(job) for job in listed if _may_see(who, job)], limit, cursor)


@router.get("/{draft_id}")
def draft(service: Served, who: Anyone, draft_id: JobId) -> DraftJob:
    """How far a draft is, and its files once it is done."""
    return _shown(_found(service, who, draft_id))


@router.get("/{draft_id}/files/{form}", responses=_AS_FILE, response_class=Response)
def draft_file(service: Served, who: Anyone, draft_id: JobId, form: Annotated[str, Path(max_length=10)]) -> Response:
    """A draft in a format: json, md, html, docx, pptx or pdf."""
    job = _found(service, who, draft_id)
    content = None
    if form in _FILES:
        with transaction(service.workspace.engine) as connection:
            content = jobs.file_of(connection, job.id, form)
    if content is None:
        raise Refused(404, "There is no such file.", f"Formats are {', '.join(FORMATS)}, once the draft is done.")
    service.audit(who, f"read draft {job.kind}", job.account, f"{job.id} as {form}")
    name = f"{_plain(job.account)}-{job.kind}-{job.as_of}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **_OPENED}
    return Response(content, media_type=_FILES[form], headers=headers)


def _job(service: Service, who: Principal, asked: DraftRequest) -> Job:
    account = service.named_account(who, asked.account)
    if asked.kind not in WRITTEN:
        raise Refused(422, f"A draft of kind {asked.kind} is not written.", "Use qbr, risk, stakeholders or brief.")
    if who.audience is Audience.CUSTOMER and asked.kind is not DraftKind.QBR:
        raise Refused(403, "This draft is for internal readers.", "Ask for a qbr.")
    if asked.period and asked.kind is not DraftKind.QBR:
        raise Refused(422, f"A {asked.kind} has no period.", "It holds on a day: send as_of.")
    day = asked.as_of or today()
    if asked.period:
        span = Period.read(asked.period)
        if span.start > day:
            raise Refused(422, "The period begins after that day.", "Name one that has begun, or a later as_of.")
        day = min(day, span.end) if asked.as_of is None else day
    audience = audience_for(asked.kind, asked.audience)
    return Job(
        id=secrets.token_hex(12),
        asked_by=who.id,
        kind=asked.kind,
        account=account.account_id,
        audience=audience_of(who, audience),
        as_of=day,
        period=asked.period,
        created_at=datetime.now(UTC),
    )


def _found(service: Service, who: Principal, job_id: str) -> Job:
    with transaction(service.workspace.engine) as connection:
        job = jobs.job_of(connection, job_id)
    accounts = service.accounts_of(who)
    if job is None or job.account not in accounts or not _may_see(who, job):
        raise Refused(404, "There is no such draft.", "POST /v1/drafts makes one.")
    return job


def _may_see(who: Principal, job: Job) -> bool:
    return job.audience is Audience.CUSTOMER or who.audience is Audience.INTERNAL


def _wanted(job: Job) -> tuple[object, ...]:
    return job.kind, job.account, job.audience, job.as_of, job.period


def _shown(job: Job) -> DraftJob:
    made = job.status is JobStatus.DONE
    files = tuple(DraftFile(format=form, href=f"/v1/drafts/{job.id}/files/{form}") for form in FORMATS) if made else ()
    return DraftJob(**job.model_dump(), steps=STEPS, files=files)


def _plain(account: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in account)
