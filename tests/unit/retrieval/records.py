"""Small records and an in-memory vector store for the tests of retrieval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

import numpy as np
from sqlalchemy import Engine

from copilot.domain.record import Document, Participant, Passage
from copilot.domain.words import DocumentKind, Part, Visibility
from retrieval.catalog.database import transaction
from retrieval.catalog.intake import Intake
from retrieval.embedding import Vectors
from retrieval.vectors import VectorStore

__all__ = ["MemoryStore", "kept", "record", "said"]


def said(
    text: str,
    *,
    visibility: Visibility = Visibility.SHARED,
    day: date | None = None,
    part: Part = Part.BODY,
    speaker: str = "",
) -> Passage:
    """A passage to be given its place by `record`."""
    moment = datetime.combine(day, time(9), UTC) if day else None
    return Passage(id="?", text=text, part=part, speaker=speaker, visibility=visibility, occurred_at=moment)


def record(
    key: str,
    passages: Iterable[Passage | str],
    *,
    account: str = "acme",
    day: date | None = date(2026, 3, 1),
    kind: DocumentKind = DocumentKind.NOTE,
    title: str = "",
) -> Document:
    """A document of some passages; as lax as the laxest of them."""
    given = [said(passage) if isinstance(passage, str) else passage for passage in passages]
    return Document(
        id=f"files:{key}",
        source="files",
        external_id=key,
        kind=kind,
        account=account,
        title=title,
        occurred_at=datetime.combine(day, time(9), UTC) if day else None,
        visibility=min(passage.visibility for passage in given),
        participants=(Participant(name=f"Reader of {key}", email=f"{key}@acme.com"),),
        passages=tuple(passage.model_copy(update={"id": f"files:{key}#{n}"}) for n, passage in enumerate(given)),
    )


def kept(engine: Engine, documents: Iterable[Document]) -> None:
    """Store documents, each in a unit of its own."""
    for document in documents:
        with transaction(engine) as connection:
            Intake(connection).store(document, document.external_id)


class MemoryStore(VectorStore):
    """The vector store's contract, in a dictionary; exact where Chroma is approximate."""

    def __init__(self) -> None:
        self.held: dict[str, dict[int, Vectors]] = {}

    def write(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        self.held.setdefault(collection, {}).update(zip(ids, vectors, strict=True))

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        for key in ids:
            self.held.setdefault(collection, {}).pop(key, None)

    def drop(self, collection: str) -> None:
        self.held.pop(collection, None)

    def clear(self) -> None:
        self.held.clear()

    def ids(self, collection: str) -> set[int]:
        return set(self.held.get(collection, {}))

    def nearest(self, collection: str, vector: Vectors, among: Sequence[int], limit: int) -> list[tuple[int, float]]:
        held = self.held.get(collection, {})
        scored = [(key, float(np.dot(held[key], vector))) for key in among if key in held]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def blank(self) -> None:
        """It has no files."""

    def close(self) -> None:
        return
