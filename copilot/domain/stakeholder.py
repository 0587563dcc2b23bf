"""The people of an account: who they are, what part they play, how they stand, and whom they talk to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from copilot.domain.draft import Citation
from copilot.domain.finding import Basis, Finding
from copilot.domain.words import Side, Value

__all__ = ["Presence", "Role", "Stakeholder", "StakeholderMap", "Stance", "Tie", "TitleHeld"]


class Role(StrEnum):
    """The part somebody plays in whether the account renews."""

    CHAMPION = "champion"
    ECONOMIC_BUYER = "economic_buyer"
    EXECUTIVE_SPONSOR = "executive_sponsor"
    BLOCKER = "blocker"
    TECHNICAL = "technical"
    USER = "user"
    FORMER = "former"

    @property
    def spoken(self) -> str:
        """The role as people say it: "economic buyer", "technical contact"."""
        return "technical contact" if self is Role.TECHNICAL else self.value.replace("_", " ")


class Stance(StrEnum):
    """How somebody stands towards us."""

    SUPPORTIVE = "supportive"
    NEUTRAL = "neutral"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether somebody is in their post: there, away for a time, or gone."""

    THERE = "there"
    AWAY = "away"
    LEFT = "left"


class TitleHeld(Value):
    """A title and the first day the record shows it; None where the source gives no day."""

    title: str = Field(min_length=1)
    since: date | None
    citation: Citation


class Tie(Value):
    """Two people who talked: in how many documents, in how many of the last 90 days', and when last."""

    one: str
    other: str
    within: bool
    """Whether both are of the customer."""
    count: int = Field(ge=1)
    recent: int = Field(ge=0)
    last: date | None


class Stakeholder(Value):
    """A person of the account as of a day. `titles` are newest first; `contacts` are days in the last 90 days.

    `role` is None for our own people. `former_role` is what somebody was before they left or went away.
    """

    name: str = Field(min_length=1)
    emails: tuple[str, ...] = ()
    side: Side
    presence: Presence = Presence.THERE
    absence: Basis | None = None
    titles: tuple[TitleHeld, ...] = ()
    role: Role | None = None
    role_basis: Basis | None = None
    former_role: Role | None = None
    stance: Stance = Stance.UNKNOWN
    stance_basis: tuple[Basis, ...] = ()
    last_contact: date | None = None
    last_words: Citation | None = None
    contacts: int = Field(ge=0, default=0)

    @property
    def title(self) -> str:
        """The title they hold, or nothing."""
        return self.titles[0].title if self.titles else ""


class StakeholderMap(Value):
    """Everybody on an account, their ties, and what the map shows. `missing` are roles nobody holds."""

    as_of: date
    people: tuple[Stakeholder, ...]
    ties: tuple[Tie, ...] = ()
    missing: tuple[Role, ...] = ()
    findings: tuple[Finding, ...] = ()

    def customers(self) -> tuple[Stakeholder, ...]:
        """The customer's people."""
        return tuple(person for person in self.people if person.side is Side.CUSTOMER)

    def in_role(self, *roles: Role) -> tuple[Stakeholder, ...]:
        """The customer's people who play one of some parts."""
        return tuple(person for person in self.customers() if person.role in roles)
