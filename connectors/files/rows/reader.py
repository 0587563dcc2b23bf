"""CRM tables, usage and surveys: one document per row, one passage per filled cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from connectors.days import puts_day_first, read_moment
from connectors.decoding import is_binary
from connectors.files.rows.shapes import ACCOUNT_COLUMNS, Shape, UnknownShape, pick, recognise
from connectors.files.rows.titles import title_of_row
from connectors.people import domain_of, is_under, read_person
from connectors.records import Person, Piece, Problem, Record, Unit
from connectors.tables import BrokenRow, Row, Table, fold_column, read_table
from copilot.domain.words import DocumentKind, Part, Side

__all__ = ["read_rows"]

_ROLES = {
    DocumentKind.SURVEY: ("author", Side.CUSTOMER),
    DocumentKind.CONTACT: ("contact", Side.CUSTOMER),
    DocumentKind.OPPORTUNITY: ("owner", Side.VENDOR),
    DocumentKind.ACTIVITY: ("owner", Side.VENDOR),
}
_EMAIL = ("email", "emailaddress", "respondentemail", "contactemail")


def read_rows(unit: Unit) -> Iterator[Record | Problem]:
    """The rows of a CSV file as records; a row that does not fit is reported and the others are read."""
    data = unit.file.read_bytes()
    if is_binary(data):
        yield Problem(reason="the file is not text, whatever its name says", remedy="Export it again as CSV")
        return
    table = read_table(data)
    if not table.columns:
        yield Problem(reason="the file is empty", remedy="Export it again")
        return
    if {"accountid", "renewaldate"} <= {fold_column(column) for column in table.columns}:
        return  # the list of accounts, which has a source of its own
    try:
        shape = recognise(table.columns, unit.file.stem)
    except UnknownShape as error:
        yield Problem(reason=error.reason, remedy=error.remedy, locator="line 1")
        return
    yield from _rows(unit, shape, table)


def _rows(unit: Unit, shape: Shape, table: Table) -> Iterator[Record | Problem]:
    dates = [found[1] for row in table.rows if isinstance(row, Row) and (found := pick(row.cells, shape.when))]
    day_first = puts_day_first(dates)
    given: Counter[str] = Counter()
    for row in table.rows:
        if isinstance(row, BrokenRow):
            yield Problem(
                reason=f"the row {row.reason}",
                remedy="Quote cells that contain the delimiter",
                locator=f"line {row.line}",
            )
            continue
        when = pick(row.cells, shape.when)
        moment = read_moment(when[1], day_first=day_first) if when else None
        if when and moment is None:
            yield Problem(
                reason=f"the {when[0]} {when[1].strip()[:40]!r} is no date that can be read without guessing",
                remedy="Write it as 2026-03-12",
                locator=f"line {row.line}",
            )
            continue
        if shape.when and not when and any(options == shape.when for options in shape.needs):
            yield Problem(
                reason=f"the row has no {shape.when[0]}", remedy="Fill it in as 2026-03-12", locator=f"line {row.line}"
            )
            continue
        yield _record(unit, shape, row, moment, given)


def _record(unit: Unit, shape: Shape, row: Row, moment: datetime | None, given: Counter[str]) -> Record:
    person = _person(shape, row.cells, unit)
    identity = _identity(shape, row, moment)
    given[identity] += 1
    suffix = f"~{given[identity]}" if given[identity] > 1 else ""
    external_id = f"{unit.key}#{identity}{suffix}"
    return Record(
        external_id=external_id,
        kind=shape.kind,
        title=title_of_row(shape.kind, row.cells),
        pieces=tuple(_pieces(shape, row.cells, person, moment)),
        visibility=shape.visibility,
        occurred_at=moment,
        thread=external_id,
        people=(person,) if person.name or person.email else (),
        keys=_keys(row.cells, unit),
        locator=f"line {row.line}",
    )


def _pieces(shape: Shape, cells: Mapping[str, str], person: Person, moment: datetime | None) -> Iterator[Piece]:
    speaks = shape.kind is not DocumentKind.CONTACT
    for column, cell in cells.items():
        if not cell.strip():
            continue
        text = cell.replace("\r\n", "\n").replace("\r", "\n")
        if fold_column(column) in shape.prose:
            yield Piece(
                text=text,
                speaker=(person.name or person.email) if speaks else "",
                email=person.email if speaks else "",
                side=person.side if speaks else None,
                occurred_at=moment,
                locator=column,
            )
        else:
            yield Piece(text=text, part=Part.FIELD, occurred_at=moment, locator=column)


def _person(shape: Shape, cells: Mapping[str, str], unit: Unit) -> Person:
    if shape.kind not in _ROLES:
        return Person()
    role, side = _ROLES[shape.kind]
    names = [found[1] for column in ("firstname", "lastname") if (found := pick(cells, (column,)))]
    who = pick(cells, shape.who)
    written = " ".join(names) if names and shape.kind is DocumentKind.CONTACT else who[1] if who else ""
    person = read_person(written, role)
    email = pick(cells, _EMAIL) if side is Side.CUSTOMER else None
    address = email[1].strip().lower() if email else person.email
    if side is Side.CUSTOMER and is_under(domain_of(address), unit.accounts.vendor_domains):
        side = Side.VENDOR
    return Person(name=person.name, email=address, role=role, side=side)


def _identity(shape: Shape, row: Row, moment: datetime | None) -> str:
    if found := pick(row.cells, shape.identity):
        return found[1].strip()
    if moment is not None and shape.kind in {DocumentKind.USAGE, DocumentKind.SURVEY}:
        whose = pick(row.cells, ACCOUNT_COLUMNS)
        who = pick(row.cells, (*_EMAIL, *shape.who))
        parts = [moment.date().isoformat(), whose[1].strip() if whose else "", who[1].strip() if who else ""]
        return "/".join(part for part in parts if part)
    return f"line {row.line}"


def _keys(cells: Mapping[str, str], unit: Unit) -> tuple[str, ...]:
    found = [cell[1] for column in ACCOUNT_COLUMNS if (cell := pick(cells, (column,)))]
    known = [key for key in found if " ".join(key.split()).casefold() in unit.accounts.by_key]
    # An id that is known makes a name that is spelt otherwise no matter.
    return tuple(known or found)
