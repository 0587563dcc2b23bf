"""What the pictures of an account show: its people and their ties to us, and its weeks."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from copilot.domain.words import Side, Value

__all__ = ["Feeling", "Level", "Mark", "MissingRole", "PeopleMap", "Person", "Tie", "Timeline", "Week"]


class Level(StrEnum):
    """Where in an organisation a person stands. From the top down."""

    EXECUTIVE = "executive"
    DIRECTOR = "director"
    MANAGER = "manager"
    TEAM = "team"
    UNKNOWN = "unknown"


class Person(Value):
    """Somebody on the customer's side or on ours.

    `key` tells people apart who share a name. `role` is what they are in the deal (champion, economic
    buyer, …), `stance` how they stand to us (supporter, neutral, critic); both are empty where nothing
    says so. `left` is true of somebody who is no longer there.
    """

    key: str = Field(min_length=1)
    name: str = Field(min_length=1)
    title: str = ""
    side: Side
    role: str = ""
    stance: str = ""
    level: Level = Level.UNKNOWN
    left: bool = False


class Tie(Value):
    """How often one of us and one of them were in contact in the 90 days to the map's day, and when last."""

    ours: str
    theirs: str
    contacts: int = Field(ge=0)
    last_contact: date | None = None


class MissingRole(Value):
    """A role that nobody we know of fills at the customer. `note` says what is missing of it."""

    role: str = Field(min_length=1)
    level: Level = Level.UNKNOWN
    note: str = "not met"


class PeopleMap(Value):
    """Who is who at a customer, and who of us talks to them.

    Raises ValueError where two people share a key, where a tie names somebody who is not on the map,
    or joins two people of the same side.
    """

    as_of: date
    people: tuple[Person, ...] = ()
    ties: tuple[Tie, ...] = ()
    missing: tuple[MissingRole, ...] = ()

    @model_validator(mode="after")
    def _ties_join_the_sides(self) -> Self:
        ours = {person.key for person in self.ours}
        theirs = {person.key for person in self.theirs}
        if len(ours | theirs) != len(self.people):
            raise ValueError("two people on a map share a key")
        if any(tie.ours not in ours or tie.theirs not in theirs for tie in self.ties):
            raise ValueError("a tie joins one of us with one of them, both on the map")
        if len({(tie.ours, tie.theirs) for tie in self.ties}) != len(self.ties):
            raise ValueError("two people have one tie")
        return self

    @property
    def ours(self) -> tuple[Person, ...]:
        """The people of the vendor."""
        return tuple(person for person in self.people if person.side is Side.VENDOR)

    @property
    def theirs(self) -> tuple[Person, ...]:
        """Everybody else, highest level first, those who left last within their level."""
        levels = list(Level)
        found = (person for person in self.people if person.side is not Side.VENDOR)
        return tuple(sorted(found, key=lambda person: (levels.index(person.level), person.left)))


class Feeling(StrEnum):
    """How the customer felt at a moment."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Week(Value):
    """One week, by its first day. None where the record does not say; 0 where it says none."""

    start: date
    active_users: int | None = Field(default=None, ge=0)
    licensed: int | None = Field(default=None, ge=0)
    tickets_opened: int | None = Field(default=None, ge=0)


class Mark(Value):
    """A moment at which the customer showed a feeling, and what it was, in a few words."""

    on: date
    feeling: Feeling
    label: str = ""


class Timeline(Value):
    """An account's usage, tickets and sentiment over time. Weeks stand in order. Raises ValueError otherwise."""

    weeks: tuple[Week, ...] = ()
    marks: tuple[Mark, ...] = ()

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if any(one.start >= other.start for one, other in zip(self.weeks, self.weeks[1:], strict=False)):
            raise ValueError("the weeks of a timeline stand in order, each once")
        return self

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day it shows; None where it shows nothing."""
        found = [week.start for week in self.weeks] + [mark.on for mark in self.marks]
        return (min(found), max(found)) if found else None
