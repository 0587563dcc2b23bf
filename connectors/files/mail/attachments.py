"""What came attached, as passages: text and office files are read, of the rest only the name is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from connectors.decoding import decode, is_binary
from connectors.files.mail.bodies import Attached
from connectors.files.mail.markup import render
from connectors.files.office.texts import Unreadable
from connectors.files.paragraphs import cut_paragraphs
from copilot.domain.words import Part

__all__ = ["read_attachment"]

_TEXTS = frozenset({".txt", ".md", ".markdown", ".csv", ".tsv", ".log", ".text"})
_PAGES = frozenset({".html", ".htm"})


def read_attachment(attached: Attached) -> Iterator[tuple[Part, str, str]]:
    """The passages of an attachment: part, text and locator. Raises Unreadable for a damaged office file."""
    yield Part.FIELD, attached.name, "attachment"
    for text in _texts(attached):
        yield Part.ATTACHMENT, text, attached.name


def _texts(attached: Attached) -> Iterator[str]:
    suffix = PurePosixPath(attached.name).suffix.lower()
    if suffix == ".docx":
        from connectors.files.office.word import word_texts

        yield from (block.text for block in word_texts(attached.data))
    elif suffix == ".pdf":
        from connectors.files.office.pdf import pdf_texts

        yield from (block.text for block in pdf_texts(attached.data) if not isinstance(block, Unreadable))
    elif suffix in _PAGES or attached.media == "text/html":
        yield from cut_paragraphs(render(decode(attached.data, attached.charset)).text)
    elif (suffix in _TEXTS or (attached.media in {"text/plain", "text/csv", "text/markdown"})) and not is_binary(
        attached.data
    ):
        yield from cut_paragraphs(decode(attached.data, attached.charset))
