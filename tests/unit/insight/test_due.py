from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.insight.signals.due import easter, find_due

TUESDAY = date(2026, 8, 18)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("by friday the twenty-eighth", "2026-08-28"),
        ("by monday", "2026-08-24"),
        ("the fourteenth of october", "2026-10-14"),
        ("in q4 this year", "2026-12-31"),
        ("in the fourth quarter of 2027", "2027-12-31"),
        ("by the end of august", "2026-08-31"),
        ("to confirm budget (eom)", "2026-08-31"),
        ("next week", "2026-08-28"),
        ("this week", "2026-08-21"),
        ("in the week of 23 november", "2026-11-27"),
        ("in week 41", "2026-10-09"),
        ("by friday 6 november, as csv", "2026-11-06"),
        ("within 10 working days", "2026-09-01"),
        ("in two weeks", "2026-09-01"),
        ("tomorrow", "2026-08-19"),
        ("by june", "2027-06-30"),
        ("by the 14th", "2026-09-14"),
        ("by 15.10.", "2026-10-15"),
        ("2026-10-03", "2026-10-03"),
        ("end of next month", "2026-09-30"),
        ("thursday week", "2026-08-27"),
        ("before easter", "2027-03-28"),
        ("by close of business", "2026-08-18"),
    ],
)
def test_resolves_a_deadline_from_the_day_it_was_said(said: str, day: str) -> None:
    due = find_due(said, TUESDAY)
    assert due is not None
    assert due.day.isoformat() == day


@pytest.mark.parametrize(
    "said", ["since march", "last friday", "every tuesday", "two weeks ago", "at 9.30", "by 12.5%", "nothing at all"]
)
def test_finds_no_deadline_in_the_past_or_in_other_numbers(said: str) -> None:
    assert find_due(said, TUESDAY) is None


def test_a_firm_deadline_wins_over_a_mention() -> None:
    due = find_due("the numbers of october will be with you by friday", TUESDAY)
    assert due is not None
    assert due.day == date(2026, 8, 21)
    assert due.firm


def test_knows_no_deadline_without_the_day_of_saying() -> None:
    assert find_due("tomorrow", None) is None


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(1, 300))
def test_a_written_date_is_read_as_itself(said_on: date, ahead: int) -> None:
    day = said_on + timedelta(days=ahead)
    due = find_due(f"by {day.day} {day:%B} {day.year}".lower(), said_on)
    assert due is not None
    assert due.day == day


@pytest.mark.parametrize(("year", "day"), [(2025, "2025-04-20"), (2026, "2026-04-05"), (2027, "2027-03-28")])
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == day
