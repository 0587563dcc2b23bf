"""What fits on a slide: the size of a title, claims in pieces, and how many of them.

Lengths are points. The typeface measured is wider than the one set, so that an office program that
replaces it stays in the frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copilot.export.lettering import width, wrapped
from copilot.export.printable import Line

__all__ = [
    "AFTER",
    "CELL",
    "CELL_PADDING",
    "LEADING",
    "ROOM",
    "SMALL",
    "TEXTS",
    "filled",
    "fitting_title",
    "numbered",
    "pieces",
    "row_height",
]

ROOM = 872.0
"""The width of titles, texts and tables."""
TEXTS, SMALL, CELL = (20.0, 16.0), 11.0, 12.0
"""Claims are as large as lets them stand on one slide, if either does."""
LEADING, AFTER, CELL_PADDING = 1.25, 7.0, 8.0
_INDENT, _INSET = 18.0, 16.0
_TITLE_SIZES = (28, 24, 20, 18)


def pieces(line: Line, most: int, size: float) -> Iterator[tuple[Line, int]]:
    """A claim in pieces of at most so many lines, each with the lines it takes."""
    room = ROOM - _INDENT - _INSET
    behind = " ".join(filter(None, (line.numbers, line.note)))
    taken = wrapped(line.text, size, room)
    extra = len(wrapped(behind, SMALL, room))
    if len(taken) + extra <= most:
        yield line, len(wrapped(f"{line.text} {behind}", size, room)) if behind else len(taken)
        return
    most -= min(extra, most - 2) + 1
    for start in range(0, len(taken), most):
        last = start + most >= len(taken)
        text = " ".join(taken[start : start + most]) + ("" if last else " …")
        yield Line(text, line.marks, line.note if last else "", line.superseded), min(most, len(taken) - start) + extra


def filled(measured: Sequence[tuple[Line, bool, int]], height: float, size: float) -> Iterator[list[tuple[Line, bool]]]:
    """The claims that go on each slide."""
    shown: list[tuple[Line, bool]] = []
    free = height - 10
    for line, is_plain, lines in measured:
        needed = lines * size * LEADING + AFTER
        if needed > free and shown:
            yield shown
            shown, free = [], height - 10
        shown.append((line, is_plain))
        free -= needed
    if shown:
        yield shown


def fitting_title(title: str) -> tuple[int, str]:
    """A size at which a title fits on one line, or on two, cut where even that is too much; and the title."""
    room = ROOM - _INSET
    for size in _TITLE_SIZES[:2]:
        if width(title, size, bold=True) <= room:
            return size, title
    for size in _TITLE_SIZES[2:]:
        if len(wrapped(title, size, room, bold=True)) <= 2:  # noqa: PLR2004
            return size, title
    return _TITLE_SIZES[-1], " ".join(wrapped(title, _TITLE_SIZES[-1], room, bold=True, lines=2))


def numbered(title: str, n: int, of: int) -> str:
    """A title with its place among several: "The call (2 of 3)"."""
    return f"{title} ({n + 1} of {of})" if of > 1 else title


def row_height(lines: int) -> float:
    """How high a table's row of so many lines is."""
    return max(lines, 1) * CELL * LEADING + CELL_PADDING
