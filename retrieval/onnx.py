"""Models shipped in `retrieval/models`, run by ONNX Runtime in this process, offline."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copilot.domain.errors import EmbeddingError

__all__ = ["Matrix", "ShippedModel"]

Matrix = NDArray[np.float32]
MODELS = Path(__file__).with_name("models")
BATCH = 32


class ShippedModel:
    """A transformer and its tokenizer from a folder of `retrieval/models`.

    Reads `longest` word pieces. Raises EmbeddingError where a file is missing or damaged:
    each is checked against the folder's SHA256SUMS when it is loaded. `digest` identifies the weights.
    """

    def __init__(self, name: str, longest: int, *, cut_from_left: bool = False) -> None:
        folder = MODELS / name
        self.digest = _checked(folder, "model.onnx")
        _checked(folder, "tokenizer.json")
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {found.name for found in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        if cut_from_left:  # of a pair, the beginning of the second text goes first
            self._tokenizer.enable_truncation(longest, strategy="only_second", direction="left")
        else:
            self._tokenizer.enable_truncation(longest)

    def run(self, texts: Sequence[Any], pool: Callable[[Any, NDArray[np.int64]], Matrix]) -> list[Matrix]:
        """One row a text (or pair of texts), as `pool` makes it of a batch's output and attention mask.

        Texts of like length share a batch, so that little is padded.
        """
        encoded = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(encoded)), key=lambda at: len(encoded[at].ids))
        rows: list[Matrix] = [np.empty(0, dtype=np.float32)] * len(encoded)
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            for at, row in zip(batch, self._run([encoded[at] for at in batch], pool), strict=True):
                rows[at] = row
        return rows

    def _run(self, encoded: list[Any], pool: Callable[[Any, NDArray[np.int64]], Matrix]) -> Matrix:
        ids = np.zeros((len(encoded), max(len(found.ids) for found in encoded)), dtype=np.int64)
        mask, kinds = np.zeros_like(ids), np.zeros_like(ids)
        for row, found in enumerate(encoded):
            length = len(found.ids)
            ids[row, :length], mask[row, :length], kinds[row, :length] = found.ids, 1, found.type_ids
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
        return pool(self._session.run(None, {name: given[name] for name in self._inputs})[0], mask)


def _checked(folder: Path, name: str) -> str:
    path = folder / name
    try:
        known = {file: digest for digest, file in map(str.split, (folder / "SHA256SUMS").read_text().splitlines())}
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:
        raise EmbeddingError(f"the model file {path} cannot be read", "Install csm-copilot again") from error
    if digest != known.get(name):
        raise EmbeddingError(f"the model file {path} is damaged", "Install csm-copilot again")
    return digest
