"""A folder of exported records as a source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from connectors.files.assembling import assemble
from connectors.files.readers import reader_of
from connectors.files.walking import fingerprint, walk
from connectors.records import Problem, Unit
from copilot.domain.account import Accounts
from copilot.domain.errors import PermanentError
from copilot.domain.record import Document, Failure
from copilot.domain.words import Visibility

__all__ = ["FilesConnector"]

PARSER_VERSION = "1"
"""Raised whenever a reader would read the same file differently, so that everything is read again."""


class FilesConnector:
    """Reads a folder of mail, calls, notes, office files, ticket exports and CRM tables.

    A unit is a file; its key is its path below `root`. `visibility` overrides what notes and office
    files are taken for where they do not say themselves. `listing` raises PermanentError where the
    folder is not there; `read` raises it for a key outside the folder, and for nothing in a file.
    """

    def __init__(
        self, name: str, root: Path, workspace: Path, accounts: Accounts, visibility: Visibility | None = None
    ) -> None:
        self._name = name
        self._root = root
        self._workspace = workspace
        self._accounts = accounts
        self._visibility = visibility
        self._revision = _revision_of(accounts)

    @property
    def source(self) -> str:
        """The source's name in the workspace."""
        return self._name

    def listing(self) -> Mapping[str, str]:
        """Every file below the folder, with a hash of its content and of the accounts it is resolved against."""
        if not self._root.is_dir():
            raise PermanentError(
                f"the folder {self._root} of the source {self._name!r} is not there", "Correct its path"
            )
        marks = (PARSER_VERSION, self._revision, self._visibility or "")
        return {key: fingerprint(file, *marks) for key, file in walk(self._root)}

    def read(self, key: str) -> Iterator[Document | Failure]:
        """The documents of one file, and what could not be read in it."""
        pure = PurePosixPath(key)
        if pure.is_absolute() or ".." in pure.parts:
            raise PermanentError(f"{key!r} is not a file of the source {self._name!r}", "Sync the source again")
        unit = Unit(
            source=self._name,
            key=key,
            file=self._root / key,
            path=self._path_of(self._root / key),
            folders=(*pure.parts[:-1], pure.stem),
            accounts=self._accounts,
            visibility=self._visibility,
        )
        try:
            for found in reader_of(key)(unit):
                if isinstance(found, Problem):
                    yield found.as_failure(self._name, key)
                else:
                    yield from assemble(unit, found)
        except OSError as error:
            yield _cannot_open(error).as_failure(self._name, key)
        except Exception as error:  # noqa: BLE001 - whatever a file does to a parser, the other files must be read
            problem = Problem(
                reason=f"the file could not be read to its end ({type(error).__name__})",
                remedy="Open it in its own program and export it again",
            )
            yield problem.as_failure(self._name, key)

    def _path_of(self, file: Path) -> str:
        try:
            return file.relative_to(self._workspace).as_posix()
        except ValueError:
            pass
        try:
            return file.resolve().relative_to(self._workspace.resolve()).as_posix()
        except ValueError:
            return file.as_posix()


def _cannot_open(error: OSError) -> Problem:
    if isinstance(error, PermissionError):
        return Problem(reason="the file may not be opened", remedy="Give the copilot's user the right to read it")
    if isinstance(error, FileNotFoundError):
        return Problem(reason="the file is gone, or its name is no valid text", remedy="Sync again, or rename it")
    return Problem(reason=f"the file cannot be opened ({error.strerror or error})", remedy="Check the disk it lies on")


def _revision_of(accounts: Accounts) -> str:
    seen = hashlib.blake2b(digest_size=16)
    for account in accounts:
        seen.update(account.model_dump_json().encode())
    seen.update(" ".join(sorted(accounts.vendor_domains)).encode())
    return seen.hexdigest()
