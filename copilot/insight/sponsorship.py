"""What the stakeholder map shows about who stands behind the account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.finding import Finding
from copilot.domain.record import Document
from copilot.domain.stakeholder import Presence, Role, Stakeholder, StakeholderMap, Stance
from copilot.domain.words import DocumentKind, Part, SignalFamily
from copilot.insight.contacts import RECENT

__all__ = ["sponsorship_findings"]

_NARROW = 2 / 3
_SENIOR = (Role.ECONOMIC_BUYER, Role.EXECUTIVE_SPONSOR)
_RELATIONSHIP = SignalFamily.RELATIONSHIP


def sponsorship_findings(
    people: StakeholderMap, signals: Iterable[Signal], documents: Sequence[Document]
) -> tuple[Finding, ...]:
    """Departed or reorganised champions, no buyer contact, single-threaded, missing roles, a sponsor who backs us."""
    ground = _ground(documents)
    return (
        *_departures(people),
        *_reorganised(people, signals),
        *_silent_buyers(people, ground),
        *_narrow(people, ground),
        *_missing(people, ground),
        *_critical_buyers(people),
        *_backed(people),
    )


def _departures(people: StakeholderMap) -> Iterator[Finding]:
    successors = people.in_role(Role.CHAMPION)
    for person in people.in_role(Role.FORMER):
        if person.former_role not in (Role.CHAMPION, *_SENIOR) and person.stance is not Stance.SUPPORTIVE:
            continue
        if person.absence is None:
            continue
        was = (person.former_role or Role.USER).spoken
        manner = "has left" if person.presence is Presence.LEFT else "is away for a time"
        others = ", ".join(other.name for other in successors)
        yield Finding(
            name="champion_gone",
            family=_RELATIONSHIP,
            weight="medium" if successors else "high",
            text=f"{person.name} ({was}) {manner}; "
            + (f"{others} speaks for us now" if others else "nobody has taken their place"),
            rule="a person who stood by us, or a buyer or sponsor, is no longer in their post; the weight is "
            "high where nobody else is a champion",
            falsified_by=f"a newer word that {person.name} is back, or a new champion",
            seen_on=person.absence.seen_on,
            citations=person.absence.citations,
        )


def _reorganised(people: StakeholderMap, signals: Iterable[Signal]) -> Iterator[Finding]:
    for signal in signals:
        if signal.name == "reorganisation" and signal.seen_on and (people.as_of - signal.seen_on) < 2 * RECENT:
            yield Finding(
                name="reorganised",
                family=_RELATIONSHIP,
                weight="medium",
                text=f"The customer's organisation changes: {signal.text}",
                rule="a reorganisation told in the last 180 days can move the sponsor or the budget",
                falsified_by="a word that sponsor and budget stay where they are",
                seen_on=signal.seen_on,
                citations=signal.citations,
            )


def _silent_buyers(people: StakeholderMap, ground: tuple[Citation, ...]) -> Iterator[Finding]:
    senior = people.in_role(*_SENIOR)
    buyers = people.in_role(Role.ECONOMIC_BUYER) or senior
    if not buyers:
        return
    heard = [person.last_contact for person in buyers if person.last_contact is not None]
    last = max(heard, default=None)
    if last is not None and people.as_of - last < RECENT:
        return
    newest = max(buyers, key=lambda person: person.last_contact or date.min, default=None)
    cited = (newest.last_words,) if newest is not None and newest.last_words is not None else ground
    told = f"last heard on {last.isoformat()} ({newest.name})" if last and newest else "none is on record as heard"
    yield Finding(
        name="no_buyer_contact",
        family=_RELATIONSHIP,
        weight="high" if not any(_recent(people, person) for person in senior) else "medium",
        text=f"No contact with an economic buyer in the last 90 days: {told}",
        rule="nobody who holds the money wrote, spoke or was met in the last 90 days; the weight is high "
        "where no executive was either",
        falsified_by="a call, mail or meeting with the economic buyer",
        needs="a call with the economic buyer",
        seen_on=last,
        citations=cited,
    )


def _recent(people: StakeholderMap, person: Stakeholder) -> bool:
    return person.last_contact is not None and people.as_of - person.last_contact < RECENT


def _narrow(people: StakeholderMap, ground: tuple[Citation, ...]) -> Iterator[Finding]:
    there = [person for person in people.customers() if person.presence is Presence.THERE]
    heard = [person for person in there if person.contacts]
    total = sum(person.contacts for person in heard)
    most = max(heard, key=lambda person: person.contacts, default=None)
    if most is None or (len(heard) > 1 and most.contacts <= _NARROW * total):
        return
    yield Finding(
        name="single_threaded",
        family=_RELATIONSHIP,
        weight="medium",
        text=f"Single-threaded: {most.name} accounts for {most.contacts} of {total} contact days in the last 90 days",
        rule="only one of the customer's people, or one for more than two thirds of the contact days, was "
        "heard in the last 90 days",
        falsified_by="regular contact with a second person",
        needs="contact with further people",
        seen_on=most.last_contact,
        citations=(most.last_words,) if most.last_words is not None else ground,
    )


def _missing(people: StakeholderMap, ground: tuple[Citation, ...]) -> Iterator[Finding]:
    for role in people.missing:
        if role is Role.TECHNICAL or (role is Role.EXECUTIVE_SPONSOR and people.in_role(Role.ECONOMIC_BUYER)):
            continue
        yield Finding(
            name=f"missing_{role.value}",
            family=_RELATIONSHIP,
            weight="medium" if role is Role.CHAMPION else "low",
            text=f"No {role.spoken} is known on this account",
            rule="nobody on record fits the rules for this role",
            falsified_by="somebody whose title or deeds give them the role",
            needs="the customer's organisation chart, or a question to the main contact",
            citations=ground,
        )


def _critical_buyers(people: StakeholderMap) -> Iterator[Finding]:
    for person in people.in_role(*_SENIOR, Role.BLOCKER):
        if person.stance is Stance.CRITICAL and person.stance_basis:
            basis = person.stance_basis[0]
            senior = person.role in _SENIOR
            yield Finding(
                name="critical_buyer" if senior else "critical_blocker",
                family=_RELATIONSHIP,
                weight="high" if senior else "medium",
                text=f"{person.name} ({(person.role or Role.USER).spoken}) is critical: {basis.text}",
                rule="the stance of whoever decides, or can hold the renewal back, is critical",
                falsified_by=f"a newer, favourable word of {person.name}",
                seen_on=basis.seen_on,
                citations=basis.citations,
            )


def _backed(people: StakeholderMap) -> Iterator[Finding]:
    for person in people.in_role(*_SENIOR):
        firm = len(person.stance_basis) > 1 or any("Net Promoter" in basis.rule for basis in person.stance_basis)
        if person.stance is Stance.SUPPORTIVE and firm and _recent(people, person):
            basis = person.stance_basis[0]
            yield Finding(
                name="backing_executive",
                family=_RELATIONSHIP,
                weight="good",
                text=f"{person.name} stands by us: {basis.text}",
                rule="an economic buyer or executive sponsor heard in the last 90 days is supportive by a "
                "score or two statements",
                falsified_by=f"a newer, critical word of {person.name}",
                seen_on=basis.seen_on,
                citations=basis.citations,
            )


def _ground(documents: Sequence[Document]) -> tuple[Citation, ...]:
    """What an absence is read from: the newest conversation on record, else the account's row."""
    talked = [
        d for d in documents if d.kind in (DocumentKind.EMAIL, DocumentKind.CALL, DocumentKind.NOTE) and d.occurred_at
    ]
    for document in (*reversed(talked), *(d for d in documents if d.kind is DocumentKind.ACCOUNT)):
        spoken = [p for p in document.passages if p.part in (Part.BODY, Part.FIELD)]
        if spoken:
            return (Citation.of(document, spoken[0]),)
    return ()
