"""Ask: an answer as JSON, or told as it comes about, as server-sent events.

The events, in order: `plan` (what is asked of what), `evidence` (what was looked through), one `claim` for
each that the guard let pass, one `withheld` for each that it did not, `done` with the whole draft; or
`problem`, which ends the stream. No claim is told before the guard has seen all of them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from copilot.api.entry import Anyone, Served
from copilot.api.messages import Asked
from copilot.api.problems import Refused
from copilot.api.service import Service, today
from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.domain.draft import Draft
from copilot.domain.errors import CopilotError
from copilot.domain.words import Audience

__all__ = ["audience_of", "documents_of", "router"]

router = APIRouter(prefix="/v1", tags=["ask"])
EVENTS = "text/event-stream"
_log = logging.getLogger(__name__)
_SHAPES: dict[int | str, dict[str, Any]] = {
    200: {"model": Draft, "content": {EVENTS: {"schema": {"type": "string"}, "example": "event: plan\ndata: {…}\n\n"}}}
}


@router.post("/ask", responses=_SHAPES)
async def ask(request: Request, service: Served, who: Anyone, asked: Asked) -> Response:
    """Answer a question about an account from its record, with quotes.

    With `Accept: text/event-stream` the answer is told as events: plan, evidence, claim, withheld, done.
    """
    audience = audience_of(who, asked.audience)
    account = await anyio.to_thread.run_sync(service.named_account, who, asked.account)
    as_of = asked.as_of or today()
    if EVENTS in request.headers.get("accept", ""):
        events = _told(service, who, asked.question, account, as_of, audience)
        return StreamingResponse(events, media_type=EVENTS, headers={"X-Accel-Buffering": "no"})
    with anyio.move_on_after(service.settings.seconds):
        text = await anyio.to_thread.run_sync(
            _answered, service, who, asked.question, account, as_of, audience, abandon_on_cancel=True
        )
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


def _answered(
    service: Service, who: Principal, question: str, account: Account, as_of: date, audience: Audience
) -> str:
    draft = service.ask(question, account, as_of, audience)
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


async def _told(
    service: Service, who: Principal, question: str, account: Account, as_of: date, audience: Audience
) -> AsyncIterator[str]:
    yield _event(
        "plan",
        {
            "account": account.account_id,
            "name": account.name,
            "question": question,
            "as_of": as_of,
            "audience": audience,
        },
    )
    try:
        draft = service.known_answer(question, account, as_of, audience)
        if draft is None:
            found = await anyio.to_thread.run_sync(service.unguarded_answer, question, account, as_of, audience)
            yield _evidence(found, who)
            draft = await anyio.to_thread.run_sync(service.guarded, found, question, account)
        else:
            yield _evidence(draft, who)
        await anyio.to_thread.run_sync(_note, service, who, draft)
        told = shown(draft, who)
        for claim in told.claims():
            yield f"event: claim\ndata: {claim.model_dump_json()}\n\n"
        for held in told.withheld:
            yield f"event: withheld\ndata: {held.model_dump_json()}\n\n"
        yield f"event: done\ndata: {told.model_dump_json()}\n\n"
    except CopilotError as error:
        _log.error("%s", error)
        yield _event("problem", {"title": "The index cannot be used at the moment.", "status": 503})
    except Exception:  # noqa: BLE001 - the stream ends with a word, whatever happened
        _log.exception("an answer failed")
        yield _event("problem", {"title": "Something went wrong that should not.", "status": 500})


def _evidence(draft: Draft, who: Principal) -> str:
    """What was looked through; how many quotes were found is told with the claims, for the guard may take some away."""
    ledger = [row.model_dump(mode="json") for row in draft.coverage] if who.audience is Audience.INTERNAL else []
    return _event("evidence", {"coverage": ledger, "read": draft.trace.get("read", 0)})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, default=str)}\n\n"
