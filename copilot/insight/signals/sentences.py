# ruff: noqa: E501 - patterns read best on one line
"""The sentences of a document that somebody wrote or said, one at a time, with who, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Part, Side
from retrieval.sentences import sentence_spans

__all__ = ["Sentence", "sentences_of"]

_FILLERS = re.compile(r",?\s*\b(?:um+|uh+|erm+|er|ehm?|hmm*|mm+)\b[,.]?|\[[a-z ]{2,20}\]", re.IGNORECASE)
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\n": " ", "\t": " "})
_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all|system)\b.{0,30}"
    r"\b(?:instruction|prompt|rule|message|context|guideline)"
    r"|\b(?:ai|llm|chatbot|language model|ai assistant|copilot|summari[sz]er|assistants?)\b.{0,80}"
    r"\b(?:must|say|state|report|answer|respond|write|mark|rate|summari[sz]e|tell|treat|note)\b"
    r"|\b(?:summari[sz]ing|processing|reading) this (?:e-?mail|ticket|message|document)\b.{0,80}\b(?:say|state|report|mark|must)\b",
    re.IGNORECASE,
)
_MACHINE_GATE = re.compile(
    r"\b(?:ai|llm|bot|chatbot|model|copilot|assistants?|ignore|disregard|override|summari[sz])", re.IGNORECASE
)
_CONVERSATIONS = frozenset({DocumentKind.CALL})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (in calls: the part of it within one line) and the circumstances of its saying.

    `text` is verbatim, `flat` the same length-preserving text in lower case with plain quotation
    marks and blanks for line breaks and fillers, so that a match in `flat` is a span of `text`.
    `said_on` is the passage's day (UTC), or the document's.
    """

    document: Document
    passage: Passage
    start: int
    end: int
    text: str
    flat: str
    said_on: date | None
    side: Side
    speaker: str
    previous: str = ""
    """The two sentences before it, flat: in the same passage, in calls in the conversation."""
    following: tuple[str, ...] = ()
    """The six sentences after it, flat, in the same way."""
    question: bool = False
    """The first letters of its words, which tell the patterns that cannot match."""


def sentences_of(document: Document) -> Iterator[Sentence]:
    """Every sentence of the document's body and attachments; none of those that order a machine about."""
    spoken = [passage for passage in document.passages if passage.part is Part.BODY or passage.part is Part.ATTACHMENT]
    if document.kind in _CONVERSATIONS:
        yield from _sentences_in(document, spoken)
    else:
        for passage in spoken:
            yield from _sentences_in(document, [passage])


def _sentences_in(document: Document, passages: list[Passage]) -> Iterator[Sentence]:
    found = [(passage, start, end) for passage in passages for start, end in _spans(document, passage.text)]
    flats = [_flat(passage.text[start:end]) for passage, start, end in found]
    suspicious = {passage.id for passage in passages if _MACHINE_GATE.search(passage.text)}
    for n, (passage, start, end) in enumerate(found):
        flat = flats[n]
        if passage.id in suspicious and _MACHINE.search(flat):
            continue
        moment = passage.occurred_at or document.occurred_at
        said = passage.text[start:end]
        yield Sentence(
            document=document,
            passage=passage,
            start=start,
            end=end,
            text=said,
            flat=flat,
            said_on=moment.date() if moment else None,
            side=passage.side,
            speaker=passage.speaker,
            previous=" ".join(flats[max(0, n - 2) : n]),
            following=tuple(flats[n + 1 : n + 7]),
            question=said.rstrip(" \"'”’)").endswith("?"),
        )


def _spans(document: Document, text: str) -> Iterator[tuple[int, int]]:
    by_line = document.kind in _CONVERSATIONS or document.kind is DocumentKind.NOTE
    for start, end in sentence_spans(text):
        if by_line and "\n" in text[start:end]:
            at = start
            for line in text[start:end].split("\n"):
                if stripped := line.strip():
                    begin = at + line.index(stripped)
                    yield begin, begin + len(stripped)
                at += len(line) + 1
        else:
            yield start, end


def _flat(said: str) -> str:
    flat = said.translate(_TYPOGRAPHY).lower()
    if len(flat) != len(said):  # a few letters grow in lower case
        flat = "".join(c.lower() if len(c.lower()) == 1 else c for c in said.translate(_TYPOGRAPHY))
    return _FILLERS.sub(lambda found: " " * len(found[0]), flat)
