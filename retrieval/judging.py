"""The guard's two trained judges: what a sentence says of the roadmap, and whether evidence supports a claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Embedder
from retrieval.onnx import Matrix, ShippedModel

__all__ = [
    "PROMISE_LABELS",
    "SUPPORT_LABELS",
    "Meaning",
    "PromiseModel",
    "SupportModel",
    "promise_text",
    "support_text",
]

PROMISE_LABELS = (
    "roadmap_promise",
    "hedged_roadmap",
    "customer_request",
    "shipped_fact",
    "service_commitment",
    "other",
)
SUPPORT_LABELS = ("supported", "unsupported", "contradicted")

_PROMISE_PIECES, _SUPPORT_PIECES = 128, 256


def promise_text(text: str, speaker: str = "unknown", source: str = "") -> str:
    """A sentence as the judge reads it: whose side says it, in what sort of text, and the words."""
    return f"{speaker or 'unknown'} {source}: {' '.join(text.split())}"


def support_text(claim: str, evidence: Sequence[tuple[str, str, str]]) -> tuple[str, str]:
    """A claim and its evidence (text, who, day) as the judge reads them."""
    shown = " / ".join(f"{day} {who}: {' '.join(text.split())}".strip(" :") for text, who, day in evidence)
    return " ".join(claim.split()), shown


class PromiseModel:
    """What each text says of the roadmap: a probability for each of PROMISE_LABELS."""

    @cached_property
    def _model(self) -> ShippedModel:
        return ShippedModel("promise", _PROMISE_PIECES)

    def judge(self, texts: Sequence[tuple[str, str, str]]) -> list[dict[str, float]]:
        """Texts with speaker (vendor, customer, unknown) and source. Raises EmbeddingError for a damaged model."""
        shown = [promise_text(*one) for one in texts]
        return [dict(zip(PROMISE_LABELS, map(float, row), strict=True)) for row in self._model.run(shown, _likely)]


class SupportModel:
    """What evidence does to a claim: a probability for each of SUPPORT_LABELS."""

    @cached_property
    def _model(self) -> ShippedModel:
        return ShippedModel("support", _SUPPORT_PIECES)

    def judge(self, pairs: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]) -> list[dict[str, float]]:
        """Claims, each with its evidence as (text, who, day). Raises EmbeddingError for a damaged model."""
        shown = [support_text(claim, evidence) for claim, evidence in pairs]
        return [dict(zip(SUPPORT_LABELS, map(float, row), strict=True)) for row in self._model.run(shown, _likely)]


class Meaning:
    """What a sentence means against the roadmap: which items it is like, and whether a wording covers it.

    The embedder is built on first use, and the items' embeddings are kept.
    """

    def __init__(self, build: Callable[[], Embedder], support: SupportModel) -> None:
        self._embedder = cache(build)
        self._support = support
        self._known: dict[str, NDArray[np.float32]] = {}

    def alike(self, text: str, items: Sequence[str]) -> list[float]:
        """The cosine of a text with each item."""
        fresh = [one for one in dict.fromkeys(items) if one not in self._known]
        vectors = self._embedder().embed([text, *fresh])
        self._known.update(zip(fresh, vectors[1:], strict=True))
        own = np.asarray(vectors[0])
        return [float(own @ self._known[one]) for one in items]

    def covers(self, wording: str, text: str) -> float:
        """How likely a text says nothing but what a wording says."""
        return self._support.judge([(text, [(wording, "", "")])])[0]["supported"]


def _likely(logits: Any, _: NDArray[np.int64]) -> Matrix:
    spread: Matrix = np.exp(logits - logits.max(axis=1, keepdims=True))
    total: Matrix = spread / spread.sum(axis=1, keepdims=True)
    return total
