"""What a source file really says, read without any of the product's own readers.

The product's quotes are checked against this, so it shares no code with `connectors`.
"""

from __future__ import annotations

import csv
import email
import io
import json
import logging
import mailbox
import re
from collections.abc import Callable, Iterator
from email.message import Message
from email.policy import default
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Any

__all__ = ["Sources", "texts_in"]

_TIMES = re.compile(r"\d\d:\d\d[.,]\d+\s*-->")
_VOICE = re.compile(r"^\s*<v(?:\.[\w.]+)?\s+([^>]*)>|^\s*([^:<>\n]{1,60}):\s")
_TAG = re.compile(r"<[^>\n]*>")
_BLOCKS = frozenset("p div br li ul ol tr td th table h1 h2 h3 h4 h5 h6 blockquote pre hr section article".split())
_UNSEEN = frozenset({"script", "style", "head", "title"})
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Sources:
    """The files of a data directory; each is decoded once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[str, ...]] = {}

    def hold(self, path: str, quote: str) -> bool:
        """Whether a quote stands in a file, white space folded; never where there is no such file."""
        if path not in self._read:
            file = self._folder / path
            inside = bool(path) and file.resolve().is_relative_to(self._folder.resolve())
            self._read[path] = tuple(map(_fold, texts_in(file))) if inside and file.is_file() else ()
        wanted = _fold(quote)
        return bool(wanted) and any(wanted in text for text in self._read[path])


def texts_in(file: Path) -> list[str]:
    """The decoded texts of a file: a message's headers and parts, a call's turns, a table's fields."""
    return list(_READERS.get(file.suffix.lower(), _plain)(file))


def _fold(text: str) -> str:
    return " ".join(text.split())


def _decoded(raw: bytes, charset: str | None = None) -> str:
    for name in (charset, "utf-8-sig", "cp1252"):
        try:
            return raw.decode(name or "utf-8-sig")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("latin-1")


def _plain(file: Path) -> Iterator[str]:
    yield _decoded(file.read_bytes())


def _mail(file: Path) -> Iterator[str]:
    yield from _message(email.message_from_bytes(file.read_bytes(), policy=default))


def _mailbox(file: Path) -> Iterator[str]:
    box = mailbox.mbox(file, create=False)
    try:
        for key in box.keys():  # noqa: SIM118 - iterating over a mailbox yields its messages
            raw = re.sub(rb"(?m)^>(>*From )", rb"\1", box.get_bytes(key))
            yield from _message(email.message_from_bytes(raw, policy=default))
    finally:
        box.close()


def _message(message: Message) -> Iterator[str]:
    for part in message.walk():
        for name in ("Subject", "From", "To", "Cc"):
            if part[name]:
                yield str(part[name])
        if attached := part.get_filename():
            yield attached
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            text = _decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset())
            yield _shown(text) if part.get_content_subtype() == "html" else text


class _Shown(HTMLParser):
    """The text of a page as a reader sees it: no comments, no style sheets, blocks on lines of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def _shown(page: str) -> str:
    parser = _Shown()
    parser.feed(page)
    parser.close()
    return "".join(parser.pieces)


def _call(file: Path) -> Iterator[str]:
    """What each speaker says until another one speaks, cues joined."""
    said: list[tuple[str, str]] = []
    for block in re.split(r"\n\s*\n", _decoded(file.read_bytes()).replace("\r\n", "\n")):
        lines = block.split("\n")
        timed = next((at for at, line in enumerate(lines) if _TIMES.search(line)), None)
        if timed is None:
            yield block
            continue
        for line in lines[timed + 1 :]:
            voice = _VOICE.match(line)
            who = (voice[1] or voice[2]) if voice else (said[-1][0] if said else "")
            said.append((who, _TAG.sub("", line[voice.end() :] if voice else line)))
            yield _TAG.sub("", line)
    for _, turn in groupby(said, key=lambda piece: piece[0]):
        yield " ".join(text for _, text in turn)


def _records(file: Path) -> Iterator[str]:
    for line in _decoded(file.read_bytes()).splitlines():
        try:
            yield from _values(json.loads(line))
        except json.JSONDecodeError:
            yield line


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _values(inner)
    elif value is not None:
        yield str(value)


def _table(file: Path) -> Iterator[str]:
    text = _decoded(file.read_bytes())
    separator = "\t" if file.suffix.lower() == ".tsv" else (";" if text.partition("\n")[0].count(",") == 0 else ",")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        yield from row


def _word(file: Path) -> Iterator[str]:
    import docx

    for paragraph in docx.Document(str(file)).element.body.iter(f"{_W}p"):
        nodes = paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen")
        yield "".join(_WORD_MARKS.get(node.tag, node.text or "") for node in nodes)


_WORD_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}


def _pdf(file: Path) -> Iterator[str]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    yield from pages
    yield "\n".join(pages)


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".eml": _mail,
    ".mbox": _mailbox,
    ".vtt": _call,
    ".srt": _call,
    ".ndjson": _records,
    ".jsonl": _records,
    ".csv": _table,
    ".tsv": _table,
    ".docx": _word,
    ".pdf": _pdf,
}
