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

WORDS = 100
"""A window is closed once it holds this many words: measured in docs/adr/0004."""

OVERFULL = 1.35
"""A passage that would fill a window beyond this many times `WORDS` opens the next one."""

CHUNKING = f"2/{WORDS}"
"""Changes whenever the same document would be cut differently: the index is then rebuilt."""

SPOKEN = frozenset({Part.BODY, Part.ATTACHMENT, Part.SUBJECT})
"""Somebody's words. Quoted replies stand in their own message already, signatures say nothing."""

ROWS = frozenset({DocumentKind.CONTACT, DocumentKind.OPPORTUNITY, DocumentKind.ACTIVITY, DocumentKind.SURVEY})
"""Kinds whose fields are searched too; a week of usage is looked up, not searched."""


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
    return [
        Chunk(
            n=n,
            visibility=document.passages[window[0].passage].visibility,
            day=_window_day(document, window),
            text="\n".join([_header(document, _window_day(document, window)), *_lines(document, window)]),
            spans=tuple(window),
        )
        for n, window in enumerate(_windows(document))
    ]


def _windows(document: Document) -> Iterator[list[Span]]:
    window: list[Span] = []
    words = 0
    belongs: tuple[Visibility, date | None] | None = None
    for span in _spans(document):
        passage = document.passages[span.passage]
        shelf = (passage.visibility, _day(document, passage))
        size = len(passage.text[span.start : span.end].split())
        if window and (shelf != belongs or words >= WORDS or words + size > OVERFULL * WORDS):
            yield window
            window, words = [], 0
        belongs = shelf
        window.append(span)
        words += size
    if window:
        yield window


def _window_day(document: Document, window: list[Span]) -> date | None:
    return _day(document, document.passages[window[0].passage])


def _spans(document: Document) -> Iterator[Span]:
    for n, passage in enumerate(document.passages):
        if passage.part in SPOKEN:
            for start, end in pieces(passage.text, WORDS):
                yield Span(n, start, end)
        elif passage.part is Part.FIELD and document.kind in ROWS:
            yield Span(n, 0, len(passage.text))


def _day(document: Document, passage: Passage) -> date | None:
    moment = passage.occurred_at or document.occurred_at
    return moment.date() if moment else None


def _header(document: Document, day: date | None) -> str:
    """One line that says what the window is from, so that it can be found by it."""
    return " | ".join(part for part in (f"{document.kind}: {document.title}", f"{day:%d %B %Y}" if day else "") if part)


def _lines(document: Document, window: list[Span]) -> Iterator[str]:
    """What is searched: each speaker once, then their words; a field behind its name."""
    speaker = ""
    for span in window:
        passage = document.passages[span.passage]
        words = passage.text[span.start : span.end]
        if passage.part is Part.FIELD:
            yield f"{passage.locator}: {words}"
            continue
        yield f"{passage.speaker}: {words}" if passage.speaker and passage.speaker != speaker else words
        speaker = passage.speaker
