"""The steps of the search benchmark; each runs in a process of its own, so that memory is its own."""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from sqlalchemy import insert, select

from copilot.domain.words import DocumentKind, Part, Side, Visibility
from evals.bench.made_up import Book, Question, StoredVectors, batches
from retrieval import lexical
from retrieval.catalog.database import open_database, transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.reading import Reader, Scope
from retrieval.catalog.tables import chunks, documents, passages, pending, shelves
from retrieval.chunking import Chunk, Span
from retrieval.following import follow
from retrieval.search import Search
from retrieval.terms import terms
from retrieval.vectors import VectorStore

__all__ = ["Timings", "build_one_collection", "build_product", "compare", "measure_memory"]

LIMIT = 20
"""Results asked for, of the product and of its rival."""
_BESIDE = 8
"""Chunks of a document."""
_DAY = np.datetime64("2026-01-01").astype("datetime64[D]").item()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of each search: the product on the whole book, on the small one, and the rival."""

    whole: list[float]
    small: list[float]
    rival: list[float]


def build_product(book: Book, folder: Path) -> None:
    """Write a book into catalog and lexical index in bulk, and let the product place and write its vectors."""
    folder.mkdir()
    book.write_vectors(folder / "vectors.npy")
    engine = open_database(folder / "catalog.sqlite3")
    for part in batches(book.accounts, 10):
        with transaction(engine) as connection:
            for account in part:
                _insert(connection, book, account)
    with closing(VectorStore(folder / "vectors")) as store:
        follow(engine, lambda: StoredVectors(folder / "vectors.npy"), lambda: store, _progress)
    engine.dispose()


def _insert(connection: Any, book: Book, account: int) -> None:
    name, first = f"a{account}", account * book.size
    texts = book.texts(account)
    held = [f"bench:{account}-{n // _BESIDE}" for n in range(book.size)]
    connection.execute(insert(documents), [_document(key, name) for key in dict.fromkeys(held)])
    rows = [_passage(key, n % _BESIDE, text) for n, (key, text) in enumerate(zip(held, texts, strict=True))]
    connection.execute(insert(passages), rows)
    kept = {first + n + 1: _chunk(name, held[n], n % _BESIDE, text) for n, text in enumerate(texts)}
    connection.execute(insert(chunks), [{"id": key, **row} for key, row in kept.items()])
    lexical.add(connection, Intake(connection).shelf(name), dict(zip(kept, texts, strict=True)))
    connection.execute(insert(pending), [{"chunk": key, "account": name, "gone": 0} for key in kept])


def _document(key: str, account: str) -> dict[str, Any]:
    return {
        "id": key,
        "source": "bench",
        "external_id": key.partition(":")[2],
        "unit": key,
        "kind": DocumentKind.NOTE,
        "account": account,
        "title": key,
        "path": "",
        "url": "",
        "occurred_at": None,
        "thread": "",
        "visibility": Visibility.SHARED,
        "revision": key,
        "deleted_at": None,
    }


def _passage(document: str, n: int, text: str) -> dict[str, Any]:
    return {
        "id": f"{document}#{n}",
        "document": document,
        "n": n,
        "text": text,
        "part": Part.BODY,
        "speaker": "",
        "speaker_email": "",
        "side": Side.UNKNOWN,
        "visibility": Visibility.SHARED,
        "occurred_at": None,
        "locator": "",
    }


def _chunk(account: str, document: str, n: int, text: str) -> dict[str, Any]:
    found = Chunk(n, Visibility.SHARED, None, text, (Span(n, 0, len(text)),))
    return {
        "account": account,
        "document": document,
        "n": n,
        "visibility": found.visibility,
        "day": None,
        "text": text,
        "spans": [[n, 0, len(text)]],
        "terms": len(terms(text)),
        "digest": found.digest,
    }


def build_one_collection(book: Book, vectors: Path, folder: Path) -> None:
    """Write the same vectors into one Chroma collection with the account as metadata, all else as it comes."""
    import chromadb

    client = chromadb.PersistentClient(str(folder), chromadb.config.Settings(anonymized_telemetry=False))
    collection = client.create_collection("all", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    kept = np.load(vectors, mmap_mode="r")
    for part in batches(book.chunks, 5000):
        _progress("one collection", part.start, book.chunks)
        collection.add(
            ids=[str(key) for key in part],
            embeddings=np.asarray(kept[part.start : part.stop]),
            metadatas=[{"account": f"a{key // book.size}"} for key in part],
        )
    del collection, client


def measure_memory(book: Book, folder: Path, rounds: int) -> tuple[float, float]:
    """Search every account, and return the process's peak memory in GB, and the recall of the vector
    search at `LIMIT` within an account against exact cosine."""
    touched = book.questions(book.accounts, accounts=range(book.accounts), seed=3)
    probes = book.questions(rounds, seed=4)
    with Product(folder, [*touched, *probes]) as product:
        for question in touched:
            product.search(question)
        memory = _peak()
        found = [_recall(product, book, question) for question in probes]
    return memory, sum(found) / len(found)


def _recall(product: Product, book: Book, question: Question) -> float:
    cosines = book.vectors(question.account) @ question.vector
    exact = {question.account * book.size + 1 + int(n) for n in np.argsort(-cosines)[:LIMIT]}
    return len(exact & set(product.nearest(question))) / len(exact)


def compare(whole: Book, small: Book, folder: Path, rounds: int) -> Timings:
    """Time the product on both books and the rival in turn, warm, so that what else the machine does
    falls on all three alike."""
    warm = [book.questions(book.accounts, accounts=range(book.accounts), seed=5) for book in (whole, small)]
    asked = [book.questions(rounds, seed=6) for book in (whole, small)]
    with (
        Product(folder / "whole", [*warm[0], *asked[0]]) as on_whole,
        Product(folder / "small", [*warm[1], *asked[1]]) as on_small,
    ):
        rival = _rival(folder / "one")
        for question in warm[0]:
            on_whole.search(question)
        for question in warm[1]:
            on_small.search(question)
        for question in warm[0][:10]:
            rival(question)
        timings = Timings([], [], [])
        gc.collect()
        gc.disable()
        for n, (question, smaller) in enumerate(zip(*asked, strict=True)):
            _progress("searching", n, rounds)
            timings.whole.append(_timed(on_whole.search, question))
            timings.small.append(_timed(on_small.search, smaller))
            timings.rival.append(_timed(rival, question))
    return timings


class Product:
    """The product's own search over a built folder. Close it, or use it as a context manager."""

    def __init__(self, folder: Path, questions: Sequence[Question]) -> None:
        self._engine = open_database(folder / "catalog.sqlite3")
        self._store = VectorStore(folder / "vectors")
        embedder = StoredVectors(None, questions)
        self._search = Search(self._engine, lambda: embedder, lambda: self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._engine.dispose()

    def search(self, question: Question) -> int:
        """Search for a question; returns how many passages came."""
        return len(self._search.search(question.text, Scope(f"a{question.account}", _DAY), LIMIT))

    def nearest(self, question: Question) -> list[int]:
        """The chunks that the vector search alone finds."""
        with transaction(self._engine) as connection:
            name = f"a{question.account}"
            shelf = connection.execute(select(shelves).where(shelves.c.account == name)).one()
            visible = list(Reader(connection, Scope(name, _DAY)).visible_chunks())
        return [key for key, _ in self._store.nearest(shelf.collection, question.vector, visible, LIMIT)]


def _rival(folder: Path) -> Callable[[Question], int]:
    import chromadb

    client = chromadb.PersistentClient(str(folder), chromadb.config.Settings(anonymized_telemetry=False))
    collection = client.get_collection("all", embedding_function=None)

    def search(question: Question) -> int:
        found = collection.query(
            query_embeddings=question.vector[None], n_results=LIMIT, where={"account": f"a{question.account}"}
        )
        return len(found["ids"][0])

    return search


def _timed(search: Callable[[Question], int], question: Question) -> float:
    started = time.perf_counter()
    found = search(question)
    spent = 1000 * (time.perf_counter() - started)
    if not found:
        raise AssertionError(f"nothing was found for {question.text!r}: the benchmark measures nothing")
    return spent


def _peak() -> float:
    """The most memory this process has held, in GB. On Linux ru_maxrss would be inherited from the parent;
    on macOS it is in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e9
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e9


def _progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{what}: {done} of {total}   ", end="", file=sys.stderr, flush=True)
