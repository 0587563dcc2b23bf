"""What the judges and the reader are made of: MiniLM over one text or two, a small head, and how both are trained.

Needs PyTorch, transformers and onnx, which the product does not.
"""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

Step = TypeVar("Step")
Batch = tuple[Tensor, Tensor, Tensor]
"""Word pieces, mask and kind of segment: (texts, word pieces) each."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
FROZEN = 1
"""Lowest layers that stay as they are, as the embeddings do."""


class CrossEncoder(nn.Module):
    """MiniLM, its first token and the mean of all, and a head with some outputs; `dropout` is the encoder's own."""

    def __init__(self, weights: Path, outputs: int, *, dropout: float = 0.0, head_dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        self.head = nn.Sequential(
            nn.Dropout(head_dropout), nn.Linear(768, 384), nn.GELU(), nn.Dropout(head_dropout), nn.Linear(384, outputs)
        )
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        hidden = hidden.to(self.head[1].weight.dtype)
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(torch.cat([hidden[:, 0], mean], 1))


def padded(rows: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Batch:
    """Word pieces and their kinds of segment, a text each, made equally long."""
    longest = -(-max(len(ids) for ids, _ in rows) // 16) * 16  # few distinct shapes: kernels are kept per shape
    fill = [[0] * (longest - len(ids)) for ids, _ in rows]
    ids = torch.tensor([[*ids, *rest] for (ids, _), rest in zip(rows, fill, strict=True)])
    mask = torch.tensor([[*[1] * len(ids), *rest] for (ids, _), rest in zip(rows, fill, strict=True)])
    kinds = torch.tensor([[*kinds, *rest] for (_, kinds), rest in zip(rows, fill, strict=True)])
    return ids, mask, kinds


def optimise(
    model: CrossEncoder,
    plan: Sequence[Step],
    loss_of: Callable[[CrossEncoder, Step], Tensor],
    rate: float,
    *,
    log: str = "",
    every: int = 50,
) -> None:
    """Train in place, a step of the plan at a time: AdamW, the rate rises for a tenth of them and falls to zero.

    The passes are made with an encoder in bf16; `model` keeps the exact weights.
    """
    live = [p for p in model.parameters() if p.requires_grad]
    fast = copy.deepcopy(model)
    fast.encoder.bfloat16()
    fast_live = [p for p in fast.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in live if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in live if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=rate,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (n + 1) / (0.1 * len(plan) + 1)) * max(0.02, 1 - n / len(plan))
    )
    fast.train()
    began, losses = time.time(), []
    for n, step in enumerate(plan):
        loss = loss_of(fast, step)
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
        if n % every == 0:
            mean = np.mean(losses[-every:])
            print(f"{log} step {n}/{len(plan)} loss {mean:.3f} {time.time() - began:.0f}s", flush=True)


def bare(file: Path) -> None:
    """Take what the exporter notes beside a network out of its file: where on this machine each operation came from."""
    import onnx

    model = onnx.load(file)
    for part in (model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, file)


def export(model: CrossEncoder, tokenizer: Tokenizer, out: Path, file: str, output: str) -> None:
    """Write the network (int8 weights, dynamic quantisation) under a name, and tokenizer.json beside it."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    full = out / "full.onnx"
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in INPUTS)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=512)}
    torch.onnx.export(
        model.float().eval(), example, full, input_names=list(INPUTS), output_names=[output],
        dynamic_shapes=dict.fromkeys(INPUTS, axes), dynamo=True, external_data=False, verbose=False,
    )  # fmt: skip
    exact = onnx.load(full)
    del exact.graph.value_info[:]  # the exporter's shapes of transposed weights confuse the quantiser
    onnx.save(exact, full)
    quantize_dynamic(full, out / file, per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
    bare(out / file)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(out / "tokenizer.json"))
