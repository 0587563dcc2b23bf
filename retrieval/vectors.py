"""The vector store: Chroma collections, laid out so that a search touches one small collection.

An account lies in exactly one collection; small accounts share collections of up to `CAP` vectors, a
larger account has its own. The catalog remembers which, and which vectors are still to be written.
Only one process may write an embedded store, and none may read while it does: see `Claim`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copilot.domain.errors import StoreError
from retrieval.embedding import Vectors

__all__ = ["CAP", "VectorStore", "erase"]

CAP = 2500
"""Vectors in a shared collection: measured in docs/adr/0002."""

SYNC = 100
"""Vectors that Chroma keeps in its log before it writes them to a collection's own files."""

PAGE = 5000
"""Rows read or written at a time; Chroma takes at most 5,461."""


class VectorStore:
    """An embedded Chroma store in a folder. Raises StoreError where it cannot be opened or written."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._collections: dict[str, Any] = {}
        self._folder = folder
        with _translated(folder):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
            except BaseException:
                _forget_half_opened(str(folder))
                raise

    def write(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, or replace those of the same id."""
        with _translated(collection):
            for at in range(0, len(ids), PAGE):
                self._open(collection).upsert(
                    ids=[str(key) for key in ids[at : at + PAGE]], embeddings=vectors[at : at + PAGE]
                )

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        """Remove vectors; those that are not there are no error."""
        with _translated(collection):
            for at in range(0, len(ids), PAGE):
                self._open(collection).delete(ids=[str(key) for key in ids[at : at + PAGE]])

    def drop(self, collection: str) -> None:
        """Remove a whole collection; no error where there is none."""
        from chromadb.errors import NotFoundError

        self._collections.pop(collection, None)
        with _translated(collection):
            try:
                self._client.delete_collection(collection)
            except NotFoundError:
                return

    def clear(self) -> None:
        """Remove every collection."""
        for name in self.collections():
            self.drop(name)

    def collections(self) -> list[str]:
        """The name of every collection."""
        with _translated("its collections"):
            return [found.name for found in self._client.list_collections()]

    def ids(self, collection: str) -> set[int]:
        """The id of every vector in a collection."""
        opened = self._open(collection)
        found: set[int] = set()
        with _translated(collection):
            for at in range(0, opened.count(), PAGE):
                found.update(int(key) for key in opened.get(include=[], limit=PAGE, offset=at)["ids"])
        return found

    def nearest(self, collection: str, vector: Vectors, among: Sequence[int], limit: int) -> list[tuple[int, float]]:
        """The ids, of those in `among`, whose vectors are nearest by cosine, nearest first, with the cosine.

        Ids that have no vector are passed over, such as those that a killed sync left to do.
        """
        from chromadb.errors import InternalError

        if not among:
            return []
        with _translated(collection):
            try:
                found = self._query(collection, vector, among, limit)
            except InternalError:  # Chroma refuses the whole query where it does not hold one of the ids
                held = self.ids(collection)
                here = [key for key in among if key in held]
                if len(here) == len(among):
                    raise
                if not here:
                    return []
                found = self._query(collection, vector, here, limit)
        return [(int(key), 1.0 - away) for key, away in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _query(self, collection: str, vector: Vectors, among: Sequence[int], limit: int) -> Any:
        return self._open(collection).query(
            query_embeddings=vector.reshape(1, -1),
            n_results=min(limit, len(among)),
            ids=[str(key) for key in among],
            include=["distances"],
        )

    def blank(self) -> None:
        """Overwrite with zeros what no vector fills yet in the store's files. Only who may write it may call this.

        Chroma lays out the files of a collection whose vectors stand in its log alone (the first `SYNC`) with
        whatever the memory held before, each time it opens one: texts just read, or a key.
        """
        with _translated(self._folder):
            for laid_out in self._folder.glob("*/data_level0.bin"):
                if not (laid_out.parent / "index_metadata.pickle").exists():  # it comes with the first vectors
                    for path in (laid_out, laid_out.with_name("length.bin")):
                        with path.open("r+b") as file:
                            file.write(bytes(path.stat().st_size))

    def close(self) -> None:
        """Let go of the store's files."""
        self._collections.clear()
        self._client.close()  # type: ignore[attr-defined]  # it has one, its interface does not

    def _open(self, collection: str) -> Any:
        if collection not in self._collections:
            self._collections[collection] = self._client.get_or_create_collection(
                collection,
                embedding_function=None,
                configuration={
                    "hnsw": {"space": "cosine", "sync_threshold": SYNC, "batch_size": SYNC, "ef_search": 100}
                },
            )
        return self._collections[collection]


def erase(folder: Path) -> None:
    """Remove a store that is not open, sound or damaged; no error where there is none. Raises StoreError."""
    with _translated(folder):
        if folder.exists():
            shutil.rmtree(folder)


def _forget_half_opened(folder: str) -> None:
    """Chroma keeps what it failed to open, and would hand it out again even when the files are mended."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(folder, None)  # noqa: SLF001 - it offers only to forget all


@contextmanager
def _translated(what: object) -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # Chroma raises its own, Rust's panics among them
        said = next(iter(str(_first(error)).splitlines()), type(error).__name__)[:200]
        raise StoreError(
            f"the vector store cannot serve {what}: {said}",
            "Check that its disk has room and may be written; `csm-copilot sync --rebuild` makes it anew",
        ) from error


def _first(error: BaseException) -> BaseException:
    """What went wrong first: closing what had failed to open fails again, with a message of its own."""
    while error.__context__ is not None:
        error = error.__context__
    return error
