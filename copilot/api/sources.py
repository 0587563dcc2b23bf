"""A source record, with the cited span marked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from copilot.api.days import Day
from copilot.api.entry import Anyone, Served
from copilot.api.messages import Shown, Source
from copilot.api.problems import Refused
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience
from retrieval.catalog.database import transaction
from retrieval.catalog.reading import Reader, Scope, account_of

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["documents"])
_CHARACTERS = 10_000_000


@router.get("/documents/{document_id:path}")
def document(
    service: Served,
    who: Anyone,
    document_id: Annotated[str, Path(max_length=1000, description="A citation's `document`.")],
    as_of: Day = date.max,
    passage: Annotated[str, Query(max_length=1100, description="A citation's `passage`.")] = "",
    start: Annotated[int, Query(ge=0, le=_CHARACTERS)] = 0,
    end: Annotated[int | None, Query(ge=0, le=_CHARACTERS)] = None,
) -> Source:
    """A source record as you may see it; with `passage`, `start` and `end` of a citation the quote is marked."""
    mine = service.accounts_of(who)
    found: list[Document] = []
    with transaction(service.workspace.engine) as connection:
        account = account_of(connection, document_id)
        if account is not None and account in mine:
            found = Reader(connection, Scope(account, as_of, who.audience)).documents(ids=[document_id])
    if not found:
        raise Refused(404, "There is no such document.", "Use the `document` of a citation.")
    service.audit(who, "document", found[0].account, documents=[document_id])
    return _source(found[0], passage, start, end, internal=who.audience is Audience.INTERNAL)


def _source(document: Document, passage: str, start: int, end: int | None, *, internal: bool) -> Source:
    return Source(
        id=document.id,
        kind=document.kind,
        account=document.account,
        title=document.title,
        path=document.path if internal else "",
        url=document.url if internal else "",
        occurred_at=document.occurred_at,
        visibility=document.visibility,
        participants=list(document.participants),
        passages=[_shown(one, start, end, marked=one.id == passage) for one in document.passages],
    )


def _shown(passage: Passage, start: int, end: int | None, *, marked: bool) -> Shown:
    until = min(len(passage.text) if end is None else end, len(passage.text))
    return Shown(
        **passage.model_dump(exclude={"speaker_email"}), marked=(start, until) if marked and start < until else None
    )
