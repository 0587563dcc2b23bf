"""What the command line hands over to the server that owns the index: lines of JSON, for commands and admins only."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from copilot.api.asking import documents_of
from copilot.api.entry import Admin, Served
from copilot.api.service import Service
from copilot.domain.access import Principal
from copilot.domain.errors import CopilotError, StoreLocked
from copilot.domain.words import Audience, DraftKind
from copilot.drafting.events import DoneEvent
from copilot.drafting.period import Period
from copilot.handover import packed, told_error

__all__ = ["router"]

router = APIRouter(prefix="/v1/local", include_in_schema=False)
LINES = "application/x-ndjson"
_END = json.dumps({"end": True})
_log = logging.getLogger(__name__)


class _Handed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Ask(_Handed):
    question: str
    account: str
    as_of: date
    audience: Audience
    earlier: tuple[str, ...] = ()


class _Draft(_Handed):
    kind: DraftKind
    account: str
    as_of: date
    audience: Audience | None = None
    period: str = ""


class _Sync(_Handed):
    allow_mass_delete: bool = False


class _Forget(_Handed):
    person: str = ""
    account: str = ""
    by: str = ""


@router.post("/ask")
def ask(service: Served, who: Admin, asked: _Ask) -> StreamingResponse:
    """The events of an answer."""

    def lines() -> Iterator[str]:
        events = service.workspace.asking(
            asked.question, asked.account, as_of=asked.as_of, audience=asked.audience, earlier=asked.earlier
        )
        for event in events:
            if isinstance(event, DoneEvent):
                service.audit(who, "ask", event.draft.account, event.draft.question, documents_of(event.draft))
            yield json.dumps({"event": packed(event)})

    return _told(lines)


@router.post("/draft")
def draft(service: Served, who: Admin, asked: _Draft) -> StreamingResponse:
    """A draft with its pictures."""

    def lines() -> Iterator[str]:
        made = service.workspace.draft(
            asked.kind,
            asked.account,
            as_of=asked.as_of,
            audience=asked.audience,
            period=Period.read(asked.period) if asked.period else None,
        )
        service.audit(who, f"draft {asked.kind}", made.draft.account, documents=documents_of(made.draft))
        yield json.dumps({"printable": packed(made)})

    return _told(lines)


@router.post("/sync")
def sync(service: Served, who: Admin, asked: _Sync) -> StreamingResponse:
    """Run a sync, and tell how far it is."""

    def lines() -> Iterator[str]:
        if not service.syncing.run(allow_mass_delete=asked.allow_mass_delete):
            raise StoreLocked("the server is syncing already", "Wait for it to finish and run this again")
        service.audit(who, "sync")
        seen: tuple[str, int, int] | None = None
        while not service.syncing.ended(within=0.2):
            if service.syncing.progress != seen:
                seen = service.syncing.progress
                yield json.dumps({"progress": seen})
        for report in service.syncing.state.reports:
            yield json.dumps({"report": report})
        if service.syncing.stopped is not None:
            raise service.syncing.stopped

    return _told(lines)


@router.post("/forget")
def forget(service: Served, who: Admin, asked: _Forget) -> StreamingResponse:
    """Take a person or an account out."""

    def lines() -> Iterator[str]:
        done = service.forget(person=asked.person, account=asked.account, by=_by(who, asked))
        yield json.dumps({"removal": done.model_dump(mode="json")})

    return _told(lines)


@router.post("/lift")
def lift(service: Served, who: Admin, asked: _Forget) -> StreamingResponse:
    """Let the next sync read again what was forgotten."""

    def lines() -> Iterator[str]:
        done = service.workspace.lift(person=asked.person, account=asked.account, by=_by(who, asked))
        yield json.dumps({"lifted": done})

    return _told(lines)


def _by(who: Principal, asked: _Forget) -> str:
    """Who had it done: a command names its user, anybody else is who their key says."""
    return asked.by if who.id == Service.LOCAL and asked.by else f"{who.name} ({who.id})"


def _told(lines: Callable[[], Iterator[str]]) -> StreamingResponse:
    """The lines, then an end or the error that they ended with."""

    def written() -> Iterator[Any]:
        try:
            for line in lines():
                yield line + "\n"
            yield _END + "\n"
        except CopilotError as error:
            yield told_error(error) + "\n"
        except Exception:  # noqa: BLE001 - the command is told, whatever happened
            _log.exception("a command failed")
            yield told_error(CopilotError("Something went wrong that should not", "The server's log says what")) + "\n"

    return StreamingResponse(written(), media_type=LINES)
