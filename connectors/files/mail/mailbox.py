"""Mailboxes in mbox format, one message at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

__all__ = ["messages_in"]

_POSTMARK = re.compile(rb"From \S*.*\d")
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages_in(mailbox: BinaryIO) -> Iterator[bytes]:
    """The raw messages of an open mbox file; only one is held at a time.

    A message begins at a `From ` line at the start or after a blank line, with a header below it;
    `>From ` in a body is read as `From ` (RFC 4155).
    """
    gathered: list[bytes] = []
    postmark: bytes | None = None
    blank = True
    for line in mailbox:
        if postmark is not None:
            if _HEADER.match(line):
                yield from _whole(gathered)
                gathered = []
            else:
                gathered.append(postmark)
            postmark = None
        if blank and line.startswith(b"From ") and _POSTMARK.match(line):
            postmark = line
        else:
            gathered.append(line)
        blank = not line.strip()
    yield from _whole(gathered)


def _whole(lines: list[bytes]) -> Iterator[bytes]:
    raw = b"".join(lines)
    if raw.strip():
        yield _ESCAPED.sub(rb"\1", raw) if b">From " in raw else raw
