from __future__ import annotations

from evals.figures import Tally


def test_shares_are_taken_over_all_cases_and_by_kind() -> None:
    tally = Tally()
    tally.share("recall", "a", 1, 1)
    tally.share("recall", "b", 0, 3)
    tally.count("leaks", "a", 0)
    tally.count("leaks", "b", 2)
    assert tally.figures() == {
        "recall": 0.25,
        "leaks": 2,
        "recall.a": 1,
        "recall.b": 0,
        "leaks.a": 0,
        "leaks.b": 2,
    }


def test_nothing_to_measure_is_no_figure() -> None:
    tally = Tally()
    tally.share("recall", "a", 0, 0)
    assert tally.figures() == {}
