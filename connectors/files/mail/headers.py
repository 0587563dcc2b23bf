"""The headers of a message: who, when, about what, in which thread."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from connectors.days import find_moment
from connectors.decoding import decode
from connectors.records import Person

__all__ = ["bare_subject", "header", "ids_in", "is_reply", "people_of", "sent_at"]

_ID = re.compile(r"<([^<>\s]+)>")
_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|fwd?|wg|sv|vs|antw|tr|rv|rif|odp|ynt|doorst)(?:\[\d+\])?\s*:\s*",
    re.IGNORECASE,
)
_ENCODED_GAP = re.compile(r"(\?=)\s+(=\?)")
_EARLIEST = 1990


def header(message: Message, name: str) -> str:
    """A header as text on one line: RFC 2047 words decoded, raw bytes guessed; empty where it is missing."""
    found = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    return _decoded(str(found[0])) if found else ""


def people_of(message: Message) -> tuple[Person, ...]:
    """The sender and the addressees, in header order, each with the role of its header."""
    found: list[Person] = []
    for role in ("from", "to", "cc"):
        values = [_raw(str(value)) for key, value in message.raw_items() if key.lower() == role]
        for name, address in getaddresses([_ENCODED_GAP.sub(r"\1\2", " ".join(value.split())) for value in values]):
            if "@" in address or (name and role == "from"):
                person = Person(name=_decoded(name).strip("'\" "), email=_decoded(address).lower(), role=role)
                found.append(person)
    return tuple(dict.fromkeys(found))


def sent_at(message: Message, fallback: str) -> datetime | None:
    """When a message was sent: its Date, else its last Received, else a date in `fallback` (a file name)."""
    received = [str(value).rpartition(";")[2] for key, value in message.raw_items() if key.lower() == "received"]
    for written in (header(message, "Date"), *received[:1]):
        if moment := _moment(written):
            return moment
    found = find_moment(fallback)
    return found[0] if found else None


def ids_in(written: str) -> list[str]:
    """The message ids in a header, without their angle brackets, in order."""
    found = _ID.findall(written)
    return found or [word for word in written.split() if "@" in word]


def is_reply(subject: str) -> bool:
    """Whether a subject only repeats another message's."""
    return bool(_PREFIX.match(subject))


def bare_subject(subject: str) -> str:
    """A subject without Re: and Fwd:, folded."""
    bare = subject
    while match := _PREFIX.match(bare):
        bare = bare[match.end() :]
    return " ".join(bare.split()).casefold()


def _moment(written: str) -> datetime | None:
    if not written.strip():
        return None
    moment: datetime | None
    try:
        moment = parsedate_to_datetime(written)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = find_moment(written)
        moment = found[0] if found else None
    # A clock that was never set writes 1970.
    return moment if moment is not None and moment.year >= _EARLIEST else None


def _raw(value: str) -> str:
    if value.isascii():
        return value
    return decode(value.encode("utf-8", "surrogateescape"))


def _decoded(value: str) -> str:
    value = _ENCODED_GAP.sub(r"\1\2", " ".join(_raw(value).split()))
    if "=?" not in value:
        return value
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    words = [part if isinstance(part, str) else _word(part, charset) for part, charset in parts]
    return " ".join("".join(words).split())


def _word(data: bytes, charset: str | None) -> str:
    if charset is None:
        return data.decode("raw-unicode-escape", "replace")
    return decode(data, charset)
