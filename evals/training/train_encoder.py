"""Fine-tune MiniLM as the copilot's passage encoder and export it as int8 ONNX.

Here it learns that a short question belongs to a stretch of somebody's conversation. Nothing is downloaded:

    python -m evals.training.train_encoder --data qmsum/train.jsonl.gz --weights MODEL_DIR --out encoder --seed 7

``--data`` is QMSum's training split (MIT), one meeting a line; ``--weights`` holds config.json, model.safetensors and
tokenizer.json of all-MiniLM-L6-v2; ``--out`` receives encoder.onnx, tokenizer.json and metrics.json.

One step is one meeting: its questions, reference answers and topic titles are queries; positives are the chunks that lie
mostly in the spans annotated for a query; negatives are other chunks of the same meeting, because the product searches
within one account. Embeddings of words and positions stay frozen. bfloat16 sums depend on the processor: another
machine reproduces the gains, not the file's bytes.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import math
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from evals.training.network import bare

CHUNK_WORDS, MAX_TOKENS = 100, 192
CHUNKS_PER_STEP = 40
LEARNING_RATE, EPOCHS, STOP_AFTER = 5e-5, 4, 1  # the schedule is four epochs long; one of them is run
TUNED_SHARE = 1.0  # the tuned weights' part in the average with the stock weights
HELD_OUT = 40  # meetings kept for measuring; the first half of them picks the epoch
SCALE = 20.0  # inverse temperature of the contrastive loss, as in the stock model's own training
QUERY_WEIGHT = {"query": 1.0, "answer": 0.5, "topic": 0.5}  # by QMSum's field

Part = tuple[int, str, list[str]]  # turn number, speaker, words


@dataclass(frozen=True)
class Query:
    """A text and, for each chunk, the share of its words that the annotators marked: half is enough to be right."""

    text: str
    kind: str
    share: tuple[float, ...]

    @property
    def positive(self) -> list[int]:
        return [i for i, share in enumerate(self.share) if share >= 0.5]


@dataclass(frozen=True)
class Meeting:
    """The chunks of one meeting, in order, and the queries about it."""

    chunks: tuple[str, ...]
    queries: tuple[Query, ...]


def chunk_turns(turns: Sequence[tuple[str, str]]) -> list[list[Part]]:
    """Join neighbouring turns into chunks of about CHUNK_WORDS words; longer turns are cut first."""
    parts: list[Part] = []
    for number, (speaker, text) in enumerate(turns):
        words = text.split()
        step = math.ceil(len(words) / max(1, math.ceil(len(words) / CHUNK_WORDS))) or 1
        parts += [(number, speaker, words[at : at + step]) for at in range(0, max(len(words), 1), step)]
    chunks: list[list[Part]] = [[]]
    size = 0
    for part in parts:
        if size >= CHUNK_WORDS or (size and size + len(part[2]) > 1.35 * CHUNK_WORDS):
            chunks.append([])
            size = 0
        chunks[-1].append(part)
        size += len(part[2])
    return chunks


def written_out(chunk: Sequence[Part]) -> str:
    """The chunk's text; a change of speaker is written as ``Name: words``."""
    speakers = [None, *(speaker for _, speaker, _ in chunk)]
    return " ".join(
        " ".join(words) if speaker == before else f"{speaker}: {' '.join(words)}"
        for before, (_, speaker, words) in zip(speakers, chunk, strict=False)
    )


def read_meeting(line: str) -> Meeting:
    """One line of QMSum."""
    record = json.loads(line)
    said = record["meeting_transcripts"]
    chunks = chunk_turns([(t["speaker"], " ".join(re.sub(r"\{\w+\}", "", t["content"]).split())) for t in said])
    sizes = [sum(len(words) for _, _, words in chunk) or 1 for chunk in chunks]
    queries = []
    for item in [*record["specific_query_list"], *record["topic_list"]]:
        gold = {turn for start, end in item["relevant_text_span"] for turn in range(int(start), int(end) + 1)}
        marked = [sum(len(words) for turn, _, words in chunk if turn in gold) for chunk in chunks]
        share = tuple(part / size for part, size in zip(marked, sizes, strict=True))
        queries += [Query(item[kind], kind, share) for kind in QUERY_WEIGHT if kind in item]
    return Meeting(tuple(map(written_out, chunks)), tuple(q for q in queries if q.positive))


