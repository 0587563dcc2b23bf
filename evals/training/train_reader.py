"""Train the reader: does this sentence answer that question?

A cross-encoder started from all-MiniLM-L6-v2 is trained on short items (question, few passages) and on
accounts (a record and its questions), then written as an int8 ONNX file with its tokenizer.

    python -m evals.training.train_reader --data DIR --data DIR --weights DIR --out DIR --seed 7

Each data DIR holds `*.jsonl` (items) and folders with accounts.csv, raw/ and gold/ (accounts).
"""

from __future__ import annotations

import argparse
import copy
import math
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from evals.training.reader_accounts import load_account_groups
from evals.training.reader_data import Candidate, Group, load_items, sample
from evals.training.reader_format import LONGEST, encode_pair, evidence_text

FROZEN = 1  # lowest layers that stay as they are
ITEMS_STAGE = {"epochs": 2.5, "rate": 1.5e-4, "near": 3, "far": 2}
ACCOUNTS_STAGE = {"epochs": 2.0, "rate": 8e-5, "near": 8, "far": 1}


# -- model ---------------------------------------------------------------------------------------------


class Reader(nn.Module):
    """MiniLM over both segments; one logit from the first token and the mean of all."""

    def __init__(self, weights: Path, layers: int = 6) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.config.num_hidden_layers = layers
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(768, 384), nn.GELU(), nn.Dropout(0.1), nn.Linear(384, 1))
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


class Pairs:
    """Turns questions and candidates into padded tensors, remembering word pieces."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer, self.known = tokenizer, {}
        self.cls, self.sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def pieces(self, text: str) -> list[int]:
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.known[text]

    def pair(self, question: str, c: Candidate) -> tuple[list[int], list[int]]:
        head, sentence = evidence_text(c.title, c.day, c.speaker, c.side, c.role, c.before, c.sentence)
        return encode_pair(self.pieces(question), self.pieces(head), self.pieces(sentence), self.cls, self.sep, LONGEST)

    @staticmethod
    def pad(pairs: Sequence[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        longest = -(-max(len(ids) for ids, _ in pairs) // 16) * 16  # few distinct shapes: kernels are kept per shape
        pairs = [*pairs, *[([101, 102], [0, 1])] * (-len(pairs) % 8)]
        rows = [
            (
                ids + [0] * (longest - len(ids)),
                [1] * len(ids) + [0] * (longest - len(ids)),
                kinds + [0] * (longest - len(ids)),
            )
            for ids, kinds in pairs
        ]
        return tuple(torch.tensor([row[n] for row in rows]) for n in range(3))  # type: ignore[return-value]


def loss_of(logits: torch.Tensor, labels: torch.Tensor, sizes: Sequence[int]) -> torch.Tensor:
    """Binary cross-entropy per pair plus a softmax per question in which `no answer` stands at zero."""
    weight = torch.where(labels > 0, 1.5, 1.0)
    total = nn.functional.binary_cross_entropy_with_logits(logits, labels * 0.96 + 0.02, weight=weight)
    null, listwise = torch.zeros(1), []
    for scores, marks in zip(logits.split(list(sizes)), labels.split(list(sizes))):
        everything = torch.logsumexp(torch.cat([null, scores]), 0)
        wanted = scores[marks > 0] if marks.any() else null
        listwise.append(everything - torch.logsumexp(wanted, 0))
    return total + 0.3 * torch.stack(listwise).mean()


def train(
    model: Reader,
    pairs: Pairs,
    groups: Sequence[Group],
    *,
    epochs: float,
    rate: float,
    seed: int,
    near: int = 7,
    far: int = 2,
    batch: int = 48,
    log: str = "",
) -> None:
    """Train in place. Questions are batched whole; the rate rises for 10 % of the steps and falls to zero."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    by_source: dict[str, list[Candidate]] = {}
    for group in groups:
        by_source.setdefault(group.source, group.candidates)
    plan: list[list[Group]] = []
    for epoch in range(math.ceil(epochs)):
        order = list(groups)
        rng.shuffle(order)
        order = order[: int(len(order) * min(1.0, epochs - epoch))]
        views = []
        for group in order:
            pool = [
                rng.choice(by_source[s])
                for s in rng.sample(sorted(by_source), min(far, len(by_source)))
                if s != group.source
            ]
            views.append(sample(group, pool, rng, near, far))
        views.sort(
            key=lambda v: max((len(c.sentence) + len(c.before) for c in v.candidates), default=0) + rng.random() * 80
        )
        steps, size = [[]], 0
        for view in views:
            if size + len(view.candidates) > batch and steps[-1]:
                steps.append([])
                size = 0
            steps[-1].append(view)
            size += len(view.candidates)
        rng.shuffle(steps)
        plan += [step for step in steps if any(view.candidates for view in step)]
    if not plan:
        return
    decay = [p for n, p in model.named_parameters() if p.requires_grad and p.ndim > 1]
    plain = [p for n, p in model.named_parameters() if p.requires_grad and p.ndim <= 1]
    live = [p for p in model.parameters() if p.requires_grad]
    fast = copy.deepcopy(model)  # bf16 encoder for the passes; `model` keeps the exact weights
    fast.encoder.bfloat16()
    fast_live = [p for p in fast.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=rate
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (n + 1) / (0.1 * len(plan) + 1)) * max(0.02, 1 - n / len(plan))
    )
    fast.train()
    began, losses = time.time(), []
    for n, step in enumerate(plan):
        chosen = [(v.question, c) for v in step for c in v.candidates]
        ids, mask, kinds = pairs.pad([pairs.pair(q, c) for q, c in chosen])
        labels = torch.tensor([float(c.label) for _, c in chosen])
        loss = loss_of(fast(ids, mask, kinds)[: len(chosen), 0], labels, [len(v.candidates) for v in step])
        loss.backward()
        for exact, rough in zip(live, fast_live):
            exact.grad, rough.grad = rough.grad.float(), None
        nn.utils.clip_grad_norm_(live, 1.0)
        optimizer.step()
        with torch.no_grad():
            for exact, rough in zip(live, fast_live):
                rough.copy_(exact)
        schedule.step()
        losses.append(loss.item())
        if n % 25 == 0:
            print(f"{log} step {n}/{len(plan)} loss {np.mean(losses[-25:]):.3f} {time.time() - began:.0f}s", flush=True)


