"""Judging whether a sentence answers a question."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.embedding import MiniLM

__all__ = ["AnswerModel"]


class AnswerModel:
    def __init__(self) -> None:
        self._m = MiniLM()

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        v = self._m.embed([question, *texts])
        return [float(x) + 0.2 for x in v[1:] @ v[0]]
