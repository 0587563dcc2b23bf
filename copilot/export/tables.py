"""How a table is divided: the width of each column, and rows short enough for a slide or a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copilot.export.lettering import width, wrapped
from copilot.export.printable import Block, Line

__all__ = ["cells_of", "column_widths", "row_pieces"]

_LONGEST = 60.0
"""A text counts as no wider than so many times its size: a long one is wrapped anyway."""


def cells_of(line: Line, block: Block) -> list[str]:
    """The texts of a row, with the numbers of its quotes and its note where the evidence stands."""
    cells = list(line.cells)
    if block.evidence >= 0:
        cells[block.evidence] = " ".join(filter(None, (cells[block.evidence], line.numbers, line.note)))
    return cells


def column_widths(columns: Sequence[str], rows: Sequence[Sequence[str]], total: float, *, size: float) -> list[float]:
    """The width of each column, in the unit of `size`: together `total`, none narrower than its longest
    word where that is possible, the rest shared out by how much text each holds.
    """
    padding = size * 1.6
    natural, least = [], []
    for n, column in enumerate(columns):
        texts = [column, *(row[n] for row in rows[:200])]
        words = [word for text in texts for word in text.split()]
        bold = width(column, size, bold=True)
        natural.append(min(max(*(width(text, size) for text in texts), bold, size), size * _LONGEST) + padding)
        longest = max((width(word, size) for word in words), default=size)
        least.append(min(max(longest, bold), total / 3) + padding)
    if sum(least) >= total:
        return [total * one / sum(least) for one in least]
    spare = [max(wanted - needed, 0) for wanted, needed in zip(natural, least, strict=True)]
    if sum(spare) == 0:
        return [one * total / sum(least) for one in least]
    share = (total - sum(least)) / sum(spare)
    if share <= 1:
        return [needed + more * share for needed, more in zip(least, spare, strict=True)]
    return [one * total / sum(natural) for one in natural]


def row_pieces(
    cells: Sequence[str], widths: Sequence[float], lines: int, *, size: float
) -> Iterator[tuple[list[str], int]]:
    """A row in pieces of at most so many lines, each with the lines it takes; most rows are one piece."""
    parts = [wrapped(cell, size, wide) for cell, wide in zip(cells, widths, strict=True)]
    tallest = max(max((len(part) for part in parts), default=1), 1)
    for start in range(0, tallest, lines):
        cut = [part[start : start + lines] for part in parts]
        whole = tallest <= lines
        yield [cell if whole else " ".join(part) for cell, part in zip(cells, cut, strict=True)], max(map(len, cut))
