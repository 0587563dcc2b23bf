"""How well each candidate sentence answers the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from copilot.drafting.candidates import Candidate
from copilot.drafting.question import Question

__all__ = ["Relevance", "rank_candidates", "reading_text"]

BEFORE = 25
"""Words of context shown before the sentence."""


class Relevance(Protocol):
    """Scores texts against a question: the probability that each answers it."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]: ...


def reading_text(candidate: Candidate, titles: Mapping[str, str]) -> str:
    """A sentence as the reader model sees it: title, day, speaker, the words before, the sentence.

    `titles` gives the job titles of people by their folded name. The layout is that of
    evals/training/reading_format.py: the model knows no other.
    """
    passage, document = candidate.passage, candidate.document
    moment = passage.occurred_at or document.occurred_at
    when = f"{moment.day} {moment:%b %Y}" if moment else ""
    role = titles.get(passage.speaker.casefold(), "")
    side = ", ".join(part for part in (str(passage.side), role) if part)
    who = f"{passage.speaker} ({side})" if passage.speaker else f"({passage.side})"
    before = " ".join(candidate.before.split()[-BEFORE:])
    title = " ".join(document.title.split())
    return f"{title} | {when} | {who}: {before} >> {' '.join(candidate.text.split())}"


def rank_candidates(
    model: Relevance, question: Question, found: Sequence[Candidate], titles: Mapping[str, str]
) -> list[tuple[Candidate, float]]:
    """The candidates with their probability of answering, best first."""
    scores = model.score(question.text, [reading_text(candidate, titles) for candidate in found])
    return sorted(zip(found, scores, strict=True), key=lambda pair: (-pair[1], pair[0].rank, pair[0].start))
