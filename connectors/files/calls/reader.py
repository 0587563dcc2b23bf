"""Call recordings' captions as records: one document per call, one passage per turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from connectors.days import find_moment
from connectors.decoding import decode, is_binary
from connectors.files.calls.cues import Captions, read_cues
from connectors.files.calls.speakers import named_prefixes, said
from connectors.files.calls.turns import Turn, join_turns, pieces_of
from connectors.files.dating import labelled_moment, named_moment
from connectors.files.naming import title_of
from connectors.people import domain_of, is_under, read_person, side_of
from connectors.records import Person, Problem, Record, Unit, undated
from copilot.domain.account import Accounts
from copilot.domain.words import DocumentKind, Side, Visibility

__all__ = ["call_record", "call_visibility", "read_call"]

_LABEL = re.compile(
    r"^\W*(?P<label>title|subject|meeting|attendees|participants|account(?:\s+id)?|organi[sz]ation|customer|company)\s*:\s*(?P<value>.+)$",
    re.IGNORECASE,
)
_CUE = "Export the captions again, as WebVTT or SubRip"


def read_call(unit: Unit) -> Iterator[Record | Problem]:
    """The call of a .vtt or .srt file."""
    data = unit.file.read_bytes()
    if is_binary(data):
        yield Problem(reason="the file is not text", remedy=_CUE)
        return
    captions = read_cues(decode(data))
    labels = _labels(captions)
    attendees = [
        read_person(name, "attendee") for name in re.split(r"[;,]\s*", labels.get("attendees", "")) if name.strip()
    ]
    turns = join_turns(_utterances(captions, attendees))
    if not turns:
        yield Problem(reason="the file has no captions in it", remedy=_CUE)
        return
    began = _began(captions, unit)
    if began is None:
        yield undated("the call", "Put the date into the file's name, as 2026-03-12_review.vtt")
    keys = tuple(labels[name] for name in ("account", "organization", "customer") if name in labels)
    yield call_record(unit, labels.get("title", ""), turns, attendees, began, keys)


def call_record(
    unit: Unit,
    title: str,
    turns: Sequence[Turn],
    attendees: Sequence[Person],
    began: datetime | None,
    keys: tuple[str, ...] = (),
    visibility: Visibility | None = None,
) -> Record:
    """The record of a call from its turns. Its people are the speakers, and who else is said to have been there."""
    emails = {person.name.casefold(): person.email for person in attendees}
    speakers = [
        Person(name=name, email=emails.get(name.casefold(), ""), role="speaker")
        for name in dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
    ]
    heard = {person.name.casefold() for person in speakers}
    people = (*speakers, *(person for person in attendees if person.name.casefold() not in heard))
    return Record(
        external_id=unit.key,
        kind=DocumentKind.CALL,
        title=title or title_of(unit.key),
        pieces=pieces_of(turns, began),
        visibility=visibility or call_visibility(people, unit.accounts),
        occurred_at=began,
        thread=unit.key,
        people=people,
        keys=keys,
    )


def call_visibility(people: Sequence[Person], accounts: Accounts) -> Visibility:
    """Shared, unless everybody in the call is known to be one of us."""
    ours = [
        is_under(domain_of(person.email), accounts.vendor_domains)
        or side_of(person.name, person.email, None, accounts) is Side.VENDOR
        for person in people
    ]
    return Visibility.INTERNAL if ours and all(ours) else Visibility.SHARED


def _utterances(captions: Captions, attendees: Sequence[Person]) -> Iterator[Turn]:
    lines = [line for cue in captions.cues for line in cue.payload.split("\n")]
    names = named_prefixes(lines, [person.name for person in attendees])
    for cue in captions.cues:
        for speaker, text in said(cue.payload, names):
            yield Turn(speaker, text, cue.start)


def _labels(captions: Captions) -> dict[str, str]:
    found: dict[str, str] = {}
    names = {"subject": "title", "meeting": "title", "participants": "attendees", "company": "customer"}
    for line in captions.notes:
        if label := _LABEL.match(line):
            name = " ".join(label["label"].lower().replace("organis", "organiz").split()).removesuffix(" id")
            found.setdefault(names.get(name, name), label["value"].strip())
    return found


def _began(captions: Captions, unit: Unit) -> datetime | None:
    stated = labelled_moment(captions.notes)
    if stated is None:
        notes = (find_moment(line) for line in captions.notes)
        stated = next((found[0] for found in notes if found), None)
    return stated or named_moment([unit.file.stem, *reversed(unit.folders[:-1])])
