from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, event, func, insert, select

from copilot.domain.commitment import Signal
from copilot.domain.errors import StoreError
from copilot.domain.record import Failure
from copilot.domain.words import Side
from retrieval.catalog.database import HEAD, open_database, transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.reading import Reader, Scope, indexed, recorded_failures
from retrieval.catalog.service_tables import service_metadata
from retrieval.catalog.settling import settle
from retrieval.catalog.slack_tables import slack_metadata
from retrieval.catalog.tables import chunks, holdings, metadata, people
from tests.unit.retrieval.records import kept, record

EVER = Scope("acme", date(2026, 12, 31))


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _, name, kind, *__: kind != "table" or not str(name).startswith("lexicon")},
        )
        assert context.get_current_revision() == HEAD
        every = MetaData()
        for table in (held for one in (metadata, service_metadata, slack_metadata) for held in one.tables.values()):
            table.to_metadata(every)
        assert compare_metadata(context, every) == []


def test_a_catalog_is_opened_again_as_it_is(tmp_path: Path) -> None:
    for _ in range(2):
        engine = open_database(tmp_path / "c.sqlite3")
        kept(engine, [record("a", ["One."])])
        engine.dispose()
    with transaction(engine) as connection:
        assert [document.id for document in Reader(connection, EVER).documents()] == ["files:a"]
    engine.dispose()


def test_a_document_comes_back_as_it_went_in(engine: Engine) -> None:
    document = record("a", ["One.", "Two."], title="Notes", day=date(2026, 2, 2))
    kept(engine, [document])
    with transaction(engine) as connection:
        assert Reader(connection, EVER).documents() == [document]
        assert indexed(connection) == {"acme": (1, date(2026, 2, 2))}


def test_one_transaction_a_document(engine: Engine) -> None:
    def cut_off(_: object) -> list[Signal]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction(engine) as connection:
        Intake(connection).store(record("a", ["One."]), "a", cut_off)
    with transaction(engine) as connection:
        assert Reader(connection, EVER).documents() == []
        assert connection.execute(select(func.count()).select_from(chunks)).scalar_one() == 0


def test_a_document_that_changes_its_account_leaves_no_trace_in_the_old_one(engine: Engine) -> None:
    document = record("a", ["One."])
    who = document.participants[0].model_copy(update={"side": Side.CUSTOMER})
    moved = document.model_dump(exclude={"revision"})
    with transaction(engine) as connection:
        intake = Intake(connection)
        intake.store(document.model_copy(update={"participants": (who,)}), "a")
        settle(connection)
        assert connection.execute(select(people.c.account)).scalars().all() == ["acme"]
        intake.store(type(document)(**{**moved, "account": "beta", "participants": (who,)}), "a")
        settle(connection)
        assert connection.execute(select(people.c.account)).scalars().all() == ["beta"]


def test_failures_are_kept_until_the_unit_is_whole(engine: Engine) -> None:
    failure = Failure(source="files", key="x.eml", locator="line 7", reason="broken", remedy="mend it")
    with transaction(engine) as connection:
        Intake(connection).finish_unit("files", "x.eml", None, [], [failure, failure])
        assert recorded_failures(connection) == [failure, failure]
        assert Intake(connection).fingerprints("files") == {}
        Intake(connection).finish_unit("files", "x.eml", "f", [], [])
        assert recorded_failures(connection) == []
        assert Intake(connection).fingerprints("files") == {"x.eml": "f"}


def test_a_source_of_many_units_can_vanish(engine: Engine) -> None:
    """More than the 32,766 variables that SQLite takes in one statement."""
    from retrieval.indexing import index_source

    class Empty:
        source = "files"

        def listing(self) -> dict[str, str]:
            return {}

        def read(self, key: str) -> None:
            raise AssertionError(key)

    with transaction(engine) as connection:
        rows = [{"source": "files", "unit": f"u{n}", "document": f"files:{n}"} for n in range(33_000)]
        connection.execute(insert(holdings), rows)
    report = index_source(engine, Empty(), lambda *_: None)  # type: ignore[arg-type]
    assert report.removed == 0
    with transaction(engine) as connection:
        assert Intake(connection).all_units("files") == set()


def test_times_are_utc_and_aware(engine: Engine) -> None:
    kept(engine, [record("a", ["One."])])
    with transaction(engine) as connection:
        (document,) = Reader(connection, EVER).documents()
    assert document.occurred_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_full_database_is_told_in_plain_words(engine: Engine) -> None:
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    engine.dispose()
    with pytest.raises(StoreError, match="Free some disk space") as raised:
        kept(engine, [record(f"d{n}", ["word " * 5000]) for n in range(20)])
    assert "\n" not in str(raised.value)
