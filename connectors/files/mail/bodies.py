"""The parts of a message: its texts, what is attached, and whether it was cut short."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import errors
from email.message import Message

from connectors.decoding import decode
from connectors.files.mail.headers import header
from connectors.files.mail.markup import render
from copilot.domain.words import Part

__all__ = ["Attached", "Enclosed", "Text", "is_truncated", "parts_of", "payload_text"]

_CUT = (
    errors.CloseBoundaryNotFoundDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.MultipartInvariantViolationDefect,
)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_STUB, _FULLER = 200, 4
_QUAD = 4
_ENCODED = frozenset({"base64", "quoted-printable"})


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text of the message itself, and what its markup says of each line."""

    text: str
    hints: tuple[Part | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with the message."""

    name: str
    media: str
    data: bytes
    charset: str | None


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Another message, whole."""

    message: Message


def parts_of(message: Message) -> Iterator[Text | Attached | Enclosed]:
    """What a message is made of, in order. Of alternatives the plain one is taken, unless it says nothing."""
    media = message.get_content_type()
    if media == "message/rfc822":
        for inner in _children(message)[:1]:
            yield Enclosed(inner)
    elif media == "multipart/alternative" and _children(message):
        yield from _best(_children(message))
    elif message.is_multipart():
        for child in _children(message):
            yield from parts_of(child)
    elif media.startswith("multipart/"):
        # Declared as made of parts, but no boundary was found: whatever text is there is not lost.
        yield Text(payload_text(message))
    elif _is_attached(message, media):
        if not _is_decoration(message, media):
            yield Attached(_name(message), media, _bytes(message), _charset(message))
    elif media == "text/html":
        page = render(payload_text(message))
        yield Text(page.text, page.hints)
    else:
        yield Text(payload_text(message))


def payload_text(part: Message) -> str:
    """A text part decoded: transfer encoding, charset, and the soft line breaks of format=flowed."""
    text = decode(_bytes(part), _charset(part))
    if _parameter(part, "format").lower() == "flowed":
        return _unflow(text, delete_space=_parameter(part, "delsp").lower() == "yes")
    return text


def is_truncated(message: Message) -> bool:
    """Whether a message was cut off: a part without its end, or an encoding that stops in the middle."""
    for part in message.walk():
        if any(isinstance(defect, _CUT) for defect in part.defects):
            return True
        if part.is_multipart():
            continue
        raw, encoding = _raw(part), _encoding(part)
        if encoding == "base64" and len(_NOT_BASE64.sub(b"", raw)) % _QUAD:
            return True
        if encoding == "quoted-printable" and re.search(rb"=[0-9A-Fa-f]?\s*$", raw):
            return True
    return False


def _children(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _best(alternatives: list[Message]) -> Iterator[Text | Attached | Enclosed]:
    read = [list(parts_of(alternative)) for alternative in alternatives]
    sizes = [sum(len(found.text.strip()) for found in parts if isinstance(found, Text)) for parts in read]
    plain = next((i for i, part in enumerate(alternatives) if part.get_content_type() == "text/plain"), None)
    fullest = max(range(len(read)), key=lambda i: sizes[i])
    if plain is None or not sizes[plain] or (sizes[plain] < _STUB and sizes[fullest] > _FULLER * sizes[plain] + _STUB):
        chosen = fullest
    else:
        chosen = plain
    yield from read[chosen]
    for i, parts in enumerate(read):
        if i != chosen:
            yield from (found for found in parts if isinstance(found, Attached))


def _is_attached(part: Message, media: str) -> bool:
    disposition = header(part, "Content-Disposition").lower()
    return disposition.startswith("attachment") or not media.startswith("text/") or bool(_name(part, default=""))


def _is_decoration(part: Message, media: str) -> bool:
    """A picture that belongs to the page, such as a logo, and not to what was sent."""
    inline = not header(part, "Content-Disposition").lower().startswith("attachment")
    return media.startswith("image/") and inline and bool(header(part, "Content-ID"))


def _name(part: Message, default: str = "attachment") -> str:
    try:
        name = part.get_filename()
    except (ValueError, TypeError, LookupError):
        name = None
    # A sender's path is not part of the name.
    return _decoded_name(name).replace("\\", "/").rpartition("/")[2] if name else default


def _decoded_name(name: str) -> str:
    shim = Message()
    shim["Name"] = " ".join(name.split())
    return header(shim, "Name") or name


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except (ValueError, TypeError):
        return ""
    return value if isinstance(value, str) else ""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, TypeError, LookupError):
        return None


def _raw(part: Message) -> bytes:
    """The payload as it stands in the file; asked for decoded, a part without an encoding comes as its bytes."""
    payload = part.get_payload() if _encoding(part) in _ENCODED else part.get_payload(decode=True)
    if isinstance(payload, str):
        return payload.encode("ascii", "replace")
    return payload if isinstance(payload, bytes) else b""


def _encoding(part: Message) -> str:
    return header(part, "Content-Transfer-Encoding").strip().lower()


def _bytes(part: Message) -> bytes:
    raw, encoding = _raw(part), _encoding(part)
    if encoding == "base64":
        letters = _NOT_BASE64.sub(b"", raw).rstrip(b"=")
        sound = letters[: len(letters) - 1] if len(letters) % _QUAD == 1 else letters
        try:
            return base64.b64decode(sound + b"=" * (-len(sound) % _QUAD))
        except (binascii.Error, ValueError):
            return raw
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    return raw


def _unflow(text: str, *, delete_space: bool) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one of the same quote depth."""
    joined: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if open_depth == depth and content != "-- ":
            joined[-1] += content
        else:
            joined.append(">" * depth + (" " if depth else "") + content)
        if flows and delete_space:
            joined[-1] = joined[-1][:-1]
        open_depth = depth if flows else None
    return "\n".join(joined)
