"""Reading the catalog: documents and passages of one account, as of a day, for an audience."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, and_, bindparam, func, or_, select

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.record import Document, Failure, Participant, Passage
from copilot.domain.words import Audience, DocumentKind, Part, Side, SignalFamily, Tier, Visibility
from retrieval.catalog.tables import chunks, documents, failures, participants, passages, people, signals

__all__ = ["Reader", "Scope", "account_of", "indexed", "on_record", "recorded_failures"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question may be answered from: one account, up to the end of a day (UTC), for an audience.

    Undated records (a contract, a contact list) count as known on every day.
    """

    account: str
    as_of: date
    audience: Audience = Audience.INTERNAL

    @property
    def until(self) -> datetime:
        """The first moment that is too late."""
        if self.as_of == date.max:
            return datetime.max.replace(tzinfo=UTC)
        return datetime.combine(self.as_of, time.min, UTC) + timedelta(days=1)

    def admits(self, passage: Passage, document: Document) -> bool:
        """Whether a passage may be used."""
        moment = passage.occurred_at or document.occurred_at
        return passage.visibility in self.audience.sees and (moment is None or moment < self.until)


class Reader:
    """Reads within one connection. Nothing outside the scope is ever returned."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._sql = connection
        self.scope = scope
        self._sides: dict[str, Side] | None = None
        self._days: dict[int, date | None] = {}

    def documents(self, kinds: Collection[DocumentKind] = (), ids: Collection[str] | None = None) -> list[Document]:
        """The documents in scope, oldest first (undated ones before all), with the passages in scope."""
        given = self._given()
        if kinds:
            given["kinds"] = list(kinds)
        if ids is not None:
            given["ids"] = list(ids)
        statement = _documents(self.scope.audience, by_kind=bool(kinds), by_id=ids is not None)
        return self._filled(self._sql.execute(statement, given).all())

    def excerpts(self, wanted: Mapping[str, Collection[int]]) -> list[Document]:
        """Documents in scope with only some of their passages, by number, and without their participants."""
        found = _documents(self.scope.audience, by_kind=False, by_id=True)
        rows = self._sql.execute(found, {**self._given(), "ids": list(wanted)}).all()
        keys = [f"{row.id}#{n}" for row in rows for n in wanted[row.id]]
        spoken: dict[str, list[Passage]] = {row.id: [] for row in rows}
        for at in range(0, len(keys), 500):
            part = select(passages).where(passages.c.id.in_(keys[at : at + 500]))
            for row in self._sql.execute(part.order_by(passages.c.document, passages.c.n)).all():
                spoken[row.document].append(self._passage(row))
        return [self._document(row, spoken[row.id], []) for row in rows]

    def participants(self) -> list[Participant]:
        """Everybody who took part in a document in scope, once for each way they are named."""
        rows = self._sql.execute(_participants(self.scope.audience), self._given())
        return [
            Participant.trusted(name=name, email=email, side=self._side(side, name), role="")
            for name, email, side in rows
            if name or email
        ]

    def last_words(self, email: str, names: Collection[str]) -> tuple[Document, Passage] | None:
        """The last thing that somebody, known by an address or by folded names, wrote or said."""
        moment = func.coalesce(passages.c.occurred_at, documents.c.occurred_at)
        by_name = and_(passages.c.speaker_email == "", func.lower(passages.c.speaker).in_(list(names)))
        found = self._sql.execute(
            select(passages.c.id, passages.c.document)
            .join(documents, documents.c.id == passages.c.document)
            .where(
                *_admitted(self.scope.audience),
                passages.c.part.in_([Part.BODY, Part.ATTACHMENT]),
                passages.c.visibility.in_(list(self.scope.audience.sees)),
                moment < self.scope.until,
                or_(and_(passages.c.speaker_email == email, passages.c.speaker_email != ""), by_name),
            )
            .order_by(moment.desc(), passages.c.id)
            .limit(1),
            self._given(),
        ).first()
        if found is None:
            return None
        (document,) = self.documents(ids=[found.document])
        return document, next(passage for passage in document.passages if passage.id == found.id)

    def signals(self, names: Collection[str] = (), *, documents: Iterable[Document] | None = None) -> list[Signal]:
        """The signals in scope, of some names or of all, oldest first (undated ones before all).

        `documents`, where they have been read already, are those whose signals are wanted.
        """
        wanted = [
            signals.c.account == self.scope.account,
            signals.c.visibility.in_(list(self.scope.audience.sees)),
            or_(signals.c.seen_on.is_(None), signals.c.seen_on <= self.scope.as_of),
        ]
        if names:
            wanted.append(signals.c.name.in_(list(names)))
        rows = self._sql.execute(
            select(signals).where(*wanted).order_by(signals.c.seen_on, signals.c.document, signals.c.n)
        ).all()
        if documents is None:
            documents = self.documents(ids={row.document for row in rows})
        sources = {document.id: (document, {p.id: p for p in document.passages}) for document in documents}
        return [signal for row in rows if row.document in sources for signal in _signal(row, *sources[row.document])]

    def counts(self) -> list[tuple[DocumentKind, int, datetime | None]]:
        """How many documents of each kind are in scope, and when the last one was."""
        rows = self._sql.execute(_counts(self.scope.audience), self._given())
        return [(DocumentKind(kind), count, last) for kind, count, last in rows]

    def visible_chunks(self) -> dict[int, int]:
        """The id of every chunk in scope, with its length in terms."""
        rows = self._sql.execute(select(chunks.c.id, chunks.c.terms, chunks.c.day).where(*self._in_scope())).all()
        self._days = {key: day for key, _, day in rows}
        return {key: length for key, length, _ in rows}

    def day(self, chunk: int) -> date | None:
        """The day of a chunk that `visible_chunks` listed."""
        return self._days[chunk]

    def chunk_rows(self, keys: Collection[int]) -> dict[int, Row[Any]]:
        """The chunks of some ids."""
        rows = self._sql.execute(
            select(chunks).where(chunks.c.id.in_(list(keys)), chunks.c.account == self.scope.account)
        )
        return {row.id: row for row in rows}

    def places(self, keys: Iterable[int]) -> dict[str, dict[int, int]]:
        """Of every document that holds one of some chunks, all chunks in scope: their ids by number."""
        own = select(chunks.c.document).where(chunks.c.id.in_(list(keys)), chunks.c.account == self.scope.account)
        rows = self._sql.execute(
            select(chunks.c.document, chunks.c.n, chunks.c.id).where(chunks.c.document.in_(own), *self._in_scope())
        ).all()
        found: dict[str, dict[int, int]] = {}
        for document, n, key in rows:
            found.setdefault(document, {})[n] = key
        return found

    def _in_scope(self) -> list[ColumnElement[bool]]:
        return [
            chunks.c.account == self.scope.account,
            chunks.c.visibility.in_(list(self.scope.audience.sees)),
            or_(chunks.c.day.is_(None), chunks.c.day <= self.scope.as_of),
        ]

    def _given(self) -> dict[str, Any]:
        """What the statements below are told of the scope."""
        return {"account": self.scope.account, "until": self.scope.until}

    def _filled(self, rows: Sequence[Row[Any]]) -> list[Document]:
        keys = [row.id for row in rows]
        spoken: dict[str, list[Passage]] = {key: [] for key in keys}
        present: dict[str, list[Participant]] = {key: [] for key in keys}
        for at in range(0, len(keys), 500):
            part = keys[at : at + 500]
            for row in self._sql.execute(_SPOKEN, {"ids": part}):
                spoken[row.document].append(self._passage(row))
            for row in self._sql.execute(_PRESENT, {"ids": part}):
                present[row.document].append(
                    Participant.trusted(
                        name=row.name, email=row.email, side=self._side(row.side, row.name), role=row.role
                    )
                )
        return [self._document(row, spoken[row.id], present[row.id]) for row in rows]

    # What stands in the catalog was checked when it was written: it is not checked again on every reading.

    def _document(self, row: Row[Any], spoken: list[Passage], present: list[Participant]) -> Document:
        document = Document.trusted(
            id=row.id,
            source=row.source,
            external_id=row.external_id,
            kind=DocumentKind(row.kind),
            account=row.account,
            title=row.title,
            path=row.path,
            url=row.url,
            occurred_at=row.occurred_at,
            thread=row.thread,
            visibility=Visibility(row.visibility),
            participants=tuple(present),
            passages=tuple(spoken),
            revision=row.revision,
        )
        kept = tuple(passage for passage in spoken if self.scope.admits(passage, document))
        return document if len(kept) == len(spoken) else document.model_copy(update={"passages": kept})

    def _passage(self, row: Row[Any]) -> Passage:
        return Passage.trusted(
            id=row.id,
            text=row.text,
            part=Part(row.part),
            speaker=row.speaker,
            speaker_email=row.speaker_email,
            side=self._side(row.side, row.speaker),
            visibility=Visibility(row.visibility),
            occurred_at=row.occurred_at,
            locator=row.locator,
        )

    def _side(self, said: str, name: str) -> Side:
        """The side the source names, or the one that the account's address book knows for the name."""
        if said != Side.UNKNOWN or not name:
            return Side(said)
        if self._sides is None:
            rows = self._sql.execute(_SIDES, {"account": self.scope.account})
            self._sides = {known: Side(side) for known, side in rows}
        return self._sides.get(name.casefold(), Side.UNKNOWN)


