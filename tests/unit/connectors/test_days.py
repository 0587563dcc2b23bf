from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connectors.days import find_day, find_moment, find_month, puts_day_first, read_moment, strip_day
from connectors.decoding import decode, is_binary


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-12_review", date(2026, 3, 12)),
        ("review_20260312", date(2026, 3, 12)),
        ("GMT20260312-150000", date(2026, 3, 12)),
        ("20260312150000", date(2026, 3, 12)),
        ("2026_03_12", date(2026, 3, 12)),
        ("12-Mar-2026", date(2026, 3, 12)),
        ("12 March 2026", date(2026, 3, 12)),
        ("the 1st of May 2026", date(2026, 5, 1)),
        ("12. März 2026", date(2026, 3, 12)),
        ("März 12, 2026", date(2026, 3, 12)),
        ("Mar 12th, 2026", date(2026, 3, 12)),
        ("12 May 26 - visit", date(2026, 5, 12)),
        ("12.03.2026", date(2026, 3, 12)),
        ("13/04/2026", date(2026, 4, 13)),
        ("04/13/2026", date(2026, 4, 13)),
        ("04/04/2026", date(2026, 4, 4)),
        ("03/04/2026", None),
        ("QH-OF-2023-118", None),
        ("Q-2025-0187", None),
        ("2025-26", None),
        ("2026-13-01", None),
        ("ticket 120260312999", None),
        ("on 31 February 2026", None),
        ("we may 2 meet", None),
    ],
)
def test_finds_only_unambiguous_days(text: str, day: date | None) -> None:
    assert find_day(text) == day


def test_moments_in_text() -> None:
    assert find_moment("Recorded 2026-03-12 15:00 UTC") == (datetime(2026, 3, 12, 15, tzinfo=UTC), True)
    assert find_moment("12 March 2026, 3:00 pm CET") == (datetime(2026, 3, 12, 14, tzinfo=UTC), True)
    assert find_moment("2026-03-12T15:00:00+02:00") == (datetime(2026, 3, 12, 13, tzinfo=UTC), True)
    assert find_moment("12 March 2026") == (datetime(2026, 3, 12, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-03-12", datetime(2026, 3, 12, tzinfo=UTC)),
        (" 2026-03-12T10:00:00Z ", datetime(2026, 3, 12, 10, tzinfo=UTC)),
        ("2026-03-12 10:00", datetime(2026, 3, 12, 10, tzinfo=UTC)),
        ("12 Mar 2026 10:00 +0200", datetime(2026, 3, 12, 8, tzinfo=UTC)),
        ("2026-W11", datetime(2026, 3, 9, tzinfo=UTC)),
        ("soon", None),
        ("12", None),
        ("about 12 Mar 2026", None),
        ("12 Mar 2026 or so", None),
        ("2026-W60", None),
        ("0001-01-01", None),
        ("", None),
    ],
)
def test_whole_cells(cell: str, moment: datetime | None) -> None:
    assert read_moment(cell) == moment


def test_months_and_columns() -> None:
    assert find_month("review_2026-05") == (2026, 5)
    assert find_month("Review July 2026") == (2026, 7)
    assert find_month("plan_2025-26") is None
    assert strip_day("2026-03-12_review").strip(" _") == "review"
    assert puts_day_first(["01/02/2026", "13/02/2026"]) is True
    assert puts_day_first(["01/02/2026", "02/13/2026"]) is False
    assert puts_day_first(["01/02/2026", "x"]) is None


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"])
def test_decodes_without_being_told(charset: str) -> None:
    assert decode("Zürich\r\nist schön\rgrün".encode(charset)) == "Zürich\nist schön\ngrün"


def test_decodes_what_nothing_fits() -> None:
    assert isinstance(decode(bytes(range(128, 256)) * 3, "utf-8"), str)
    assert decode(b"", "utf-8") == ""
    assert (
        decode("Привет, как дела у вас сегодня вечером?".encode("cp1251")) == "Привет, как дела у вас сегодня вечером?"
    )
    assert is_binary(b"a\0b")
    assert not is_binary("ü".encode("utf-16"))
