"""The span of days that a review looks back on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Self

from pydantic import Field

from copilot.domain.errors import InputError
from copilot.domain.spans import span_of
from copilot.domain.words import Value

__all__ = ["Period"]

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d{2})))?", re.IGNORECASE)


class Period(Value):
    """From one day to another, both included, and what it is called."""

    name: str = Field(min_length=1)
    start: date
    end: date

    @classmethod
    def year_to(cls, as_of: date) -> Self:
        """The twelve months up to a day."""
        start = as_of - timedelta(days=364) if as_of > date.min + timedelta(days=364) else date.min
        return cls(name="the last twelve months", start=start, end=as_of)

    @classmethod
    def read(cls, written: str) -> Self:
        """A year, half, quarter or month: 2026, 2026-H1, 2026-Q1, 2026-03. Raises InputError."""
        found = _WRITTEN.fullmatch(written.strip())
        year = int(found["year"]) if found else 0
        if found is None or year < 1 or (found["month"] and not 1 <= int(found["month"]) <= 12):  # noqa: PLR2004
            raise InputError(f"{written!r} is not a period", "Write it as 2026, 2026-H1, 2026-Q1 or 2026-03")
        start, end = span_of(found)
        return cls(name=written.strip().upper(), start=start, end=end)
