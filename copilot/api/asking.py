"""Ask: an answer as JSON, or told as it comes about, as server-sent events.

The events, in order: `plan`, `evidence` (the passages that were found), one `claim` for each that the guard let
pass, one `withheld` for each that it did not, `done` with the whole draft; or `problem`, which ends the stream.
No claim is told before the guard has passed it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any

import anyio
from fastapi import APIRouter, Request
from fastapi.concurrency import iterate_in_threadpool
from fastapi.responses import Response, StreamingResponse

from copilot.api.entry import Anyone, IdempotencyKey, Served
from copilot.api.messages import Asked
from copilot.api.problems import Refused
from copilot.api.service import Service, today
from copilot.domain.access import Principal
from copilot.domain.draft import Draft
from copilot.domain.errors import CopilotError
from copilot.domain.words import Audience
from copilot.drafting.desk import finished
from copilot.drafting.events import DoneEvent, Event, EvidenceEvent, WithheldEvent

__all__ = ["audience_of", "documents_of", "router"]

router = APIRouter(prefix="/v1", tags=["ask"])
EVENTS = "text/event-stream"
_log = logging.getLogger(__name__)
_SHAPES: dict[int | str, dict[str, Any]] = {
    200: {"model": Draft, "content": {EVENTS: {"schema": {"type": "string"}, "example": "event: plan\ndata: {…}\n\n"}}}
}


@router.post("/ask", responses=_SHAPES)
async def ask(
    request: Request, service: Served, who: Anyone, asked: Asked, idempotency_key: IdempotencyKey = None
) -> Response:
    """Answer a question about an account from its record, with quotes.

    With `Accept: text/event-stream` the answer is told as events: plan, evidence, claim, withheld, done.
    """
    audience = audience_of(who, asked.audience)
    account = service.account_by_id(who, asked.account)
    if account is None:
        account = await anyio.to_thread.run_sync(service.named_account, who, asked.account)
    events = service.asking(
        asked.question,
        account,
        asked.as_of or today(),
        audience,
        asked.earlier,
        request=f"{who.id} {account.account_id} {audience} {idempotency_key}" if idempotency_key else None,
    )
    if EVENTS in request.headers.get("accept", ""):
        return StreamingResponse(_told(service, who, events), media_type=EVENTS, headers={"X-Accel-Buffering": "no"})
    with anyio.move_on_after(service.settings.seconds):
        text = await anyio.to_thread.run_sync(_answered, service, who, events, abandon_on_cancel=True)
        return Response(text, media_type="application/json")
    raise Refused(503, "The answer took too long.", "Ask again, or ask about less.", {"Retry-After": "5"})


def audience_of(who: Principal, asked: Audience | None) -> Audience:
    """The audience that is read for: what was asked for, or the widest that somebody may see. Raises Refused."""
    if asked is Audience.INTERNAL and who.audience is Audience.CUSTOMER:
        raise Refused(403, "Internal material is not for this role.", "Ask for the audience customer.")
    return asked or who.audience


def documents_of(draft: Draft) -> Iterator[str]:
    """The ids of the documents that a draft shows, also in what it withheld."""
    for claim in (*draft.claims(), *(held.claim for held in draft.withheld)):
        for citation in claim.citations:
            yield citation.document


def _answered(service: Service, who: Principal, events: Iterator[Event]) -> str:
    draft = finished(events)
    _note(service, who, draft)
    return shown(draft, who).model_dump_json()


def shown(draft: Draft, who: Principal) -> Draft:
    """What the reader of a draft gets: outsiders are not told what was withheld from them, nor how it was made."""
    if who.audience is Audience.INTERNAL:
        return draft
    return draft.model_copy(update={"withheld": (), "trace": {}, "coverage": ()})


def _note(service: Service, who: Principal, draft: Draft) -> None:
    service.gauges.asked(abstained=draft.abstained, withheld=len(draft.withheld))
    service.audit(who, "ask", draft.account, draft.question, documents_of(draft))


async def _told(service: Service, who: Principal, events: Generator[Event]) -> AsyncIterator[str]:
    insider = who.audience is Audience.INTERNAL
    try:
        async for event in iterate_in_threadpool(events):
            if isinstance(event, DoneEvent):
                await anyio.to_thread.run_sync(_note, service, who, event.draft)
                yield _event(DoneEvent(draft=shown(event.draft, who)))
            elif insider or not isinstance(event, WithheldEvent | EvidenceEvent):
                yield _event(event)
    except CopilotError as error:
        _log.error("%s", error)
        yield _problem("The index cannot be used at the moment.", 503)
    except Exception:  # noqa: BLE001 - the stream ends with a word, whatever happened
        _log.exception("an answer failed")
        yield _problem("Something went wrong that should not.", 500)
    finally:
        events.close()  # where the client has gone, what is not written yet is not written


def _event(event: Event) -> str:
    return f"event: {event.event}\ndata: {event.model_dump_json()}\n\n"


def _problem(title: str, status: int) -> str:
    return f"event: problem\ndata: {json.dumps({'title': title, 'status': status})}\n\n"