class Encoder(nn.Module):
    """Token ids to unit vectors: the transformer, the mean over real tokens, the norm."""

    def __init__(self, transformer: nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state.float()
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1).clamp(min=1), dim=1)


def embed(encoder: Encoder, tokenizer: Tokenizer, texts: Sequence[str], *, batch: int = 24) -> Tensor:
    """Embed texts in batches of similar length (less padding); rows follow the input's order."""
    ids = [torch.tensor(encoding.ids) for encoding in tokenizer.encode_batch(list(texts))]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    rows: list[Tensor] = []
    for at in range(0, len(order), batch):
        padded = nn.utils.rnn.pad_sequence([ids[i] for i in order[at : at + batch]], batch_first=True)
        with torch.autocast("cpu", torch.bfloat16):
            rows.append(encoder(padded, (padded != 0).long()))  # 0 is the padding token
    return torch.cat(rows)[torch.tensor(order).argsort()]


def sample_chunks(meeting: Meeting, rng: random.Random) -> list[int]:
    """Up to three positives of every query, filled up to CHUNKS_PER_STEP with other chunks of the meeting."""
    chosen: set[int] = set()
    for query in rng.sample(meeting.queries, len(meeting.queries)):
        if len(chosen) < 0.6 * CHUNKS_PER_STEP:
            chosen.update(rng.sample(query.positive, min(3, len(query.positive))))
    rest = [i for i in range(len(meeting.chunks)) if i not in chosen]
    return sorted(chosen) + rng.sample(rest, max(0, min(len(rest), CHUNKS_PER_STEP - len(chosen))))


def step_loss(encoder: Encoder, tokenizer: Tokenizer, meeting: Meeting, rng: random.Random) -> Tensor:
    """InfoNCE with several positives: each positive against all negatives of its query, in one meeting's sample."""
    chosen = sample_chunks(meeting, rng)
    chunks = embed(encoder, tokenizer, [meeting.chunks[i] for i in chosen])
    logits = SCALE * embed(encoder, tokenizer, [query.text for query in meeting.queries]) @ chunks.T
    share = torch.tensor([[query.share[i] for i in chosen] for query in meeting.queries])
    positive, count = share >= 0.5, (share >= 0.5).sum(1)
    negatives = logits.masked_fill(share > 0, -1e4).logsumexp(1, keepdim=True)  # a partly marked chunk is neither
    losses = (nn.functional.softplus(negatives - logits) * positive).sum(1) / count.clamp(min=1)
    weight = torch.tensor([QUERY_WEIGHT[query.kind] for query in meeting.queries]) * (count > 0)
    return (losses * weight).sum() / weight.sum().clamp(min=1e-6)


@torch.no_grad()
def ndcg_at_10(encoder: Encoder, tokenizer: Tokenizer, meetings: Sequence[Meeting]) -> float:
    """Mean nDCG@10 of the questions, each searched within its own meeting by the encoder alone."""
    discount = 1 / np.log2(np.arange(2, 12))
    gains: list[float] = []
    for meeting in meetings:
        chunks = embed(encoder, tokenizer, meeting.chunks)
        for query in (query for query in meeting.queries if query.kind == "query"):
            ranked = (chunks @ embed(encoder, tokenizer, [query.text])[0]).argsort(descending=True)[:10].tolist()
            hits = np.array([i in query.positive for i in ranked], float)
            gains.append(float(hits @ discount[: len(hits)] / discount[: len(query.positive)].sum()))
    return float(np.mean(gains))


