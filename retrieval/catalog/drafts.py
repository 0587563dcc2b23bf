"""The drafts that were written, kept whole with their traces: one for a request, and one charge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.sqlite import insert as insert_into

from copilot.domain.draft import Draft
from copilot.domain.errors import CitationError
from retrieval.catalog.reading import on_record
from retrieval.catalog.tables import drafts

__all__ = [
    "draft_of_id",
    "draft_of_request",
    "keep_draft",
    "keep_drafts",
    "kept_draft",
    "named_draft",
    "spent_on",
]


def keep_draft(connection: Connection, draft: Draft, request: str | None, now: datetime) -> Draft:
    """Keep a draft, and return it with its id in its trace. The same draft is kept once.

    Where the request has a draft already, that one is returned and this one is not kept.
    """
    if request is not None and (earlier := draft_of_request(connection, request)) is not None:
        return earlier
    named = named_draft(draft, request)
    kept = connection.execute(_KEEP, _row(named, request, now)).rowcount
    if not kept and request is not None and (earlier := draft_of_request(connection, request)) is not None:
        return earlier  # another process was faster
    return named


def named_draft(draft: Draft, request: str | None) -> Draft:
    """A draft with the id in its trace under which it is kept: equal drafts have equal ids."""
    packed = f"{request or ''}\n{draft.model_dump_json()}".encode("utf-8", "replace")
    name = hashlib.blake2b(packed, digest_size=6).hexdigest()
    return draft.model_copy(update={"trace": {**draft.trace, "id": name}})


def keep_drafts(connection: Connection, drafts: Sequence[tuple[Draft, datetime]]) -> None:
    """Keep drafts that are named already and were made for no request, each as of a moment."""
    if drafts:
        connection.execute(_KEEP, [_row(draft, None, moment) for draft, moment in drafts])


_KEEP = insert_into(drafts).on_conflict_do_nothing()


def _row(draft: Draft, request: str | None, now: datetime) -> dict[str, Any]:
    return {
        "id": draft.trace["id"],
        "request": request,
        "account": draft.account,
        "kind": draft.kind.value,
        "audience": draft.audience.value,
        "made_at": now,
        "tokens_in": draft.trace.get("tokens_in", 0),
        "tokens_out": draft.trace.get("tokens_out", 0),
        "cost_usd": draft.trace.get("cost_usd", 0.0),
        "draft": draft.model_dump(mode="json"),
    }


def kept_draft(connection: Connection, name: str) -> dict[str, Any] | None:
    """What is kept of a draft, as it is printed in JSON; None where no draft has this id or this request."""
    row = connection.execute(select(drafts).where((drafts.c.id == name) | (drafts.c.request == name))).first()
    return None if row is None else {**row._asdict(), "made_at": row.made_at.isoformat()}


def draft_of_request(connection: Connection, request: str) -> Draft | None:
    """The draft that was written for a request; None where there is none.

    Raises CitationError where what it quotes has changed since.
    """
    row = connection.execute(select(drafts).where(drafts.c.request == request)).first()
    return None if row is None else _draft(connection, row)


def draft_of_id(connection: Connection, name: str) -> Draft | None:
    """A draft by its id; None where there is none, or where what it quotes has changed or become stricter since."""
    row = connection.execute(select(drafts).where(drafts.c.id == name)).first()
    if row is None:
        return None
    try:
        found = _draft(connection, row)
    except CitationError:
        return None
    held = on_record(connection, {cited["passage"] for cited in _citations(row.draft)})
    return found if all(passage.visibility in found.audience.sees for _, passage in held.values()) else None


def spent_on(connection: Connection, day: date) -> tuple[int, float]:
    """The tokens and US dollars that the drafts of a day (UTC) cost."""
    start = datetime.combine(day, time.min, UTC)
    cost = select(
        func.coalesce(func.sum(drafts.c.tokens_in + drafts.c.tokens_out), 0),
        func.coalesce(func.sum(drafts.c.cost_usd), 0.0),
    ).where(drafts.c.made_at >= start, drafts.c.made_at < start + timedelta(days=1))
    tokens, dollars = connection.execute(cost).one()
    return int(tokens), float(dollars)


def _draft(connection: Connection, row: Row[Any]) -> Draft:
    """The draft again; the passages it quotes are read anew, for they are not kept with it.

    Raises CitationError where one of them no longer holds its quote.
    """
    given = dict(row.draft)
    held = on_record(connection, {cited["passage"] for cited in _citations(given)})
    texts = {name: passage.text for name, (_, passage) in held.items()}
    for cited in _citations(given):
        text = cited["passage_text"] = texts.get(cited["passage"], "")
        if text[cited["start"] : cited["end"]] != cited["quote"]:
            raise CitationError(
                f"the draft {row.id} quotes {cited['passage']}, which has changed since", "Ask again under a new id"
            )
    return Draft.model_validate(given)


def _citations(given: dict[str, Any]) -> list[dict[str, Any]]:
    claims = [claim for section in given["sections"] for claim in section["claims"]]
    claims += [one["claim"] for one in given["withheld"]]
    return [cited for claim in claims for cited in claim["citations"]]
