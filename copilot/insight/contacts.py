"""When somebody wrote or spoke, and who talked with whom."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage
from copilot.domain.stakeholder import Tie
from copilot.domain.words import DocumentKind, Part, Side
from copilot.insight.known import day_of, folded
from copilot.insight.roster import Member, Roster

__all__ = ["RECENT", "Contact", "contacts_of", "ties_of"]

RECENT = timedelta(days=90)
"""How far back a contact counts as recent; the stakeholder rules of a field guide use a quarter."""

_SPOKEN = frozenset({Part.BODY, Part.ATTACHMENT})
_MET = re.compile(r"call|meeting|visit|lunch|coffee|phone", re.IGNORECASE)
_MISSED = re.compile(
    r"\b(?:voice ?mail|lvm|left (?:a )?message|no answer|no (?:call|reply|response)|did not (?:answer|ring|call)|"
    r"cancel\w*|no[- ]show|postponed|not reached|unanswered)\b",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(r"out of (?:the )?office|automatic reply|auto-?reply|automatisch|abwesen", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody was heard on a day: they wrote, spoke, answered a survey, or a meeting with them is on record."""

    who: Member
    day: date
    document: Document
    passage: Passage
    own_words: bool

    def cited(self) -> Citation:
        """The words, or the record of the meeting."""
        return Citation.of(self.document, self.passage)


def contacts_of(documents: Iterable[Document], roster: Roster) -> dict[int, list[Contact]]:
    """Every contact by the person's key, oldest first. Automatic replies are none."""
    found: dict[int, list[Contact]] = {}
    for document in documents:
        if _AUTOMATIC.search(document.title):
            continue
        for contact in (*_spoken(document, roster), *_met(document, roster)):
            found.setdefault(contact.who.key, []).append(contact)
    for each in found.values():
        each.sort(key=lambda contact: contact.day)
    return found


def _spoken(document: Document, roster: Roster) -> Iterator[Contact]:
    for passage in document.passages:
        if passage.part not in _SPOKEN and not (document.kind is DocumentKind.SURVEY and passage.locator == "score"):
            continue
        member = (
            roster.who(passage.speaker, passage.speaker_email) if passage.speaker else _respondent(document, roster)
        )
        day = day_of(document, passage)
        if member is not None and day is not None:
            yield Contact(member, day, document, passage, own_words=True)


def _respondent(document: Document, roster: Roster) -> Member | None:
    if document.kind is not DocumentKind.SURVEY:
        return None
    fields = folded(document)
    name, email = fields.get("respondent"), fields.get("email")
    return roster.who(name.text if name else "", email.text.casefold() if email else "")


def _met(document: Document, roster: Roster) -> Iterator[Contact]:
    """Attendees of a note (or whom the title of a note on a call names), and whom a logged call or meeting names."""
    day = day_of(document)
    said = [passage for passage in document.passages if passage.part is Part.BODY]
    if day is None:
        return
    if document.kind is DocumentKind.NOTE and said:
        met = [roster.who(who.name, who.email) for who in document.participants if who.role == "attendee"]
        if not any(member is not None and member.side is Side.CUSTOMER for member in met) and _MET.search(
            document.title
        ):
            met = [*met, *(member for member in _named(document.title, roster) if member.side is Side.CUSTOMER)]
        for member in {member.key: member for member in met if member is not None}.values():
            yield Contact(member, day, document, said[0], own_words=False)
    elif document.kind is DocumentKind.ACTIVITY:
        fields = folded(document)
        subject, kind = fields.get("subject"), fields.get("type")
        text = " ".join(passage.text for passage in (subject, *said) if passage is not None)
        if subject is None or kind is None or not _MET.search(kind.text) or _MISSED.search(text):
            return
        named = {member.key: member for member in _named(subject.text, roster) if member.side is Side.CUSTOMER}
        for member in named.values():
            yield Contact(member, day, document, subject, own_words=False)


def _named(text: str, roster: Roster) -> Iterator[Member]:
    plain = re.findall(r"[\w'-]+", text)
    for first, last in itertools.pairwise(plain):  # full names, however they are written
        if (member := roster.who(f"{first} {last}")) is not None:
            yield member
    words = re.findall(r"[A-ZÀ-Þ][\w'-]+|[A-ZÀ-Þ]\.", text)
    for n, word in enumerate(words):
        pair = f"{word} {words[n + 1]}" if n + 1 < len(words) else ""
        member = roster.called(pair) if pair else None
        member = member or roster.called(word)
        if member is not None:
            yield member


def ties_of(documents: Iterable[Document], roster: Roster, as_of: date) -> tuple[Tie, ...]:
    """Who talks to whom, strongest first: a mail ties its writer to those it is addressed to (not copied),
    a call or a note ties our people in it to the customer's, a ticket its requester to those who answer in public.
    """
    days: dict[tuple[int, int], list[date | None]] = {}
    members = {member.key: member for member in roster.members}
    for document in documents:
        day = day_of(document)
        for pair in {tuple(sorted(pair)) for pair in _pairs(document, roster)}:
            days.setdefault((pair[0], pair[1]), []).append(day)
    ties = [_tie(members[one], members[other], seen, as_of) for (one, other), seen in days.items()]
    return tuple(sorted(ties, key=lambda tie: (-tie.recent, -tie.count, tie.one, tie.other)))


def _tie(one: Member, other: Member, seen: list[date | None], as_of: date) -> Tie:
    if one.side is Side.VENDOR:
        one, other = other, one
    dated = [day for day in seen if day is not None]
    return Tie(
        one=one.name,
        other=other.name,
        within=one.side is other.side,
        count=len(seen),
        recent=sum(day > as_of - RECENT for day in dated),
        last=max(dated, default=None),
    )


def _pairs(document: Document, roster: Roster) -> Iterator[tuple[int, int]]:
    roles: dict[str, list[Member]] = {}
    for who in document.participants:
        member = roster.who(who.name, who.email)
        if member is not None and not member.is_mailbox and member.side is not Side.UNKNOWN:
            roles.setdefault(who.role, []).append(member)
    if document.kind is DocumentKind.EMAIL and not _AUTOMATIC.search(document.title):
        pairs = ((one, other) for one in roles.get("from", []) for other in roles.get("to", []))
    elif document.kind in (DocumentKind.CALL, DocumentKind.NOTE):
        present = [*roles.get("speaker", []), *roles.get("attendee", [])]
        pairs = ((one, other) for one in present for other in present if one.side is not other.side)
    elif document.kind is DocumentKind.TICKET:
        public = {passage.speaker for passage in document.passages if passage.visibility <= document.visibility}
        answering = [member for member in roles.get("author", []) if member.name in public]
        pairs = (
            (one, other) for one in roles.get("requester", []) for other in answering if one.side is not other.side
        )
    else:
        return
    for one, other in pairs:
        if one.key != other.key and Side.CUSTOMER in (one.side, other.side):
            yield one.key, other.key
