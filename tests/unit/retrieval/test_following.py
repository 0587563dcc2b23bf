from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, func, select

from copilot.domain.errors import EmbeddingError
from retrieval import following
from retrieval.catalog.database import transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.queue import Queue
from retrieval.catalog.tables import chunks, embeddings, pending, shelves
from retrieval.embedding import Embedder, Vectors
from tests.conftest import FakeEmbedder
from tests.unit.retrieval.records import MemoryStore, kept, record


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Collections of at most ten vectors, and batches of four."""
    monkeypatch.setattr(following, "CAP", 10)
    monkeypatch.setattr(following, "OWN", 5)
    monkeypatch.setattr(following, "BATCH", 4)


def grow(engine: Engine, account: str, size: int, start: int = 0) -> None:
    numbers = range(start, start + size)
    kept(engine, [record(f"{account}-{n}", [f"Sentence {n} of {account}."], account=account) for n in numbers])


def run(engine: Engine, embedder: Embedder, store: MemoryStore) -> int:
    return following.follow(engine, lambda: embedder, lambda: store, lambda *_: None)


def places(engine: Engine) -> dict[str, str]:
    with transaction(engine) as connection:
        rows = connection.execute(select(shelves.c.account, shelves.c.collection))
        return dict(rows.all())


def in_step(engine: Engine, store: MemoryStore) -> bool:
    """Whether every chunk has its vector, in its account's collection, and nothing else is there."""
    with transaction(engine) as connection:
        rows = connection.execute(
            select(chunks.c.id, chunks.c.digest, shelves.c.collection).join(
                shelves, shelves.c.account == chunks.c.account
            )
        ).all()
        known = Queue(connection).embedded(row.digest for row in rows)
        waiting = connection.execute(select(func.count()).select_from(pending)).scalar_one()
        remembered = connection.execute(select(func.count()).select_from(embeddings)).scalar_one()
    held = {(name, key, vector.tobytes()) for name, vectors in store.held.items() for key, vector in vectors.items()}
    return (
        waiting == 0
        and remembered == len({row.digest for row in rows})
        and held == {(row.collection, row.id, known[row.digest].tobytes()) for row in rows}
    )


@pytest.mark.usefixtures("small")
class TestPlacement:
    def test_small_accounts_share_up_to_the_cap(self, engine: Engine) -> None:
        store = MemoryStore()
        for account in ("a", "b", "c"):
            grow(engine, account, 4)
        run(engine, FakeEmbedder(), store)
        assert places(engine) == {"a": "shared-00001", "b": "shared-00001", "c": "shared-00002"}
        assert in_step(engine, store)

    def test_a_big_account_has_its_own(self, engine: Engine) -> None:
        store = MemoryStore()
        grow(engine, "big", 30)
        grow(engine, "a", 2)
        run(engine, FakeEmbedder(), store)
        assert places(engine) == {"big": "own-00001", "a": "shared-00001"}
        assert in_step(engine, store)

    def test_one_that_outgrows_its_neighbours_moves(self, engine: Engine) -> None:
        store = MemoryStore()
        embedder = FakeEmbedder()
        for account in ("a", "b"):
            grow(engine, account, 4)
        run(engine, embedder, store)
        grow(engine, "a", 20, start=4)
        run(engine, embedder, store)
        assert places(engine) == {"a": "own-00001", "b": "shared-00001"}
        assert in_step(engine, store)
        assert len(embedder.embedded) == len(set(embedder.embedded)) == 28

    def test_an_account_lies_in_one_collection_however_it_grows(self, engine: Engine) -> None:
        store = MemoryStore()
        embedder = FakeEmbedder()
        for step in range(6):
            for account in ("a", "b", "c", "d"):
                grow(engine, account, 1 + step % 3, start=10 * step)
            run(engine, embedder, store)
            assert in_step(engine, store)
        tenants = Counter(places(engine).values())
        for name, held in store.held.items():
            assert len(held) <= 10 or tenants[name] == 1
        assert len(embedder.embedded) == len(set(embedder.embedded))


@pytest.mark.usefixtures("small")
class TestEmbedding:
    def test_no_text_is_embedded_twice(self, engine: Engine) -> None:
        embedder, store = FakeEmbedder(), MemoryStore()
        kept(engine, [record(f"d{n}", ["The same words."], title="Same") for n in range(9)])
        assert run(engine, embedder, store) == 1
        kept(engine, [record("other", ["The same words."], title="Same", account="beta")])
        assert run(engine, embedder, store) == 0
        assert len(embedder.embedded) == 1
        assert in_step(engine, store)

    def test_nothing_pending_opens_nothing(self, engine: Engine) -> None:
        def refuse() -> MemoryStore:
            raise AssertionError("opened")

        assert following.follow(engine, FakeEmbedder, refuse, lambda *_: None) == 0

    def test_what_no_chunk_holds_is_forgotten(self, engine: Engine) -> None:
        embedder, store = FakeEmbedder(), MemoryStore()
        grow(engine, "a", 3)
        run(engine, embedder, store)
        with transaction(engine) as connection:
            Intake(connection).tombstone("files:a-1")
        run(engine, embedder, store)
        assert in_step(engine, store)

    @pytest.mark.parametrize("other", [FakeEmbedder("fake/2"), FakeEmbedder("fake/1", dimension=64)])
    def test_another_embedder_is_refused_until_the_rebuild(self, engine: Engine, other: FakeEmbedder) -> None:
        store = MemoryStore()
        grow(engine, "a", 3)
        run(engine, FakeEmbedder(), store)
        grow(engine, "a", 3, start=3)
        with pytest.raises(EmbeddingError, match="sync --rebuild"):
            run(engine, other, store)
        assert other.embedded == []
        following.rebuild(engine, other, store.clear)
        run(engine, other, store)
        assert in_step(engine, store)
        assert all(len(vector) == other.dimension for held in store.held.values() for vector in held.values())


@pytest.mark.usefixtures("small")
class TestInterrupted:
    """An exception at any step of the work with the store leaves a state that the next run mends."""

    @pytest.mark.parametrize("step", range(1, 14))
    def test_a_run_cut_off_at_any_step_is_made_good(self, engine: Engine, step: int) -> None:
        for account in ("a", "b"):
            grow(engine, account, 4)
        store = CutOff(step)
        embedder = FakeEmbedder()
        for more in range(2):
            while True:
                try:
                    run(engine, embedder, store)
                    break
                except InterruptedError:
                    continue
            assert in_step(engine, store)
            if more == 0:
                grow(engine, "a", 9, start=4)
                with transaction(engine) as connection:
                    Intake(connection).tombstone("files:b-0")

    def test_a_rebuild_cut_off_before_the_old_vectors_are_gone(self, engine: Engine) -> None:
        store = MemoryStore()
        grow(engine, "a", 3)
        run(engine, FakeEmbedder(), store)
        other = FakeEmbedder("fake/2", dimension=64)

        def cut_off() -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            following.rebuild(engine, other, cut_off)
        run(engine, other, store)
        assert in_step(engine, store)


class CutOff(MemoryStore):
    """Stops in the middle of its n-th change, once."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.left = step

    def write(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        half = len(ids) // 2
        super().write(collection, ids[:half], vectors[:half])
        self._step()
        super().write(collection, ids, vectors)

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        super().remove(collection, ids[: len(ids) // 2])
        self._step()
        super().remove(collection, ids)

    def drop(self, collection: str) -> None:
        super().drop(collection)
        self._step()

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise InterruptedError
