"""A made-up book of accounts for measuring search: texts, vectors and questions of any number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Vectors

__all__ = ["Book", "Question", "StoredVectors"]

DIMENSION = 384
WORDS = 100
"""Words of a chunk."""
VOCABULARY = 30_000
CLUSTERS = 400
_SYLLABLES = "ba co di fu ga he ji ko lu ma ne pi ro su ta ve wi xo yu za bel cor dun fin gar".split()


@dataclass(frozen=True, slots=True)
class Question:
    """A question about an account: words and a vector near those of one of its chunks."""

    account: int
    text: str
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Book:
    """`accounts` accounts of `size` chunks each, the same for the same seed.

    Words follow Zipf's law over an invented vocabulary; vectors are unit vectors strewn around cluster
    centres. Chunk numbers run through the accounts one after another.
    """

    accounts: int
    size: int
    seed: int = 7

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return self.accounts * self.size

    def texts(self, account: int) -> list[str]:
        """The chunks of an account; each begins with its number, by which `StoredVectors` knows it."""
        vocabulary = _vocabulary()
        first = account * self.size
        return [
            f"c{first + n:07d}\n" + " ".join(vocabulary[word] for word in words)
            for n, words in enumerate(self._words(account))
        ]

    def vectors(self, account: int) -> Vectors:
        """The vectors of an account's chunks, one row each."""
        centres = np.random.default_rng(self.seed).standard_normal((CLUSTERS, DIMENSION), dtype=np.float32)
        rng = np.random.default_rng((self.seed, 1, account))
        around = centres[rng.integers(0, CLUSTERS, self.size)]
        return _unit(around + 1.2 * rng.standard_normal((self.size, DIMENSION), dtype=np.float32))

    def questions(self, count: int, *, accounts: Sequence[int] = (), seed: int = 1) -> list[Question]:
        """Questions about accounts drawn at random, or about the given ones in turn."""
        rng = np.random.default_rng((self.seed, 2, seed))
        asked = accounts or rng.integers(0, self.accounts, count).tolist()
        vocabulary = _vocabulary()
        found: list[Question] = []
        for n in range(count):
            account = asked[n % len(asked)]
            like = int(rng.integers(0, self.size))
            words = rng.choice(self._words(account)[like], 6, replace=False)
            near = self.vectors(account)[like] + 0.05 * rng.standard_normal(DIMENSION, dtype=np.float32)
            found.append(
                Question(account, f"{' '.join(vocabulary[w] for w in words)} q{seed}x{n}", _unit(near[None])[0])
            )
        return found

    def write_vectors(self, path: Path) -> None:
        """Write the vectors of all chunks, in order, as a .npy file."""
        kept = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(self.chunks, DIMENSION))
        for account in range(self.accounts):
            kept[account * self.size : (account + 1) * self.size] = self.vectors(account)
        kept.flush()

    def _words(self, account: int) -> NDArray[np.int64]:
        rng = np.random.default_rng((self.seed, 3, account))
        weight = 1 / (np.arange(VOCABULARY) + 2.7) ** 1.05
        return np.searchsorted(np.cumsum(weight / weight.sum()), rng.random((self.size, WORDS)) * 0.999999)


class StoredVectors:
    """An embedder that looks up what `Book` made: a chunk's vector by its number, a question's by its text."""

    name = "stored"
    dimension = DIMENSION

    def __init__(self, path: Path | None, questions: Sequence[Question] = ()) -> None:
        self._kept = np.load(path, mmap_mode="r") if path else None
        self._asked = {question.text: question.vector for question in questions}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The stored vectors, one row a text."""
        return np.stack([self._asked[text] if text in self._asked else self._chunk(text) for text in texts])

    def _chunk(self, text: str) -> Vectors:
        if self._kept is None:
            raise KeyError(text)
        return np.asarray(self._kept[int(text[1:8])])


def batches(total: int, size: int) -> Iterator[range]:
    """The numbers below `total` in runs of at most `size`."""
    return (range(start, min(start + size, total)) for start in range(0, total, size))


def _vocabulary() -> list[str]:
    if not _words:
        for number in range(VOCABULARY):
            rest, word = number, ""
            while not word or rest:
                rest, digit = divmod(rest, len(_SYLLABLES))
                word += _SYLLABLES[digit]
            _words.append(f"{word}{_SYLLABLES[number % 7]}")
    return _words


_words: list[str] = []


def _unit(vectors: Vectors) -> Vectors:
    length: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True).astype(np.float32)
    return vectors / length
