"""Word documents: paragraphs and table cells in the order in which they are read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from connectors.files.office.texts import Block, Unreadable, file_record
from connectors.records import Problem, Record, Unit

__all__ = ["read_word", "word_texts"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST_TEXT, _LARGEST_FILE = 24 << 20, 256 << 20
"""Unpacked bytes of markup, and of everything; a document of a thousand pages has less, a zip bomb more."""
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_word(unit: Unit) -> Iterator[Record | Problem]:
    """The record of a .docx file."""
    try:
        blocks = list(word_texts(unit.file.read_bytes()))
    except Unreadable as error:
        yield Problem(reason=f"the file {error.reason}", remedy=error.remedy)
        return
    yield from file_record(unit, "", blocks)


def word_texts(data: bytes) -> Iterator[Block]:
    """The paragraphs of a .docx, with the heading above them as locator. Raises Unreadable."""
    _check_size(data)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        names = {style.style_id: style.name or "" for style in document.styles}
        body: Any = document.element.body
    except Exception as error:  # a damaged file fails in python-docx, in lxml or in zipfile, each in its own way
        raise Unreadable("is no readable Word document", "Open it in Word and save it again as .docx") from error
    heading = ""
    for paragraph in body.iter(f"{_W}p"):
        if _in_textbox(paragraph):
            continue
        text = _text(paragraph)
        if not text.strip():
            continue
        style = names.get(_style(paragraph), "").casefold()
        if style.startswith(("heading", "title")):
            heading = " ".join(text.split())
        yield Block(text, heading)


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        remedy = "Open it in Word and save it again as .docx"
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise Unreadable("is an old or password-protected Word file", remedy + " without a password") from error
        raise Unreadable("is no Word document" if data else "is empty", remedy) from error
    markup = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if markup > _LARGEST_TEXT or sum(part.file_size for part in parts) > _LARGEST_FILE:
        raise Unreadable(
            "unpacks to more than a document can hold", "Check where it comes from; split it if it is sound"
        )


def _text(paragraph: Any) -> str:
    pieces: list[str] = []
    for node in paragraph.iter(f"{_W}t", *_BREAKS):
        if _owner(node) is not paragraph or _is_hidden(node):
            continue
        pieces.append(node.text or "" if node.tag == f"{_W}t" else _BREAKS[node.tag])
    return "".join(pieces)


def _owner(node: Any) -> Any:
    # A text box stands inside a paragraph and has paragraphs of its own.
    return next(iter(node.iterancestors(f"{_W}p")), None)


def _in_textbox(paragraph: Any) -> bool:
    # Word keeps a text box twice, the second time for old programs.
    return any(parent.tag.endswith("}Fallback") for parent in paragraph.iterancestors())


def _is_hidden(node: Any) -> bool:
    run = next(iter(node.iterancestors(f"{_W}r")), None)
    marks = run.find(f"{_W}rPr") if run is not None else None
    if marks is None:
        return False
    vanish = marks.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val", "true") not in {"0", "false", "off"}:
        return True
    color = marks.find(f"{_W}color")
    white = color is not None and str(color.get(f"{_W}val", "")).upper() == "FFFFFF"
    # White on a dark table head is meant to be read; white on paper is not.
    return white and marks.find(f"{_W}shd") is None and next(iter(node.iterancestors(f"{_W}tbl")), None) is None


def _style(paragraph: Any) -> str:
    marks = paragraph.find(f"{_W}pPr")
    style = marks.find(f"{_W}pStyle") if marks is not None else None
    return str(style.get(f"{_W}val", "")) if style is not None else ""
