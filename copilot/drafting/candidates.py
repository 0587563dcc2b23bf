"""From search hits to sentences that might answer a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Part
from copilot.guard.injection import is_a_task, speaks_to_a_machine
from retrieval.search import Hit
from retrieval.sentences import sentence_spans

__all__ = ["Candidate", "candidates", "gives_orders", "place_of", "sentences_of"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence (characters `start` to `end` of a passage) with what was said just before it."""

    document: Document
    passage: Passage
    start: int
    end: int
    before: str
    rank: int
    """The place of its passage in the search's order, from 0."""
    score: float
    """The score of its chunk in that search."""

    @property
    def text(self) -> str:
        """The sentence, to the letter."""
        return self.passage.text[self.start : self.end]

    def cite(self) -> Citation:
        """The citation of the sentence."""
        return Citation.of(self.document, self.passage, self.start, self.end)


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Every sentence of the hits, each once; those that give orders to a machine are left out."""
    found: dict[tuple[str, int], Candidate] = {}
    for rank, hit in enumerate(hits):
        if hit.passage.part is Part.FIELD:  # a bare value answers nothing; facts are read from it elsewhere
            continue
        before = _said_before(hit.document, hit.passage)
        for start, end in sentences_of(hit.document, hit.passage):
            sentence = hit.passage.text[start:end]
            if start < hit.end and end > hit.start and not gives_orders(sentence):
                found.setdefault(
                    (hit.passage.id, start), Candidate(hit.document, hit.passage, start, end, before, rank, hit.score)
                )
            before = sentence
    return list(found.values())


def gives_orders(text: str) -> bool:
    """Whether a text sets tasks or gives orders to a machine, so that it must not be quoted."""
    return speaks_to_a_machine(text) or is_a_task(text)


def place_of(passage: Passage) -> int:
    """The place of a passage in its document, from 0."""
    return int(passage.id.rsplit("#", 1)[1])


def sentences_of(document: Document, passage: Passage) -> Iterable[tuple[int, int]]:
    """The sentences of a passage; in a call a sentence never spans two cues, so that its quote stands in one."""
    if document.kind is not DocumentKind.CALL:
        yield from sentence_spans(passage.text)
        return
    at = 0
    for line in passage.text.split("\n"):
        yield from ((at + start, at + end) for start, end in sentence_spans(line))
        at += len(line) + 1


def _said_before(document: Document, passage: Passage) -> str:
    earlier = [other for other in document.passages if place_of(other) < place_of(passage)]
    return earlier[-1].text if earlier else ""
