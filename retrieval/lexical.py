"""Lexical search: an FTS5 index of stemmed terms, ranked by BM25.

The only module with SQL that only SQLite understands. Every term is indexed behind its account's
number, so that an account's postings stand together: the cost of a query does not grow with other
accounts, and no other account's text can change a score. How often terms stand in which chunk is read
from FTS5's own vocabulary table, and BM25 is computed over just those chunks that the reader may see.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, text

from retrieval.terms import question_terms, terms

__all__ = ["CREATE", "add", "compact", "held", "rank", "remove"]

K1 = 1.2
B = 0.75

_POSTINGS = text("SELECT term, doc, count(*) FROM lexicon_postings WHERE term IN :terms GROUP BY term, doc").bindparams(
    bindparam("terms", expanding=True)
)

_ROWS_OF = text("SELECT count(*) FROM lexicon WHERE rowid IN :keys").bindparams(bindparam("keys", expanding=True))
_WORDS_OF = text("SELECT count(*) FROM lexicon_postings WHERE doc IN :keys").bindparams(
    bindparam("keys", expanding=True)
)

CREATE = (
    # Terms arrive folded and stemmed; the tokenizer only splits at spaces.
    "CREATE VIRTUAL TABLE lexicon USING fts5(terms, tokenize = \"ascii tokenchars '_'\")",
    "CREATE VIRTUAL TABLE lexicon_postings USING fts5vocab(lexicon, 'instance')",
)


def add(connection: Connection, shelf: int, chunks: Mapping[int, str]) -> None:
    """Index chunks, by id, of the account on a shelf."""
    rows = [{"id": key, "terms": " ".join(_shelved(shelf, terms(body)))} for key, body in chunks.items()]
    if rows:
        connection.execute(text("INSERT INTO lexicon (rowid, terms) VALUES (:id, :terms)"), rows)


def remove(connection: Connection, chunks: Sequence[int]) -> None:
    """Take chunks out of the index."""
    if chunks:
        connection.execute(text("DELETE FROM lexicon WHERE rowid = :id"), [{"id": key} for key in chunks])


def compact(connection: Connection) -> None:
    """Write the index anew without what was removed: until then its words stand in the file, marked as gone."""
    connection.execute(text("INSERT INTO lexicon (lexicon) VALUES ('optimize')"))


def held(connection: Connection, chunks: Sequence[int]) -> int:
    """How many of some chunks the index still holds words of."""
    found = 0
    for at in range(0, len(chunks), 500):
        wanted = {"keys": list(chunks[at : at + 500])}
        for counted in (_ROWS_OF, _WORDS_OF):
            found += connection.execute(counted, wanted).scalar_one()
    return found


def rank(
    connection: Connection, shelf: int, question: str, visible: Mapping[int, int], limit: int
) -> list[tuple[int, float]]:
    """The visible chunks that best match a question, best first, with their BM25 score.

    `visible` maps the id of every chunk that the reader may see to its length in terms: the
    collection that BM25's statistics are taken from (Robertson & Zaragoza 2009, with the
    non-negative idf of Lucene).
    """
    asked = question_terms(question)
    if not asked or not visible:
        return []
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    postings = connection.execute(_POSTINGS, {"terms": _shelved(shelf, asked)}).all()
    for term, key, times in postings:
        if key in visible:
            counted[term][key] = times
    mean = sum(visible.values()) / len(visible) or 1.0
    scores: dict[int, float] = defaultdict(float)
    for found in counted.values():
        idf = math.log(1 + (len(visible) - len(found) + 0.5) / (len(found) + 0.5))
        for key, times in found.items():
            scores[key] += idf * times * (K1 + 1) / (times + K1 * (1 - B + B * visible[key] / mean))
    return sorted(scores.items(), key=lambda scored: (-scored[1], scored[0]))[:limit]


def _shelved(shelf: int, found: Sequence[str]) -> list[str]:
    return [f"{shelf:x}_{term}" for term in found]
