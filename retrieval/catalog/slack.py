"""What the Slack app keeps from one message to the next, and over a restart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_into

from copilot.domain.served import SlackErrand, SlackQuestion
from retrieval.catalog.slack_tables import handled, opted_out, places, questions

__all__ = [
    "account_at",
    "add_question",
    "answered",
    "claim",
    "drop_handled",
    "earlier_questions",
    "finish",
    "has_opted_out",
    "list_places",
    "map_place",
    "question_of",
    "set_opted_out",
    "unfinished",
    "unmap_place",
]


def claim(connection: Connection, errand: SlackErrand, ids: Iterable[str]) -> bool:
    """Take something on, once: false where any of its ids has been taken before."""
    taken: list[str] = []
    for one in ids:
        row = {**errand.model_dump(), "id": one, "at": datetime.now(UTC), "done_at": None}
        if not connection.execute(insert_into(handled).values(row).on_conflict_do_nothing()).rowcount:
            finish(connection, taken)  # under its other name it is somebody else's
            return False
        taken.append(one)
    return True


def finish(connection: Connection, ids: Iterable[str]) -> None:
    """Say that it is done with: answered, refused, or told that it failed."""
    connection.execute(update(handled).where(handled.c.id.in_(list(ids))).values(done_at=datetime.now(UTC)))


def unfinished(connection: Connection, before: datetime) -> list[SlackErrand]:
    """What was taken on before a moment and is not done, oldest first."""
    left = select(handled).where(handled.c.done_at.is_(None), handled.c.at < before)
    rows = connection.execute(left.order_by(handled.c.at))
    return [SlackErrand(id=row.id, channel=row.channel, thread=row.thread, user=row.user) for row in rows]


def drop_handled(connection: Connection, before: datetime) -> None:
    """Forget what was finished before a moment; Slack sends nothing again after an hour."""
    connection.execute(delete(handled).where(handled.c.done_at < before))


def account_at(connection: Connection, *where: str) -> str:
    """The account that the first mapped of some places is about; empty where none is mapped."""
    rows = connection.execute(select(places.c.place, places.c.account).where(places.c.place.in_(where)))
    known = {row.place: str(row.account) for row in rows}
    return next((known[place] for place in where if place in known), "")


def map_place(connection: Connection, place: str, account: str, by: str) -> None:
    """Say which account a place is about."""
    row = {"place": place, "account": account, "set_by": by, "at": datetime.now(UTC)}
    added = insert_into(places).values(row)
    connection.execute(added.on_conflict_do_update(index_elements=["place"], set_=row))


def unmap_place(connection: Connection, place: str) -> bool:
    """Forget which account a place is about; false where none was known."""
    return bool(connection.execute(delete(places).where(places.c.place == place)).rowcount)


def list_places(connection: Connection) -> list[tuple[str, str, str]]:
    """Every mapped channel: place, account, who said so. What is remembered of direct messages is left out."""
    rows = connection.execute(select(places).where(~places.c.place.like("D%")).order_by(places.c.place))
    return [(row.place, row.account, row.set_by) for row in rows]


def add_question(connection: Connection, asked: SlackQuestion) -> None:
    """Keep a question."""
    connection.execute(insert(questions).values(**asked.model_dump()))


def question_of(connection: Connection, question_id: str) -> SlackQuestion | None:
    """A question by its id."""
    row = connection.execute(select(questions).where(questions.c.id == question_id)).first()
    return _question(row) if row is not None else None


def earlier_questions(connection: Connection, asked: SlackQuestion, most: int) -> tuple[str, ...]:
    """What was asked before in the same thread about the same account, oldest first."""
    rows = connection.execute(
        select(questions.c.question)
        .where(
            questions.c.channel == asked.channel,
            questions.c.thread == asked.thread,
            questions.c.account == asked.account,
            questions.c.ts < asked.ts,
        )
        .order_by(questions.c.ts.desc())
        .limit(most)
    )
    return tuple(reversed([str(row.question) for row in rows]))


def answered(connection: Connection, question_id: str, *, account: str, as_of: date, draft: str = "") -> None:
    """Say what a question was about, and which draft answered it."""
    known = {"account": account, "as_of": as_of, "draft": draft}
    connection.execute(update(questions).where(questions.c.id == question_id).values(**known))


def set_opted_out(connection: Connection, user: str, *, out: bool) -> None:
    """Stop somebody's digests, or start them again."""
    connection.execute(delete(opted_out).where(opted_out.c.user == user))
    if out:
        connection.execute(insert(opted_out).values(user=user, at=datetime.now(UTC)))


def has_opted_out(connection: Connection, user: str) -> bool:
    """Whether somebody wants no digests."""
    return connection.execute(select(opted_out.c.user).where(opted_out.c.user == user)).first() is not None


def _question(row: Row[Any]) -> SlackQuestion:
    return SlackQuestion(**row._mapping)  # noqa: SLF001
