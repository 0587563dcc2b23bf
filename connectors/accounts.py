"""The accounts file: read into the accounts of the workspace, and as a source of documents."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from connectors.days import puts_day_first, read_moment
from connectors.files.walking import fingerprint
from connectors.tables import BrokenRow, Row, Table, fold_column, read_table
from copilot.domain.account import Account, Accounts
from copilot.domain.errors import PermanentError, SettingsError
from copilot.domain.record import Document, Failure, Passage
from copilot.domain.words import DocumentKind, Part, Visibility

__all__ = ["AccountsConnector", "read_accounts"]

SOURCE = "accounts"
PARSER_VERSION = "1"

_COLUMNS = {fold_column(name): name for name in Account.model_fields if name != "extra"}
_MONEY = re.compile(r"^(?:US\$|USD|\$|€|£)?\s*(?P<number>-?\d[\d,.'’ \xa0]*)\s*(?:USD|US\$|\$)?$", re.IGNORECASE)
_THOUSANDS = re.compile(
    r"^-?\d{1,3}(?:[,'’ \xa0]\d{3})+(?:\.\d+)?$|^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$|^-?\d+(?:[.,]\d{1,2})?$|^-?\d+\.\d+$"
)


def read_accounts(path: Path, vendor_domains: Iterable[str]) -> Accounts:
    """The accounts of a CSV file, with any delimiter and charset.

    Raises SettingsError, with file, line and column, where the file or a required column (account_id,
    name) is missing, a number or a date cannot be read, or an id comes twice.
    """
    table = _table(path)
    accounts = [_account(row, path, puts_day_first(_dates(table))) for row in _sound(table, path)]
    lines: dict[str, int] = {}
    for account, row in zip(accounts, _sound(table, path), strict=True):
        if account.account_id in lines:
            raise SettingsError(
                f"{path} line {row.line}, column account_id: {account.account_id!r} stands on line"
                f" {lines[account.account_id]} already",
                "Give every account an id of its own",
            )
        lines[account.account_id] = row.line
    return Accounts(accounts, vendor_domains)


class AccountsConnector:
    """The rows of the accounts file as documents, one per account, one passage per filled column.

    Only rows of accounts that are known to the workspace are yielded, which are all of them unless the
    file has changed since it was read. A file that is no longer readable raises PermanentError.
    """

    def __init__(self, path: Path, workspace: Path, accounts: Accounts) -> None:
        self._path = path
        self._workspace = workspace
        self._accounts = accounts

    @property
    def source(self) -> str:
        """Always `accounts`."""
        return SOURCE

    def listing(self) -> Mapping[str, str]:
        """The one file, by its path in the workspace."""
        if not self._path.is_file():
            raise PermanentError(f"the accounts file {self._path} is not there", "Correct its path in copilot.toml")
        return {self._key: fingerprint(self._path, PARSER_VERSION)}

    def read(self, key: str) -> Iterator[Document | Failure]:
        """A document for each account."""
        try:
            rows = list(_sound(_table(self._path), self._path))
        except SettingsError as error:
            raise PermanentError(error.problem, error.remedy) from error
        seen: set[str] = set()
        for row in rows:
            account_id = _cell(row, "account_id")
            if account_id in self._accounts and account_id not in seen:
                seen.add(account_id)
                yield self._document(self._accounts[account_id], row, key)

    @property
    def _key(self) -> str:
        try:
            return self._path.resolve().relative_to(self._workspace.resolve()).as_posix()
        except ValueError:
            return self._path.name

    def _document(self, account: Account, row: Row, key: str) -> Document:
        filled = [(column, cell) for column, cell in row.cells.items() if cell.strip()]
        return Document(
            id=f"{SOURCE}:{account.account_id}",
            source=SOURCE,
            external_id=account.account_id,
            kind=DocumentKind.ACCOUNT,
            account=account.account_id,
            title=account.name,
            path=key,
            thread=account.account_id,
            visibility=Visibility.INTERNAL,
            passages=tuple(
                Passage(
                    id=f"{SOURCE}:{account.account_id}#{place}",
                    text=cell,
                    part=Part.FIELD,
                    visibility=Visibility.INTERNAL,
                    locator=column,
                )
                for place, (column, cell) in enumerate(filled)
            ),
        )


def _table(path: Path) -> Table:
    try:
        table = read_table(path.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"the accounts file {path} cannot be read ({error.strerror or error})", "Correct its path or its rights"
        ) from error
    found = {fold_column(column) for column in table.columns}
    for needed in ("account_id", "name"):
        if fold_column(needed) not in found:
            have = ", ".join(table.columns) or "nothing"
            raise SettingsError(f"{path} line 1 has no column {needed!r} (found: {have})", f"Add the column {needed}")
    return table


def _sound(table: Table, path: Path) -> Iterator[Row]:
    for row in table.rows:
        if isinstance(row, BrokenRow):
            raise SettingsError(f"{path} line {row.line} {row.reason}", "Quote cells that contain the delimiter")
        yield row


def _dates(table: Table) -> list[str]:
    return [_cell(row, "renewal_date") for row in table.rows if isinstance(row, Row)]


def _cell(row: Row, name: str) -> str:
    wanted = fold_column(name)
    return next((cell.strip() for column, cell in row.cells.items() if fold_column(column) == wanted), "")


def _account(row: Row, path: Path, day_first: bool | None) -> Account:  # noqa: FBT001 - three-valued
    for needed in ("account_id", "name"):
        if not _cell(row, needed):
            raise SettingsError(f"{path} line {row.line}, column {needed}: is empty", "Fill it in, or remove the line")
    domains = (domain.strip().casefold().lstrip("@") for domain in re.split(r"[;,\s]", _cell(row, "domains")))
    return Account(
        account_id=_cell(row, "account_id"),
        name=_cell(row, "name"),
        domains=tuple(dict.fromkeys(domain for domain in domains if domain)),
        segment=_cell(row, "segment"),
        arr_usd=_money(_cell(row, "arr_usd"), row.line, path),
        renewal_date=_date(_cell(row, "renewal_date"), row.line, path, day_first=day_first),
        csm=_cell(row, "csm"),
        csm_email=_cell(row, "csm_email").lower(),
        zendesk_org=_cell(row, "zendesk_org"),
        salesforce_id=_cell(row, "salesforce_id"),
        extra={c: cell.strip() for c, cell in row.cells.items() if fold_column(c) not in _COLUMNS and cell.strip()},
    )


def _money(cell: str, line: int, path: Path) -> float | None:
    if not cell:
        return None
    found = _MONEY.match(cell)
    number = found["number"].strip() if found else ""
    if _THOUSANDS.match(number):
        european = bool(re.search(r",\d{1,2}$", number)) or number.count(".") > 1
        plain = number.replace(".", "").replace(",", ".") if european else number.replace(",", "")
        value = float(re.sub(r"['’ \xa0]", "", plain))
        if math.isfinite(value):
            return value
    raise SettingsError(f"{path} line {line}, column arr_usd: {cell!r} is no amount of money", "Write it as 212000")


def _date(cell: str, line: int, path: Path, *, day_first: bool | None) -> date | None:
    if not cell:
        return None
    moment = read_moment(cell, day_first=day_first)
    if moment is None:
        raise SettingsError(f"{path} line {line}, column renewal_date: {cell!r} is no date", "Write it as 2026-12-31")
    return moment.date()
