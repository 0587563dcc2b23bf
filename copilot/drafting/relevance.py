"""How well each candidate sentence answers the question, and how sure it is that any does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from copilot.drafting.candidates import Candidate
from copilot.drafting.question import Question

__all__ = ["Judged", "Relevance", "judge", "reading_text"]

BEFORE = 25
"""Words of context shown before the sentence."""


LONE = 2.5
"""How much more a single sentence must stand out to answer by itself."""

BEHIND = 2.0
"""A sentence this much worse than the best is not shown beside it."""


class Relevance(Protocol):
    """Scores texts against a question: log-odds that each answers it, comparable within a model."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]: ...


def reading_text(candidate: Candidate, titles: Mapping[str, str]) -> str:
    """A sentence as the reader model sees it: title, day, speaker, the words before, the sentence.

    `titles` gives the job titles of people by their folded name. The layout is that of
    evals/training/reader_format.py: the model knows no other.
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


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates that answer best, best first, and how sure it is that they answer at all (log-odds)."""

    ranked: tuple[Candidate, ...]
    certainty: float


def judge(model: Relevance, question: Question, found: Sequence[Candidate], titles: Mapping[str, str]) -> Judged:
    """Order the shortlist, which comes in the order of its promise, by how well each sentence answers.

    The order is a logistic regression over the model's log-odds, the place in the shortlist and the
    sentence's shape; its weights were fitted across authors (docs/adr/0006). The certainty is the mean log-odds of the
    three best sentences, or that of the best less `LONE`.
    """
    if not found:
        return Judged((), certainty=-math.inf)
    odds = model.score(question.text, [reading_text(candidate, titles) for candidate in found])
    worth = [_worth(candidate, at, value) for at, (candidate, value) in enumerate(zip(found, odds, strict=True))]
    order = sorted(range(len(found)), key=lambda at: (-worth[at], at))
    best = sorted(odds, reverse=True)
    certainty = max(sum(best[:3]) / len(best[:3]), best[0] - LONE)
    kept = [found[at] for at in order if worth[at] >= worth[order[0]] - BEHIND]
    return Judged(tuple(kept), certainty)


def _worth(candidate: Candidate, place: int, odds: float) -> float:
    words = len(candidate.text.split())
    return (
        0.351 * odds
        - 0.602 * math.log1p(place)
        + 0.053 * math.log1p(words)
        + 1.557 * min(3, words) / 3  # a word or two is seldom a sentence
        + 0.465 * bool(_NUMBER.search(candidate.text))
    )


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|half|none|all|both|"
    r"hundred|thousand|per cent)\b",
    re.IGNORECASE,
)
