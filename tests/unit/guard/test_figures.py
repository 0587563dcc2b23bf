import pytest

from copilot.guard.days import days_in, named_nowhere
from copilot.guard.figures import figures_in, follows_from


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two weeks", "14 days"),
        ("a dozen", "12"),
        ("an hour and a half took 90 minutes", "90 min"),
        ("ninety-three per cent", "93 %"),
        ("a hundred and twenty seats", "120 seats"),
        ("$1.2m", "1,200,000"),
        ("half of them", "50 %"),
    ],
)
def test_a_figure_is_found_however_it_is_written(one: str, other: str) -> None:
    given = figures_in(one)
    assert all(follows_from(figure, given) for figure in figures_in(other))


def test_a_difference_and_a_share_follow_from_two_figures() -> None:
    given = figures_in("active users went from 80 to 62")
    assert follows_from(figures_in("18 fewer")[0], given)
    assert not follows_from(figures_in("63 users")[0], given)


def test_days_are_named_in_every_form_and_may_is_a_verb_too() -> None:
    assert [(one.day, one.month) for one in days_in("on 3 March, 2026-04-09 and June 7th")] == [(3, 3), (9, 4), (7, 6)]
    assert days_in("you may ask; it may be late") == []
    assert [one.month for one in days_in("by May")] == [5]


@pytest.mark.parametrize(
    ("claim", "text", "missing"),
    [
        ("They sign on 13 March.", "We sign tomorrow.", []),
        ("They sign on 20 March.", "We sign tomorrow.", ["20 March"]),
        ("It went live in February.", "It went live last month.", []),
        ("It comes in August.", "It comes in Q3.", []),
        ("It comes in October.", "It comes in Q3.", ["October"]),
    ],
)
def test_a_day_of_the_claim_must_be_meant_by_its_evidence(claim: str, text: str, missing: list[str]) -> None:
    assert named_nowhere(claim, [(text, "2026-03-12")]) == missing


def test_a_sum_is_exact_and_a_share_may_be_rounded() -> None:
    given = figures_in("4,812 loads and 96 errors")
    assert follows_from(figures_in("4,908 in all")[0], given)
    assert not follows_from(figures_in("4,917 in all")[0], given)
    assert follows_from(figures_in("2% of them")[0], given)
