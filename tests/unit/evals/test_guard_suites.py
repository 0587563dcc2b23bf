"""The suites of the guard: how they score, what they refuse, what a stored run and its page hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copilot.domain.errors import InputError
from evals.cases import read_cases
from evals.figures import Case, Outcome
from evals.promises import f1
from evals.report import page
from evals.runs import Run, changed, read_run, this_run
from evals.summaries import _auc, _balanced


def test_precision_recall_and_their_mean_are_of_one_label() -> None:
    wanted = ["promise", "promise", "other", "other"]
    assert f1(wanted, ["promise", "other", "promise", "other"], "promise") == (0.5, 0.5, 0.5)
    assert f1(wanted, ["other"] * 4, "promise") == (0.0, 0.0, 0.0)


def test_balanced_accuracy_and_auc() -> None:
    given = [(0.9, True), (0.4, True), (0.5, False), (0.1, False)]
    assert _balanced(given, 0.45) == 0.5
    assert _auc(given) == 0.75


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "holds no case"), ("{", "line 1"), ('{"id": 1}\n{"a": 2}', "line 2"), ("[1]", "line 1")],
)
def test_cases_that_cannot_be_used_are_named(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(content)
    with pytest.raises(InputError, match=told):
        read_cases([file], ("id",))


def test_a_run_is_kept_and_compared(tmp_path: Path) -> None:
    before = this_run({"promises": {"f1": 0.8, "recall": 0.9}, "registry": {"accuracy": 0.7}}, [])
    file = tmp_path / "run.json"
    file.write_text(before.model_dump_json())
    now = this_run({"promises": {"f1": 0.85, "recall": 0.9}}, [])
    assert list(changed(read_run(file), now)) == [("promises.f1", 0.8, 0.85)]
    assert {"encoder", "reader", "promise", "support"} <= before.models.keys()


def test_what_is_no_run_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"figures": {}}))
    with pytest.raises(InputError, match="no stored run"):
        read_run(tmp_path / "run.json")


def test_the_page_shows_figures_thresholds_and_each_case_side_by_side() -> None:
    run = Run(
        at=datetime(2026, 11, 22, tzinfo=UTC), revision="abc", version="0.1", python="3.11", data=(),
        prompts={}, models={},
        figures={"accounts": {"leaks": 1.0}},
    )  # fmt: skip
    case = Case("demo/q1", "single", "who signs <b>?", "Dana", "nobody", ("lacks 'Dana'",))
    html = page(run, {"accounts": Outcome({"leaks": 1.0}, (case,))})
    assert "<script" not in html
    assert "who signs &lt;b&gt;?" in html
    assert '<td class="short">1</td>' in html
    assert html.index("expected") < html.index("drafted")
