"""Looking for what was taken out: in the catalog's tables, its index, the vectors, and the files to the byte."""

from __future__ import annotations

import json
import mmap
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import JSON, Connection, LargeBinary, String, Text, cast, func, or_, select

from retrieval import lexical
from retrieval.catalog.forgetting import Taken
from retrieval.catalog.service_tables import service_metadata
from retrieval.catalog.tables import chunks, documents, passages, pending, signals
from retrieval.catalog.tables import metadata as record
from retrieval.vectors import VectorStore

__all__ = ["needles", "traces"]

_LONG, _MOST = 24, 60
"""A text shorter than this proves nothing by standing somewhere else too; longer ones may break across pages."""
_SAMPLE = 100
"""Texts that are looked for to the byte, of many."""
_WORDING = {"passages", "documents"}
"""Where others may say the same."""


def needles(taken: Taken, address: str = "") -> list[str]:
    """What must not stand anywhere any more: an address, and the words of what is gone, of many texts some."""
    long = [text.strip() for text in taken.texts if len(text.strip()) >= _LONG]
    step = max(1, len(long) // _SAMPLE)
    words = dict.fromkeys(text[:_MOST] for text in long[::step])
    return ([address] if address else []) + list(words)


def traces(
    connection: Connection, store: VectorStore, folder: Path, taken: Taken, sought: Sequence[str], account: str = ""
) -> list[str]:
    """What is still there of what was taken out, a line each; none where all of it is gone.

    What others say in documents of their own is none of it. `folder` is the data directory.
    """
    found = [*_rows(connection, taken, account), *_vectors(store, taken), *_values(connection, sought)]
    store.blank()
    return [*found, *_bytes(connection, folder, sought)]


def _rows(connection: Connection, taken: Taken, account: str) -> Iterator[str]:
    gone = sorted(taken.documents)
    for table, column in ((documents, documents.c.id), (passages, passages.c.document), (signals, signals.c.document)):
        found = sum(
            connection.execute(select(func.count()).select_from(table).where(column.in_(part))).scalar_one()
            for part in _parts(gone)
        )
        if found:
            yield f"{found} rows of {table.name}"
    old = sorted(taken.chunks)
    if found := sum(
        connection.execute(select(func.count()).select_from(chunks).where(chunks.c.id.in_(part))).scalar_one()
        for part in _parts(old)
    ):
        yield f"{found} rows of chunks"
    if found := sum(
        connection.execute(select(func.count()).select_from(pending).where(pending.c.chunk.in_(part))).scalar_one()
        for part in _parts(old)
    ):
        yield f"{found} vectors that wait to be removed"
    if found := lexical.held(connection, old):
        yield f"{found} entries of the lexical index"
    for table in (*record.sorted_tables, *service_metadata.sorted_tables) if account else ():
        if "account" in table.c:
            count = select(func.count()).select_from(table).where(table.c.account == account)
            if found := connection.execute(count).scalar_one():
                yield f"{found} rows of {table.name}"


def _vectors(store: VectorStore, taken: Taken) -> Iterator[str]:
    for collection in store.collections():
        if found := store.ids(collection) & taken.chunks:
            yield f"{len(found)} vectors in {collection}"


def _values(connection: Connection, sought: Sequence[str]) -> Iterator[str]:
    """Every column that holds text, in every table but those that others' words may stand in."""
    for table in (*record.sorted_tables, *service_metadata.sorted_tables):
        if table.name in _WORDING | {"chunks", "signals"}:
            continue
        for column in table.columns:
            if not isinstance(column.type, String | Text | JSON | LargeBinary) or column.name in {"digest", "vector"}:
                continue
            value = cast(column, Text)
            for one in sought:
                held = or_(*(func.instr(value, form) > 0 for form in _forms(one)))
                if connection.execute(select(1).select_from(table).where(held).limit(1)).first():
                    yield f"{table.name}.{column.name} still holds “{one}”"


def _bytes(connection: Connection, folder: Path, sought: Sequence[str]) -> Iterator[str]:
    """The files themselves, with pages and logs that no table shows; what others say in a document is explained."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and one.stat().st_size):
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for one in sought:
                if any(content.find(form.encode()) >= 0 for form in _forms(one)) and not _said_by_others(
                    connection, one
                ):
                    yield f"{path.relative_to(folder)} still holds “{one}”"


def _forms(words: str) -> set[str]:
    """As they may be written: as they are, in small letters, and as JSON spells them."""
    return {words, words.lower(), json.dumps(words)[1:-1]}


def _said_by_others(connection: Connection, words: str) -> bool:
    said = (passages.c.text, documents.c.title, chunks.c.text, signals.c.text)
    return any(
        connection.execute(
            select(1).where(or_(func.instr(column, words) > 0, func.instr(func.lower(column), words) > 0)).limit(1)
        ).first()
        for column in said
    )


def _parts(keys: Sequence[object] | Collection[object]) -> Iterable[list[object]]:
    listed = list(keys)
    for at in range(0, len(listed), 500):
        yield listed[at : at + 500]