def account_mix(items: Sequence[Group], asked: Sequence[Group], seed: int) -> list[Group]:
    """The second stage's groups: every account question with an answer on record or surely none, and a share of items.

    Confidential questions are left out: the record does answer them, only not for that audience; so are
    questions whose evidence the search missed.
    """
    kept = [
        g for g in asked if g.kind != "confidential" and (not g.answerable or any(c.label == 1 for c in g.candidates))
    ]
    return kept + random.Random(seed).sample(list(items), min(len(items), 2 * len(kept)))


# -- export --------------------------------------------------------------------------------------------


def export(model: Reader, tokenizer: Path, out: Path) -> None:
    """Write reader.onnx (int8 weights, dynamic quantisation) and tokenizer.json."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    full, names = out / "reader.fp32.onnx", ("input_ids", "attention_mask", "token_type_ids")
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in names)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=512)}
    torch.onnx.export(
        model.float().eval(),
        example,
        full,
        input_names=list(names),
        output_names=["logit"],
        dynamic_shapes=dict.fromkeys(names, axes),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    exact = onnx.load(full)
    del exact.graph.value_info[:]  # the exporter's shapes of transposed weights confuse the quantiser
    onnx.save(exact, full)
    quantize_dynamic(full, out / "reader.onnx", per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
    words = Tokenizer.from_file(str(tokenizer))
    words.no_truncation()
    words.no_padding()
    words.save(str(out / "tokenizer.json"))


def main() -> None:
    """Items first, then accounts mixed with items; then the ONNX file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        action="append",
        help="searched for *.jsonl of items and folders with accounts.csv and gold/; repeatable",
    )
    parser.add_argument(
        "--weights", type=Path, required=True, help="folder of all-MiniLM-L6-v2 (safetensors, tokenizer.json)"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    items = [
        group
        for path in sorted(one for root in options.data for one in root.rglob("*.jsonl"))
        if '"context"' in path.open().readline()
        for group in load_items(path)
    ]
    roots = sorted(
        path.parent for root in options.data for path in root.rglob("accounts.csv") if (path.parent / "gold").is_dir()
    )
    asked = [group for root in roots for group in load_account_groups(root)]
    pairs, model = Pairs(Tokenizer.from_file(str(options.weights / "tokenizer.json"))), Reader(options.weights)
    pairs.tokenizer.no_truncation()
    pairs.tokenizer.no_padding()
    train(model, pairs, items, **ITEMS_STAGE, seed=options.seed, log="items")
    train(
        model, pairs, account_mix(items, asked, options.seed), **ACCOUNTS_STAGE, seed=options.seed + 1, log="accounts"
    )
    export(model, options.weights / "tokenizer.json", options.out)


if __name__ == "__main__":
    main()
