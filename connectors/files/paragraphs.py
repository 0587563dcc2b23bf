"""Cutting plain text into its smallest quotable units."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["cut_long", "cut_paragraphs"]

_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LONGEST = 4000
"""Characters; a longer paragraph is a table or a log and is cut at line ends."""


def cut_paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text, each to the letter, without the blank lines between them."""
    at = 0
    for blank in _BLANK.finditer(text):
        yield from cut_long(text[at : blank.start()])
        at = blank.end()
    yield from cut_long(text[at:])


def cut_long(paragraph: str) -> Iterator[str]:
    """A paragraph whole, or in runs of whole lines where it is very long."""
    rest = paragraph.strip("\n").rstrip()
    while len(rest) > _LONGEST:
        cut = rest.rfind("\n", 1, _LONGEST)
        cut = cut if cut > 0 else rest.find("\n", _LONGEST)
        if cut < 0:
            break
        yield rest[:cut].rstrip()
        rest = rest[cut + 1 :]
    if rest.strip():
        yield rest
