"""PDFs: the text layer, page by page."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator

from connectors.files.office.texts import Block, Unreadable, file_record
from connectors.files.paragraphs import cut_paragraphs
from connectors.records import Problem, Record, Unit

__all__ = ["pdf_texts", "read_pdf"]

_LABEL = re.compile(
    r"^\s*(?:[A-Z0-9][\w /()&.,'-]{1,40}:\s|(?:§\s?)?\d{1,2}(?:\.\d{1,2})*[.)]?\s+\S|[•●▪–*-]\s|\([a-z0-9]{1,3}\)\s)"
)
_ENDS = re.compile(r"[.:;!?]['\")\]]?\s*$")
_SHORT = 0.7
"""A line that ends a sentence and is shorter than this part of the longest one ends its paragraph."""


def read_pdf(unit: Unit) -> Iterator[Record | Problem]:
    """The record of a .pdf file."""
    blocks: list[Block] = []
    try:
        for found in pdf_texts(unit.file.read_bytes()):
            if isinstance(found, Unreadable):
                yield Problem(
                    reason=f"the page {found.reason}", remedy=found.remedy, locator=found.locator, severity="conflict"
                )
            else:
                blocks.append(found)
    except Unreadable as error:
        yield Problem(reason=f"the file {error.reason}", remedy=error.remedy)
        return
    if not blocks:
        yield Problem(
            reason="the file has no text layer: it is pictures of pages",
            remedy="Run text recognition over it (ocrmypdf does) and export it again",
        )
        return
    yield from file_record(unit, "", blocks)


def pdf_texts(data: bytes) -> Iterator[Block | Unreadable]:
    """The paragraphs of a .pdf with their page as locator, and the pages that fail. Raises Unreadable for the whole."""
    if not data:
        raise Unreadable("is empty", "Export it again")
    import pypdf

    # What pypdf grumbles about is either repaired or raised.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = pypdf.PdfReader(io.BytesIO(data))
            locked = reader.is_encrypted and not reader.decrypt("")
            pages = 0 if locked else len(reader.pages)
    except Exception as error:  # a damaged file fails anywhere in pypdf, in many ways
        if "crypt" in f"{type(error).__name__} {error}".lower():
            raise Unreadable("is encrypted", "Save a copy without a password") from error
        raise Unreadable("is no readable PDF", "Open it in a PDF program and save it again") from error
    if locked:
        raise Unreadable("needs a password", "Save a copy without a password")
    for number in range(1, pages + 1):
        yield from _page(reader, number)


def _page(reader: object, number: int) -> Iterator[Block | Unreadable]:
    locator = f"p. {number}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = str(reader.pages[number - 1].extract_text())  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - one damaged page must not cost the others
        yield Unreadable("cannot be read", "Open the file in a PDF program and save it again", locator)
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    for paragraph in cut_paragraphs(text):
        yield from (Block(unit, locator) for unit in _cut_lines(paragraph))


def _cut_lines(paragraph: str) -> Iterator[str]:
    """Extraction loses the space between paragraphs; a short last line or a label at the start still shows it."""
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    start = 0
    for at in range(1, len(lines)):
        ended = len(lines[at - 1]) < _SHORT * width and (_ENDS.search(lines[at - 1]) or lines[at][:1].isupper())
        if ended or _LABEL.match(lines[at]):
            yield "\n".join(lines[start:at])
            start = at
    yield "\n".join(lines[start:])
