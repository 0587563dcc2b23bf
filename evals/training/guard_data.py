"""The guard's training data as the judges see it. The texts are laid out exactly as the product lays them out."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.training.slips import slipped
from retrieval.judging import PROMISE_LABELS, SUPPORT_LABELS, promise_text, support_text
from retrieval.sentences import sentence_spans

__all__ = ["LABELS", "Example", "read_examples", "with_slips", "with_strangers"]

LABELS = {"promise": PROMISE_LABELS, "support": SUPPORT_LABELS}
_NAMES = re.compile(r"(?<=[a-z,;] )[A-Z][a-zA-Z-]{2,}")
_UNSAID = 0.15
"""How often speaker and source are left out in training: the product does not always know them."""


@dataclass(frozen=True)
class Example:
    """One or two texts and their label; `bare` is the first text without speaker and source."""

    first: str
    second: str
    label: str
    bare: str = ""

    def varied(self, rng: random.Random) -> Example:
        """The example as one epoch sees it."""
        return replace(self, first=self.bare) if self.bare and rng.random() < _UNSAID else self


def read_examples(task: str, file: Path) -> list[Example]:
    """The examples of a JSONL file of promises or of grounding items."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_promise(row) if task == "promise" else _support(row) for row in rows]


def _promise(row: dict[str, str]) -> Example:
    return Example(
        promise_text(row["text"], row["speaker"], row["source"]), "", row["label"], promise_text(row["text"])
    )


def with_slips(file: Path, seed: int, share: float = 1.0) -> list[Example]:
    """More grounding examples from a file of them: sentences of the evidence told as they stand (supported) and with a
    slip (contradicted), and true claims with a slip. They teach that words in common prove nothing either way.
    """
    rng = random.Random(seed)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    names = sorted({name for row in rows for one in row["evidence"] for name in _NAMES.findall(one["text"])})
    made: list[Example] = []
    for row in rows:
        if rng.random() >= share:
            continue
        told = row["claim"] if row["label"] == "supported" else ""
        sentences = [text[a:b] for one in row["evidence"] for text in [one["text"]] for a, b in sentence_spans(text)]
        true = [" ".join(one.split()) for one in sentences if 5 <= len(one.split()) <= 40 and not one.endswith("?")]
        plain = rng.choice(true) if true else ""
        nearby = rng.sample(names, min(6, len(names)))
        for claim, label in (
            (plain, "supported"),
            (slipped(plain, nearby, rng), "contradicted"),
            (slipped(told, nearby, rng), "contradicted"),
        ):
            if claim:
                made.append(_support({**row, "claim": claim, "label": label}))
    return made


def with_strangers(examples: list[Example], seed: int, share: float) -> list[Example]:
    """Claims put beside the evidence of another item: words in common or not, nothing supports them."""
    rng = random.Random(seed)
    taken = rng.sample(examples, int(share * len(examples)))
    return [replace(one, second=rng.choice(examples).second, label="unsupported") for one in taken]


def _support(row: dict[str, Any]) -> Example:
    evidence = [(one["text"], one.get("who", ""), str(one.get("date", ""))) for one in row["evidence"]]
    claim, shown = support_text(row["claim"], evidence)
    return Example(claim, shown, row["label"])
