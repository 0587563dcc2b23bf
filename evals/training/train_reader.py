"""Train the reader: does this sentence answer that question?

A cross-encoder started from all-MiniLM-L6-v2 is trained on short items (question, few passages) and on
accounts (a record and its questions), then written as an int8 ONNX file with its tokenizer.

    python -m evals.training.train_reader --data DIR --data DIR --weights DIR --out DIR --seed 7

Each data DIR holds `*.jsonl` (items) and folders with accounts.csv, raw/ and gold/ (accounts).
"""

from __future__ import annotations

import argparse
import math
import os
import random
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from evals.training.network import Batch, CrossEncoder, export, optimise, padded
from evals.training.reader_accounts import load_account_groups
from evals.training.reader_data import Candidate, Group, load_items, sample
from evals.training.reader_format import LONGEST, encode_pair, evidence_text

ITEMS_STAGE = {"epochs": 2.5, "rate": 1.5e-4, "near": 3, "far": 2}
ACCOUNTS_STAGE = {"epochs": 2.0, "rate": 8e-5, "near": 8, "far": 1}


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


def padded_to_eights(pairs: Sequence[tuple[list[int], list[int]]]) -> Batch:
    """Pairs made equally long, with rows of nothing up to a multiple of eight: few distinct shapes."""
    return padded([*pairs, *[([101, 102], [0, 1])] * (-len(pairs) % 8)])


def loss_of(logits: Tensor, labels: Tensor, sizes: Sequence[int]) -> Tensor:
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
    model: CrossEncoder,
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
    """Train in place. Questions are batched whole."""
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

    def of_step(fast: CrossEncoder, step: list[Group]) -> Tensor:
        chosen = [(v.question, c) for v in step for c in v.candidates]
        labels = torch.tensor([float(c.label) for _, c in chosen])
        logits = fast(*padded_to_eights([pairs.pair(q, c) for q, c in chosen]))[: len(chosen), 0]
        return loss_of(logits, labels, [len(v.candidates) for v in step])

    optimise(model, plan, of_step, rate, log=log, every=25)


def account_mix(items: Sequence[Group], asked: Sequence[Group], seed: int) -> list[Group]:
    """The second stage's groups: every account question with an answer on record or surely none, and a share of items.

    Confidential questions are left out: the record does answer them, only not for that audience; so are
    questions whose evidence the search missed.
    """
    kept = [
        g for g in asked if g.kind != "confidential" and (not g.answerable or any(c.label == 1 for c in g.candidates))
    ]
    return kept + random.Random(seed).sample(list(items), min(len(items), 2 * len(kept)))


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
    pairs, model = Pairs(Tokenizer.from_file(str(options.weights / "tokenizer.json"))), CrossEncoder(options.weights, 1)
    pairs.tokenizer.no_truncation()
    pairs.tokenizer.no_padding()
    train(model, pairs, items, **ITEMS_STAGE, seed=options.seed, log="items")
    train(
        model, pairs, account_mix(items, asked, options.seed), **ACCOUNTS_STAGE, seed=options.seed + 1, log="accounts"
    )
    export(model, pairs.tokenizer, options.out, "reader.onnx", "logit")


if __name__ == "__main__":
    main()
