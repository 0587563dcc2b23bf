from __future__ import annotations

from evals.gate import read_thresholds, shortfalls

THRESHOLDS = {
    "accounts": {"evidence_recall": 0.8, "leaks": 0, "exclusion_violations.single": 1},
    "promises": {"f1": 0.85},
}


def test_minima_and_maxima_are_told_apart_by_name() -> None:
    good = {"evidence_recall": 0.8, "leaks": 0, "exclusion_violations.single": 1}
    assert list(shortfalls({"accounts": good}, THRESHOLDS)) == []
    bad = {"evidence_recall": 0.79, "leaks": 1, "exclusion_violations.single": 2}
    lines = list(shortfalls({"accounts": bad}, THRESHOLDS))
    assert [line.split()[0] for line in lines] == [
        "accounts.evidence_recall",
        "accounts.leaks",
        "accounts.exclusion_violations.single",
    ]


def test_a_figure_that_was_not_measured_falls_short() -> None:
    lines = list(shortfalls({"accounts": {"leaks": 0, "exclusion_violations.single": 0}}, THRESHOLDS))
    assert lines == ["accounts.evidence_recall was not measured (at least 0.8)"]


def test_suites_that_did_not_run_are_not_gated() -> None:
    assert list(shortfalls({}, THRESHOLDS)) == []


def test_the_committed_thresholds_are_numbers_of_known_suites() -> None:
    from evals.command import _SUITES

    committed = read_thresholds()
    assert set(committed) <= set(_SUITES)
    assert committed["accounts"]["leaks"] == 0
