"""The calendar days that a text names in full, and spans of time before a day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Named", "before", "days_in", "spelt_number"]

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan januar januari", "february feb februar februari", "march mar märz maart",
            "april apr", "may mai mei",
            "june jun juni", "july jul juli", "august aug augustus", "september sep sept", "october oct oktober okt",
            "november nov", "december dec dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?"
_YEAR = r"(?P<year>20\d\d)"
_FORMS = (
    re.compile(r"(?<![\d-])(?P<year>20\d\d)-(?P<m>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}(?: of)? {_MONTH},? {_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}", re.IGNORECASE),
    re.compile(rf"(?<![\d./]){_DAY}[./](?P<m>[01]?\d)[./]{_YEAR}"),
)
_NUMBERS = {
    word: n
    for n, words in (
        (1, "one a an"), (2, "two"), (3, "three"), (4, "four"), (5, "five"), (6, "six"), (7, "seven"), (8, "eight"),
        (9, "nine"), (10, "ten"), (12, "twelve"), (14, "fourteen"), (15, "fifteen"), (18, "eighteen"), (20, "twenty"),
        (24, "twenty-four"), (28, "twenty-eight"), (30, "thirty"), (36, "thirty-six"),
        (45, "forty-five"), (60, "sixty"),
        (90, "ninety"), (120, "one-hundred-twenty"), (180, "one-hundred-eighty"),
    )
    for word in words.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A day and where in the text it stands."""

    day: date
    start: int
    end: int


def days_in(text: str) -> list[Named]:
    """Every day that a text names with its year, in order. Figures are read day before month."""
    found: list[Named] = []
    for form in _FORMS:
        for match in form.finditer(text):
            groups = match.groupdict()
            month = int(groups["m"]) if groups.get("m") else _MONTHS[groups["month"].casefold()]
            day = int(groups["day"])
            if month > 12 >= day:  # noqa: PLR2004 - months of a year; then the figures stand the other way round
                month, day = day, month
            try:
                found.append(Named(date(int(groups["year"]), month, day), match.start(), match.end()))
            except ValueError:
                continue
    return sorted(found, key=lambda named: named.start)


def spelt_number(text: str) -> int | None:
    """A number in figures or words; None where it is neither."""
    return int(text) if text.isdigit() else _NUMBERS.get(text.casefold())


def before(day: date, count: int, unit: str) -> date:
    """The day that lies some days, weeks or months before a day; a month that is too short gives its last day."""
    if unit.startswith("d"):
        return day - timedelta(days=count)
    if unit.startswith("w"):
        return day - timedelta(weeks=count)
    at = day.year * 12 + day.month - 1 - count
    year, month = at // 12, at % 12 + 1
    last = monthrange(year, month)[1]
    # A term that ends with a month counts from last day to last day: 31 December less three months is 30 September.
    return date(year, month, last if day.day == monthrange(day.year, day.month)[1] else min(day.day, last))
