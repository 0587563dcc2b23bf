"""The smallest quotable units of a note: headings, list items, table rows, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.files.paragraphs import cut_long

__all__ = ["cut_note"]

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•◦‣–—·]|\d{1,3}[.)]|\[[ xX]\])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_RULE = re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")


def cut_note(text: str) -> Iterator[tuple[str, str]]:
    """The units of a note (LF line ends) in order, each to the letter, with a locator: the heading above, or '¶ 3'.

    List marks and heading marks are not part of a unit. Comments, which nobody sees, are left out.
    """
    heading, count = "", 0
    for line in _COMMENT.split(text):
        for unit, is_heading in _units(line.split("\n")):
            for piece in cut_long(unit):
                count += 1
                heading = " ".join(piece.split()) if is_heading else heading
                yield piece, heading or f"¶ {count}"


def _units(lines: list[str]) -> Iterator[tuple[str, bool]]:
    gathered: list[str] = []
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
            yield from _flush(gathered)
        elif fenced:
            gathered.append(line)
        elif len(gathered) == 1 and _UNDERLINE.match(line) and not _ITEM.match(line):
            yield gathered.pop(), True
        elif not line.strip() or _RULE.match(line) or _TABLE_RULE.match(line):
            yield from _flush(gathered)
        elif found := _HEADING.match(line):
            yield from _flush(gathered)
            yield found["text"], True
        else:
            if (item := _ITEM.match(line)) or line.lstrip().startswith("|"):
                yield from _flush(gathered)
            gathered.append(line[item.end() :] if item else line)
    yield from _flush(gathered)


def _flush(gathered: list[str]) -> Iterator[tuple[str, bool]]:
    if gathered:
        yield "\n".join(gathered), False
        gathered.clear()
