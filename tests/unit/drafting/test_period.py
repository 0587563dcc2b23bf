"""Which days a period spans."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain.errors import InputError
from copilot.drafting.period import Period


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        (" 2026-q4 ", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(written: str, start: date, end: date) -> None:
    assert Period.read(written) == Period(name=written.strip().upper(), start=start, end=end)


@pytest.mark.parametrize("written", ["", "2026-Q5", "2026-00", "0000", "2026-01-01"])
def test_what_is_no_period_is_refused_with_the_ways_to_write_one(written: str) -> None:
    with pytest.raises(InputError, match=r"is not a period\. Write it as 2026, 2026-H1, 2026-Q1 or 2026-03"):
        Period.read(written)
