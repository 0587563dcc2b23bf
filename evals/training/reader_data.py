"""Questions with their candidate sentences, labelled, for training the reader."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.sentences import sentence_spans
from retrieval.terms import terms

__all__ = ["Candidate", "Group", "load_items", "sample"]


@dataclass(frozen=True)
class Candidate:
    """One sentence as the reader sees it; label 1 answers, 0 does not, -1 is left out of training."""

    title: str
    day: str
    speaker: str
    side: str
    role: str
    before: str
    sentence: str
    label: int


@dataclass
class Group:
    """One question with its candidates; `searched` ones come from a whole record, best first."""

    question: str
    kind: str
    source: str
    candidates: list[Candidate]
    answerable: bool
    searched: bool = False


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def load_items(path: Path) -> list[Group]:
    """Items of one jsonl file, a group for every question: each sentence of the context is a candidate."""
    groups = []
    for line in path.open():
        if not line.strip():
            continue
        item = json.loads(line)
        units, last = [], ""
        for at, passage in enumerate(item["context"]):
            for sentence in (passage["text"][start:end] for start, end in sentence_spans(passage["text"])):
                units.append((at, passage, last, sentence))
                last = sentence
        for asked in item["questions"]:
            made = []
            for at, passage, before, sentence in units:
                held = [_squeeze(quote) for where, quote in asked["answers"] if where == at]
                mine = _squeeze(sentence)
                hit = any(quote in mine or (mine in quote and len(mine) > 0.3 * len(quote)) for quote in held if quote)
                part = not hit and any(mine in quote for quote in held)
                made.append(
                    Candidate(
                        passage.get("title", ""),
                        passage.get("date", ""),
                        passage.get("speaker", ""),
                        passage.get("side", "unknown"),
                        passage.get("role", "") or "",
                        before,
                        sentence,
                        1 if hit else -1 if part else 0,
                    )
                )
            groups.append(Group(asked["q"], asked["kind"], item["id"], made, bool(asked["answers"])))
    return groups


def sample(group: Group, pool: Sequence[Candidate], rng: random.Random, near: int, far: int) -> Group:
    """One epoch's view of a group: its positives, some of its negatives, sentences from elsewhere, light noise."""
    right = [c for c in group.candidates if c.label == 1]
    right = rng.sample(right, min(3, len(right)))
    wrong = [c for c in group.candidates if c.label == 0]
    if group.searched:  # half the negatives from the top of the search
        top, rest = wrong[:10], wrong[10:]
        wrong = rng.sample(top, min(near // 2 + 1, len(top))) + rng.sample(rest, min(near // 2, len(rest)))
    else:  # the two that share most words with the question, and others
        asks = set(terms(group.question))
        wrong.sort(key=lambda c: -len(asks & set(terms(c.sentence + " " + c.speaker))) + rng.random())
        wrong = wrong[:2] + rng.sample(wrong[2:], min(max(0, near - 2), len(wrong[2:])))
    made = right + wrong
    asked = set(re.findall(r"[a-z]+", group.question.lower()))
    for c in right:  # the same words from somebody else are no answer to "what did X say"
        first = c.speaker.split()[0].lower() if c.speaker else ""
        others = [o for o in group.candidates if o.speaker and o.speaker != c.speaker]
        if (
            first
            and first in asked
            and first not in c.sentence.lower()
            and group.kind in ("said", "opinion", "single", "promise")
            and others
            and rng.random() < 0.5
        ):
            other = rng.choice(others)
            made.append(replace(c, speaker=other.speaker, role=other.role, side=other.side, label=0))
    made += [replace(c, label=0) for c in rng.sample(pool, min(far, len(pool)))]
    noisy = []
    for c in made:
        if rng.random() < 0.15:
            c = replace(c, role="")
        if rng.random() < 0.1:
            c = replace(c, before="")
        if rng.random() < 0.05:
            c = replace(c, title="")
        noisy.append(c)
    question = group.question
    if rng.random() < 0.3:
        question = question.lower()
    if rng.random() < 0.3:
        question = question.rstrip("?")
    return replace(group, question=question, candidates=noisy)
