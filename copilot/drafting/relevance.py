"""How well each candidate sentence answers the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from copilot.drafting.candidates import Candidate
from copilot.drafting.question import Question

__all__ = ["Relevance", "rank_candidates", "reading_text"]


class Relevance(Protocol):
    """Scores texts against a question: the probability that each answers it."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]: ...


def reading_text(candidate: Candidate) -> str:
    """A sentence as the reader model sees it: title, day, speaker, the words before, the sentence."""
    passage, document = candidate.passage, candidate.document
    moment = passage.occurred_at or document.occurred_at
    when = f"{moment.day} {moment:%b %Y}" if moment else ""
    who = f"{passage.speaker} ({passage.side})" if passage.speaker else ""
    before = " ".join(candidate.before.split()[-25:])
    return f"{document.title} | {when} | {who}: {before} >> {' '.join(candidate.text.split())}"


def rank_candidates(model: Relevance, question: Question, found: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """The candidates with their probability of answering, best first."""
    scores = model.score(question.text, [reading_text(candidate) for candidate in found])
    return sorted(zip(found, scores, strict=True), key=lambda pair: (-pair[1], pair[0].rank, pair[0].start))
