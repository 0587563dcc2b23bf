"""The stakeholder map: who is who, who is missing, and whom to meet next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain import picture
from copilot.domain.draft import Citation, Claim, Draft
from copilot.domain.stakeholder import Presence, Role, Stakeholder
from copilot.domain.words import DraftKind, Side, SignalFamily
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.actions import actions_for
from copilot.drafting.phrases import clipped, concluded, counted, section, sections, unknown
from copilot.drafting.wording import day

__all__ = ["COLUMNS", "draft_stakeholders", "people_map", "people_table"]

COLUMNS = ("person", "title", "role", "stance", "last contact")
_ROLES_FIRST = (
    Role.ECONOMIC_BUYER,
    Role.EXECUTIVE_SPONSOR,
    Role.CHAMPION,
    Role.BLOCKER,
    Role.TECHNICAL,
    Role.USER,
    Role.FORMER,
)
_LEVELS = (
    (
        picture.Level.EXECUTIVE,
        (
            r"\bchief\b|\bc[eofimtrs]o\b|\bciso\b|president|\bvp\b|managing director|\bowner\b|founder|\bpartner\b|"
            r"executive|\bboard\b|geschäftsführ|vorstand|general manager|\bmd\b"
        ),
    ),
    (picture.Level.DIRECTOR, r"director|\bhead\b|direktor|leiter"),
    (
        picture.Level.MANAGER,
        r"manager|\blead\b|leader|supervisor|foreman|superintendent|principal|coordinator|controller|bursar|matron",
    ),
)


def draft_stakeholders(reading: AccountReading) -> Draft:
    """The map of an account's people as of the reading's day, for internal readers."""
    people = reading.people
    findings = [finding for finding in people.findings if finding.weight != "good"]
    good = [finding for finding in people.findings if finding.weight == "good"]
    customers = people.customers()
    todo = actions_for(reading, findings, 3)
    first: list[Claim] = []
    if customers:
        heard = [person for person in customers if person.contacts]
        cited = tuple(person.last_words for person in heard if person.last_words is not None)[:3] or reading.ground
        first.append(
            concluded(
                f"{counted(len(customers), 'person')} of the customer on record".replace("persons", "people")
                + f", {len(heard)} heard in the last 90 days.",
                "people are merged by address and full name; heard: wrote, spoke or was met.",
                cited,
            )
        )
    else:
        first.append(unknown("Nobody of the customer is on record.", "mail, calls, or the CRM's contacts"))
    first += [finding.claim() for finding in findings[:4]]
    first += [action.claim for action in todo]
    ours = [person for person in people.people if person.side is Side.VENDOR and person.last_words is not None]
    return Draft(
        kind=DraftKind.STAKEHOLDERS,
        account=reading.account.account_id,
        audience=reading.audience,
        as_of=reading.as_of,
        sections=sections(
            section("", first),
            section("Their people", people_table(reading), *COLUMNS),
            section("Why these roles and stances", _bases(reading)),
            section("Our people", map(_ours, ours), "person", "last contact", "contact days in 90 days"),
            section("Also seen", (finding.claim() for finding in (*findings[4:], *good))),
            section("Not known", _missing(reading)),
        ),
        coverage=tuple(row for row in reading.trust.ledger if row.family is SignalFamily.RELATIONSHIP),
        trace={"drafter": "extractive", "documents": len(reading.documents), "signals": len(reading.signals)},
    )


def people_table(reading: AccountReading) -> Iterator[Claim]:
    """A row for each of the customer's people: those who decide first."""

    def rank(person: Stakeholder) -> tuple[int, int, str]:
        place = _ROLES_FIRST.index(person.role) if person.role in _ROLES_FIRST else len(_ROLES_FIRST)
        return place, -person.contacts, person.name

    for person in sorted(reading.people.customers(), key=rank):
        cited = _evidence(person)
        title = _titled(person)
        cells = (person.name, title, _role(person), str(person.stance), _heard(person))
        text = f"{person.name}, {title}: {_role(person)}, {person.stance}, last contact {_heard(person)}."
        if cited:
            rule = person.role_basis.rule if person.role_basis is not None else "as the record names them"
            yield concluded(text, f"role: {rule}.", cited).model_copy(update={"cells": cells})
        else:
            yield unknown(text, "any word of theirs").model_copy(update={"cells": cells})


