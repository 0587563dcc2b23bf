"""Bringing the vector store up to the catalog, in batches that can be cut off anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
from sqlalchemy import Engine

from copilot.domain.errors import EmbeddingError
from retrieval.catalog.database import transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.queue import Queue, Waiting
from retrieval.embedding import Embedder, Vectors
from retrieval.indexing import Progress
from retrieval.vectors import CAP, VectorStore

__all__ = ["check_embedder", "follow", "rebuild", "rewrite"]

BATCH = 512
OWN = CAP // 2
"""An account of more chunks has a collection of its own."""

_EMBEDDER = "embedder"
_WRITING = "writing"
_ALL = "*"
"""Stands for every collection: a rebuild was killed before the old ones were gone."""


def follow(
    engine: Engine, embedder: Callable[[], Embedder], store: Callable[[], VectorStore], progress: Progress
) -> int:
    """Write every pending vector; returns how many texts were embedded.

    Embedder and store are opened only where something is pending. A collection that was being written
    when a former run was killed is made anew from the vectors kept in the catalog.
    """
    _recover(engine, store)
    with transaction(engine) as connection:
        total = Queue(connection).count()
    if not total:
        return 0
    check_embedder(engine, embedder())
    done = embedded = 0
    sizes = _sizes(engine)  # nothing is indexed meanwhile: counted once, kept up by _place
    while batch := _next(engine):
        progress("embedding", done, max(total, done + len(batch)))
        places = _place(engine, batch, sizes)
        if overfull := _overfull(places.values(), sizes):
            _mark(engine, overfull)
            _recover(engine, store)
            sizes = _sizes(engine)
            continue
        vectors, new = _vectors(engine, embedder(), batch)
        embedded += new
        for collection in dict.fromkeys(places.values()):
            part = [waiting for waiting in batch if places[waiting.account] == collection]
            _write(engine, store(), collection, part, vectors)
        done += len(batch)
    store().blank()
    progress("embedding", done, done)
    return embedded


def check_embedder(engine: Engine, embedder: Embedder) -> None:
    """Remember the embedder on first use. Raises EmbeddingError where the index was built with another
    one: vectors are never mixed.
    """
    name = f"{embedder.name} {embedder.dimension}"
    with transaction(engine) as connection:
        built = Intake(connection).noted(_EMBEDDER)
        if built is None:
            Intake(connection).note(_EMBEDDER, name)
        elif built != name:
            raise EmbeddingError(
                f"the index was built with the embedder {built.split()[0]}, and copilot.toml names {embedder.name}",
                "Run `csm-copilot sync --rebuild`, or set embedding.model back",
            )


def rebuild(engine: Engine, embedder: Embedder, erase: Callable[[], None]) -> None:
    """Forget every vector and mark every chunk pending; texts are embedded anew with this embedder.

    `erase` removes the vector store, which must not be open.
    """
    with transaction(engine) as connection:
        Queue(connection).forget_all()
        Intake(connection).note(_EMBEDDER, f"{embedder.name} {embedder.dimension}")
        Intake(connection).note(_WRITING, _ALL)
    erase()
    _mark(engine, "")


def rewrite(engine: Engine, erase: Callable[[], None]) -> None:
    """Mark every vector to be written anew, from those kept in the catalog, into a store that `erase` has removed.

    A store that only deletes keeps what it deleted in its files for a while.
    """
    with transaction(engine) as connection:
        Queue(connection).requeue_all()
        Intake(connection).note(_WRITING, _ALL)
    erase()
    _mark(engine, "")


def _recover(engine: Engine, store: Callable[[], VectorStore]) -> None:
    """Empty the collection that is marked as being written, if any, and queue all that belongs there."""
    with transaction(engine) as connection:
        writing = Intake(connection).noted(_WRITING)
    if writing == _ALL:
        store().clear()
        _mark(engine, "")
    elif writing:
        store().drop(writing)
        with transaction(engine) as connection:
            Queue(connection).requeue(writing)
            Intake(connection).note(_WRITING, "")


def _mark(engine: Engine, collection: str) -> None:
    with transaction(engine) as connection:
        Intake(connection).note(_WRITING, collection)


def _next(engine: Engine) -> list[Waiting]:
    with transaction(engine) as connection:
        return Queue(connection).waiting(BATCH)


def _vectors(engine: Engine, embedder: Embedder, batch: Sequence[Waiting]) -> tuple[dict[str, Vectors], int]:
    texts = {waiting.digest: waiting.text for waiting in batch if not waiting.gone}
    with transaction(engine) as connection:
        known = Queue(connection).embedded(texts)
    missing = [digest for digest in texts if digest not in known]
    if missing:
        new = dict(zip(missing, embedder.embed([texts[digest] for digest in missing]), strict=True))
        with transaction(engine) as connection:
            Queue(connection).remember(new)
            # Read back as kept: a collection made anew from the catalog is the same to the bit.
            known |= Queue(connection).embedded(missing)
    return known, len(missing)


def _sizes(engine: Engine) -> dict[str, dict[str, int]]:
    with transaction(engine) as connection:
        return Queue(connection).sizes()


def _place(engine: Engine, batch: Sequence[Waiting], sizes: dict[str, dict[str, int]]) -> dict[str, str]:
    """The collection of every account in a batch; an account that has none is given one."""
    places: dict[str, str] = {}
    with transaction(engine) as connection:
        queue = Queue(connection)
        for account in dict.fromkeys(waiting.account for waiting in batch):
            places[account] = queue.collection_of(account)
            if not places[account]:
                size = sizes.get("", {}).pop(account, 0)
                places[account] = _room_for(size, sizes)
                sizes.setdefault(places[account], {})[account] = size
                queue.place(account, places[account])
    return places


def _room_for(size: int, sizes: dict[str, dict[str, int]]) -> str:
    if size <= OWN:
        for name, held in sizes.items():
            if name.startswith("shared-") and sum(held.values()) + size <= CAP:
                return name
    kind = "own" if size > OWN else "shared"
    taken = [int(name.removeprefix(f"{kind}-")) for name in sizes if name.startswith(f"{kind}-")]
    return f"{kind}-{max(taken, default=0) + 1:05d}"


def _overfull(collections: Collection[str], sizes: dict[str, dict[str, int]]) -> str:
    """A shared collection that its accounts have outgrown; empty where there is none."""
    for name in collections:
        held = sizes.get(name, {})
        if name.startswith("shared-") and len(held) > 1 and sum(held.values()) > CAP:
            return name
    return ""


def _write(
    engine: Engine, store: VectorStore, collection: str, part: Sequence[Waiting], vectors: dict[str, Vectors]
) -> None:
    _mark(engine, collection)
    there = [waiting for waiting in part if not waiting.gone]
    store.remove(collection, [waiting.chunk for waiting in part if waiting.gone])
    if there:
        store.write(collection, [w.chunk for w in there], np.stack([vectors[w.digest] for w in there]))
    with transaction(engine) as connection:
        queue = Queue(connection)
        queue.done([waiting.chunk for waiting in part])
        Intake(connection).note(_WRITING, "")
        if not queue.count():
            queue.forget_unused()