def train(encoder: Encoder, tokenizer: Tokenizer, fit: Sequence[Meeting], seed: int) -> Iterator[float]:
    """Train; yield the mean loss after each epoch. Warm-up over a tenth of the steps, then linear decay."""
    rng = random.Random(seed)
    parameters = [p for p in encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=0.01)
    n = EPOCHS * len(fit)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min(1.0, 10 * (at + 1) / n, (n - at) / 0.9 / n))
    for _ in range(EPOCHS):
        losses = []
        for meeting in rng.sample(fit, len(fit)):
            loss = step_loss(encoder, tokenizer, meeting, rng)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        yield float(np.mean(losses))


def export(encoder: Encoder, tokenizer: Tokenizer, sample: Sequence[str], out: Path) -> float:
    """Write encoder.onnx with int8 weights (dynamic, per channel); return the mean cosine to the fp32 vectors."""
    full, small = out / "encoder.fp32.onnx", out / "encoder.onnx"
    # Two tensors: the exporter takes one tensor passed twice for a single input.
    example = torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=512)}
    shapes = {"input_ids": axes, "attention_mask": axes}
    names = {"input_names": list(shapes), "output_names": ["sentence_embedding"]}
    torch.onnx.export(encoder, example, full, dynamic_shapes=shapes, dynamo=True, external_data=False, **names)
    quantize_dynamic(full, small, per_channel=True, weight_type=QuantType.QInt8)
    bare(small)
    exact, rounded = InferenceSession(full), InferenceSession(small)
    ids = [np.array([encoding.ids]) for encoding in tokenizer.encode_batch(list(sample))]
    feeds = [{"input_ids": row, "attention_mask": np.ones_like(row)} for row in ids]
    full.unlink()
    return float(np.mean([(exact.run(None, feed)[0] * rounded.run(None, feed)[0]).sum() for feed in feeds]))


def main() -> None:
    """Train, keep the best epoch on held-out meetings, average with the stock weights, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="QMSum's train.jsonl, gzipped or not")
    parser.add_argument("--weights", type=Path, required=True, help="folder with the stock model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    torch.manual_seed(args.seed)
    tokenizer = Tokenizer.from_file(str(args.weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    # Eager attention: on CPU in bfloat16 its backward pass is about 1.5 times as fast as the fused one.
    transformer = AutoModel.from_pretrained(args.weights, attn_implementation="eager", add_pooling_layer=False)
    encoder = Encoder(transformer).eval()  # without dropout: twice the speed, and one epoch needs none
    encoder.transformer.embeddings.requires_grad_(False)
    with gzip.open(args.data, "rt") if args.data.suffix == ".gz" else args.data.open() as lines:
        meetings = [read_meeting(line) for line in lines]
    order = random.Random(args.seed).sample(range(len(meetings)), len(meetings))
    probe = [meetings[i] for i in order[: HELD_OUT // 2]]
    stock = copy.deepcopy(encoder.state_dict())
    epochs = [(ndcg_at_10(encoder, tokenizer, probe), stock)]
    for loss in train(encoder, tokenizer, [meetings[i] for i in order[HELD_OUT:]], args.seed):
        epochs.append((ndcg_at_10(encoder, tokenizer, probe), copy.deepcopy(encoder.state_dict())))
        print(f"epoch {len(epochs) - 1}: loss {loss:.3f}, held-out nDCG@10 {epochs[-1][0]:.4f}", flush=True)
        if len(epochs) > STOP_AFTER:
            break
    tuned = max(epochs, key=lambda epoch: epoch[0])[1]
    encoder.load_state_dict({name: stock[name].lerp(tuned[name], TUNED_SHARE) for name in stock})
    report = {"seed": args.seed, "share": TUNED_SHARE, "held_out_ndcg": [score for score, _ in epochs]}
    report["int8_cosine"] = export(encoder, tokenizer, probe[0].chunks, args.out)
    shutil.copy(args.weights / "tokenizer.json", args.out / "tokenizer.json")
    (args.out / "metrics.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
