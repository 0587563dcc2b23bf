"""A year, half, quarter or month as people write it, and its months."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

__all__ = ["span_of"]


def span_of(found: re.Match[str]) -> tuple[date, date]:
    """The first and last day of what the groups `year`, `half`, `quarter` and `month` of a match name.

    Raises ValueError where there is no such month.
    """
    year, first, last = int(found["year"]), 1, 12
    if found["quarter"]:
        first, last = 3 * int(found["quarter"]) - 2, 3 * int(found["quarter"])
    elif found["half"]:
        first, last = 6 * int(found["half"]) - 5, 6 * int(found["half"])
    elif found["month"]:
        first = last = int(found["month"])
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
