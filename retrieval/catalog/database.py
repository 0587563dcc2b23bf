"""Opening the catalog: its engine, its migrations, and its errors in plain words."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from copilot.domain.errors import StoreError

__all__ = ["HEAD", "open_database", "rewrite", "transaction"]

HEAD = "0005"
"""The newest migration. Alembic is imported only where the database is not there yet."""

_PATIENCE = 30.0
_REMEDIES = {
    "full": "Free some disk space and run it again; nothing was lost",
    "readonly": "Make the data directory writable, or set data_dir in copilot.toml to one that is",
    "locked": "Wait for the other csm-copilot to finish and run it again",
    "malformed": "Move the data directory away and run `csm-copilot sync`: it is made anew from the sources",
    "not a database": "Move the data directory away and run `csm-copilot sync`: it is made anew from the sources",
    "unable to open": "Check that the data directory exists, may be written, and that its disk has room",
    "disk i/o": "Check the disk that holds the data directory, and that it has room",
}


def open_database(path: Path) -> Engine:
    """The engine of the catalog at `path`, made or migrated to the newest schema. Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (
            "is not writable" if error.errno in (errno.EACCES, errno.EROFS) else f"cannot be made ({error.strerror})"
        )
        raise StoreError(f"the data directory {path.parent} {reason}", _REMEDIES["readonly"]) from error
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare)
    with _in_plain_words(path):
        _migrate(engine)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is kept, or none. Raises StoreError where the database cannot."""
    with _in_plain_words(engine.url.database), engine.begin() as connection:
        yield connection


def rewrite(engine: Engine) -> None:
    """Write the file anew and empty its log, so that nothing that was deleted is left in either. Raises StoreError.

    Other connections may be open; the last part waits for those that still read what was before.
    """
    with _in_plain_words(engine.url.database), engine.connect() as connection:
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        outside.execute(text("VACUUM"))
        end = time.monotonic() + _PATIENCE
        while outside.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]:
            if time.monotonic() > end:
                raise StoreError(f"the log of {engine.url.database} cannot be emptied while it is read", "Run it again")
            time.sleep(0.05)


@contextmanager
def _in_plain_words(path: object) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(getattr(error, "orig", None) or error)
        remedy = next((cure for sign, cure in _REMEDIES.items() if sign in said.casefold()), "Run it again")
        raise StoreError(f"the catalog {path} cannot be used: {said}", remedy) from error


def _prepare(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -65536"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if inspect(connection).has_table("alembic_version"):
            current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if current == HEAD:
                return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
