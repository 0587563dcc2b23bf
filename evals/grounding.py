"""The suite `grounding`: whether the guard tells a claim that its evidence supports from one that it does not.

False claims are made of the evidence's own words and true ones avoid them, so that word overlap is worse than
chance. Weak at arithmetic over dates and at claims that need knowledge of the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from copilot.guard.support import supported
from evals.cases import read_cases, shipped
from evals.figures import Case, Outcome, Tally
from retrieval.indexing import Progress
from retrieval.judging import SupportModel

__all__ = ["balanced", "run_grounding"]

_NEEDS = ("id", "evidence", "claim", "label")


def run_grounding(data: Sequence[Path], progress: Progress) -> Outcome:
    """Judge every claim: `balanced_accuracy` (supported against the rest), the two recalls it is the mean of, and
    `accuracy` by error type.
    """
    cases = read_cases(data or [shipped("grounding")], _NEEDS)
    progress("judging", 0, len(cases))
    pairs = [
        (case["claim"], [(one["text"], one.get("who", ""), str(one.get("date", ""))) for one in case["evidence"]])
        for case in cases
    ]
    found = supported(SupportModel(), pairs)
    progress("judging", len(cases), len(cases))
    tally = Tally()
    failing: list[Case] = []
    for case, one in zip(cases, found, strict=True):
        true = case["label"] == "supported"
        right = one.supported == true
        tally.share("supported_recall" if true else "false_claims_caught", "", right, 1)
        tally.share("accuracy", str(case.get("error_type", "")), right, 1)
        if case.get("hard"):
            tally.share("hard_accuracy", "", right, 1)
        if not right:
            shown = "\n".join(part["text"] for part in case["evidence"])
            told = f"{one.label} ({one.likely:.2f}) {one.against}"
            failing.append(
                Case(
                    case["id"],
                    str(case.get("error_type", "")),
                    f"{case['claim']}\n{shown}",
                    case["label"],
                    told,
                    ("wrong",),
                )
            )
    figures = tally.figures()
    return Outcome({"balanced_accuracy": balanced(figures), **figures}, tuple(failing))


def balanced(figures: dict[str, float]) -> float:
    """The mean of how many true claims pass and how many false ones are caught."""
    return round((figures.get("supported_recall", 0.0) + figures.get("false_claims_caught", 0.0)) / 2, 4)
