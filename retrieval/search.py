"""Hybrid search within one account: BM25 and vectors, fused, with their neighbours, down to passages."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, select

from copilot.domain.record import Document, Passage
from retrieval import lexical
from retrieval.catalog.database import transaction
from retrieval.catalog.reading import Reader, Scope
from retrieval.catalog.tables import shelves
from retrieval.embedding import Embedder
from retrieval.terms import question_terms, terms
from retrieval.vectors import VectorStore

__all__ = ["Hit", "Search"]

POOL = 30
"""How many chunks each ranking puts forward."""
DENSE = 1.5
"""What the ranking by vectors counts, against 1 for the one by terms."""
ALIKE = 0.9
"""Two chunks that share more than this of their distinct words say the same."""
PAGE = 24
"""Chunks fetched at a time, best first."""
SPREAD = 0.25
"""Neighbours count within this many times the square root of the document's length in chunks."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage (characters `start` to `end` of it) that a search found, and how well it matched.

    The document holds the passages of its hits and those beside each, not the rest. Scores order the
    hits of one search; they say nothing across searches.
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
            by_terms = lexical.rank(connection, shelf.number, question, visible, POOL + 1)
            by_vector = self._nearest(shelf.collection, question, list(visible))
            fused = fuse([by_terms, by_vector], [1.0, DENSE])
            scored = with_neighbours(reader.places(fused), fused)
            best = sorted(scored, key=lambda key: (-scored[key], _recency(reader.day(key)), key))
            return _hits(reader, question, _distinct(_rows(reader, best)), scored, limit)

    def _nearest(self, collection: str, question: str, among: list[int]) -> list[tuple[int, float]]:
        if not collection:
            return []
        vector = self._embedder().embed([question])[0]
        return self._store().nearest(collection, vector, among, POOL + 1)


def fuse(rankings: Sequence[Sequence[tuple[int, float]]], weights: Sequence[float] = ()) -> dict[int, float]:
    """Add up rankings, each scaled so that its best result counts its weight and the first beyond the pool 0.

    The order of the rankings does not matter. Scaled scores did better than reciprocal ranks: docs/adr/0004.
    """
    fused: dict[int, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        if ranking:
            best = ranking[0][1]
            floor = ranking[POOL][1] if len(ranking) > POOL else min(0.0, ranking[-1][1])
            for key, score in ranking[:POOL]:
                fused[key] += weight * ((score - floor) / (best - floor) if best > floor else 1.0)
    return dict(fused)


def with_neighbours(places: Mapping[str, Mapping[int, int]], fused: Mapping[int, float]) -> dict[int, float]:
    """The weighted mean of each chunk's score and those beside it in its document.

    `places` gives, by document, the ids of all its visible chunks by their number. What answers often
    stands beside what matches: the weights fall off as a Gaussian whose width grows with the square
    root of the document's length, for an hour's call stays on a topic for minutes, and an e-mail of
    two chunks has no neighbours to speak of. Neighbours that do not exist do not count, so that a
    short document is neither favoured nor punished.
    """
    scored: dict[int, float] = {}
    for chunks in places.values():
        width = SPREAD * math.sqrt(len(chunks))
        reach = int(2.45 * width)  # beyond it a weight is under 0.05
        weights = {step: math.exp(-0.5 * (step / width) ** 2) for step in range(-reach, reach + 1)}
        matched = [n for n, key in chunks.items() if key in fused]
        for n in {n + step for n in matched for step in weights} & chunks.keys():
            beside = [(weight, chunks[n + step]) for step, weight in weights.items() if n + step in chunks]
            total = sum(weight * fused.get(key, 0.0) for weight, key in beside)
            if total > 0:
                scored[chunks[n]] = total / sum(weight for weight, _ in beside)
    return scored


def _recency(day: date | None) -> int:
    return -day.toordinal() if day else 0


def _rows(reader: Reader, best: Sequence[int]) -> Iterator[Row[Any]]:
    """The chunks in their order, fetched as they are asked for."""
    for at in range(0, len(best), PAGE):
        page = best[at : at + PAGE]
        found = reader.chunk_rows(page)
        yield from (found[key] for key in page)


def _distinct(best: Iterable[Row[Any]]) -> Iterator[Row[Any]]:
    """Leave out a chunk that says what a better one says already."""
    kept: list[frozenset[str]] = []
    for row in best:
        said = frozenset(row.text.partition("\n")[2].casefold().split())
        if not any(_nearly_same(said, other) for other in kept):
            kept.append(said)
            yield row


def _nearly_same(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) <= ALIKE * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared > ALIKE * (len(one) + len(other) - shared)


def _hits(
    reader: Reader, question: str, best: Iterable[Row[Any]], scored: Mapping[int, float], limit: int
) -> list[Hit]:
    """The passages of the best chunks; within a chunk those first that share most with the question."""
    asked = frozenset(question_terms(question))
    taken: list[Row[Any]] = []
    passages = 0
    for row in best:
        if passages >= limit:
            break
        taken.append(row)
        passages += len(row.spans)
    spoken: dict[str, set[int]] = defaultdict(set)
    for row in taken:
        spoken[row.document].update(near for n, _, _ in row.spans for near in (n - 1, n, n + 1))
    found = {document.id: document for document in reader.excerpts(spoken)}
    hits: list[Hit] = []
    for row in taken:
        document = found.get(row.document)
        if document is None:
            continue
        held = {int(passage.id.rsplit("#", 1)[1]): passage for passage in document.passages}
        chunk = [Hit(document, held[n], start, end, scored[row.id]) for n, start, end in row.spans if n in held]
        hits += sorted(chunk, key=lambda hit: -_shared(asked, hit)) if len(chunk) > 1 else chunk
    return hits[:limit]


def _shared(asked: frozenset[str], hit: Hit) -> int:
    return len(asked.intersection(terms(f"{hit.passage.speaker} {hit.passage.text[hit.start : hit.end]}")))
