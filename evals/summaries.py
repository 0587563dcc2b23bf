"""The suites `summedits` and `diasumfact`: whether the guard tells consistent summaries of calls from edited ones.

SummEdits (Laban et al. 2023, salesforce/factualNLG), part sales_call; DiaSumFact (731935354/Dia-Sum-Fact), its QMSum
part. A summary's sentences are each held against the stretches of the conversation that share most with them; a summary
is as good as its worst sentence. Weak at what spans a whole call, and at facts that nobody says in so many words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from copilot.domain.errors import InputError
from evals.faithfulness import Turn, faithful
from evals.figures import Case, Outcome
from retrieval.indexing import Progress
from retrieval.judging import SupportModel

__all__ = ["run_diasumfact", "run_summedits"]


def run_summedits(data: Sequence[Path], progress: Progress) -> Outcome:
    """`balanced_accuracy` on one half of the documents with the threshold that is best on the other (documents are
    halved by their order), and `auc` over all. Raises InputError.
    """
    rows = _rows(data, "summedits", ("doc", "summary", "label"))
    documents = list(dict.fromkeys(row["doc"] for row in rows))
    judge, scores = SupportModel(), []
    for done, row in enumerate(rows):
        progress("judging", done, len(rows))
        scores.append(faithful(judge, row["summary"], _turns(row["doc"])))
    progress("judging", len(rows), len(rows))
    first = set(documents[::2])
    fit = [(score, bool(row["label"])) for score, row in zip(scores, rows, strict=True) if row["doc"] in first]
    rest = [(score, row) for score, row in zip(scores, rows, strict=True) if row["doc"] not in first]
    bar = max((score for score, _ in fit), key=lambda one: _balanced(fit, one))
    reached = [(score, bool(row["label"])) for score, row in rest]
    figures = {
        "balanced_accuracy": _balanced(reached, bar),
        "auc": _auc([(score, bool(row["label"])) for score, row in zip(scores, rows, strict=True)]),
    }
    failing = [
        Case(str(row["id"]), "", row["summary"], "consistent" if row["label"] else "edited", f"{score:.3f}", ("wrong",))
        for score, row in rest
        if (score >= bar) != bool(row["label"])
    ]
    return Outcome({name: round(value, 4) for name, value in figures.items()}, tuple(failing))


def run_diasumfact(data: Sequence[Path], progress: Progress) -> Outcome:
    """`auc` of the guard's score over single sentences, those without an error span against the rest."""
    given: list[tuple[float, bool]] = []
    meetings = [meeting for path in data for meeting in _load(path, "diasumfact").values()]
    judge = SupportModel()
    for done, meeting in enumerate(meetings):
        progress("judging", done, len(meetings))
        turns = [_turn(line) for line in meeting["utterances"]]
        for written in meeting["annotations"].values():
            for one in written["sentence_annotations"]:
                fine = not one["annotation"] or all(
                    str(found.get("error_class", "")).lower().startswith("no") for found in one["annotation"]
                )
                given.append((faithful(judge, one["sentence"], turns), fine))
    progress("judging", len(meetings), len(meetings))
    return Outcome({"auc": round(_auc(given), 4), "sentences": float(len(given))})


def _turns(document: str) -> list[Turn]:
    return [_turn(line) for line in document.splitlines() if line.strip()]


def _turn(line: str) -> Turn:
    found = re.match(r"\s*([^:]{1,40}):\s*(.+)", line, re.DOTALL)
    return Turn(found[1].strip(), found[2].strip()) if found else Turn("", line.strip())


def _rows(data: Sequence[Path], suite: str, needs: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [row for path in data for row in _load(path, suite)]
    if not rows or any(field not in row for row in rows for field in needs):
        raise InputError(f"the {suite} suite needs rows with {', '.join(needs)}", f"Name the {suite} file with --data")
    return rows


def _load(path: Path, suite: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"--data {path} cannot be read ({error})", f"Name the {suite} file") from error


def _balanced(given: Sequence[tuple[float, bool]], bar: float) -> float:
    good = [score >= bar for score, label in given if label]
    bad = [score < bar for score, label in given if not label]
    return (sum(good) / max(1, len(good)) + sum(bad) / max(1, len(bad))) / 2


def _auc(given: Sequence[tuple[float, bool]]) -> float:
    """The chance that a consistent one scores above an edited one; ties count half."""
    good = [score for score, label in given if label]
    bad = [score for score, label in given if not label]
    won = sum((one > two) + 0.5 * (one == two) for one in good for two in bad)
    return won / max(1, len(good) * len(bad))
