"""Taking a person or an account out of the catalog, and the list of what no sync may bring back."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, or_, select, text
from sqlalchemy.dialects.sqlite import insert as insert_into

from copilot.domain.commitment import Signal
from copilot.domain.forgetting import GONE, Forgotten, Mention
from copilot.domain.record import Document
from copilot.domain.served import AuditEntry
from retrieval.catalog import ledger
from retrieval.catalog.intake import Intake
from retrieval.catalog.reading import Reader, Scope
from retrieval.catalog.service_tables import draft_files, feedback, forgotten, jobs, keys, sessions, visits
from retrieval.catalog.settling import settle
from retrieval.catalog.slack_tables import places, questions
from retrieval.catalog.tables import (
    chunks,
    documents,
    drafts,
    failures,
    participants,
    passages,
    people,
    shelves,
    signals,
    unsettled,
)

__all__ = ["Taken", "expire", "forgotten_list", "lift", "remember", "take_account", "take_person"]

_SALT = "forgetting"


@dataclass
class Taken:
    """What was taken out: counts, and what it takes to look for it afterwards."""

    documents: set[str] = field(default_factory=set)
    shortened: set[str] = field(default_factory=set)
    chunks: set[int] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    passages: int = 0
    signals: int = 0
    drafts: int = 0
    feedback: int = 0
    keys: int = 0
    still_named: list[Mention] = field(default_factory=list)


# The list --------------------------------------------------------------------


def forgotten_list(connection: Connection) -> Forgotten:
    """What no sync may bring back."""
    salt = Intake(connection).noted(_SALT) or ""
    return Forgotten(salt, frozenset(connection.execute(select(forgotten.c.digest)).scalars()))


def remember(connection: Connection, digests: Callable[[Forgotten], Iterable[str]]) -> Forgotten:
    """Put hashes on the list, which `digests` makes with its salt, the first of them for all; returns the list."""
    intake = Intake(connection)
    if not intake.noted(_SALT):
        intake.note(_SALT, secrets.token_hex(32))
    known = forgotten_list(connection)
    now = datetime.now(UTC)
    made = list(dict.fromkeys(digests(known)))
    rows = [{"digest": one, "owner": made[0], "at": now} for one in made]
    connection.execute(insert_into(forgotten).on_conflict_do_nothing(), rows)
    return forgotten_list(connection)


def lift(connection: Connection, digest: str) -> bool:
    """Take a hash off the list again, with the names that go with it; false where it is not on it.

    The next sync reads every file again.
    """
    gone = connection.execute(delete(forgotten).where(forgotten.c.owner == digest)).rowcount > 0
    if gone:
        Intake(connection).read_all_again()
    return gone


# A person ----------------------------------------------------------------------


def take_person(
    connection: Connection, email: str, read_signals: Callable[[Document], Iterable[Signal]]
) -> tuple[Taken, Forgotten]:
    """Take out what somebody wrote, and them, wherever their address or their own name stands for them."""
    connection.execute(text("PRAGMA secure_delete = ON"))
    named = _names(connection, email)
    known = remember(
        connection,
        lambda salt: [salt.of_person(email), *(salt.of_name(account, name) for account, name in named)],
    )
    taken = Taken(names={name for _, name in named})
    for account, ids in _touched(connection, email, named).items():
        reader = Reader(connection, Scope(account, date.max))
        for document in reader.documents(ids=ids):
            _sift(connection, document, known.without(document), taken, read_signals)
    connection.execute(delete(documents).where(documents.c.deleted_at.is_not(None)))  # their titles were kept
    settle(connection)
    _delete_signed_in(connection, email, taken)
    words = {email, *(name.casefold() for name in taken.names)}
    _drop_failures(connection, [email])
    _drop_writing(connection, taken, lambda said: _holds(said, words))
    _redact(connection, taken, words, "", "")
    taken.still_named = _still_named(connection, words)
    return taken, known


def _names(connection: Connection, email: str) -> list[tuple[str, str]]:
    """The names they go by in each account, folded, where nobody else of that account bears the same."""
    pairs = (
        select(documents.c.account, func.lower(participants.c.name).label("name"), participants.c.email)
        .join(documents, documents.c.id == participants.c.document)
        .where(participants.c.name != "", participants.c.email != "")
        .distinct()
        .subquery()
    )
    mine = select(pairs.c.account, pairs.c.name).where(pairs.c.email == email).distinct()
    found = [(row.account, row.name) for row in connection.execute(mine)]
    others = {
        (row.account, row.name)
        for row in connection.execute(select(pairs.c.account, pairs.c.name).where(pairs.c.email != email))
    }
    return [one for one in found if one not in others]


def _touched(connection: Connection, email: str, named: Collection[tuple[str, str]]) -> dict[str, set[str]]:
    """The documents that they took part in, by account."""
    found: dict[str, set[str]] = {}

    def note(rows: Iterable[Any]) -> None:
        for row in rows:
            found.setdefault(row.account, set()).add(row.id)

    held = select(documents.c.account, documents.c.id).where(documents.c.deleted_at.is_(None))
    note(
        connection.execute(
            held.join(participants, participants.c.document == documents.c.id).where(participants.c.email == email)
        )
    )
    note(
        connection.execute(
            held.join(passages, passages.c.document == documents.c.id).where(passages.c.speaker_email == email)
        )
    )
    for account, name in named:
        own = held.where(documents.c.account == account)
        note(
            connection.execute(
                own.join(participants, participants.c.document == documents.c.id).where(
                    participants.c.email == "", func.lower(participants.c.name) == name
                )
            )
        )
        note(
            connection.execute(
                own.join(passages, passages.c.document == documents.c.id).where(
                    passages.c.speaker_email == "", func.lower(passages.c.speaker) == name
                )
            )
        )
    return found


def _sift(
    connection: Connection,
    before: Document,
    after: Document | None,
    taken: Taken,
    read_signals: Callable[[Document], Iterable[Signal]],
) -> None:
    if after is before:
        return
    taken.signals += _count(connection, signals, before.id)
    taken.chunks |= set(connection.execute(select(chunks.c.id).where(chunks.c.document == before.id)).scalars())
    kept = {passage.text for passage in after.passages} if after is not None else set()
    gone = [passage.text for passage in before.passages if passage.text not in kept]
    taken.passages += len(gone)
    taken.texts += gone
    if before.path:
        taken.sources.add(before.path)
    intake = Intake(connection)
    if after is None:
        taken.documents.add(before.id)
        intake.erase(before.id)
    else:
        taken.shortened.add(before.id)
        unit = connection.execute(select(documents.c.unit).where(documents.c.id == before.id)).scalar_one()
        intake.store(after, unit, read_signals)
        taken.signals -= _count(connection, signals, before.id)


def _delete_signed_in(connection: Connection, email: str, taken: Taken) -> None:
    """Their own keys, and the sessions that came in with them."""
    mine = list(connection.execute(select(keys.c.id).where(keys.c.email == email)).scalars())
    connection.execute(delete(sessions).where(sessions.c.key.in_(mine)))
    taken.keys = connection.execute(delete(keys).where(keys.c.id.in_(mine))).rowcount
    for row in connection.execute(select(visits)).all():
        if row.principal.get("email") == email:
            connection.execute(delete(visits).where(visits.c.digest == row.digest))
    for row in connection.execute(select(keys.c.id, keys.c.team)).all():
        if email in row.team:
            team = [one for one in row.team if one != email]
            connection.execute(keys.update().where(keys.c.id == row.id).values(team=team))


# An account --------------------------------------------------------------------


def take_account(connection: Connection, account: str) -> tuple[Taken, Forgotten]:
    """Take out all that belongs to an account."""
    connection.execute(text("PRAGMA secure_delete = ON"))
    known = remember(connection, lambda salt: [salt.of_account(account)])
    taken = Taken()
    mine = connection.execute(select(documents.c.id, documents.c.path).where(documents.c.account == account)).all()
    taken.chunks = set(connection.execute(select(chunks.c.id).where(chunks.c.account == account)).scalars())
    taken.signals = connection.execute(
        select(func.count()).select_from(signals).where(signals.c.account == account)
    ).scalar_one()
    owned = passages.join(documents, documents.c.id == passages.c.document)
    texts = connection.execute(select(passages.c.text).select_from(owned).where(documents.c.account == account))
    taken.texts = list(texts.scalars())
    taken.passages = len(taken.texts)
    units = set(connection.execute(select(documents.c.unit).where(documents.c.account == account).distinct()).scalars())
    for document, path in mine:
        taken.documents.add(document)
        taken.sources |= {path} if path else set()
        Intake(connection).erase(document)
    settle(connection)
    for table in (people, shelves, unsettled, places):
        connection.execute(delete(table).where(table.c.account == account))
    connection.execute(delete(failures).where(failures.c.key.in_(units)))  # told again by the next sync
    _drop_writing(connection, taken, lambda _: False, account)
    _redact(connection, taken, set(), account, known.of_account(account)[:12])
    for row in connection.execute(select(keys.c.id, keys.c.accounts)).all():
        if account in row.accounts:
            granted = [one for one in row.accounts if one != account]
            connection.execute(keys.update().where(keys.c.id == row.id).values(accounts=granted))
    return taken, known


# What was written from it --------------------------------------------------------


def _drop_writing(connection: Connection, taken: Taken, named: Callable[[str], bool], account: str = "") -> None:
    """Drop the drafts, files and verdicts of an account, or that quote what is gone or name who is."""
    touched = taken.documents | taken.shortened

    def falls(of: str, said: str, cited: Iterable[str]) -> bool:
        return (of == account and bool(account)) or not touched.isdisjoint(cited) or named(said)

    for row in connection.execute(select(drafts.c.id, drafts.c.account, drafts.c.draft)).all():
        if falls(row.account, json.dumps(row.draft, ensure_ascii=False), _cited(row.draft)):
            connection.execute(delete(drafts).where(drafts.c.id == row.id))
            taken.drafts += 1
    written = select(jobs.c.id, jobs.c.account, draft_files.c.content).join(
        draft_files, (draft_files.c.job == jobs.c.id) & (draft_files.c.format == "json"), isouter=True
    )
    for row in connection.execute(written).all():
        made = json.loads(row.content) if row.content else {}
        if falls(row.account, json.dumps(made, ensure_ascii=False), _cited(made)):
            connection.execute(delete(draft_files).where(draft_files.c.job == row.id))
            connection.execute(delete(jobs).where(jobs.c.id == row.id))
            taken.drafts += 1
    for row in connection.execute(select(feedback)).all():
        said = " ".join((row.question, row.claim, row.note))
        if falls(row.account, said, (passage.rpartition("#")[0] for passage in row.passages)):
            connection.execute(delete(feedback).where(feedback.c.id == row.id))
            taken.feedback += 1
    for row in connection.execute(select(questions.c.id, questions.c.account, questions.c.question)).all():
        if falls(row.account, row.question, ()):
            connection.execute(delete(questions).where(questions.c.id == row.id))


def _cited(value: Any) -> Iterator[str]:
    """The id of every document that a draft cites, wherever in it."""
    if isinstance(value, dict):
        if isinstance(value.get("document"), str):
            yield value["document"]
        for below in value.values():
            yield from _cited(below)
    elif isinstance(value, list):
        for below in value:
            yield from _cited(below)


def _redact(connection: Connection, taken: Taken, words: Collection[str], account: str, digest: str) -> None:
    """Take it out of the audit log: who did what and when stays, what it was about does not."""

    def change(entry: AuditEntry) -> AuditEntry:
        own = bool(account) and entry.account == account
        return entry.model_copy(
            update={
                "account": f"forgotten {digest}" if own else entry.account,
                "detail": GONE if entry.detail and (own or _holds(entry.detail, words)) else entry.detail,
                "documents": tuple(GONE if one in taken.documents else one for one in entry.documents),
            }
        )

    ledger.redact(connection, change)


def _drop_failures(connection: Connection, words: Iterable[str]) -> None:
    """What could not be read and says whose it is; the next sync tells it again, without the address."""
    told = func.lower(failures.c.reason + " " + failures.c.remedy + " " + failures.c.locator)
    for word in words:
        connection.execute(delete(failures).where(func.instr(told, word) > 0))


def _still_named(connection: Connection, words: Collection[str]) -> list[Mention]:
    """Others' words that name them: these are the others' record, and stay."""
    said = [func.instr(func.lower(passages.c.text), word) > 0 for word in sorted(words)]
    rows = connection.execute(
        select(passages.c.id, passages.c.text, documents.c.id.label("document"), documents.c.title)
        .join(documents, documents.c.id == passages.c.document)
        .where(or_(*said))
        .order_by(passages.c.id)
    )
    return [Mention(document=row.document, title=row.title, passage=row.id) for row in rows if _holds(row.text, words)]


def _holds(said: str, words: Collection[str]) -> bool:
    """Whether a text holds one of some folded words, each as a word of its own."""
    folded = said.casefold()
    return any(word in folded and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) for word in words)


def _count(connection: Connection, table: Table, document: str) -> int:
    return connection.execute(select(func.count()).select_from(table).where(table.c.document == document)).scalar_one()


# By age ----------------------------------------------------------------------------


def expire(connection: Connection, before: datetime) -> int:
    """Drop documents, drafts, their files and verdicts from before a moment; returns how many documents.

    What has no date is of no age. The audit log is kept.
    """
    connection.execute(text("PRAGMA secure_delete = ON"))
    old = list(connection.execute(select(documents.c.id).where(documents.c.occurred_at < before)).scalars())
    for document in old:
        Intake(connection).erase(document)
    settle(connection)
    connection.execute(delete(drafts).where(drafts.c.made_at < before))
    aged = select(jobs.c.id).where(jobs.c.created_at < before)
    connection.execute(delete(draft_files).where(draft_files.c.job.in_(aged)))
    connection.execute(delete(jobs).where(jobs.c.created_at < before))
    connection.execute(delete(feedback).where(feedback.c.at < before))
    connection.execute(delete(questions).where(questions.c.at < before))
    return len(old)
