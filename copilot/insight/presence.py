"""Whether somebody is still in their post: by the CRM's mark, or by what was said of their leaving."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.finding import Basis
from copilot.domain.stakeholder import Presence
from copilot.insight.contacts import Contact
from copilot.insight.known import field_day, folded
from copilot.insight.roster import Member
from copilot.insight.signals.due import find_due
from copilot.insight.titles import read_title

__all__ = ["Attendance", "attendance_of", "day_in"]

_DAYS = ("when", "on", "since")


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether somebody is there, and why it is held that they are not. `since` is their last day, where known."""

    presence: Presence = Presence.THERE
    basis: Basis | None = None
    since: date | None = None


def attendance_of(member: Member, departures: Iterable[Signal], contacts: Sequence[Contact], as_of: date) -> Attendance:
    """The newest word on it. A mark in the CRM counts where the row was last touched by the day; a told
    departure counts from the last day that it names, and not once the person is heard at work again later.
    """
    announced = list(departures)
    told = [signal for signal in announced if (day_in(signal) or date.min) <= as_of]
    if announced and not told:
        return Attendance()  # they are still there, and a mark in the CRM was set for the day they named
    if told:
        last = told[-1]
        gone = day_in(last) or last.seen_on
        away = bool(_FOR_A_TIME.search(last.text))
        if gone is None or not any(contact.own_words and (contact.day - gone).days > _RETURNED for contact in contacts):
            basis = Basis(rule=_TOLD, text=last.text, seen_on=last.seen_on, citations=last.citations)
            return Attendance(Presence.AWAY if away else Presence.LEFT, basis, gone)
    return _listed(member, as_of)


_FOR_A_TIME = re.compile(
    r"\b(?:sabbatical|maternity|paternity|parental|on leave|leave of absence|secondment|seconded|sick leave|"
    r"months off)\b",
    re.IGNORECASE,
)

_RETURNED = 60
"""Somebody heard at work more than 60 days after their announced last day has not left."""

_TOLD = "somebody of whom the record says that they leave is gone from the day it names"
_MARKED = "somebody whom the CRM marks as left or absent is not in their post"


def day_in(signal: Signal) -> date | None:
    """The day from which a change holds: as its signal names it, else the first that its passage names after it."""
    for name in _DAYS:
        try:
            return date.fromisoformat(signal.attributes.get(name, "")[:10])
        except ValueError:
            continue
    text = signal.citations[0].passage_text[signal.citations[0].start :].casefold().replace("\n", " ")
    named = find_due(text.replace("from ", "on "), signal.seen_on)
    return named.day if named is not None else None


def _listed(member: Member, as_of: date) -> Attendance:
    if member.listed is None:
        return Attendance()
    row = folded(member.listed)
    touched = field_day(row.get("lastactivitydate"))
    if touched is not None and touched > as_of:
        return Attendance()
    for name in ("status", "contactstatus", "title", "active", "isactive"):
        passage = row.get(name)
        if passage is None:
            continue
        reading = read_title(passage.text if name == "title" else f"- {passage.text}")
        inactive = name in ("active", "isactive") and passage.text.strip().casefold() in (
            "false",
            "no",
            "0",
            "inactive",
        )
        if reading.left or reading.away or inactive:
            cited = Citation.of(member.listed, passage)
            text = f"The CRM lists {member.name} as {passage.text}"
            basis = Basis(rule=_MARKED, text=text, seen_on=touched, citations=(cited,))
            return Attendance(Presence.AWAY if reading.away else Presence.LEFT, basis, touched)
    return Attendance()
