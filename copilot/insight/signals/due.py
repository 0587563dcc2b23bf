# ruff: noqa: E501 - patterns read best on one line
"""By when: the day that a time expression means, seen from the day it was said.

A span of time resolves to its last day ("in Q4", "by June", "in March"), a working week to its Friday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Due", "find_due", "may_name_a_time"]


@dataclass(frozen=True, slots=True)
class Due:
    """A resolved time expression: its day, and where it stands in the text."""

    day: date
    start: int
    end: int
    firm: bool
    """Introduced as a deadline ("by", "until", "before", "no later than")."""


_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|"
        "october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday mon|tuesday tues tue|wednesday wed|thursday thurs thur thu|friday fri|saturday sat|sunday sun".split(
            "|"
        )
    )
    for name in names.split()
}
_UNITS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {word: n for n, word in enumerate(_UNITS, start=1)} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}
_ORDINALS |= {f"twenty{sep}{word}": 20 + n for word, n in list(_ORDINALS.items())[:9] for sep in "- "}
_ORDINALS |= {f"thirty{sep}first": 31 for sep in "- "}

_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?P<weekday>" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")\b\.?"
_ORDINAL_WORD = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_DAY = rf"(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?|(?P<dayword>{_ORDINAL_WORD}))"
_NTH = rf"(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th)|(?P<dayword>{_ORDINAL_WORD}))\b"
_NO_NOUN = r"(?! (?:of|time|floor|quarter|half|year|week|month|party|one|thing|is|was|two|three|batch|ticket|line|item|release|\w+ing)\b)"
_YEAR = r"(?:,? ?(?P<year>20\d\d)\b)?"
_COUNT = r"(?P<count>\d{1,3}|a couple of|couple of|" + "|".join(_UNITS) + r"|an?)"
_LEAD = (
    r"(?P<lead>\b(?:(?:by|before|until|till|til|no later than|not later than|latest(?: by)?|due(?: by| on)?|within|"
    r"on or before|by the latest|deadline:?|ahead of)\s+(?:about |around |the latest |at the latest )?"
    r"|(?:on|in|for|with|during|at|around|from|over|this coming|come|c\.)\s+)?(?:the )?(?:following |coming )?)"
)
_FIRM = re.compile(r"by|before|until|till?|no(?:t)? later|latest|due|within|on or before|deadline|ahead")

Resolver = Callable[[re.Match[str], date], date | None]


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _plus_months(day: date, months: int) -> tuple[int, int]:
    at = day.year * 12 + day.month - 1 + months
    return at // 12, at % 12 + 1


def _friday_of(day: date) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(days=4)


def _day_number(found: re.Match[str]) -> int:
    return int(found["day"]) if found["day"] else _ORDINALS[found["dayword"].replace("  ", " ")]


def _near(said: date, month: int, day: int) -> date:
    """The year in which a month and a day come next, allowing for what was just before."""
    year = said.year
    if date(year, month, min(day, monthrange(year, month)[1])) < said - timedelta(days=45):
        year += 1
    return date(year, month, day)


def _full(found: re.Match[str], said: date) -> date | None:
    day, month = _day_number(found), _MONTHS[found["month"].rstrip(".")]
    return date(int(found["year"]), month, day) if found["year"] else _near(said, month, day)


def _iso(found: re.Match[str], _: date) -> date | None:
    return date(int(found["y"]), int(found["m"]), int(found["d"]))


def _numeric(found: re.Match[str], said: date) -> date | None:
    day, month = int(found["a"]), int(found["b"])
    if month > 12:  # noqa: PLR2004 - months of a year
        day, month = month, day
    if found["y"]:
        year = int(found["y"])
        return date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - two-digit years
    return _near(said, month, day)


def _week_of(found: re.Match[str], said: date) -> date | None:
    day = _full(found, said)
    return _friday_of(day) if day else None


def _of_month(found: re.Match[str], said: date) -> date | None:
    day = _day_number(found)
    if day > monthrange(said.year, said.month)[1] or said.day > day:
        year, month = _plus_months(said, 1)
        return date(year, month, day)
    return date(said.year, said.month, day)


def _month_end(found: re.Match[str], said: date) -> date | None:
    month = _MONTHS[found["month"].rstrip(".")]
    year = int(found["year"]) if found["year"] else said.year + (month < said.month)
    part = found["part"] or ""
    if part.startswith(("mid", "middle")):
        return date(year, month, 15)
    if part.startswith(("early", "start", "beginning")):
        return date(year, month, 10)
    return _last_of(year, month)


def _weekday(found: re.Match[str], said: date) -> date | None:
    ahead = (_WEEKDAYS[found["weekday"].rstrip(".")] - said.weekday()) % 7 or 7
    day = said + timedelta(days=ahead)
    if (found["next"] or "").strip() == "next" and ahead + said.weekday() < 7:  # noqa: PLR2004 - still this week
        day += timedelta(days=7)
    if found["week"]:
        day += timedelta(days=7)
    return day


def _quarter(found: re.Match[str], said: date) -> date | None:
    number = int(found["q"]) if found["q"] else _ORDINALS[found["qword"]]
    month = 3 * number
    year = int(found["year"]) if found["year"] else said.year + (month < said.month)
    year = year + 2000 if year < 100 else year  # noqa: PLR2004 - two-digit years
    return _last_of(year, month)


def _half(found: re.Match[str], said: date) -> date | None:
    month = 6 * (int(found["h"]) if found["h"] else _ORDINALS[found["hword"]])
    year = int(found["year"]) if found["year"] else said.year + (month < said.month)
    return _last_of(year, month)


def _count_of(found: re.Match[str], said: date) -> date | None:
    count = _NUMBERS.get(found["count"]) or int(found["count"])
    unit = found["unit"]
    if unit.startswith(("hour", "hr", "min")):
        return said + timedelta(days=(count // 24) if unit.startswith("h") else 0)
    if unit.startswith("fortnight"):
        return said + timedelta(days=14 * count)
    if unit.startswith(("week", "wk")):
        return said + timedelta(days=7 * count)
    if unit.startswith("month"):
        year, month = _plus_months(said, count)
        return date(year, month, min(said.day, monthrange(year, month)[1]))
    if found["working"]:
        day = said
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5  # noqa: PLR2004 - Saturday is 5
        return day
    return said + timedelta(days=count)


def _named_span(found: re.Match[str], said: date) -> date | None:
    what = found["span"]
    which = found["which"] or "this"
    step = 1 if which in ("next", "following") else 0
    if what.startswith(("week", "wk")):
        return _friday_of(said + timedelta(days=7 * step)) if said.weekday() < 5 or step else said + timedelta(days=5)  # noqa: PLR2004
    if what == "month":
        return _last_of(*_plus_months(said, step))
    if what == "quarter":
        year, month = _plus_months(said, 3 * step)
        return _last_of(year, (month + 2) // 3 * 3)
    return date(said.year + step, 12, 31)


def _short_end(found: re.Match[str], said: date) -> date | None:
    what = found["short"]
    if what in ("eom", "month end", "month-end"):
        return _last_of(said.year, said.month)
    if what == "eow":
        return _friday_of(said)
    if what == "eoq":
        return _last_of(said.year, (said.month + 2) // 3 * 3)
    if what in ("eoy", "year end", "year-end"):
        return date(said.year, 12, 31)
    return said


def _today(_: re.Match[str], said: date) -> date | None:
    return said


def _tomorrow(found: re.Match[str], said: date) -> date | None:
    return said + timedelta(days=2 if found["after"] else 1)


def _iso_week(found: re.Match[str], said: date) -> date | None:
    week = int(found["week"])
    year = said.year + (week < said.isocalendar().week)
    return date.fromisocalendar(year, week, 5)


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus, as in Meeus, Astronomical Algorithms, ch. 8)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _easter(_: re.Match[str], said: date) -> date | None:
    sunday = easter(said.year)
    return sunday if sunday >= said else easter(said.year + 1)


def _feast(found: re.Match[str], said: date) -> date | None:
    day = date(said.year, 12, 24) if found["feast"].startswith(("christmas", "xmas")) else date(said.year, 12, 31)
    return day if day >= said else date(said.year + 1, day.month, day.day)


_END_OF = r"(?:(?:the )?(?P<part>(?:very )?end of|late|mid|middle of|early|start of|beginning of|first half of|second half of)[ -](?:the )?)?"
_RULES: tuple[tuple[re.Pattern[str], Resolver], ...] = tuple(
    (re.compile(f"{_LEAD}(?:{pattern})"), resolver)
    for pattern, resolver in (
        (rf"week (?:of|commencing|beginning|starting)(?: the)? {_DAY}(?: of)? {_MONTH}{_YEAR}", _week_of),
        (rf"(?:w/c|wc|wk of) {_DAY}(?: of)? {_MONTH}{_YEAR}", _week_of),
        (r"(?<![\d-])(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])", _iso),
        (
            rf"(?:{_WEEKDAY.replace('weekday', 'wd1')},? )?(?:the )?{_DAY}(?: of)? ?{_MONTH}{_YEAR}(?! \d+[:.]\d\d)",
            _full,
        ),
        (
            rf"(?:{_WEEKDAY.replace('weekday', 'wd2')},? )?{_MONTH} (?P<day>[0-3]?\d)(?P<dayword>)(?:st|nd|rd|th)?\b(?!%|:|\.\d){_YEAR}",
            _full,
        ),
        (
            rf"(?:{_WEEKDAY.replace('weekday', 'wd3')},? )?{_MONTH} (?:the )?(?P<day>)(?P<dayword>{_ORDINAL_WORD})\b{_YEAR}",
            _full,
        ),
        (
            r"(?<![\d./:-])(?P<a>[0-3]?\d)[/.](?P<b>[01]?\d)(?:[/.](?P<y>(?:20)?\d\d))?(?![\d:%]|[./]\d)(?=[\s,;:!?)]|[.]?$)",
            _numeric,
        ),
        (
            r"(?:the )?end of (?P<which>this|next|the following)? ?(?:the )?(?P<span>week|month|quarter|year)\b",
            _named_span,
        ),
        (rf"the {_NTH}{_NO_NOUN}", _of_month),
        (rf"{_WEEKDAY},? (?:the )?{_NTH}(?! ?(?:of )?(?:{'|'.join(_MONTHS)})\b)", _of_month),
        (
            rf"{_END_OF}(?:q(?P<q>[1-4])|(?P<qword>first|second|third|fourth) quarter)\b(?: of)?(?:[ /-]?(?P<year>20\d\d|\d\d(?!\d)))?",
            _quarter,
        ),
        (rf"{_END_OF}(?:h(?P<h>[12])|(?P<hword>first|second) half)\b(?: of)?{_YEAR}", _half),
        (rf"(?:{_END_OF}){_MONTH}(?: of)?{_YEAR}(?![ '](?:be|i|we|not|have|help|need|want|ask|take)\b)", _month_end),
        (rf"(?P<next>next |this )?{_WEEKDAY}(?P<week> week)?", _weekday),
        (r"(?P<which>this|next|the following|the coming) (?P<span>week|wk|month|quarter|year)\b", _named_span),
        (
            rf"{_COUNT} (?P<working>working |business )?(?P<unit>days?|weeks?|wks?|months?|fortnights?|hours?|hrs?|minutes?|mins?)(?:'? time)?\b",
            _count_of,
        ),
        (
            r"(?P<short>eom|eow|eod|eoq|eoy|cob|close of (?:business|play)|end of (?:the )?day|month[ -]end|year[ -]end)\b",
            _short_end,
        ),
        (r"(?P<after>day after )?tomorrow\b|tmrw\b", _tomorrow),
        (
            r"(?:today|tonight|this (?:morning|afternoon|evening)|later today|right now|straight away|the same day|end of play)\b",
            _today,
        ),
        (r"(?:(?:calendar )?week|kw|wk|cw) ?(?P<week>[0-5]?\d)\b(?! (?:days|weeks|of))", _iso_week),
        (r"easter\b", _easter),
        (r"(?P<feast>christmas|xmas|new year|the year end|the end of the year)\b", _feast),
    )
)
_GATE = re.compile(
    r"\d|day\b|week|month|quarter|year|morrow|night|morning|afternoon|evening|eo[mdwqy]\b|cob\b|close of|tmrw|xmas|christmas|easter|wk|kw|"
    r"\b(?:"
    + "|".join([*_MONTHS, *_WEEKDAYS, *(word for word in _ORDINALS if "-" not in word)])
    + r")\b|right now|straight away|fortnight|hour"
)
_NEEDS_LEAD = frozenset({_count_of, _of_month, _month_end})
_IN_OR_FIRM = re.compile(
    r"in\s|within|by|before|until|till?|no(?:t)? later|latest|due|on|for|with|during|at|from|over|come"
)
_PAST = re.compile(r"\b(?:since|last|ago|after|past|previous|every|each|from|between)\s*$")
_AGO = re.compile(r"\s*(?:ago|before|later than i|earlier|overdue|late\b|old\b|of (?:usage|data|history))")


def may_name_a_time(text: str) -> bool:
    """Whether a lower-case text holds a word or a figure of time at all; cheap."""
    return _GATE.search(text) is not None


def find_due(text: str, said_on: date | None, start: int = 0) -> Due | None:
    """The first deadline in a lower-case text from `start` on; a firm one ("by …") before a loose one.

    None where there is none, where it lies in the past ("since March"), or where the day of saying
    is unknown.
    """
    if said_on is None or not _GATE.search(text, start):
        return None
    best: Due | None = None
    for pattern, resolver in _RULES:
        for found in pattern.finditer(text, start):
            due = _resolved(found, resolver, text, said_on)
            if due is not None and (best is None or _better(due, best)):
                best = due
    return best


def _better(one: Due, other: Due) -> bool:
    """A firm deadline wins over a loose one, then the earlier mention, then the longer expression."""
    if one.start < other.end and other.start < one.end:  # the same words, read more or less completely
        return one.end - one.start > other.end - other.start
    return (not one.firm, one.start) < (not other.firm, other.start)


def _resolved(  # noqa: PLR0911 - one reason after the other
    found: re.Match[str], resolver: Resolver, text: str, said_on: date
) -> Due | None:
    lead = found["lead"] or ""
    bare = resolver in _NEEDS_LEAD and not _IN_OR_FIRM.match(lead)
    if bare and not (resolver is _month_end and found["part"]):
        return None
    if lead.startswith("from ") or _PAST.search(text, 0, found.start()) or _AGO.match(text, found.end()):
        return None
    if resolver is _count_of and not lead.startswith(("in ", "within", "by")):
        return None
    if found.start() and text[found.start() - 1].isalnum():
        return None
    try:
        day = resolver(found, said_on)
    except (ValueError, KeyError):
        return None
    if day is None or not said_on - timedelta(days=1) <= day <= said_on + timedelta(days=1500):
        return None
    return Due(day=day, start=found.start(), end=found.end(), firm=bool(_FIRM.match(lead)))
