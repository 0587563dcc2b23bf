"""The YAML block at the head of a note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from connectors.days import read_moment
from connectors.people import read_person
from connectors.records import Person, Problem
from copilot.domain.words import Visibility

__all__ = ["FrontMatter", "split_front_matter"]

_BLOCK = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)(?:\n)?^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_DATES = ("date", "datetime", "held", "created", "day", "when")
_PEOPLE = ("attendees", "participants", "people", "present")
_KEYS = ("account", "account_id", "accountid", "organization", "organisation", "customer", "salesforce_id", "company")
_CLASSES = ("confidentiality", "visibility", "classification")
_MEANT = {"public": Visibility.SHARED, "external": Visibility.SHARED, "private": Visibility.INTERNAL}
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a note says; whatever it does not say is empty."""

    title: str = ""
    held: datetime | None = None
    people: tuple[Person, ...] = ()
    visibility: Visibility | None = None
    keys: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """The head of a note and its text (LF line ends). A head that is no YAML mapping is text, with a notice."""
    found = _BLOCK.match(text)
    if not found or len(found["yaml"]) > _LONGEST:
        return FrontMatter(), text
    import yaml

    try:
        loaded = yaml.safe_load(found["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}" if mark else "line 1"
        return FrontMatter(problems=(_no_yaml(where),)), text
    if not isinstance(loaded, dict):
        if loaded is None:
            return FrontMatter(), text[found.end() :]
        # A note may begin with a ruled-off paragraph.
        return FrontMatter(), text
    said = {str(name).strip().casefold().replace(" ", "_").replace("-", "_"): value for name, value in loaded.items()}
    return _read(said), text[found.end() :]


def _read(said: Mapping[str, Any]) -> FrontMatter:
    problems: list[Problem] = []
    return FrontMatter(
        title=_string(_first(said, ("title", "subject"))),
        held=_moment(_first(said, _DATES), problems),
        people=tuple(_people(_first(said, _PEOPLE))),
        visibility=_visibility(_first(said, _CLASSES), problems),
        keys=tuple(_string(said[name]) for name in _KEYS if _string(said.get(name))),
        problems=tuple(problems),
    )


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((said[name] for name in names if said.get(name) not in (None, "", [])), None)


def _string(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float | date) else ""


def _moment(value: object, problems: list[Problem]) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    moment = read_moment(str(value))
    if moment is None:
        problems.append(
            Problem(
                reason=f"the date {str(value)[:40]!r} in the front matter cannot be read",
                remedy="Write it as 2026-03-12",
                locator="front matter",
                severity="conflict",
            )
        )
    return moment


def _people(value: object) -> list[Person]:
    if isinstance(value, str):
        value = [part for part in re.split(r"[;\n]|,(?![^(]*\))", value) if part.strip()]
    if not isinstance(value, list):
        return []
    found = [_person(item) for item in value]
    return [person for person in found if person.name or person.email]


def _person(item: object) -> Person:
    if isinstance(item, dict):
        said = {str(name).casefold(): _string(value) for name, value in item.items()}
        if "name" in said or "email" in said:
            return Person(name=said.get("name", ""), email=said.get("email", "").lower(), role="attendee")
        return read_person(next(iter(map(str, item)), ""), "attendee")
    return read_person(_string(item), "attendee")


def _visibility(value: object, problems: list[Problem]) -> Visibility | None:
    said = _string(value).casefold()
    if not said:
        return None
    if said in set(Visibility):
        return Visibility(said)
    if said in _MEANT:
        return _MEANT[said]
    problems.append(
        Problem(
            reason=f"the confidentiality {said[:40]!r} is unknown, so the note is kept confidential",
            remedy="Write internal, shared or confidential",
            locator="front matter",
            severity="conflict",
        )
    )
    return Visibility.CONFIDENTIAL


def _no_yaml(where: str) -> Problem:
    return Problem(
        reason="the front matter is not valid YAML, so it was read as text",
        remedy="Put values with a colon or a quote in quotation marks",
        locator=where,
        severity="conflict",
    )
