"""Train the guard's two judges from all-MiniLM-L6-v2: what a sentence says of the roadmap, and what supports a claim.

    python -m evals.training.train_guard promise --data evals/data/promises --weights DIR --out DIR --seed 7
    python -m evals.training.train_guard support --data evals/data/grounding --weights DIR --out DIR --seed 7

Reads the `train*.jsonl` files of the data folder; where there is a `test*.jsonl`, only measures on it after the last
step. Writes model.onnx (int8) and tokenizer.json. Needs PyTorch, transformers and onnx, which the product does not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from evals.training.guard_data import LABELS, Example, read_examples, with_slips, with_strangers
from evals.training.network import Batch, CrossEncoder, export, optimise, padded

BATCH = 32


@dataclass(frozen=True)
class Recipe:
    """How one judge is trained; `longest` counts word pieces."""

    epochs: float
    rate: float
    longest: int
    smoothing: float = 0.05
    dropout: float = 0.1


RECIPES = {"promise": Recipe(6, 2.0e-4, 128), "support": Recipe(4, 2.0e-4, 256)}

SLIPS, SLIPS_SEED = 0.35, 5  # the share of grounding items that made-up slips are drawn from
STRANGERS = 0.05  # and of claims put beside another item's evidence


def tensors(tokenizer: Tokenizer, examples: Sequence[Example]) -> Batch:
    """Padded word pieces of some examples; of a pair, the beginning of the second text goes first."""
    found = tokenizer.encode_batch([(one.first, one.second) if one.second else one.first for one in examples])
    return padded([(one.ids, one.type_ids) for one in found])


def train(
    model: CrossEncoder, tokenizer: Tokenizer, task: str, examples: Sequence[Example], recipe: Recipe, seed: int
) -> None:
    """Train in place; rarer labels weigh more."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    names = LABELS[task]
    plan: list[list[Example]] = []
    for epoch in range(int(np.ceil(recipe.epochs))):
        order = [one.varied(rng) for one in examples]
        rng.shuffle(order)
        order = order[: int(len(order) * min(1.0, recipe.epochs - epoch))]
        order.sort(key=lambda one: len(one.first) + len(one.second) + rng.random() * 60)
        steps = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        rng.shuffle(steps)
        plan += steps
    counts = np.bincount([names.index(one.label) for one in examples], minlength=len(names))
    weights = torch.tensor((counts.sum() / (len(names) * np.maximum(counts, 1))) ** 0.5, dtype=torch.float)
    lossy = nn.CrossEntropyLoss(weight=weights, label_smoothing=recipe.smoothing)

    def loss_of(fast: CrossEncoder, step: list[Example]) -> Tensor:
        labels = torch.tensor([names.index(one.label) for one in step])
        return lossy(fast(*tensors(tokenizer, step)), labels)

    optimise(model, plan, loss_of, recipe.rate, log=task)


@torch.inference_mode()
def judged(model: CrossEncoder, tokenizer: Tokenizer, examples: Sequence[Example]) -> np.ndarray:
    """The probability of every label for every example."""
    model.eval()
    rows = [
        torch.softmax(model(*tensors(tokenizer, examples[at : at + BATCH])), 1).numpy()
        for at in range(0, len(examples), BATCH)
    ]
    return np.concatenate(rows)


def word_pieces(weights: Path, longest: int) -> Tokenizer:
    """The tokenizer of the weights, cut to so many word pieces."""
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest, strategy="longest_first")
    return tokenizer


def main() -> None:
    """Train, measure on the test file where there is one, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=sorted(RECIPES))
    parser.add_argument("--data", type=Path, required=True, help="folder with train*.jsonl, and test*.jsonl if any")
    parser.add_argument(
        "--weights", type=Path, required=True, help="folder of all-MiniLM-L6-v2 (safetensors, tokenizer.json)"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(given.seed)
    recipe = RECIPES[given.task]
    tokenizer = word_pieces(given.weights, recipe.longest)
    model = CrossEncoder(given.weights, len(LABELS[given.task]), dropout=recipe.dropout, head_dropout=recipe.dropout)
    files = sorted(given.data.glob("train*.jsonl"))
    examples = [one for file in files for one in read_examples(given.task, file)]
    if given.task == "support":
        examples += [one for file in files for one in with_slips(file, SLIPS_SEED, SLIPS)]
        examples += with_strangers(examples, SLIPS_SEED, STRANGERS)
    train(model, tokenizer, given.task, examples, recipe, given.seed)
    held = [one for file in sorted(given.data.glob("test*.jsonl")) for one in read_examples(given.task, file)]
    if held:
        best = judged(model, tokenizer, held).argmax(1)
        right = np.mean([LABELS[given.task][at] == one.label for at, one in zip(best, held, strict=True)])
        print(json.dumps({"test_accuracy": round(float(right), 3), "examples": len(examples)}))
    export(model, tokenizer, given.out, "model.onnx", "logits")


if __name__ == "__main__":
    main()
