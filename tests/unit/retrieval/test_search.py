from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from copilot.domain.account import Account
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience, Visibility
from copilot.drafting.answer import Answerer
from retrieval.catalog.database import open_database, transaction
from retrieval.catalog.reading import Reader, Scope
from retrieval.following import follow
from retrieval.search import Hit, Search, fuse
from tests.conftest import FakeEmbedder, FakeRelevance
from tests.unit.retrieval.records import MemoryStore, kept, record, said

ACME = Account(account_id="acme", name="Acme Cement")
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 6))
QUESTIONS = ["kiln sensor", "who renews the dashboard?", "login", "the of", "auditor fix in May"]
SENTENCES = [
    "The kiln sensor drops out.",
    "Login is slow for the auditor.",
    "We fix it in May.",
    "Nobody renews the dashboard.",
    "A sensor for the login.",
]
passages = st.builds(
    said, st.sampled_from(SENTENCES), visibility=st.sampled_from(list(Visibility)), day=st.none() | DAYS
)
records = st.lists(
    st.builds(
        lambda spoken, day, account: (spoken, day, account),
        st.lists(passages, min_size=1, max_size=5),
        st.none() | DAYS,
        st.sampled_from(["acme", "acme", "beta"]),
    ),
    max_size=6,
).map(lambda rows: [record(f"d{n}", spoken, day=day, account=account) for n, (spoken, day, account) in enumerate(rows)])
scopes = st.builds(Scope, st.just("acme"), DAYS, st.sampled_from(list(Audience)))


@cache
def new_catalog() -> bytes:
    """An empty catalog, made once: migrating takes longer than all the rest of an example."""
    with tempfile.TemporaryDirectory() as where:
        engine = open_database(Path(where) / "catalog.sqlite3")
        engine.dispose()
        return (Path(where) / "catalog.sqlite3").read_bytes()


@contextmanager
def indexed(documents: Sequence[Document]) -> Iterator[tuple[Engine, Search]]:
    with tempfile.TemporaryDirectory() as where:
        path = Path(where) / "catalog.sqlite3"
        path.write_bytes(new_catalog())
        engine = open_database(path)
        embedder, store = FakeEmbedder(), MemoryStore()
        kept(engine, documents)
        follow(engine, lambda: embedder, lambda: store, lambda *_: None)
        yield engine, Search(engine, lambda: embedder, lambda: store)
        engine.dispose()


def admitted(passage: Passage, document: Document, scope: Scope) -> bool:
    moment = passage.occurred_at or document.occurred_at
    seen = scope.audience is Audience.INTERNAL or passage.visibility is Visibility.SHARED
    return document.account == scope.account and seen and (moment is None or moment.date() <= scope.as_of)


rankings = st.lists(
    st.lists(st.tuples(st.integers(1, 20), st.floats(0.0, 30.0)), max_size=40, unique_by=lambda pair: pair[0]).map(
        lambda pairs: sorted(pairs, key=lambda pair: -pair[1])
    ),
    max_size=4,
)


@given(rankings, st.integers())
def test_the_order_of_the_rankings_does_not_matter(given_: list[list[tuple[int, float]]], seed: int) -> None:
    shuffled = random.Random(seed).sample(given_, len(given_))
    assert fuse(shuffled) == pytest.approx(fuse(given_))


@given(rankings)
def test_what_both_rankings_put_first_comes_first(given_: list[list[tuple[int, float]]]) -> None:
    best = [[(99, 100.0), *ranking] for ranking in given_]
    fused = fuse(best)
    assert not fused or fused[99] == max(fused.values())


