"""Texts to vectors. The default runs in this process, offline; any other comes through LangChain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from copilot.domain.errors import EmbeddingError, SettingsError
from retrieval.onnx import ShippedModel

__all__ = ["BUILT_IN", "Embedder", "MiniLM", "Vectors", "open_embedder"]

Vectors = NDArray[np.float32]
"""One row a text, each of length 1, so that a dot product is the cosine."""

BUILT_IN = "minilm"


class Embedder(Protocol):
    """Turns texts into vectors; `name` changes whenever the same text would get another vector."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def embed(self, texts: Sequence[str]) -> Vectors: ...


class MiniLM:
    """The encoder shipped in `retrieval/models/encoder`; its card says what it is."""

    dimension = 384

    def __init__(self) -> None:
        self._model = ShippedModel("encoder", longest=256)
        self.name = f"{BUILT_IN}/{self._model.digest[:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        rows = self._model.run(list(texts), _mean)
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)


class LangChainEmbedder:
    """Any embedding model that LangChain's `init_embeddings` knows, such as `openai:text-embedding-3-small`."""

    def __init__(self, model: str) -> None:
        try:
            from langchain.embeddings import init_embeddings

            self._model: Any = init_embeddings(model)
        except ImportError as error:
            raise SettingsError(
                f"embedding.model is {model!r}, which needs a package that is not installed ({error.name})",
                "Run `pip install 'csm-copilot[openai]'`, or set it to \"minilm\"",
            ) from error
        except Exception as error:  # a vendor's own: unknown provider, missing key
            raise SettingsError(
                f"embedding.model {model!r} cannot be used: {str(error).splitlines()[0][:200]}",
                'Set its key in the environment, or set embedding.model to "minilm"',
            ) from error
        self.name = model
        self._dimension: int | None = None

    @property
    def dimension(self) -> int:
        if self._dimension is None:
            self._dimension = self.embed(["dimension"]).shape[1]
        return self._dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        try:
            return _unit(np.asarray(self._model.embed_documents(list(texts)), dtype=np.float32))
        except Exception as error:
            raise EmbeddingError(
                f"embedding with {self.name} failed: {type(error).__name__}",
                "Check its key and its server, then sync again",
            ) from error


def open_embedder(model: str) -> Embedder:
    """The embedder that `embedding.model` names. Raises SettingsError or EmbeddingError."""
    return MiniLM() if model == BUILT_IN else LangChainEmbedder(model)


def _mean(hidden: Any, mask: NDArray[np.int64]) -> Vectors:
    """A text's vector: the mean of those of its word pieces, or the model's own where it pools itself."""
    if hidden.ndim == 2:  # noqa: PLR2004 - texts x dimensions
        return _unit(hidden)
    weight = mask[:, :, None].astype(np.float32)
    return _unit((hidden * weight).sum(axis=1) / weight.sum(axis=1))


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)
