"""The suite `registry`: whether a sentence about the roadmap is allowed, put in approved words, or blocked.

An unsafe allow is a sentence let through that the registry does not cover: the one error that costs a customer's trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from copilot.bootstrap import Workspace
from copilot.domain.commitment import RoadmapItem
from copilot.domain.errors import InputError
from copilot.domain.words import Audience
from copilot.guard.labels import Said, label_all
from copilot.guard.roadmap import Reader, rule_on
from copilot.settings import Settings
from evals.cases import read_cases, shipped
from evals.figures import Case, Outcome, Tally
from retrieval.indexing import Progress

__all__ = ["run_registry"]

_NEEDS = ("id", "registry", "account", "today", "audience", "sentence", "verdict")


def run_registry(data: Sequence[Path], progress: Progress) -> Outcome:
    """Rule on every sentence: `accuracy` of the verdict, `unsafe_allows`, and `reason_accuracy` of right verdicts."""
    cases = read_cases(data or [shipped("registry")], _NEEDS)
    tally = Tally()
    failing: list[Case] = []
    with Workspace(Settings(workspace=Path())) as workspace:
        labels = label_all(workspace.promises, [Said(case["sentence"]) for case in cases])
        for done, (case, label) in enumerate(zip(cases, labels, strict=True)):
            progress("ruling", done, len(cases))
            try:
                registry = [RoadmapItem.model_validate(item) for item in case["registry"]]
                reader = Reader(case["account"], Audience(case["audience"]), date.fromisoformat(str(case["today"])))
            except (ValidationError, ValueError) as error:
                raise InputError(f"case {case['id']}: {error}", "Mend the case") from error
            found = rule_on(case["sentence"], label, registry, reader, workspace.meaning)
            right = found.verdict == case["verdict"]
            reason = str(case.get("reason", ""))
            tally.share("accuracy", reason, right, 1)
            tally.count("unsafe_allows", reason, found.verdict == "allow" and not right)
            if right and reason:
                tally.share("reason_accuracy", reason, found.reason == reason, 1)
            if not right:
                item = f" [{found.item.id}]" if found.item else ""
                told = f"{found.verdict}: {found.reason}{item} ({label.label}, {label.promise:.2f})"
                wanted = f"{case['verdict']}: {reason}"
                failing.append(Case(case["id"], reason, case["sentence"], wanted, told, ("wrong verdict",)))
    progress("ruling", len(cases), len(cases))
    return Outcome(tally.figures(), tuple(failing))
