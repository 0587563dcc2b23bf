"""What a source holds: documents made of passages, and what could not be read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from copilot.domain.words import DocumentKind, Part, Side, Value, Visibility

__all__ = ["Document", "Failure", "Instant", "Participant", "Passage", "revision_of"]


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_in_utc)]
"""A moment with its zone, kept in UTC."""


class Participant(Value):
    """Somebody who took part in a document. `email` is lower-case, or empty where only a name is known."""

    name: str = ""
    email: str = ""
    side: Side = Side.UNKNOWN
    role: str = ""
    """What they did in it: from, to, cc, author, requester, attendee, speaker, contact, owner."""


class Passage(Value):
    """The smallest quotable unit, with one speaker and one time.

    `text` is decoded but otherwise untouched, so that a quote of it is verbatim in the source.
    `locator` says where in its document it stands, for a reader: "comment 3", "00:14:05", "p. 2",
    "status". `occurred_at` is None where the record gives no date.
    """

    id: str = Field(min_length=1)
    """Unique in the whole record: the document's id, `#`, and the passage's place in it."""
    text: str = Field(min_length=1)
    part: Part = Part.BODY
    speaker: str = ""
    speaker_email: str = ""
    side: Side = Side.UNKNOWN
    visibility: Visibility
    occurred_at: Instant | None = None
    locator: str = ""


class Document(Value):
    """One source record, resolved to its account.

    `id` is `source:external_id`. `path` is relative to the workspace where the source is a file.
    `thread` groups the messages of one conversation. `revision` is a hash of everything else, so
    that an unchanged record is recognised without comparing it. `visibility` is that of the record
    as a whole; a passage may be stricter, never laxer than the record it stands in.
    """

    id: str
    source: str
    external_id: str
    kind: DocumentKind
    account: str
    title: str
    path: str = ""
    url: str = ""
    occurred_at: Instant | None = None
    thread: str = ""
    visibility: Visibility
    participants: tuple[Participant, ...] = ()
    passages: tuple[Passage, ...]
    revision: str = ""

    @model_validator(mode="before")
    @classmethod
    def _fill_identity(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        filled = dict(data)
        filled.setdefault("id", f"{filled.get('source')}:{filled.get('external_id')}")
        return filled

    @model_validator(mode="after")
    def _check(self) -> Document:
        if self.id != f"{self.source}:{self.external_id}":
            raise ValueError("a document's id is source:external_id")
        if any(passage.id != f"{self.id}#{n}" for n, passage in enumerate(self.passages)):
            raise ValueError("a passage's id is its document's id, #, and its place in it")
        if any(passage.visibility < self.visibility for passage in self.passages):
            raise ValueError("a passage is never laxer than the document it stands in")
        if not self.revision:
            object.__setattr__(self, "revision", revision_of(self))
        return self

    def fields(self) -> dict[str, Passage]:
        """The structured values of the record by name, such as `status` or `active_users`."""
        return {passage.locator: passage for passage in self.passages if passage.part is Part.FIELD}


def revision_of(document: Document) -> str:
    """A hash of everything in a document but the hash itself; equal content has equal revisions."""
    content = document.model_dump(mode="json", exclude={"revision"})
    packed = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(packed.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Failure(Value):
    """Something that could not be read or resolved, kept until it can.

    `key` is the unit of the source it happened in (a file), `locator` the place in it ("line 7").
    A `conflict` was read all the same, but a person should look at it.
    """

    source: str
    key: str
    locator: str = ""
    reason: str
    remedy: str
    severity: Literal["failure", "conflict"] = "failure"


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The latest of some moments; None where there is none."""
    return max((moment for moment in moments if moment is not None), default=None)
