"""Notes as records: one document per file, one passage per item or paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connectors.days import find_moment
from connectors.decoding import decode, is_binary
from connectors.files.calls.reader import call_record
from connectors.files.dating import labelled_moment, named_moment
from connectors.files.naming import title_of
from connectors.files.notes.front_matter import FrontMatter, split_front_matter
from connectors.files.notes.transcripts import read_turns
from connectors.files.notes.units import cut_note
from connectors.records import Piece, Problem, Record, Unit, undated
from copilot.domain.words import DocumentKind, Visibility

__all__ = ["read_note"]

_FIRST_LINES, _LEAD = 8, 24


def read_note(unit: Unit) -> Iterator[Record | Problem]:
    """The note of a Markdown or text file; a call, where the text is a transcript."""
    data = unit.file.read_bytes()
    if is_binary(data):
        yield Problem(
            reason="the file is not text, whatever its name says", remedy="Give it its true suffix, or take it out"
        )
        return
    head, text = split_front_matter(decode(data))
    yield from head.problems
    turns = read_turns(text)
    pieces = tuple(Piece(text=unit_text, locator=locator) for unit_text, locator in cut_note(text))
    if not pieces and not turns:
        yield Problem(reason="the note is empty", remedy="Write it, or take the file out of the source")
        return
    held = head.held or _held(text, unit)
    if held is None:
        yield undated("the note", "Put `date: 2026-03-12` into its front matter, or the date into the file's name")
    if turns:
        yield call_record(unit, head.title, turns, head.people, held, head.keys, head.visibility)
    else:
        yield _note(unit, head, pieces, held)


def _note(unit: Unit, head: FrontMatter, pieces: tuple[Piece, ...], held: datetime | None) -> Record:
    return Record(
        external_id=unit.key,
        kind=DocumentKind.NOTE,
        title=head.title or title_of(unit.key),
        pieces=pieces,
        visibility=head.visibility or unit.visibility or Visibility.INTERNAL,
        occurred_at=held,
        thread=unit.key,
        people=head.people,
        keys=head.keys,
    )


def _held(text: str, unit: Unit) -> datetime | None:
    """The date that the file's name gives, or one of its first lines, or its folder."""
    if named := named_moment([unit.file.stem]):
        return named
    lines = [line for line in text.split("\n") if line.strip()][:_FIRST_LINES]
    if labelled := labelled_moment(lines):
        return labelled
    # Notes often begin with the bare date: '12 May 26 - site visit'.
    lead = find_moment(lines[0].lstrip("#*_- \t")[:_LEAD]) if lines else None
    return lead[0] if lead else named_moment([*reversed(unit.folders[:-1])])
