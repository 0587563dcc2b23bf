"""Support tickets in Zendesk's export: one JSON object a line, one document per ticket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.days import read_moment
from connectors.decoding import decode
from connectors.people import read_person
from connectors.records import Person, Piece, Problem, Record, Unit
from copilot.domain.words import DocumentKind, Part, Visibility

__all__ = ["read_tickets"]

_EXPORT = "Correct the line, or export the tickets again"
_FIELDS = ("status", "priority", "created_at", "updated_at")
_FALSE = frozenset({"false", "0", "no", "private", "internal"})


def read_tickets(unit: Unit) -> Iterator[Record | Problem]:
    """The tickets of an NDJSON file; a line that is none is reported and the others are read."""
    seen: dict[str, int] = {}
    count = 0
    with unit.file.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            if not raw.strip().strip(b"\0"):
                continue
            count += 1
            ticket = _parse(raw, f"line {number}")
            if isinstance(ticket, Problem):
                yield ticket
                continue
            identity = _string(ticket["id"])
            if identity in seen:
                yield Problem(
                    reason=f"ticket {identity} stands on line {seen[identity]} already, which is kept",
                    remedy="Export each ticket once",
                    locator=f"line {number}",
                    severity="conflict",
                )
                continue
            seen[identity] = number
            yield from _ticket(ticket, f"line {number}")
    if not count:
        yield Problem(reason="the file is empty", remedy="Export the tickets again")


def _parse(raw: bytes, locator: str) -> dict[str, Any] | Problem:
    text = decode(raw)
    try:
        # An array's brackets and commas around the objects do no harm.
        ticket = json.loads(text)
    except RecursionError:
        return Problem(reason="the line is nested too deeply", remedy=_EXPORT, locator=locator)
    except json.JSONDecodeError as error:
        return Problem(
            reason=f"the line is not valid JSON ({error.msg} at column {error.colno})", remedy=_EXPORT, locator=locator
        )
    if not isinstance(ticket, dict):
        return Problem(reason="the line is no JSON object", remedy="Write one ticket object a line", locator=locator)
    missing = [name for name in ("id", "created_at") if not _string(ticket.get(name))]
    if not any(name in ticket for name in ("subject", "description", "comments")):
        missing.append("subject")
    if missing:
        found = ", ".join(list(ticket)[:8]) or "nothing"
        return Problem(
            reason=f"the line is no ticket: it has no {' and no '.join(missing)} (found: {found})",
            remedy=_EXPORT,
            locator=locator,
        )
    return ticket


def _ticket(ticket: Mapping[str, Any], locator: str) -> Iterator[Record | Problem]:
    identity, subject = _string(ticket["id"]), _string(ticket.get("subject"))
    created = read_moment(_string(ticket["created_at"]))
    if created is None:
        yield Problem(
            reason=f"ticket {identity} has a created_at that is no date: {_string(ticket['created_at'])[:40]!r}",
            remedy="Write it as 2026-03-12T15:00:00Z",
            locator=locator,
        )
        return
    requester = _person(ticket.get("requester"), "requester")
    comments = _objects(ticket.get("comments"))
    opening = _opening(ticket, comments)
    problems: list[Problem] = []
    told = [
        *_told(subject, Part.SUBJECT, requester, created, "subject", opening),
        *_told(_string(ticket.get("description")), Part.BODY, requester, created, "description", opening),
        *_comments(ticket, comments, created, problems, locator),
        *_satisfaction(ticket, requester),
    ]
    yield from problems
    private = bool(told) and all(piece.visibility is Visibility.INTERNAL for piece in told)
    authors = [_person(comment.get("author"), "author") for comment in comments]
    yield Record(
        external_id=f"ticket/{identity}",
        kind=DocumentKind.TICKET,
        title=f"#{identity} {subject}".strip(),
        pieces=(*told, *_fields(ticket)),
        visibility=Visibility.INTERNAL if private else Visibility.SHARED,
        occurred_at=created,
        thread=f"ticket/{identity}",
        people=tuple(person for person in dict.fromkeys((requester, *authors)) if person.name or person.email),
        keys=tuple(_keys(ticket)),
        locator=locator,
    )


def _told(
    text: str, part: Part, who: Person, when: datetime | None, locator: str, visibility: Visibility | None
) -> Iterator[Piece]:
    if text.strip():
        yield Piece(
            text=text,
            part=part,
            speaker=who.name or who.email,
            email=who.email,
            occurred_at=when,
            locator=locator,
            visibility=visibility,
        )


def _opening(ticket: Mapping[str, Any], comments: list[Mapping[str, Any]]) -> Visibility | None:
    """Zendesk repeats the description as first comment: where that one is private, so is the description."""
    if comments and _same(comments[0], ticket) and not _is_public(comments[0]):
        return Visibility.INTERNAL
    return None


def _comments(
    ticket: Mapping[str, Any],
    comments: list[Mapping[str, Any]],
    created: datetime,
    problems: list[Problem],
    locator: str,
) -> Iterator[Piece]:
    for number, comment in enumerate(comments, start=1):
        if number == 1 and _same(comment, ticket):
            continue
        written = _string(comment.get("created_at"))
        when = read_moment(written)
        if when is None:
            # Later rather than earlier: nothing may seem known before it was.
            when = read_moment(_string(ticket.get("updated_at"))) or created
            problems.append(
                Problem(
                    reason=f"comment {number} has no readable created_at ({written[:40]!r}); the last change's is used",
                    remedy="Write it as 2026-03-12T15:00:00Z",
                    locator=locator,
                    severity="conflict",
                )
            )
        visibility = None if _is_public(comment) else Visibility.INTERNAL
        author = _person(comment.get("author"), "author")
        yield from _told(_body(comment), Part.BODY, author, when, f"comment {number}", visibility)


def _satisfaction(ticket: Mapping[str, Any], requester: Person) -> Iterator[Piece]:
    rating = ticket.get("satisfaction_rating")
    score = _string(rating.get("score")) if isinstance(rating, dict) else _string(rating)
    comment = _string(rating.get("comment")) if isinstance(rating, dict) else ""
    when = read_moment(_string(ticket.get("updated_at")))
    if score.strip():
        yield Piece(text=score, part=Part.FIELD, occurred_at=when, locator="satisfaction_rating")
    yield from _told(comment, Part.BODY, requester, when, "satisfaction_rating", None)


def _fields(ticket: Mapping[str, Any]) -> Iterator[Piece]:
    for name in _FIELDS:
        if value := _string(ticket.get(name)).strip():
            yield Piece(text=value, part=Part.FIELD, locator=name)
    tags = ticket.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if _string(tag).strip():
            # Tags are the agents' own: customers never see them.
            yield Piece(text=_string(tag), part=Part.FIELD, locator="tag", visibility=Visibility.INTERNAL)


def _keys(ticket: Mapping[str, Any]) -> Iterator[str]:
    named = ticket.get("organization", ticket.get("organisation"))
    values = [named.get("name"), named.get("id"), named.get("external_id")] if isinstance(named, dict) else [named]
    yield from (text for value in values if (text := _string(value).strip()))


def _same(comment: Mapping[str, Any], ticket: Mapping[str, Any]) -> bool:
    return " ".join(_body(comment).split()) == " ".join(_string(ticket.get("description")).split())


def _is_public(comment: Mapping[str, Any]) -> bool:
    public = comment.get("public", True)
    return bool(public) and str(public).strip().casefold() not in _FALSE


def _body(comment: Mapping[str, Any]) -> str:
    return next((text for name in ("body", "plain_body", "text") if (text := _string(comment.get(name)))), "")


def _person(value: object, role: str) -> Person:
    if isinstance(value, dict):
        return Person(
            name=" ".join(_string(value.get("name")).split()),
            email=_string(value.get("email")).strip().lower(),
            role=role,
        )
    if isinstance(value, str):
        return read_person(value, role)
    return Person(role=role)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _string(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return str(value).replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str | int | float) else ""
