"""Hybrid search within one account: BM25 and vectors, fused, with their neighbours, down to passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Row, select

from copilot.domain.record import Document, Passage
from retrieval import lexical
from retrieval.catalog.database import transaction
from retrieval.catalog.reading import Reader, Scope
from retrieval.catalog.tables import shelves
from retrieval.embedding import Embedder
from retrieval.terms import terms
from retrieval.vectors import VectorStore

__all__ = ["Hit", "Search"]

DEPTH = 60
"""How deep each ranking is read."""
RRF_K = 20
"""Reciprocal rank fusion: a result at rank r adds 1 / (RRF_K + r) (Cormack et al. 2009)."""
NEIGHBOUR = 0.3
"""The share of its score that a chunk lends to the ones beside it in its document."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage (characters `start` to `end` of it) that a search found, and how well it matched.

    Scores order the hits of one search; they say nothing across searches.
    """

    document: Document
    passage: Passage
    start: int
    end: int
    score: float


class Search:
    """Searches the index; safe to call from several threads.

    `embedder` and `store` are opened on first use. Only what the scope admits is counted, ranked or
    returned: what may not be seen cannot influence a result.
    """

    def __init__(self, engine: Engine, embedder: Callable[[], Embedder], store: Callable[[], VectorStore]) -> None:
        self._engine = engine
        self._embedder = embedder
        self._store = store

    def search(self, question: str, scope: Scope, limit: int = 20) -> list[Hit]:
        """The passages that best match a question, best first; near-duplicates are left out."""
        with transaction(self._engine) as connection:
            reader = Reader(connection, scope)
            visible = reader.visible_chunks()
            shelf = connection.execute(select(shelves).where(shelves.c.account == scope.account)).first()
            if shelf is None or not visible or not question.strip():
                return []
            by_terms = lexical.rank(connection, shelf.number, question, visible, DEPTH)
            by_vector = self._nearest(shelf.collection, question, list(visible))
            fused = fuse([[key for key, _ in by_terms], [key for key, _ in by_vector]])
            rows = reader.chunk_rows(fused)
            scored = _with_neighbours(reader, rows, fused, visible)
            rows |= reader.chunk_rows([key for key in scored if key not in rows])
            best = sorted(scored, key=lambda key: (-scored[key], _recency(rows[key]), key))
            return _hits(reader, question, _distinct(best, rows), rows, scored, limit)

    def _nearest(self, collection: str, question: str, among: list[int]) -> list[tuple[int, float]]:
        if not collection:
            return []
        vector = self._embedder().embed([question])[0]
        return self._store().nearest(collection, vector, among, DEPTH)


def fuse(rankings: Sequence[Sequence[int]], weights: Sequence[float] = ()) -> dict[int, float]:
    """Reciprocal rank fusion of rankings; their order does not matter, only each one's own."""
    fused: dict[int, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, key in enumerate(ranking, start=1):
            fused[key] += weight / (RRF_K + rank)
    return dict(fused)


def _with_neighbours(
    reader: Reader, rows: Mapping[int, Row[Any]], fused: Mapping[int, float], visible: Mapping[int, int]
) -> dict[int, float]:
    """Each chunk's own score and a share of its neighbours': what answers often stands beside what matches."""
    beside = {key: [(row.document, row.n - 1), (row.document, row.n + 1)] for key, row in rows.items()}
    places = reader.neighbours(place for pair in beside.values() for place in pair)
    scored = dict(fused)
    for key, pair in beside.items():
        for place in pair:
            neighbour = places.get(place)
            if neighbour is not None and neighbour in visible:
                scored[neighbour] = scored.get(neighbour, 0.0) + NEIGHBOUR * fused[key]
    return scored


def _recency(row: Row[Any]) -> int:
    return -row.day.toordinal() if row.day else 0


def _distinct(best: Iterable[int], rows: Mapping[int, Row[Any]]) -> list[int]:
    """Leave out a chunk that says what a better one says already."""
    kept: list[int] = []
    seen: set[frozenset[str]] = set()
    for key in best:
        said = frozenset(terms(rows[key].text.partition("\n")[2]))
        if said and any(len(said & other) > 0.9 * len(said | other) for other in seen):
            continue
        seen.add(said)
        kept.append(key)
    return kept


def _hits(
    reader: Reader,
    question: str,
    best: Sequence[int],
    rows: Mapping[int, Row[Any]],
    scored: Mapping[int, float],
    limit: int,
) -> list[Hit]:
    asked = frozenset(terms(question))
    taken = best[:limit]
    found = {document.id: document for document in reader.documents(ids={rows[key].document for key in taken})}
    hits: list[Hit] = []
    for key in taken:
        document = found.get(rows[key].document)
        if document is None:
            continue
        by_number = {int(passage.id.rsplit("#", 1)[1]): passage for passage in document.passages}
        spans = [(by_number[n], start, end) for n, start, end in rows[key].spans if n in by_number]
        spans.sort(key=lambda span: -len(asked & set(terms(f"{span[0].speaker} {span[0].text[span[1] : span[2]]}"))))
        hits += [Hit(document, passage, start, end, scored[key]) for passage, start, end in spans]
    return hits[:limit]