# Statements that every question needs, made once: to put one together takes longer than to run it.


def _admitted(audience: Audience) -> list[ColumnElement[bool]]:
    """That a document is in scope; `account` and `until` are given with each run."""
    return [
        documents.c.account == bindparam("account"),
        documents.c.deleted_at.is_(None),
        documents.c.visibility.in_(sorted(audience.sees, key=str)),
        or_(
            documents.c.occurred_at.is_(None),
            documents.c.occurred_at < bindparam("until", type_=documents.c.occurred_at.type),
        ),
    ]


@cache
def _documents(audience: Audience, *, by_kind: bool, by_id: bool) -> Select[Any]:
    wanted = _admitted(audience)
    if by_kind:
        wanted.append(documents.c.kind.in_(bindparam("kinds", expanding=True)))
    if by_id:
        wanted.append(documents.c.id.in_(bindparam("ids", expanding=True)))
    return select(documents).where(*wanted).order_by(documents.c.occurred_at, documents.c.id)


@cache
def _participants(audience: Audience) -> Select[Any]:
    return (
        select(participants.c.name, participants.c.email, participants.c.side)
        .join(documents, documents.c.id == participants.c.document)
        .where(*_admitted(audience))
        .distinct()
    )


@cache
def _counts(audience: Audience) -> Select[Any]:
    last = func.max(documents.c.occurred_at, type_=documents.c.occurred_at.type)
    counted = select(documents.c.kind, func.count(), last).where(*_admitted(audience))
    return counted.group_by(documents.c.kind).order_by(documents.c.kind)


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_SPOKEN = select(passages).where(passages.c.document.in_(_IDS)).order_by(passages.c.document, passages.c.n)
_PRESENT = (
    select(participants).where(participants.c.document.in_(_IDS)).order_by(participants.c.document, participants.c.n)
)
_SIDES = select(people.c.name, people.c.side).where(people.c.account == bindparam("account"))
_ON_RECORD = (
    select(passages, documents.c.id.label("held_in"))
    .join(documents, documents.c.id == passages.c.document)
    .where(passages.c.id.in_(_IDS), documents.c.deleted_at.is_(None))
)
_SOURCES = select(documents).where(documents.c.id.in_(_IDS))


