"""CSV as people export it: any charset, any delimiter, every row with its line number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors.decoding import decode

__all__ = ["BrokenRow", "Row", "Table", "fold_column", "read_table"]

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the exact cells by the header as written, and the line it starts on."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that does not fit the header, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows. Empty rows are left out."""

    columns: tuple[str, ...]
    rows: tuple[Row | BrokenRow, ...]


def read_table(data: bytes) -> Table:
    """Read a CSV file's bytes. The delimiter is the one that cuts the header into most columns; never raises."""
    text = decode(data)
    skipped = 0
    if text[:4].lower() == "sep=":  # Excel's own hint, which is no row
        text, skipped = text.partition("\n")[2], 1
    delimiter = _sniff(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=False)
    columns: tuple[str, ...] = ()
    rows: list[Row | BrokenRow] = []
    for line, cells in _numbered(lines, rows):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = tuple(cell.strip() for cell in cells)
            continue
        rows.append(_fit(columns, cells, line + skipped))
    return Table(columns, tuple(rows))


def fold_column(name: str) -> str:
    """A column's name without case, spaces and punctuation: `Account ID` and `account_id` are one."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _sniff(text: str) -> str:
    header = next((line for line in text.split("\n") if line.strip()), "")
    widths = {mark: len(next(csv.reader([header], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: widths[mark])


def _numbered(lines: Iterator[list[str]], rows: list[Row | BrokenRow]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it starts on; csv itself only knows the line it has read to."""
    while True:
        start = getattr(lines, "line_num", 0) + 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            rows.append(BrokenRow(start, f"is no CSV: {error}"))
            continue
        yield start, cells


def _fit(columns: tuple[str, ...], cells: list[str], line: int) -> Row | BrokenRow:
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    if extra:
        return BrokenRow(line, f"has {len(cells)} cells for {len(columns)} columns")
    return Row(line, {column: cell for column, cell in zip(columns, cells, strict=False) if column})
