"""Judging whether a sentence answers a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.onnx import Matrix, ShippedModel

__all__ = ["AnswerModel"]


class AnswerModel:
    """The cross-encoder shipped in `retrieval/models/reader`; its card says how it was trained.

    Raises EmbeddingError where its files are missing or damaged.
    """

    def __init__(self) -> None:
        self._model = ShippedModel("reader", longest=160, cut_from_left=True)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """The log-odds that each text, as `reading_text` lays it out, answers the question; too sure of themselves."""
        return [float(row) for row in self._model.run([(question, text) for text in texts], _logits)]


def _logits(output: Any, _mask: NDArray[np.int64]) -> Matrix:
    return np.asarray(output, dtype=np.float32).reshape(-1)
