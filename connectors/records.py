"""What a reader finds in a file, before it is known whose it is.

A reader turns one `Unit` into `Record`s and `Problem`s; it decides nothing about accounts, sides or
confidences. Those are settled in one place, `connectors.files.assembling`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from copilot.domain.account import Accounts
from copilot.domain.record import Failure
from copilot.domain.words import DocumentKind, Part, Side, Visibility

__all__ = ["Person", "Piece", "Problem", "Reader", "Record", "Unit", "undated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody a record names. `side` is set only where the record itself settles it."""

    name: str = ""
    email: str = ""
    role: str = ""
    side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage to be. `visibility` None means the record's own; times carry their zone."""

    text: str
    part: Part = Part.BODY
    speaker: str = ""
    email: str = ""
    side: Side | None = None
    visibility: Visibility | None = None
    occurred_at: datetime | None = None
    locator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong at one place of a unit. A `conflict` was read all the same."""

    reason: str
    remedy: str
    locator: str = ""
    severity: Literal["failure", "conflict"] = "failure"

    def as_failure(self, source: str, key: str) -> Failure:
        """The same, with where it happened; always one line."""
        return Failure(
            source=source,
            key=key,
            locator=_clean(self.locator),
            reason=_clean(self.reason),
            remedy=_clean(self.remedy),
            severity=self.severity,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A document to be.

    `keys` are what the record itself calls its account (an organisation, a Salesforce id); `people`
    give the e-mail domains that also tell. `locator` is where in the unit it stands, for messages.
    """

    external_id: str
    kind: DocumentKind
    title: str
    pieces: tuple[Piece, ...]
    visibility: Visibility
    occurred_at: datetime | None = None
    thread: str = ""
    people: tuple[Person, ...] = ()
    keys: tuple[str, ...] = ()
    locator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One file to read, and what is known about it beforehand.

    `path` is relative to the workspace, `folders` are the components of its path under the source's
    root. `visibility` is the source's own default for notes and files, where a workspace sets one.
    """

    source: str
    key: str
    file: Path
    path: str
    folders: tuple[str, ...]
    accounts: Accounts
    visibility: Visibility | None = None


Reader = Callable[[Unit], Iterator[Record | Problem]]


def undated(what: str, where: str) -> Problem:
    """The notice that a record has no date, and where one is looked for."""
    return Problem(reason=f"{what} has no date, so it counts as known on every day", remedy=where, severity="conflict")


def _clean(text: str) -> str:
    # What a message quotes comes from a file: it may hold line breaks or half a surrogate pair.
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
