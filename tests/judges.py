"""Stand-ins for the guard's judges, which compare words and no more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.judging import PROMISE_LABELS
from retrieval.terms import terms

_PROMISE = re.compile(r"\b(?:will|going to|by (?:q\d|next)|guarantee\w*|is coming|on track|ships? in)\b", re.IGNORECASE)
_ENOUGH = 0.6


class WordSupport:
    """A claim is supported where its evidence holds most of its words, and the same negations."""

    def judge(self, pairs: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]) -> list[dict[str, float]]:
        return [self._one(claim, " ".join(f"{text} {who} {day}" for text, who, day in held)) for claim, held in pairs]

    def _one(self, claim: str, evidence: str) -> dict[str, float]:
        own, given = set(terms(claim)), set(terms(evidence))
        same = len(re.findall(r"\bnot\b|n't\b|\bno\b", claim)) <= len(re.findall(r"\bnot\b|n't\b|\bno\b", evidence))
        fits = bool(own) and len(own & given) >= _ENOUGH * len(own) and same
        return {"supported": 0.9 if fits else 0.1, "unsupported": 0.1 if fits else 0.6, "contradicted": 0.0}


class WordPromises:
    """What speaks of a coming time in a promising way is a roadmap promise, unless a customer says it."""

    def judge(self, texts: Sequence[tuple[str, str, str]]) -> list[dict[str, float]]:
        return [self._one(text, speaker) for text, speaker, _ in texts]

    def _one(self, text: str, speaker: str) -> dict[str, float]:
        label = "roadmap_promise" if _PROMISE.search(text) and speaker != "customer" else "other"
        return {name: 0.95 if name == label else 0.01 for name in PROMISE_LABELS}


class NoMeaning:
    """Nothing is like anything, and no wording covers another."""

    def alike(self, _: str, items: Sequence[str]) -> list[float]:
        return [0.0] * len(items)

    def covers(self, _: str, __: str) -> float:
        return 0.0
