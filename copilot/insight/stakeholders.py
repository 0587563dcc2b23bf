"""The stakeholder map of an account, put together from who is on record, what they did and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.record import Document, Participant
from copilot.domain.stakeholder import Presence, Role, Stakeholder, StakeholderMap
from copilot.domain.words import Side
from copilot.insight.contacts import RECENT, Contact, contacts_of, ties_of
from copilot.insight.known import field_day, folded, known_documents, known_signals
from copilot.insight.presence import attendance_of
from copilot.insight.roles import Part, role_of, someone_holds_the_money
from copilot.insight.roster import Member, Roster
from copilot.insight.sponsorship import sponsorship_findings
from copilot.insight.stance import stance_of
from copilot.insight.titles import titles_of

__all__ = ["stakeholder_map"]

_MOST_HEARD = 2
_PASSING = 2
_SOUGHT = (Role.CHAMPION, Role.ECONOMIC_BUYER, Role.EXECUTIVE_SPONSOR, Role.TECHNICAL)


def stakeholder_map(
    documents: Iterable[Document], signals: Iterable[Signal], participants: Iterable[Participant], as_of: date
) -> StakeholderMap:
    """Everybody on an account as of a day. `signals` include the acts of `copilot.insight.acts`.

    Of the customer's people those are shown whom the CRM lists, and those who were heard at least
    twice; where the CRM lists nobody, everybody who was heard. Shared mailboxes are not people.
    """
    known = known_documents(documents, as_of)
    told = known_signals(signals, as_of)
    present = {(who.name, who.email, who.side) for document in known for who in document.participants}
    # A participant handed over may have taken part only later; only those of what was known are people yet.
    roster = Roster.of([who for who in participants if (who.name, who.email, who.side) in present], known)
    contacts = contacts_of(known, roster)
    shown = _shown(roster, contacts)
    own = _own_signals(told, roster)
    about = _signals_about(told, roster)
    parts = _parts(shown, contacts, own, about, as_of)
    money_held = someone_holds_the_money(list(parts.values()))
    people = [
        _stakeholder(member, parts.get(member.key), contacts.get(member.key, []), as_of, money_held=money_held)
        for member in shown
    ]
    people.sort(key=lambda person: (person.side != Side.CUSTOMER, -person.contacts, person.name))
    held = {person.role for person in people} | {Role.FORMER}
    missing = tuple(role for role in _SOUGHT if role not in held)
    found = StakeholderMap(as_of=as_of, people=tuple(people), ties=ties_of(known, roster, as_of), missing=missing)
    return found.model_copy(update={"findings": sponsorship_findings(found, told, known)})


def _shown(roster: Roster, contacts: dict[int, list[Contact]]) -> list[Member]:
    anybody_listed = any(member.listed is not None for member in roster.members)
    shown: list[Member] = []
    for member in roster.members:
        heard = len({contact.document.id for contact in contacts.get(member.key, [])})
        passing = member.listed is None and (heard < (_PASSING if anybody_listed else 1))
        if not member.is_mailbox and member.side is not Side.UNKNOWN and (member.side is Side.VENDOR or not passing):
            shown.append(member)
    return shown


def _own_signals(signals: Iterable[Signal], roster: Roster) -> dict[int, list[Signal]]:
    """What people said or did themselves, by the speaker whom the quote names, or by the named actor of an act."""
    found: dict[int, list[Signal]] = {}
    for signal in signals:
        cited = signal.citations[0]
        named = (
            signal.attributes.get("who", "")
            if signal.name in ("act", "score") or signal.rule.startswith("survey:")
            else ""
        )
        member = roster.called(named) if named else roster.who(cited.speaker)
        if member is not None:
            found.setdefault(member.key, []).append(signal)
    return found


def _signals_about(signals: Iterable[Signal], roster: Roster) -> dict[int, list[Signal]]:
    """Departures, arrivals and titles, by whom they are about."""
    found: dict[int, list[Signal]] = {}
    for signal in signals:
        if signal.name in ("departure", "title", "reorganisation"):
            named = signal.attributes.get("who", "") or signal.citations[0].speaker
            member = roster.called(named)
            if member is not None:
                found.setdefault(member.key, []).append(signal)
    return found


def _parts(
    shown: Sequence[Member],
    contacts: dict[int, list[Contact]],
    own: dict[int, list[Signal]],
    about: dict[int, list[Signal]],
    as_of: date,
) -> dict[int, Part]:
    customers = [member for member in shown if member.side is Side.CUSTOMER]
    heard = {member.key: _recent_days(contacts.get(member.key, []), as_of) for member in customers}
    most = sorted((key for key, days in heard.items() if days), key=lambda key: -heard[key])[:_MOST_HEARD]
    parts: dict[int, Part] = {}
    for member in shown:
        said = contacts.get(member.key, [])
        told = about.get(member.key, [])
        stance, basis = stance_of(own.get(member.key, []), bool(said), as_of)
        fallback = said[-1].cited() if said else None
        parts[member.key] = Part(
            name=member.name,
            titles=titles_of(member, [one for one in told if one.name == "title"], as_of),
            attendance=attendance_of(member, [one for one in told if one.name == "departure"], said, as_of),
            stance=stance,
            stance_basis=basis,
            acts=[signal for signal in own.get(member.key, []) if signal.name == "act" or _competes(signal)],
            among_most_heard=member.key in most,
            fallback=fallback,
            as_of=as_of,
        )
    return parts


def _competes(signal: Signal) -> bool:
    return signal.name == "risk" and signal.attributes.get("cue") == "competitor"


def _recent_days(said: Sequence[Contact], as_of: date) -> int:
    return len({contact.day for contact in said if contact.day > as_of - RECENT})


def _stakeholder(
    member: Member,
    part: Part | None,
    said: Sequence[Contact],
    as_of: date,
    *,
    money_held: bool,
) -> Stakeholder:
    customer = member.side is Side.CUSTOMER and part is not None
    role, basis = role_of(part, money_held=money_held) if customer and part is not None else (None, None)
    absent = part is not None and part.attendance.presence is not Presence.THERE
    former = (
        role_of(part, money_held=False, ignore_absence=True)[0] if customer and absent and part is not None else None
    )
    heard, words = (said[-1].day, said[-1].cited()) if said else _listed_activity(member, as_of)
    return Stakeholder(
        name=member.name,
        emails=member.emails,
        side=member.side,
        presence=part.attendance.presence if part is not None else Presence.THERE,
        absence=part.attendance.basis if part is not None else None,
        titles=tuple(part.titles) if part is not None else (),
        role=role,
        role_basis=basis,
        former_role=former,
        stance=part.stance if part is not None else "unknown",
        stance_basis=tuple(part.stance_basis) if part is not None else (),
        last_contact=heard,
        last_words=words,
        contacts=_recent_days(said, as_of),
    )


def _listed_activity(member: Member, as_of: date) -> tuple[date | None, Citation | None]:
    """The last activity that the CRM notes with somebody who was never heard."""
    noted = folded(member.listed).get("lastactivitydate") if member.listed is not None else None
    day = field_day(noted)
    if member.listed is None or noted is None or day is None or day > as_of:
        return None, None
    return day, Citation.of(member.listed, noted)
