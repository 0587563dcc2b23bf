"""Who is who: the people of an account merged over every way they are named, and found by any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from copilot.domain.record import Document, Participant
from copilot.domain.words import DocumentKind, Side
from copilot.insight.people import Person, people_of

__all__ = ["Member", "Roster"]

_HONORIFICS = frozenset("dr mr mrs ms miss prof sir dame ing dipl mag herr frau mme m".split())
_MAILBOX = re.compile(
    r"\b(?:no-?reply|noreply|do-?not-?reply|accounts?|payable|receivable|billing|invoices?|support|"
    r"help ?desk|service desk|"
    r"team|news|newsletter|info|office|reception|gatehouse|notifications?|mailer|daemon|system|admin team|"
    r"depot|bot)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the roster. `names` are folded full names; `listed` is the CRM's row for them."""

    key: int
    name: str
    emails: tuple[str, ...]
    names: frozenset[str]
    side: Side
    listed: Document | None = None

    @property
    def is_mailbox(self) -> bool:
        """Whether the name is that of a shared or automatic mailbox, not of a person."""
        return self.listed is None and (len(self.name.split()) < 2 or bool(_MAILBOX.search(self.name)))  # noqa: PLR2004 - a first and a last name


@dataclass(slots=True)
class Roster:
    """The people of one account. Same address or same full name is one person; same first name is not."""

    members: list[Member]
    _by_email: dict[str, Member] = field(default_factory=dict)
    _by_name: dict[str, Member] = field(default_factory=dict)
    _by_part: dict[str, Member | None] = field(default_factory=dict)

    @classmethod
    def of(cls, participants: Iterable[Participant], documents: Sequence[Document]) -> Roster:
        """The roster of some participants and the CRM's contacts among the documents."""
        contacts = [document for document in documents if document.kind is DocumentKind.CONTACT]
        roster = cls(_merged(people_of(participants, contacts)))
        for member in roster.members:
            roster._enter(member)
        return roster

    def _enter(self, member: Member) -> None:
        for email in member.emails:
            self._by_email[email] = member
        for name in member.names:
            self._by_name.setdefault(name, member)
        if not member.is_mailbox:
            for part in {part for name in member.names for part in _parts(name)}:
                held = self._by_part.get(part, member)
                self._by_part[part] = member if held is not None and held.key == member.key else None

    def who(self, name: str, email: str = "") -> Member | None:
        """The person of an address or, failing that, of a full name."""
        if email and email in self._by_email:
            return self._by_email[email]
        return self._by_name.get(plain_name(name)) if name else None

    def called(self, words: str) -> Member | None:
        """The one person whom a full name, a last name, a first name or an initial and last name mean."""
        name = plain_name(words)
        if name in self._by_name:
            return self._by_name[name]
        if name in self._by_part:
            return self._by_part[name]
        if words.isupper() and 2 <= len(words) <= 3:  # noqa: PLR2004 - initials, as notes have them
            bearers = [member for member in self.members if words.casefold() in _initials(member)]
            return bearers[0] if len(bearers) == 1 else None
        *before, last = name.split() or [""]
        held = self._by_part.get(last)
        initials = {part[:1] for known in (held.names if held else ()) for part in known.split()}
        return held if held is not None and before and all(part[:1] in initials for part in before) else None


def plain_name(name: str) -> str:
    """A name folded, without honorifics and full stops."""
    parts = re.sub(r"[.,]", " ", name).casefold().split()
    return " ".join(part for part in parts if part not in _HONORIFICS)


def _initials(member: Member) -> set[str]:
    return {"".join(part[0] for part in re.split(r"[ -]", name) if part) for name in member.names}


def _parts(name: str) -> set[str]:
    """The first and the last name of a full name."""
    parts = name.split()
    return {parts[0], parts[-1], " ".join(parts[1:])} - {""} if len(parts) > 1 else {name}


def _merged(people: Sequence[Person]) -> list[Member]:
    groups: dict[str, list[Person]] = {}
    for n, person in enumerate(people):
        name = plain_name(person.name)
        # A full name is one person on one side, whatever the addresses; a single word is not enough to say.
        groups.setdefault(name if len(name.split()) > 1 else f"#{n}", []).append(person)
    members: list[Member] = []
    for group in groups.values():
        for side_group in _by_side(group):
            first = side_group[0]
            listed = next((person.listed for person in side_group if person.listed is not None), None)
            names = {plain_name(name) for person in side_group for name in (person.name, *person.names) if name}
            emails = tuple(dict.fromkeys(person.email for person in side_group if person.email))
            side = next((person.side for person in side_group if person.side is not Side.UNKNOWN), Side.UNKNOWN)
            shown = max((person.name for person in side_group), key=len) or first.email
            members.append(Member(len(members), shown, emails, frozenset(names - {""}), side, listed))
    return members


def _by_side(group: Sequence[Person]) -> list[list[Person]]:
    """One name on two sides is two people; one whose side is unknown goes with the others."""
    sides = {person.side for person in group} - {Side.UNKNOWN}
    if len(sides) < 2:  # noqa: PLR2004 - both sides
        return [list(group)]
    return [[person for person in group if person.side is side] for side in sorted(sides)]