@given(records, scopes, st.sampled_from(QUESTIONS))
@settings(max_examples=20, deadline=None)
def test_nothing_later_or_stricter_is_ever_returned(documents: list[Document], scope: Scope, question: str) -> None:
    by_id = {document.id: document for document in documents}
    with indexed(documents) as (engine, search):
        for hit in search.search(question, scope):
            assert admitted(hit.passage, by_id[hit.document.id], scope)
            assert 0 <= hit.start < hit.end <= len(hit.passage.text)
            assert all(admitted(passage, by_id[hit.document.id], scope) for passage in hit.document.passages)
        with transaction(engine) as connection:
            reader = Reader(connection, scope)
            read = reader.documents()
            visible = reader.visible_chunks()
            people = {who.email for who in reader.participants()}
            counts = sum(count for _, count, _ in reader.counts())
        assert all(admitted(p, by_id[document.id], scope) for document in read for p in document.passages)
        whole = [d for d in documents if d.account == "acme" and d.visibility in scope.audience.sees]
        whole = [d for d in whole if d.occurred_at is None or d.occurred_at.date() <= scope.as_of]
        assert {document.id for document in read} == {document.id for document in whole}
        assert people == {f"{document.external_id}@acme.com" for document in whole}
        assert counts == len(whole)
        assert len(visible) <= sum(admitted(p, d, scope) for d in documents for p in d.passages)
        draft = Answerer(engine, search, FakeRelevance()).answer(question, ACME, scope)
    for cited in (citation for claim in draft.claims() for citation in claim.citations):
        document = by_id[cited.document]
        assert admitted(next(p for p in document.passages if p.id == cited.passage), document, scope)
    assert sum(entry.records for entry in draft.coverage) == len(whole)


@given(records, scopes, st.sampled_from(QUESTIONS))
@settings(max_examples=10, deadline=None)
def test_what_may_not_be_seen_changes_no_result(documents: list[Document], scope: Scope, question: str) -> None:
    plain = [record(d.external_id, [d.passages[0]], account=d.account, day=None) for d in documents]
    allowed = [d for d in plain if admitted(d.passages[0], d, scope)]

    def seen(hits: Sequence[Hit]) -> list[tuple[str, int, int, float]]:
        return [(hit.passage.id, hit.start, hit.end, round(hit.score, 6)) for hit in hits]

    with indexed(plain) as (_, search):
        among_all = seen(search.search(question, scope))
    with indexed(allowed) as (_, search):
        assert seen(search.search(question, scope)) == among_all


def test_near_duplicates_are_left_out() -> None:
    text = "The kiln sensor at the north plant drops out every single night since the last update of the gateway."
    documents = [record("a", [text]), record("b", [text + " Thanks."]), record("c", ["The kiln sensor was replaced."])]
    with indexed(documents) as (_, search):
        hits = search.search("kiln sensor", Scope("acme", date(2026, 12, 31)))
    assert sorted(hit.document.external_id for hit in hits) in (["a", "c"], ["b", "c"])


def test_the_newer_of_two_equally_good_comes_first() -> None:
    documents = [
        record("a", ["The kiln sensor drops out."], day=date(2026, 1, 1)),
        record("b", ["The kiln sensor was replaced."], day=date(2026, 2, 1)),
        record("c", ["Nothing else."], day=date(2026, 2, 1)),
    ]
    with indexed(documents) as (_, search):
        hits = search.search("kiln sensor", Scope("acme", date(2026, 12, 31)))
    assert {hit.document.external_id for hit in hits[:2]} == {"a", "b"}


def test_hits_are_passages_with_their_document() -> None:
    documents = [record("a", ["Hello Mara.", "The kiln sensor drops out.", "Bye."])]
    with indexed(documents) as (_, search):
        hit = search.search("kiln sensor", Scope("acme", date(2026, 12, 31)))[0]
        assert search.search("kiln sensor", Scope("acme", date(2026, 12, 31)), limit=1) == [hit]
        assert search.search("  ", Scope("acme", date(2026, 12, 31))) == []
        assert search.search("kiln", Scope("nobody", date(2026, 12, 31))) == []
    assert hit.passage.text[hit.start : hit.end] == "The kiln sensor drops out."


@pytest.mark.parametrize("day", [date.min, date.max])
def test_any_day_can_be_asked_for(day: date) -> None:
    with indexed([record("a", ["The kiln."])]) as (_, search):
        assert len(search.search("kiln", Scope("acme", day))) == (day == date.max)
