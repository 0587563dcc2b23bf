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

__all__ = ["Candidate", "candidates"]

LONGEST = 60
"""Words of a quote beyond which it is no longer one sentence but a paragraph that lacks stops."""


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
        for start, end in _units(hit.document, hit.passage):
            sentence = hit.passage.text[start:end]
            orders = speaks_to_a_machine(sentence) or any(map(is_a_task, sentence.splitlines()))
            if start < hit.end and end > hit.start and not orders:
                found.setdefault(
                    (hit.passage.id, start), Candidate(hit.document, hit.passage, start, end, before, rank, hit.score)
                )
            before = sentence
    return list(found.values())


def _units(document: Document, passage: Passage) -> Iterable[tuple[int, int]]:
    """The sentences of a passage; in a call a sentence never spans two cues, so that its quote stands in one."""
    if document.kind is not DocumentKind.CALL:
        yield from sentence_spans(passage.text)
        return
    at = 0
    for line in passage.text.split("\n"):
        yield from ((at + start, at + end) for start, end in sentence_spans(line))
        at += len(line) + 1


def _said_before(document: Document, passage: Passage) -> str:
    number = int(passage.id.rsplit("#", 1)[1])
    earlier = [other for other in document.passages if int(other.id.rsplit("#", 1)[1]) < number]
    return earlier[-1].text if earlier else ""