def _titled(person: Stakeholder) -> str:
    if not person.titles:
        return "not known"
    held = person.titles[0]
    return f"{held.title} (since {day(held.since)})" if held.since and len(person.titles) > 1 else held.title


def _role(person: Stakeholder) -> str:
    named = person.role.spoken if person.role is not None else "not known"
    if person.role is Role.FORMER and person.former_role is not None:
        away = "away" if person.presence is Presence.AWAY else "left"
        return f"former {person.former_role.spoken} ({away})"
    return named


def _heard(person: Stakeholder) -> str:
    return day(person.last_contact) if person.last_contact is not None else "never"


def _evidence(person: Stakeholder) -> tuple[Citation, ...]:
    absent = person.absence.citations[:1] if person.absence is not None else ()
    role = person.role_basis.citations[:1] if person.role_basis is not None else ()
    stance = person.stance_basis[0].citations[:1] if person.stance_basis else ()
    said = (person.last_words,) if person.last_words is not None else ()
    titled = (person.titles[0].citation,) if person.titles else ()
    return tuple(dict.fromkeys((*absent, *role, *stance, *(said or titled))))[:3]


def _bases(reading: AccountReading) -> Iterator[Claim]:
    for person in reading.people.customers():
        for basis in person.stance_basis[:1]:
            if basis.citations:
                yield concluded(
                    f"{person.name} is {person.stance}: {clipped(basis.text)}", f"{basis.rule}.", basis.citations[:2]
                )


def _ours(person: Stakeholder) -> Claim:
    words = (person.last_words,) if person.last_words is not None else ()
    cells = (person.name, _heard(person), str(person.contacts))
    return Claim(text=f"{person.name} of us, last contact {_heard(person)}.", citations=words, cells=cells)


def _missing(reading: AccountReading) -> Iterator[Claim]:
    told = {finding.name for finding in reading.people.findings}  # a role that is sought is told of above already
    for role in reading.people.missing:
        if f"missing_{role.value}" not in told:
            yield unknown(f"No {role.spoken} is known.", "their organisation chart, or a question to the main contact")
    for person in reading.people.customers():
        if not person.titles:
            yield unknown(f"The title of {person.name} is not known.", "the CRM's contacts, or a signature")


def people_map(reading: AccountReading) -> picture.PeopleMap:
    """The same people as a picture."""
    keys: dict[str, str] = {}
    shown: list[picture.Person] = []
    for number, person in enumerate(reading.people.people):
        key = f"{number}:{person.name}"
        keys.setdefault(person.name, key)
        shown.append(
            picture.Person(
                key=key,
                name=person.name,
                title=person.title,
                side=person.side,
                role=_role(person) if person.role is not None else "",
                stance=str(person.stance) if person.side is not Side.VENDOR else "",
                level=_level(person.title),
                left=person.presence is Presence.LEFT,
            )
        )
    sides = {person.key: person.side for person in shown}
    ties: dict[tuple[str, str], picture.Tie] = {}
    for tie in reading.people.ties:
        one, other = keys.get(tie.one, ""), keys.get(tie.other, "")
        if tie.within or not one or not other or sides[one] == sides[other]:
            continue
        ours, theirs = (one, other) if sides[one] is Side.VENDOR else (other, one)
        if sides[ours] is Side.VENDOR and (ours, theirs) not in ties:
            ties[ours, theirs] = picture.Tie(ours=ours, theirs=theirs, contacts=tie.recent, last_contact=tie.last)
    return picture.PeopleMap(
        as_of=reading.as_of,
        people=tuple(shown),
        ties=tuple(ties.values()),
        missing=tuple(
            picture.MissingRole(
                role=role.spoken,
                level=picture.Level.EXECUTIVE
                if role in {Role.ECONOMIC_BUYER, Role.EXECUTIVE_SPONSOR}
                else picture.Level.UNKNOWN,
            )
            for role in reading.people.missing
        ),
    )


def _level(title: str) -> picture.Level:
    if not title:
        return picture.Level.UNKNOWN
    return next((level for level, words in _LEVELS if re.search(words, title.casefold())), picture.Level.TEAM)