def _signal(row: Row[Any], document: Document, passages: Mapping[str, Passage]) -> Iterator[Signal]:
    """The signal of a row; none where a passage it quotes is out of scope."""
    quotes = [(passages.get(f"{document.id}#{n}"), start, end) for n, start, end in row.quotes]
    cited = [Citation.taken(document, passage, start, end) for passage, start, end in quotes if passage is not None]
    if len(cited) == len(quotes):
        yield Signal.trusted(
            account=row.account,
            family=SignalFamily(row.family),
            name=row.name,
            text=row.text,
            tier=Tier(row.tier),
            seen_on=row.seen_on,
            rule=row.rule,
            attributes=row.attributes,
            citations=tuple(cited),
        )


def indexed(connection: Connection) -> dict[str, tuple[int, date | None]]:
    """How many documents of each account there are, and the day of the last one."""
    newest = func.max(documents.c.occurred_at, type_=documents.c.occurred_at.type)
    rows = connection.execute(
        select(documents.c.account, func.count(), newest)
        .where(documents.c.deleted_at.is_(None))
        .group_by(documents.c.account)
    )
    return {account: (count, last.date() if last else None) for account, count, last in rows}


def account_of(connection: Connection, document: str) -> str | None:
    """The account of a document; None where it is not on record. For whoever decides what may be seen."""
    found: str | None = connection.execute(
        select(documents.c.account).where(documents.c.id == document, documents.c.deleted_at.is_(None))
    ).scalar()
    return found


def on_record(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Document, Passage]]:
    """Passages by id, each with its document (whose other passages are left out), whatever their account, day and
    visibility: for whoever checks that a scope was kept. Deleted ones are not on record.
    """
    keys, found = sorted(ids), {}
    everything = Reader(connection, Scope("", date.max))
    for at in range(0, len(keys), 500):
        rows = connection.execute(_ON_RECORD, {"ids": keys[at : at + 500]}).all()
        held = {row.held_in for row in rows}
        sources = {row.id: row for row in connection.execute(_SOURCES, {"ids": list(held)})}
        for row in rows:
            document = everything._document(sources[row.held_in], [], [])  # noqa: SLF001 - of this module
            found[row.id] = (document, everything._passage(row))  # noqa: SLF001
    return found


def recorded_failures(connection: Connection) -> list[Failure]:
    """What could not be read or resolved at the last sync, by source and file."""
    rows = connection.execute(select(failures).order_by(failures.c.source, failures.c.key, failures.c.n))
    return [Failure(**{name: value for name, value in row._mapping.items() if name != "n"}) for row in rows]  # noqa: SLF001
