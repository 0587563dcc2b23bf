"""Everything that an index says, told by content: without row ids, tombstones and places in the store."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Table, select, text

from copilot.bootstrap import Workspace
from retrieval.catalog.database import transaction
from retrieval.catalog.tables import (
    chunks,
    documents,
    embeddings,
    failures,
    holdings,
    participants,
    passages,
    pending,
    people,
    shelves,
    signals,
    units,
    unsettled,
)

__all__ = ["snapshot"]


def snapshot(opened: Workspace) -> dict[str, Any]:
    """The index of a workspace as plain values; equal for equal indexes."""
    with transaction(opened.engine) as connection:
        said: dict[str, Any] = {}
        for table in (units, holdings, participants, passages, people, signals, failures, unsettled, pending):
            said[table.name] = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
        live = select(*_but(documents, "deleted_at")).where(documents.c.deleted_at.is_(None))
        said["documents"] = sorted(repr(tuple(row)) for row in connection.execute(live))
        said["embeddings"] = sorted(
            (row.digest, hashlib.blake2b(row.vector).hexdigest()) for row in connection.execute(select(embeddings))
        )
        rows = connection.execute(select(chunks)).all()
        place = {row.id: (row.document, row.n) for row in rows}
        said["chunks"] = sorted(repr(tuple(getattr(row, c.name) for c in _but(chunks, "id"))) for row in rows)
        shelved = {row.account: row for row in connection.execute(select(shelves))}
        prefix = {row.id: f"{shelved[row.account].number:x}_" for row in rows}
        postings = connection.execute(text('SELECT term, doc, "offset" FROM lexicon_postings')).all()
        assert all(term.startswith(prefix[doc]) for term, doc, _ in postings)
        said["postings"] = sorted((*place[doc], at, term.removeprefix(prefix[doc])) for term, doc, at in postings)
        home = {row.id: shelved[row.account].collection for row in rows}
    said["vectors"] = sorted(_vectors(opened, place, home))
    return said


def _but(table: Table, left_out: str) -> list[Any]:
    return [column for column in table.columns if column.name != left_out]


def _vectors(opened: Workspace, place: dict[int, Any], home: dict[int, str]) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    for collection in opened.store._client.list_collections():
        held: Any = collection.get(include=["embeddings"])
        for key, vector in zip(held["ids"], held["embeddings"] if held["ids"] else [], strict=True):
            assert home.get(int(key)) == collection.name, f"a stray vector {key} in {collection.name}"
            found.append((place[int(key)], hashlib.blake2b(vector.astype("<f4").tobytes()).hexdigest()))
    return found
