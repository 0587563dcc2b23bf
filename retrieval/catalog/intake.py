"""Writing the catalog: a document and everything derived from it, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, union, update
from sqlalchemy.dialects.sqlite import insert as upsert_into

from copilot.domain.commitment import Signal
from copilot.domain.record import Document, Failure
from retrieval import lexical
from retrieval.catalog.tables import (
    chunks,
    documents,
    failures,
    holdings,
    notes,
    participants,
    passages,
    pending,
    shelves,
    signals,
    units,
    unsettled,
)
from retrieval.chunking import chunk
from retrieval.terms import terms

__all__ = ["Intake"]


class Intake:
    """Changes to the catalog within one open transaction; the caller commits."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    # What a source holds -------------------------------------------------

    def fingerprints(self, source: str) -> dict[str, str]:
        """Every unit of a source that was read whole, with the fingerprint it then had."""
        rows = self._sql.execute(select(units.c.key, units.c.fingerprint).where(units.c.source == source))
        return dict(rows.all())

    def held(self, source: str, unit: str) -> set[str]:
        """The documents that a unit held when it was last read."""
        rows = self._sql.execute(
            select(holdings.c.document).where(holdings.c.source == source, holdings.c.unit == unit)
        )
        return set(rows.scalars())

    def live(self, source: str) -> int:
        """How many documents of a source there are."""
        kept = select(func.count()).where(documents.c.source == source, documents.c.deleted_at.is_(None))
        return self._sql.execute(kept).scalar_one()

    def finish_unit(
        self, source: str, unit: str, fingerprint: str | None, held: Iterable[str], failed: Sequence[Failure]
    ) -> None:
        """Note what a unit held and what failed in it. Without a fingerprint it is read again next time."""
        self.forget_units(source, [unit])
        if fingerprint is not None:
            self._sql.execute(insert(units).values(source=source, key=unit, fingerprint=fingerprint))
        rows = [{"source": source, "unit": unit, "document": key} for key in dict.fromkeys(held)]
        if rows:
            self._sql.execute(insert(holdings), rows)
        noted = [{"n": n, **failure.model_dump()} for n, failure in enumerate(failed)]
        if noted:
            self._sql.execute(insert(failures), noted)

    def forget_units(self, source: str, keys: Iterable[str]) -> None:
        """Forget some units, what they held and what failed in them; their documents stay."""
        rows = [{"unit": key} for key in keys]
        for table, column in ((units, units.c.key), (holdings, holdings.c.unit), (failures, failures.c.key)):
            if rows:
                self._sql.execute(delete(table).where(table.c.source == source, column == bindparam("unit")), rows)

    def all_units(self, source: str) -> set[str]:
        """Every unit of a source that was read, whole or not."""
        rows = select(units.c.key).where(units.c.source == source)
        held = select(holdings.c.unit).where(holdings.c.source == source)
        failed = select(failures.c.key).where(failures.c.source == source)
        return {row.key for row in self._sql.execute(union(rows, held, failed))}

    def unheld(self, source: str) -> list[str]:
        """The documents of a source that no unit of it holds any more."""
        held = select(holdings.c.document).where(holdings.c.source == source)
        gone = select(documents.c.id).where(
            documents.c.source == source, documents.c.deleted_at.is_(None), documents.c.id.not_in(held)
        )
        return list(self._sql.execute(gone.order_by(documents.c.id)).scalars())

    def orphaned_copies(self, source: str) -> set[str]:
        """Units to read again: they hold a document whose kept copy came from a unit that no longer does."""
        own = holdings.alias("own")
        kept = select(own.c.document).where(
            own.c.source == source, own.c.document == documents.c.id, own.c.unit == documents.c.unit
        )
        rows = self._sql.execute(
            select(func.min(holdings.c.unit))
            .join(documents, documents.c.id == holdings.c.document)
            .where(documents.c.source == source, documents.c.deleted_at.is_(None), ~kept.exists())
            .group_by(holdings.c.document)
        )
        return set(rows.scalars())

    def read_all_again(self) -> None:
        """Have every unit read, and every document stored, as if it had changed."""
        self._sql.execute(delete(units))
        self._sql.execute(update(documents).values(revision=""))

    # Documents -----------------------------------------------------------

    def store(
        self, document: Document, unit: str, read_signals: Callable[[Document], Iterable[Signal]] = lambda _: ()
    ) -> bool:
        """Keep a document as it is now, with the signals read in it, and mark its vectors pending.

        True where it was new or had changed.

        Where two units hold the same document, the copy of the unit that sorts first is kept, whatever
        order they are read in.
        """
        known = self._sql.execute(
            select(documents.c.revision, documents.c.unit, documents.c.deleted_at, documents.c.account).where(
                documents.c.id == document.id
            )
        ).first()
        if known is not None and known.deleted_at is None:
            if unit > known.unit and known.unit in self._holders(document):
                return False
            if known.revision == document.revision:
                self._sql.execute(update(documents).where(documents.c.id == document.id).values(unit=unit))
                return False
        self._clear(document.id)
        for account in {document.account, known.account if known else document.account}:
            self._unsettle(account)
        self._sql.execute(delete(documents).where(documents.c.id == document.id))
        self._insert(document, unit)
        self._keep_signals(document, read_signals(document))
        return True

    def tombstone(self, document: str) -> None:
        """Take a document out of every index and keep only the fact that it was there."""
        self._clear(document)
        self._unsettle(self._sql.execute(select(documents.c.account).where(documents.c.id == document)).scalar_one())
        self._sql.execute(delete(participants).where(participants.c.document == document))
        self._sql.execute(delete(signals).where(signals.c.document == document))
        self._sql.execute(delete(passages).where(passages.c.document == document))
        self._sql.execute(update(documents).where(documents.c.id == document).values(deleted_at=datetime.now(UTC)))

    def erase(self, document: str) -> str | None:
        """Take a document out of every index and leave nothing of it; the unit that held it is noted no more.

        Returns its account; None where there is no such document.
        """
        row = self._sql.execute(select(documents.c.account).where(documents.c.id == document)).first()
        if row is None:
            return None
        self._clear(document)
        self._unsettle(row.account)
        self._sql.execute(delete(documents).where(documents.c.id == document))  # and with it what refers to it
        held = self._sql.execute(select(holdings.c.source, holdings.c.unit).where(holdings.c.document == document))
        held_in = held.all()
        self._sql.execute(delete(holdings).where(holdings.c.document == document))
        for source, unit in held_in:
            left = select(holdings.c.document).where(holdings.c.source == source, holdings.c.unit == unit)
            if self._sql.execute(left).first() is None:
                self.forget_units(source, [unit])
        return str(row.account)

    def note(self, name: str, value: str) -> None:
        """Remember what the index was built with."""
        statement = upsert_into(notes).values(name=name, value=value)
        self._sql.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    def noted(self, name: str) -> str | None:
        """What was remembered under a name."""
        return self._sql.execute(select(notes.c.value).where(notes.c.name == name)).scalar()

    def shelf(self, account: str) -> int:
        """The account's number in the indexes; given on first use, never reused."""
        known = self._sql.execute(select(shelves.c.number).where(shelves.c.account == account)).scalar()
        if known is not None:
            return int(known)
        return int(self._sql.execute(insert(shelves).values(account=account)).inserted_primary_key[0])  # type: ignore[index]

    def _unsettle(self, account: str) -> None:
        if self._sql.execute(select(unsettled.c.account).where(unsettled.c.account == account)).first() is None:
            self._sql.execute(insert(unsettled).values(account=account))

    def _holders(self, document: Document) -> set[str]:
        held = select(holdings.c.unit).where(holdings.c.document == document.id, holdings.c.source == document.source)
        return set(self._sql.execute(held).scalars())

    def _clear(self, document: str) -> None:
        rows = self._sql.execute(select(chunks.c.id, chunks.c.account).where(chunks.c.document == document)).all()
        if not rows:
            return
        lexical.remove(self._sql, [row.id for row in rows])
        self._sql.execute(delete(pending).where(pending.c.chunk.in_([row.id for row in rows])))
        self._sql.execute(insert(pending), [{"chunk": row.id, "account": row.account, "gone": 1} for row in rows])
        self._sql.execute(delete(chunks).where(chunks.c.document == document))

    def _insert(self, document: Document, unit: str) -> None:
        columns = document.model_dump(exclude={"participants", "passages"})
        self._sql.execute(insert(documents).values(unit=unit, **columns))
        people = [{"document": document.id, "n": n, **who.model_dump()} for n, who in enumerate(document.participants)]
        if people:
            self._sql.execute(insert(participants), people)
        rows = [
            {"document": document.id, "n": n, **passage.model_dump()} for n, passage in enumerate(document.passages)
        ]
        if rows:
            self._sql.execute(insert(passages), rows)
        self._index(document)

    def _keep_signals(self, document: Document, read: Iterable[Signal]) -> None:
        number = {passage.id: n for n, passage in enumerate(document.passages)}
        rows = [
            {
                **signal.model_dump(exclude={"citations"}),
                "document": document.id,
                "n": n,
                "visibility": max(citation.visibility for citation in signal.citations),
                "quotes": [[number[cited.passage], cited.start, cited.end] for cited in signal.citations],
            }
            for n, signal in enumerate(read)
        ]
        if rows:
            self._sql.execute(insert(signals), rows)

    def _index(self, document: Document) -> None:
        texts: dict[int, str] = {}
        for found in chunk(document):
            row: Mapping[str, Any] = {
                "account": document.account,
                "document": document.id,
                "n": found.n,
                "visibility": found.visibility,
                "day": found.day,
                "text": found.text,
                "spans": [[span.passage, span.start, span.end] for span in found.spans],
                "terms": len(terms(found.text)),
                "digest": found.digest,
            }
            key = int(self._sql.execute(insert(chunks).values(row)).inserted_primary_key[0])  # type: ignore[index]
            texts[key] = found.text
        if texts:
            lexical.add(self._sql, self.shelf(document.account), texts)
            self._sql.execute(
                insert(pending), [{"chunk": key, "account": document.account, "gone": 0} for key in texts]
            )
