"""What the vector store still has to follow, and the texts that were embedded already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as insert_new

from retrieval.catalog.tables import chunks, embeddings, pending, shelves
from retrieval.embedding import Vectors

__all__ = ["Queue", "Waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chunk whose vector is to be written, or removed where `gone`."""

    chunk: int
    account: str
    gone: bool
    digest: str
    text: str


class Queue:
    """The queue between catalog and vector store, within one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def waiting(self, limit: int) -> list[Waiting]:
        """The next chunks to follow, in the order they were indexed; those to remove first."""
        rows = self._sql.execute(
            select(pending.c.chunk, pending.c.account, pending.c.gone, chunks.c.digest, chunks.c.text)
            .join(chunks, chunks.c.id == pending.c.chunk, isouter=True)
            .order_by(pending.c.gone.desc(), pending.c.chunk)
            .limit(limit)
        )
        return [Waiting(row.chunk, row.account, bool(row.gone), row.digest or "", row.text or "") for row in rows]

    def count(self) -> int:
        """How many chunks wait."""
        return self._sql.execute(select(func.count()).select_from(pending)).scalar_one()

    def done(self, keys: Iterable[int]) -> None:
        """The vector store has followed these chunks."""
        rows = [{"key": key} for key in keys]
        if rows:
            self._sql.execute(delete(pending).where(pending.c.chunk == bindparam("key")), rows)

    def embedded(self, digests: Iterable[str]) -> dict[str, Vectors]:
        """The vectors of texts that were embedded before."""
        wanted = list(dict.fromkeys(digests))
        found: dict[str, Vectors] = {}
        for at in range(0, len(wanted), 500):
            rows = self._sql.execute(select(embeddings).where(embeddings.c.digest.in_(wanted[at : at + 500])))
            found.update({row.digest: np.frombuffer(row.vector, dtype="<f2").astype(np.float32) for row in rows})
        return found

    def remember(self, vectors: Mapping[str, Vectors]) -> None:
        """Keep the vectors of texts, so that none is embedded twice."""
        rows = [{"digest": digest, "vector": vector.astype("<f2").tobytes()} for digest, vector in vectors.items()]
        if rows:
            self._sql.execute(insert_new(embeddings).on_conflict_do_nothing(), rows)

    def forget_unused(self) -> None:
        """Drop vectors of texts that no chunk holds any more."""
        held = select(chunks.c.digest).where(chunks.c.digest == embeddings.c.digest)
        self._sql.execute(delete(embeddings).where(~held.exists()))

    def forget_all(self) -> None:
        """Drop every vector and mark every chunk pending: another embedder takes over."""
        self._sql.execute(delete(embeddings))
        self.requeue_all()

    def requeue_all(self) -> None:
        """Mark every chunk pending, in no collection, and drop the vectors of texts that none holds."""
        self.forget_unused()
        self._sql.execute(delete(pending))
        self._sql.execute(update(shelves).values(collection=""))
        self._sql.execute(
            insert(pending).from_select(["chunk", "account", "gone"], select(chunks.c.id, chunks.c.account, literal(0)))
        )

    def requeue(self, collection: str) -> None:
        """Mark every chunk of a collection pending, as after the collection was lost."""
        there = select(shelves.c.account).where(shelves.c.collection == collection)
        self._sql.execute(delete(pending).where(pending.c.account.in_(there)))
        rows = select(chunks.c.id, chunks.c.account, literal(0)).where(chunks.c.account.in_(there))
        self._sql.execute(insert(pending).from_select(["chunk", "account", "gone"], rows))
        self._sql.execute(update(shelves).where(shelves.c.collection == collection).values(collection=""))

    # Placement -----------------------------------------------------------

    def collection_of(self, account: str) -> str:
        """The collection that an account's vectors lie in; empty where it has none."""
        return self._sql.execute(select(shelves.c.collection).where(shelves.c.account == account)).scalar() or ""

    def place(self, account: str, collection: str) -> None:
        """Remember where an account's vectors lie."""
        self._sql.execute(update(shelves).where(shelves.c.account == account).values(collection=collection))

    def sizes(self) -> dict[str, dict[str, int]]:
        """Chunks by account, by collection; unplaced accounts under the empty name."""
        rows = self._sql.execute(
            select(shelves.c.collection, shelves.c.account, func.count(chunks.c.id))
            .join(chunks, chunks.c.account == shelves.c.account)
            .group_by(shelves.c.collection, shelves.c.account)
            .order_by(shelves.c.number)
        )
        sizes: dict[str, dict[str, int]] = {}
        for collection, account, size in rows:
            sizes.setdefault(collection, {})[account] = size
        return sizes
