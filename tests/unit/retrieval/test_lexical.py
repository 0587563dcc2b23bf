from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text

from retrieval import lexical
from retrieval.terms import question_terms, terms

K1, B = 1.2, 0.75
VOCABULARY = "kiln sensor sensors drop night fix May login slow auditor dashboard the of ünïcode 漢字 x_y".split()
bodies = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=30).map(" ".join)
corpora = st.dictionaries(st.integers(1, 40), bodies, max_size=15)


@contextmanager
def index() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for statement in lexical.CREATE:
            connection.execute(text(statement))
        yield connection
    engine.dispose()


def bm25(corpus: Mapping[int, str], question: str) -> dict[int, float]:
    """BM25 as the textbook writes it, over a corpus by id."""
    counts = {key: Counter(terms(body)) for key, body in corpus.items()}
    lengths = {key: sum(found.values()) for key, found in counts.items()}
    mean = sum(lengths.values()) / len(lengths) if lengths else 0.0
    scores: dict[int, float] = {}
    for key, found in counts.items():
        score = 0.0
        for term in question_terms(question):
            holding = sum(term in other for other in counts.values())
            idf = math.log(1 + (len(corpus) - holding + 0.5) / (holding + 0.5))
            tf = found[term]
            score += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[key] / mean)) if tf else 0.0
        if score:
            scores[key] = score
    return scores


def lengths(corpus: Mapping[int, str]) -> dict[int, int]:
    return {key: len(terms(body)) for key, body in corpus.items()}


@given(corpora, bodies, st.data())
def test_it_is_bm25_over_the_visible_chunks(corpus: dict[int, str], question: str, data: st.DataObject) -> None:
    visible = {key: body for key, body in corpus.items() if data.draw(st.booleans())}
    expected = bm25(visible, question)
    with index() as connection:
        lexical.add(connection, 7, corpus)
        found = lexical.rank(connection, 7, question, lengths(visible), 100)
    assert dict(found) == pytest.approx(expected)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@given(corpora, corpora, bodies)
def test_other_accounts_change_nothing(own: dict[int, str], other: dict[int, str], question: str) -> None:
    with index() as connection:
        lexical.add(connection, 1, own)
        alone = lexical.rank(connection, 1, question, lengths(own), 100)
        lexical.add(connection, 16, {key + 100: body for key, body in other.items()})
        assert lexical.rank(connection, 1, question, lengths(own), 100) == alone


@given(corpora, st.data(), bodies)
def test_what_is_removed_is_gone(corpus: dict[int, str], data: st.DataObject, question: str) -> None:
    gone = [key for key in corpus if data.draw(st.booleans())]
    left = {key: body for key, body in corpus.items() if key not in gone}
    with index() as connection:
        lexical.add(connection, 1, corpus)
        lexical.remove(connection, gone)
        kept = connection.execute(text("SELECT count(*) FROM lexicon")).scalar_one()
        found = lexical.rank(connection, 1, question, lengths(left), 100)
    assert kept == len(left)
    assert dict(found) == pytest.approx(bm25(left, question))


def test_the_best_come_first_up_to_the_limit() -> None:
    corpus = {1: "kiln", 2: "kiln kiln", 3: "kiln login login login"}
    with index() as connection:
        lexical.add(connection, 1, corpus)
        assert [key for key, _ in lexical.rank(connection, 1, "kiln", lengths(corpus), 2)] == [2, 1]
        assert lexical.rank(connection, 1, "", lengths(corpus), 2) == []
        assert lexical.rank(connection, 1, "kiln", {}, 2) == []


@given(st.text(max_size=300))
def test_no_question_breaks_the_query(question: str) -> None:
    with index() as connection:
        lexical.add(connection, 1, {1: question, 2: "kiln"})
        lexical.rank(connection, 1, question, {1: max(len(terms(question)), 1), 2: 1}, 10)
