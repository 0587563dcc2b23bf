"""One contract for the vector store that is shipped and the one that the tests use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from copilot.domain.errors import StoreError
from retrieval.embedding import Vectors
from retrieval.vectors import VectorStore, erase
from tests.unit.retrieval.records import MemoryStore


@pytest.fixture(params=["chroma", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    opened = VectorStore(tmp_path / "vectors") if request.param == "chroma" else MemoryStore()
    yield opened
    opened.close()


def units(count: int, seed: int = 1) -> Vectors:
    drawn = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def test_the_nearest_of_those_allowed_come_first(store: VectorStore) -> None:
    vectors = units(300)
    store.write("shared-00001", range(1, 301), vectors)
    assert store.ids("shared-00001") == set(range(1, 301))
    found = store.nearest("shared-00001", vectors[41], list(range(1, 301)), 5)
    assert found[0][0] == 42
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    among = store.nearest("shared-00001", vectors[41], [1, 2, 3], 5)
    assert {key for key, _ in among} == {1, 2, 3}
    assert dict(among)[2] == pytest.approx(float(vectors[1] @ vectors[41]), abs=1e-5)
    assert store.nearest("shared-00001", vectors[41], [], 5) == []


def test_writing_again_replaces(store: VectorStore) -> None:
    store.write("shared-00001", [1, 2], units(2))
    store.write("shared-00001", [2], units(1, seed=9))
    assert store.ids("shared-00001") == {1, 2}
    assert store.nearest("shared-00001", units(1, seed=9)[0], [1, 2], 1)[0][0] == 2


def test_removing_what_is_not_there_is_no_error(store: VectorStore) -> None:
    store.write("shared-00001", [1, 2], units(2))
    store.remove("shared-00001", [2, 77])
    store.remove("shared-00001", [])
    assert store.ids("shared-00001") == {1}
    store.drop("own-00009")
    store.drop("shared-00001")
    assert store.ids("shared-00001") == set()
    store.write("own-00001", [1], units(1))
    store.clear()
    assert store.ids("own-00001") == set()


def test_ids_without_a_vector_are_passed_over(store: VectorStore) -> None:
    """As after a sync that was killed before the vectors had followed."""
    store.write("shared-00001", [1, 2, 3], units(3))
    found = store.nearest("shared-00001", units(3)[1], [2, 3, 500, 600], 10)
    assert found[0][0] == 2
    assert {key for key, _ in found} == {2, 3}
    assert store.nearest("shared-00001", units(1)[0], [500], 10) == []
    assert store.nearest("shared-00002", units(1)[0], [500], 10) == []


def test_many_ids_are_paged(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "vectors")
    store.write("own-00001", range(1, 6002), np.repeat(units(1), 6001, axis=0))
    assert len(store.ids("own-00001")) == 6001
    store.remove("own-00001", range(1, 6001))
    assert store.ids("own-00001") == {6001}
    store.close()


def test_vectors_are_there_when_it_is_opened_again(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "vectors")
    store.write("shared-00001", [1, 2], units(2))
    store.close()
    again = VectorStore(tmp_path / "vectors")
    assert again.nearest("shared-00001", units(2)[1], [1, 2], 1)[0][0] == 2
    again.close()


def test_a_store_that_cannot_be_opened_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"nonsense " * 1000)
    with pytest.raises(StoreError, match="sync --rebuild") as raised:
        VectorStore(tmp_path / "vectors")
    assert "\n" not in str(raised.value)
    erase(tmp_path / "vectors")
    erase(tmp_path / "vectors")
    VectorStore(tmp_path / "vectors").close()


def test_what_no_vector_fills_is_overwritten_and_the_rest_stays(tmp_path: Path) -> None:
    folder, vectors = tmp_path / "vectors", units(150)
    with closing(VectorStore(folder)) as store:
        store.write("shared-00001", [1, 2], vectors[:2])
        laid_out = [*folder.glob("*/data_level0.bin"), *folder.glob("*/length.bin")]
        for path in laid_out:
            path.write_bytes((b"what the memory held" * path.stat().st_size)[: path.stat().st_size])
        store.blank()
        assert len(laid_out) == 2
        assert not any(byte for path in laid_out for byte in path.read_bytes())
        assert store.nearest("shared-00001", vectors[1], [1, 2], 1)[0][0] == 2
    with closing(VectorStore(folder)) as store:
        assert store.nearest("shared-00001", vectors[1], [1, 2], 1)[0][0] == 2
        store.write("shared-00001", range(3, 151), vectors[2:])
        written = [path.read_bytes() for path in laid_out]
        store.blank()
        assert [path.read_bytes() for path in laid_out] == written
        assert any(written[0])
    with closing(VectorStore(folder)) as store:
        assert store.nearest("shared-00001", vectors[77], list(range(1, 151)), 1)[0][0] == 78
