"""How well each candidate sentence answers the question, and how sure it is that any does."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from copilot.drafting.candidates import Candidate
from copilot.drafting.question import Question

__all__ = ["Judged", "Relevance", "judge", "reading_text"]

BEFORE = 25
"""Words of context shown before the sentence."""

REPEATED = 0.2
"""What a sentence loses for each better one of the same document: answers are often spread over several."""

TELLING = 12
"""One in so many of the sentences read, the best, tells whether any answers: of many, one may only sound so."""


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
    """The candidates, those that answer best first, and how sure it is that they answer at all (log-odds)."""

    ranked: tuple[Candidate, ...]
    certainty: float


def judge(model: Relevance, question: Question, found: Sequence[Candidate], titles: Mapping[str, str]) -> Judged:
    """Order the shortlist, which comes in the order of its promise, by how well each sentence answers.

    The order is a logistic regression over the model's log-odds of the sentence and of those beside it, its place in
    the shortlist, whether it holds a number, and how late it was said, fitted across authors (docs/adr/0006);
    each further sentence of a document counts a little less. The certainty is the mean log-odds of the best twelfth.
    """
    if not found:
        return Judged((), certainty=-math.inf)
    odds = model.score(question.text, [reading_text(candidate, titles) for candidate in found])
    worth = _worth(found, odds)
    order = sorted(range(len(found)), key=lambda at: (-worth[at], at))
    best = sorted(odds, reverse=True)[: max(1, len(odds) // TELLING)]
    return Judged(tuple(found[at] for at in order), certainty=sum(best) / len(best))


def _worth(found: Sequence[Candidate], odds: Sequence[float]) -> list[float]:
    beside, late = _odds_beside(found, odds), _lateness(found)
    worth = [
        0.249 * odds[at]
        + 0.187 * beside[at]
        - 0.661 * math.log1p(at)
        + 0.669 * bool(_NUMBER.search(candidate.text))
        + 0.815 * late[at]
        for at, candidate in enumerate(found)
    ]
    better: Counter[str] = Counter()
    for at in sorted(range(len(found)), key=lambda at: (-worth[at], at)):
        document = found[at].document.id
        worth[at] -= REPEATED * better[document]
        better[document] += 1
    return worth


def _odds_beside(found: Sequence[Candidate], odds: Sequence[float]) -> list[float]:
    """The log-odds of the better of the two judged beside each in its passage; where there is none, the mean of all."""
    passages: dict[str, list[int]] = defaultdict(list)
    for at in sorted(range(len(found)), key=lambda at: found[at].start):
        passages[found[at].passage.id].append(at)
    beside = [sum(odds) / len(odds)] * len(odds)
    for places in passages.values():
        for n, at in enumerate(places):
            if near := [odds[other] for other in (*places[max(0, n - 1) : n], *places[n + 1 : n + 2])]:
                beside[at] = max(near)
    return beside


def _lateness(found: Sequence[Candidate]) -> list[float]:
    """When each was said, from -0.5 for the earliest to 0.5 for the latest of them; 0 for those without a day."""
    moments = [candidate.passage.occurred_at or candidate.document.occurred_at for candidate in found]
    dated = [moment for moment in moments if moment is not None]
    if not dated or min(dated) == max(dated):
        return [0.0] * len(found)
    first, span = min(dated), max(dated) - min(dated)
    return [(moment - first) / span - 0.5 if moment is not None else 0.0 for moment in moments]


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|half|none|all|both|"
    r"hundred|thousand|per cent)\b",
    re.IGNORECASE,
)
