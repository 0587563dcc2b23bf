"""Forgetting as a whole: the catalog, the lexical index, the vectors, the files; then the proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from copilot.domain.commitment import Signal
from copilot.domain.errors import InputError
from copilot.domain.forgetting import Removal
from copilot.domain.record import Document
from copilot.domain.served import AuditEntry
from retrieval import lexical
from retrieval.catalog import forgetting, ledger
from retrieval.catalog.database import rewrite, transaction
from retrieval.catalog.forgetting import Taken
from retrieval.embedding import Embedder
from retrieval.following import follow
from retrieval.following import rewrite as rewrite_vectors
from retrieval.traces import needles, traces
from retrieval.vectors import VectorStore

__all__ = ["lift", "remove"]


def remove(
    engine: Engine,
    embedder: Callable[[], Embedder],
    store: Callable[[], VectorStore],
    erase_store: Callable[[], None],
    folder: Path,
    read_signals: Callable[[Document], list[Signal]],
    *,
    person: str = "",
    account: str = "",
    by: str,
) -> Removal:
    """Take somebody or an account out, and look for what is left. The index must be this process's own.

    A run that was cut off is finished by running it again. `folder` is the data directory. Raises InputError,
    StoreError.
    """
    address = _address(person) if person else ""
    with transaction(engine) as connection:
        taken, known = (
            forgetting.take_person(connection, address, read_signals)
            if address
            else forgetting.take_account(connection, account)
        )
        lexical.compact(connection)
        digest = (known.of_person(address) if address else known.of_account(account))[:12]
        _note(connection, by, f"forget {'person' if address else 'account'}", _summary(digest, taken))
    rewrite_vectors(engine, erase_store)
    follow(engine, embedder, store, lambda *_: None)
    rewrite(engine)
    sought = needles(taken, address)
    with transaction(engine) as connection:
        left = traces(connection, store(), folder, taken, sought, account)
    return Removal(
        subject="person" if address else "account",
        digest=digest,
        documents=len(taken.documents),
        shortened=len(taken.shortened),
        passages=taken.passages,
        chunks=len(taken.chunks),
        signals=taken.signals,
        drafts=taken.drafts,
        feedback=taken.feedback,
        keys=taken.keys,
        searched=len(sought),
        still_named=tuple(taken.still_named),
        sources=tuple(sorted(taken.sources)),
        traces=tuple(left),
    )


def lift(engine: Engine, *, person: str = "", account: str = "", by: str) -> bool:
    """Take somebody or an account off the list; false where they are not on it. Raises InputError."""
    with transaction(engine) as connection:
        known = forgetting.forgotten_list(connection)
        digest = known.of_person(_address(person)) if person else known.of_account(account)
        gone = forgetting.lift(connection, digest)
        if gone:
            _note(connection, by, f"lift {'person' if person else 'account'}", digest[:12])
    return gone


def _address(given: str) -> str:
    address = given.strip().casefold()
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or any(char.isspace() for char in address):
        raise InputError(f"{given!r} is no e-mail address", "Name the person by the address the record has")
    return address


def _summary(digest: str, taken: Taken) -> str:
    return (
        f"{digest}: {len(taken.documents)} documents, {len(taken.shortened)} shortened, {taken.passages} passages, "
        f"{taken.drafts} drafts, {taken.feedback} verdicts, {taken.keys} keys"
    )


def _note(connection: Connection, by: str, action: str, detail: str) -> None:
    entry = AuditEntry(at=datetime.now(UTC), who=by, role="admin", action=action, detail=detail)
    ledger.record(connection, entry)
