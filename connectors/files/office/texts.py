"""What office files give: blocks of text and where they stand, or why they cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.files.dating import month_end, named_moment, signed_moment, stated_moment
from connectors.files.naming import title_of
from connectors.records import Piece, Problem, Record, Unit, undated
from copilot.domain.words import DocumentKind, Visibility

__all__ = ["Block", "Unreadable", "file_record"]

_HEAD = 15
"""How many first blocks or lines may state the date of the whole."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a cell or a part of a page, to the letter."""

    text: str
    locator: str


class Unreadable(Exception):
    """An office file, or a page of one, that cannot be read: why, and what to do about it."""

    def __init__(self, reason: str, remedy: str, locator: str = "") -> None:
        self.reason, self.remedy, self.locator = reason, remedy, locator
        super().__init__(reason)


def file_record(unit: Unit, title: str, blocks: Sequence[Block]) -> Iterator[Record | Problem]:
    """The record of an office file. Its own metadata is not asked for a date: templates carry stale ones."""
    if not blocks:
        yield Problem(reason="the file has no text in it", remedy="Export it again, or take it out of the source")
        return
    occurred_at = _dated(unit, blocks)
    if occurred_at is None:
        yield undated("the file", "Put the date into its name, as 2026-03-12 success plan")
    yield Record(
        external_id=unit.key,
        kind=DocumentKind.FILE,
        title=title or title_of(unit.key),
        pieces=tuple(Piece(text=block.text, locator=block.locator) for block in blocks),
        visibility=unit.visibility or Visibility.INTERNAL,
        occurred_at=occurred_at,
        thread=unit.key,
    )


def _dated(unit: Unit, blocks: Sequence[Block]) -> datetime | None:
    lines = [line for block in blocks for line in block.text.split("\n") if line.strip()]
    stem = unit.file.stem
    return named_moment([stem]) or stated_moment(lines[:_HEAD]) or signed_moment(lines) or month_end(stem)
