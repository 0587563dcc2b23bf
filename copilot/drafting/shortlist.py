"""Which sentences are worth reading closely: a cheap order before the costly one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from copilot.drafting.candidates import Candidate
from copilot.drafting.question import Question
from retrieval.terms import question_terms, terms

__all__ = ["shortlist"]

LONGEST = 96
"""Sentences read closely: at about 60 word pieces each, under a second on two cores."""

COVERAGE = 4.0
"""What covering the whole question counts, against 1 for standing in the best-matching chunk."""

NEARBY = 0.4
"""What a term counts that stands only in the title or the words before."""


def shortlist(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that share most of the question's rarer terms and stand in the best chunks."""
    asked = question_terms(question.sought)
    said = [_said(candidate) for candidate in found]
    held = Counter(term for own, _ in said for term in own)
    weights = {term: math.log(1 + len(found) / (1 + held[term])) for term in asked}
    total = sum(weights.values()) or 1.0
    best = max((candidate.score for candidate in found), default=0.0) or 1.0

    def worth(at: int) -> float:
        own, beside = said[at]
        covered = sum(w * (1.0 if t in own else NEARBY if t in beside else 0.0) for t, w in weights.items())
        return found[at].score / best + COVERAGE * covered / total

    order = sorted(range(len(found)), key=lambda at: (-worth(at), at))
    return [found[at] for at in order[:LONGEST]]


def _said(candidate: Candidate) -> tuple[set[str], set[str]]:
    own = set(terms(f"{candidate.passage.speaker} {candidate.text}"))
    return own, set(terms(f"{candidate.document.title} {candidate.before[-200:]}"))
