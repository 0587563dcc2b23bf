"""Drafts in the catalog: one for a request, one charge, and catalogs from before they were kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from copilot.domain.draft import Claim, Draft, Section
from copilot.domain.errors import CitationError
from copilot.domain.words import Audience, DraftKind, Tier
from retrieval.catalog.database import HEAD, open_database, transaction
from retrieval.catalog.drafts import draft_of_request, keep_draft, kept_draft, spent_on
from retrieval.catalog.service_tables import service_metadata
from tests.unit.drafting_llm.records import cited

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def draft(said: str = "Nothing is known.", tokens: int = 0, *, quoting: bool = False) -> Draft:
    known = Claim(text=said, citations=(cited("We stop in May."),))
    claim = known if quoting else Claim(text=said, tier=Tier.UNKNOWN, needs="a record")
    return Draft(
        kind=DraftKind.ANSWER, account="acme", audience=Audience.INTERNAL, as_of=date(2026, 5, 4),
        sections=(Section(claims=(claim,)),), trace={"tokens_in": tokens, "tokens_out": 10, "cost_usd": 0.5},
    )  # fmt: skip


def test_a_request_has_one_draft_and_one_charge(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "catalog.sqlite3")
    with transaction(engine) as connection:
        first = keep_draft(connection, draft("One.", 90), "r-1", NOON)
        second = keep_draft(connection, draft("Another.", 70), "r-1", NOON)
        assert second == first == draft_of_request(connection, "r-1")
        assert spent_on(connection, NOON.date()) == (100, 0.5)
        assert spent_on(connection, date(2026, 5, 5)) == (0, 0.0)
    engine.dispose()


def test_the_same_draft_is_kept_once_and_found_by_its_id(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "catalog.sqlite3")
    with transaction(engine) as connection:
        kept = keep_draft(connection, draft(), None, NOON)
        assert keep_draft(connection, draft(), None, NOON) == kept
        found = kept_draft(connection, kept.trace["id"])
        assert found is not None
        assert found["made_at"] == NOON.isoformat()
        assert kept_draft(connection, "nobody") is None
    engine.dispose()


def test_a_draft_whose_quotes_are_gone_is_not_told_again(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "catalog.sqlite3")
    with transaction(engine) as connection:
        keep_draft(connection, draft("They stop.", quoting=True), "r-1", NOON)
        with pytest.raises(CitationError):
            draft_of_request(connection, "r-1")
    engine.dispose()


def test_a_catalog_from_before_gains_the_tables_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    engine = open_database(path)
    with transaction(engine) as connection:
        for name in ("drafts", *service_metadata.tables):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(text("INSERT INTO notes VALUES ('embedder', 'fake')"))
    engine.dispose()
    again = open_database(path)
    with transaction(again) as connection:
        assert {"drafts", *service_metadata.tables} <= set(inspect(connection).get_table_names())
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
        assert connection.execute(text("SELECT value FROM notes")).scalar() == "fake"
    again.dispose()
