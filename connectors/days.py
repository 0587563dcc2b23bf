"""Days and moments as people write them, in file names and in text.

Only unambiguous spellings are read: 03/04/2026 is nobody's date until it is known which comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

__all__ = ["find_day", "find_moment", "find_month", "puts_day_first", "read_moment", "strip_day"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar januari janvier enero gennaio janeiro jan",
            "february februar februari février fevrier febrero febbraio fevereiro feb",
            "march märz maerz maart mars marzo março mar mrz",
            "april avril abril aprile apr",
            "may mai mei mayo maggio maio",
            "june juni juin junio giugno junho jun",
            "july juli juillet julio luglio julho jul",
            "august augustus août aout agosto aug",
            "september septembre septiembre settembre setembro sept sep",
            "october oktober octobre octubre ottobre outubro oct okt",
            "november novembre noviembre novembro nov",
            "december dezember décembre decembre diciembre dicembre dezembro dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 1, "WET": 0, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3} | {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?<!\d){_YEAR}(?P<s>[-_./ ])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?=\d{{4}}(?:\d\d)?(?!\d)|\D|$)",
        (
            rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[ \-_.]*(?:of |de )?(?P<name>{_MONTH})[.,]?"
            r"[ \-_,]*(?P<y>(?:19|20)\d\d|(?<=[ \-_])\d\d)(?!\d)"
        ),
        rf"(?<![^\W_])(?P<name>{_MONTH})[. \-_]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[, \-_]+{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<a>\d{{1,2}})(?P<s>[-_./])(?P<b>\d{{1,2}})(?P=s){_YEAR}(?!\d)",
    )
)
_YEAR_MONTH = re.compile(
    rf"(?<![\d-]){_YEAR}[-_. ](?P<m>0[1-9]|1[0-2])(?![\d-])"
    rf"|(?<![^\W_])(?P<name>{_MONTH})[ \-_.]*(?P<y2>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"\s*(\d{1,2})[-/](\d{1,2})[-/](?:19|20)?\d\d\b")
_TIME = re.compile(
    r"(?:T|,?\s+(?:at\s+|um\s+)?|,)(?P<h>\d{1,2})[:.](?P<min>\d\d)(?::(?P<sec>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
    r"(?:\s*(?P<off>[+-]\d\d:?\d\d)|\s*\(?(?P<zone>[A-Z]{1,4})\b\)?)?",
    re.IGNORECASE,
)
_WEEK = re.compile(r"((?:19|20)\d\d)-?W(\d\d)(?:-?([1-7]))?")
_FIRST, _LAST, _YEAR_MONTHS, _NOON = 1990, 2100, 12, 12


def find_day(text: str, *, day_first: bool | None = None) -> date | None:
    """The first unambiguous date in a text, or None."""
    found = next(_days(text, day_first=day_first), None)
    return found[0] if found else None


def find_moment(text: str) -> tuple[datetime, bool] | None:
    """The first date in a text with the time after it, in its zone (UTC where none is named).

    The second value says whether a time was given; without one the moment is midnight UTC.
    """
    found = next(_days(text, day_first=None), None)
    if found is None:
        return None
    day, _, end = found
    moment, timed, _ = _with_time(day, text, end)
    return moment, timed


def find_month(text: str) -> tuple[int, int] | None:
    """The first year and month in a text that are written without a day, or None."""
    found = _YEAR_MONTH.search(text)
    if not found:
        return None
    month = int(found["m"]) if found["m"] else _MONTHS[found["name"].lower()]
    return int(found["y"] or found["y2"]), month


def read_moment(text: str, *, day_first: bool | None = None) -> datetime | None:
    """The moment that a whole cell or JSON string states; None where it states none. UTC where no zone is named."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        # Python reads any eight digits as a date; only plausible years are one.
        return _plausible(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if week := _WEEK.fullmatch(text):
        try:
            day = date.fromisocalendar(int(week[1]), int(week[2]), int(week[3] or 1))
        except ValueError:
            return None
        return _plausible(datetime(day.year, day.month, day.day, tzinfo=UTC))
    for day, start, end in _days(text, day_first=day_first):
        moment, _, rest = _with_time(day, text, end)
        if start == 0 and not text[rest:].strip():
            return moment
    return None


def puts_day_first(cells: Iterable[str]) -> bool | None:
    """Whether a column of 03/04/2026 dates writes the day first; None where no cell tells."""
    for cell in cells:
        if numeric := _NUMERIC.match(cell):
            first, second = int(numeric[1]), int(numeric[2])
            if (first > _YEAR_MONTHS) != (second > _YEAR_MONTHS):
                return first > _YEAR_MONTHS
    return None


def strip_day(name: str) -> str:
    """A file name without the date in it."""
    found = next(_days(name, day_first=None), None)
    return name[: found[1]] + " " + name[found[2] :] if found else name


def _days(text: str, *, day_first: bool | None) -> Iterator[tuple[date, int, int]]:
    matches = sorted((m for shape in _SHAPES for m in shape.finditer(text)), key=lambda m: m.start())
    for match in matches:
        day = _day(match.groupdict(), day_first=day_first)
        if day is not None:
            yield day, match.start(), match.end()


def _day(found: dict[str, str | None], *, day_first: bool | None) -> date | None:
    year = int(found["y"] or 0)
    year = year + 2000 if year < 100 else year  # noqa: PLR2004 - a two-digit year
    if found.get("name"):
        month, day = _MONTHS[(found["name"] or "").lower()], int(found["d"] or 0)
    elif found.get("a"):
        first, second = int(found["a"] or 0), int(found["b"] or 0)
        if found["s"] == ".":
            day_first = True
        elif (first > _YEAR_MONTHS) != (second > _YEAR_MONTHS):
            day_first = first > _YEAR_MONTHS
        elif first == second:
            day_first = True
        if day_first is None:
            return None
        day, month = (first, second) if day_first else (second, first)
    else:
        month, day = int(found["m"] or 0), int(found["d"] or 0)
    try:
        return date(year, month, day) if _FIRST <= year <= _LAST else None
    except ValueError:
        return None


def _with_time(day: date, text: str, end: int) -> tuple[datetime, bool, int]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = _TIME.match(text, end)
    if found is None:
        return midnight, False, end
    hour, minute = int(found["h"]), int(found["min"])
    if found["half"]:
        hour = hour % _NOON + (_NOON if found["half"].lower().startswith("p") else 0)
    try:
        moment = midnight.replace(hour=hour, minute=minute, second=int(found["sec"] or 0), tzinfo=_zone(found))
    except ValueError:
        return midnight, False, end
    return moment, True, found.end()


def _zone(found: re.Match[str]) -> timezone:
    if off := found["off"]:
        hours, minutes = int(off[1:3]), int(off[-2:])
        return timezone((1 if off[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    return timezone(timedelta(hours=_ZONES.get((found["zone"] or "UTC").upper(), 0)))


def _plausible(moment: datetime) -> datetime | None:
    return moment if _FIRST <= moment.year <= _LAST else None
