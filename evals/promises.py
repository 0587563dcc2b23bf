"""The suite `promises`: whether the guard tells a roadmap promise from a hedge, a request, a fact and the rest.

Each case is a snippet of one or a few sentences; it is a promise if any of it is one. Judged whole, as the
guard judges a sentence. Weak where the snippets are: English, invented, one author a pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from copilot.domain.words import Side
from copilot.guard.labels import Label, Said, label_all
from evals.cases import read_cases, shipped
from evals.figures import Case, Outcome
from retrieval.indexing import Progress
from retrieval.judging import PromiseModel

__all__ = ["f1", "run_promises"]

_NEEDS = ("id", "text", "source", "speaker", "label")
_SIDES = {side.value for side in Side}


def run_promises(data: Sequence[Path], progress: Progress) -> Outcome:
    """Label every snippet: `precision`, `recall` and `f1` of roadmap_promise, `hard_f1`, `macro_f1`, and each
    label's own recall as `label_recall.<label>`; wrong ones are listed as `confused.<label>.<given>` counts.
    """
    cases = read_cases(data or [shipped("promises")], _NEEDS)
    progress("labelling", 0, len(cases))
    said = [Said(case["text"], _side(case["speaker"]), case["source"]) for case in cases]
    given = [found.label.value for found in label_all(PromiseModel(), said)]
    progress("labelling", len(cases), len(cases))
    wanted = [case["label"] for case in cases]
    return Outcome(_figures(cases, wanted, given), tuple(_failing(cases, given)))


def f1(wanted: Sequence[str], given: Sequence[str], label: str) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean for one label; 0 where nothing was there to be found or given."""
    right = sum(one == two == label for one, two in zip(wanted, given, strict=True))
    precision = right / given.count(label) if label in given else 0.0
    recall = right / wanted.count(label) if label in wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def _figures(cases: Sequence[Mapping[str, Any]], wanted: list[str], given: list[str]) -> dict[str, float]:
    precision, recall, harmonic = f1(wanted, given, Label.PROMISE)
    found = {"precision": precision, "recall": recall, "f1": harmonic}
    hard = [at for at, case in enumerate(cases) if case.get("hard")]
    if hard:
        found["hard_f1"] = f1([wanted[at] for at in hard], [given[at] for at in hard], Label.PROMISE)[2]
    found["macro_f1"] = sum(f1(wanted, given, label)[2] for label in Label) / len(Label)
    for label in Label:
        if label in wanted:
            found[f"label_recall.{label}"] = f1(wanted, given, label)[1]
    confused = Counter(zip(wanted, given, strict=True))
    matrix = {f"confused.{a} as {b}": float(n) for (a, b), n in sorted(confused.items()) if a != b}
    return {name: round(value, 4) for name, value in found.items()} | matrix


def _failing(cases: Sequence[Mapping[str, Any]], given: Sequence[str]) -> list[Case]:
    return [
        Case(case["id"], "hard" if case.get("hard") else "plain", case["text"], case["label"], label, ("wrong label",))
        for case, label in zip(cases, given, strict=True)
        if label != case["label"]
    ]


def _side(speaker: str) -> Side:
    return Side(speaker) if speaker in _SIDES else Side.UNKNOWN
