"""Documents to chunks: windows of neighbouring passages, the unit that is indexed and searched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Part, Visibility
from retrieval.sentences import pieces

__all__ = ["CHUNKING", "Chunk", "chunk"]

WORDS = 150
"""A window is closed once it holds this many words."""

LONGEST_PIECE = 150
"""A passage of more words is cut at sentence borders, so that no part of it is lost to the embedder's window."""

CHUNKING = f"1/{WORDS}/{LONGEST_PIECE}"
"""Changes whenever the same document would be cut differently: the index is then rebuilt."""

SEARCHED = frozenset({Part.BODY, Part.ATTACHMENT, Part.SUBJECT})
"""Quoted replies stand in their own message already, signatures and fields say nothing in sentences."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the document's passage number `passage`."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A window of a document's passages. All of it has one visibility and one day (UTC), so that a
    filter on either takes or leaves it whole.
    """

    n: int
    visibility: Visibility
    day: date | None
    text: str
    spans: tuple[Span, ...]

    @property
    def digest(self) -> str:
        """Equal for equal texts, wherever they stand."""
        return hashlib.blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def chunk(document: Document) -> list[Chunk]:
    """The chunks of a document, in order. Every searched passage is covered, none overlap."""
    header = _header(document)
    return [
        Chunk(
            n=n,
            visibility=document.passages[window[0].passage].visibility,
            day=_day(document, document.passages[window[0].passage]),
            text="\n".join([header, *_lines(document, window)]),
            spans=tuple(window),
        )
        for n, window in enumerate(_windows(document))
    ]


def _windows(document: Document) -> Iterator[list[Span]]:
    window: list[Span] = []
    words = 0
    shelf: tuple[Visibility, date | None] | None = None
    for span in _spans(document):
        passage = document.passages[span.passage]
        belongs = (passage.visibility, _day(document, passage))
        if window and (belongs != shelf or words >= WORDS):
            yield window
            window, words = [], 0
        shelf = belongs
        window.append(span)
        words += len(passage.text[span.start : span.end].split())
    if window:
        yield window


def _spans(document: Document) -> Iterator[Span]:
    for n, passage in enumerate(document.passages):
        if passage.part in SEARCHED:
            for start, end in pieces(passage.text, LONGEST_PIECE):
                yield Span(n, start, end)


def _day(document: Document, passage: Passage) -> date | None:
    moment = passage.occurred_at or document.occurred_at
    return moment.date() if moment else None


def _header(document: Document) -> str:
    return f"{document.title}" if document.kind is not DocumentKind.CALL else f"{document.title} (call)"


def _lines(document: Document, window: list[Span]) -> Iterator[str]:
    """What is searched: each speaker once, then their words."""
    speaker = ""
    for span in window:
        passage = document.passages[span.passage]
        words = passage.text[span.start : span.end]
        yield f"{passage.speaker}: {words}" if passage.speaker and passage.speaker != speaker else words
        speaker = passage.speaker
