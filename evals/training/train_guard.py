"""Train the guard's two judges from all-MiniLM-L6-v2: what a sentence says of the roadmap, and what supports a claim.

    python -m evals.training.train_guard promise --data evals/data/promises --weights DIR --out DIR --seed 7
    python -m evals.training.train_guard support --data evals/data/grounding --weights DIR --out DIR --seed 7

Reads the `train*.jsonl` files of the data folder; where there is a `test*.jsonl`, only measures on it after the last
step. Writes model.onnx (int8) and tokenizer.json. Needs PyTorch, transformers and onnx, which the product does not.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from evals.training.guard_data import LABELS, Example, read_examples, with_slips, with_strangers

FROZEN = 1  # lowest layers, and the embeddings, stay as they are
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


class Judge(nn.Module):
    """MiniLM, the first token and the mean of all, and a small head with one output a label."""

    def __init__(self, weights: Path, labels: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(768, 384), nn.GELU(), nn.Dropout(dropout), nn.Linear(384, labels)
        )
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        hidden = hidden.to(self.head[1].weight.dtype)
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(torch.cat([hidden[:, 0], mean], 1))


def tensors(tokenizer: Tokenizer, examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Padded word pieces of some examples; of a pair, the beginning of the second text goes first."""
    found = tokenizer.encode_batch([(one.first, one.second) if one.second else one.first for one in examples])
    longest = -(-max(len(one.ids) for one in found) // 16) * 16  # few distinct shapes: kernels are kept per shape
    rows = [
        (
            one.ids + [0] * (longest - len(one.ids)),
            [1] * len(one.ids) + [0] * (longest - len(one.ids)),
            one.type_ids + [0] * (longest - len(one.ids)),
        )
        for one in found
    ]
    return tuple(torch.tensor([row[n] for row in rows]) for n in range(3))  # type: ignore[return-value]


def train(
    model: Judge, tokenizer: Tokenizer, task: str, examples: Sequence[Example], recipe: Recipe, seed: int, log: str = ""
) -> None:
    """Train in place: AdamW, the rate rises for a tenth of the steps and falls to zero; rarer labels weigh more."""
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
    live = [p for p in model.parameters() if p.requires_grad]
    fast = copy.deepcopy(model)  # a bf16 encoder for the passes; `model` keeps the exact weights
    fast.encoder.bfloat16()
    fast_live = [p for p in fast.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in live if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in live if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=recipe.rate,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (n + 1) / (0.1 * len(plan) + 1)) * max(0.02, 1 - n / len(plan))
    )
    fast.train()
    began, losses = time.time(), []
    for n, step in enumerate(plan):
        labels = torch.tensor([names.index(one.label) for one in step])
        loss = lossy(fast(*tensors(tokenizer, step)), labels)
        loss.backward()
        for exact, rough in zip(live, fast_live, strict=True):
            exact.grad, rough.grad = rough.grad.float(), None
        nn.utils.clip_grad_norm_(live, 1.0)
        optimizer.step()
        with torch.no_grad():
            for exact, rough in zip(live, fast_live, strict=True):
                rough.copy_(exact)
        schedule.step()
        losses.append(loss.item())
        if n % 50 == 0:
            print(f"{log} step {n}/{len(plan)} loss {np.mean(losses[-50:]):.3f} {time.time() - began:.0f}s", flush=True)


@torch.inference_mode()
def judged(model: Judge, tokenizer: Tokenizer, examples: Sequence[Example]) -> np.ndarray:
    """The probability of every label for every example."""
    model.eval()
    rows = [
        torch.softmax(model(*tensors(tokenizer, examples[at : at + BATCH])), 1).numpy()
        for at in range(0, len(examples), BATCH)
    ]
    return np.concatenate(rows)


def export(model: Judge, tokenizer: Tokenizer, out: Path) -> None:
    """Write model.onnx (int8 weights, dynamic quantisation) and tokenizer.json."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    full, names = out / "full.onnx", ("input_ids", "attention_mask", "token_type_ids")
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in names)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=512)}
    torch.onnx.export(
        model.float().eval(), example, full, input_names=list(names), output_names=["logits"],
        dynamic_shapes=dict.fromkeys(names, axes), dynamo=True, external_data=False, verbose=False,
    )  # fmt: skip
    exact = onnx.load(full)
    del exact.graph.value_info[:]  # the exporter's shapes of transposed weights confuse the quantiser
    onnx.save(exact, full)
    quantize_dynamic(full, out / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(out / "tokenizer.json"))


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
    model = Judge(given.weights, len(LABELS[given.task]), recipe.dropout)
    files = sorted(given.data.glob("train*.jsonl"))
    examples = [one for file in files for one in read_examples(given.task, file)]
    if given.task == "support":
        examples += [one for file in files for one in with_slips(file, SLIPS_SEED, SLIPS)]
        examples += with_strangers(examples, SLIPS_SEED, STRANGERS)
    train(model, tokenizer, given.task, examples, recipe, given.seed, given.task)
    held = [one for file in sorted(given.data.glob("test*.jsonl")) for one in read_examples(given.task, file)]
    if held:
        best = judged(model, tokenizer, held).argmax(1)
        right = np.mean([LABELS[given.task][at] == one.label for at, one in zip(best, held, strict=True)])
        print(json.dumps({"test_accuracy": round(float(right), 3), "examples": len(examples)}))
    export(model, tokenizer, given.out)


if __name__ == "__main__":
    main()
