"""How far a summary is true to a conversation: each of its sentences held against the turns it may come from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.guard.support import SupportJudge
from retrieval.sentences import sentence_spans
from retrieval.terms import terms

__all__ = ["Turn", "faithful"]

WINDOW = 4
"""Turns read together: a question, its answer, and what comes around them."""
READ = 3
"""Windows judged a sentence."""
NOVEL = 1.2
"""What a wholly new content word costs, as log-odds: a guess, not fitted."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said at a time."""

    speaker: str
    text: str


def faithful(judge: SupportJudge, summary: str, turns: Sequence[Turn]) -> float:
    """The log-odds that a summary says nothing but what the turns do: its worst sentence's, less what new words cost.

    Cost: the summary's sentences times `READ` judged pairs.
    """
    flat = " ".join(summary.split())
    sentences = [flat[start:end] for start, end in sentence_spans(flat)]
    held = Counter(term for turn in turns for term in terms(f"{turn.speaker} {turn.text}"))
    windows = _windows(turns)
    pairs = [(sentence, window) for sentence in sentences for window in _nearest(sentence, windows)]
    likely = judge.judge([(sentence, [(text, "", "")]) for sentence, text in pairs])
    best: dict[str, float] = {}
    for (sentence, _), found in zip(pairs, likely, strict=True):
        best[sentence] = max(best.get(sentence, -math.inf), _odds(found["supported"]))
    worth = [odds - NOVEL * _new(sentence, held) for sentence, odds in best.items()]
    return min(worth, default=0.0)


def _windows(turns: Sequence[Turn]) -> list[str]:
    step = WINDOW // 2
    starts = range(0, max(1, len(turns) - step), step)
    return [" / ".join(f"{turn.speaker}: {turn.text}".strip(": ") for turn in turns[at : at + WINDOW]) for at in starts]


def _nearest(sentence: str, windows: Sequence[str]) -> list[str]:
    said = set(terms(sentence))
    own = [set(terms(window)) for window in windows]
    held = Counter(term for found in own for term in found)
    worth = [sum(math.log(1 + len(windows) / held[term]) for term in said & found) for found in own]
    order = sorted(range(len(windows)), key=lambda at: (-worth[at], at))
    return [windows[at] for at in order[:READ]]


def _new(sentence: str, held: Counter[str]) -> int:
    """How many content words of a sentence the conversation never uses in any form."""
    return sum(term not in held for term in set(terms(sentence)))


def _odds(probability: float) -> float:
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
