# ruff: noqa: E501 - patterns read best on one line
"""Days and months as a text names them, made comparable with what its evidence names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.insight.signals.due import find_due

__all__ = ["Named", "days_in", "named_nowhere", "quarters_in", "undated"]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d-])(?P<year>20\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_DAY} (?:of )?{_MONTH}(?:,? (?P<year>20\d\d)(?![\d-]))?",
        rf"\b{_MONTH} {_DAY}(?![\d%:])(?:,? (?P<year>20\d\d)(?![\d-]))?",
        rf"(?<!\w){_MONTH}(?: (?P<year>20\d\d)(?![\d-]))?",
    )
)
_MAY = re.compile(r"\b(?:in|by|of|since|until|before|after|from|for|early|late|mid|last|this|next)\s+$", re.IGNORECASE)
_QUARTER = re.compile(r"\bq(?P<quarter>[1-4])\b|\b(?P<word>first|second|third|fourth) quarter\b", re.IGNORECASE)
_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PAST = re.compile(
    r"\b(?:(?P<count>\d+|one|two|three|four|five|six|a) (?P<unit>day|week|month)s? ago|(?P<last>last) (?P<span>week|month|quarter|year)|yesterday)\b",
    re.IGNORECASE,
)
_EXACT = re.compile(r"\d|today|tonight|tomorrow|morrow|day\b|morning|afternoon")
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SPANS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


@dataclass(frozen=True, slots=True)
class Named:
    """A month, or a day of a month, as a text names it; `day` is 0 where only the month is, `year` where unsaid."""

    month: int
    day: int = 0
    year: int = 0
    words: str = ""


def days_in(text: str) -> list[Named]:
    """The days and months that a text names, each once, the fuller reading of overlapping ones."""
    found: list[tuple[int, Named]] = []
    taken: list[tuple[int, int]] = []
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            parts = match.groupdict()
            if match[0].lower() == "may" and (match[0] != "May" or not _MAY.search(text[: match.start()])):
                continue  # the verb
            month = int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"].lower()[:3]) + 1
            if not 1 <= month <= 12:  # noqa: PLR2004
                continue
            taken.append(match.span())
            found.append(
                (
                    match.start(),
                    Named(month, int(parts.get("day") or 0), int(parts.get("year") or 0), match[0].rstrip(" .")),
                )
            )
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def undated(text: str) -> str:
    """A text with blanks of the same length where it names days and months."""
    for named in days_in(text):
        text = text.replace(named.words, " " * len(named.words))
    return text


def named_nowhere(claim: str, evidence: Iterable[tuple[str, str]]) -> list[str]:
    """The days and months of a claim that its evidence (text, ISO day) neither names nor means.

    Evidence that names no time at all, and has no day, is held against nobody.
    """
    wanted = days_in(claim)
    if not wanted:
        return []
    given = [one for text, day in evidence for one in _meant(text, day)]
    return [one.words for one in wanted if given and not any(_agrees(one, other) for other in given)]


def quarters_in(text: str) -> set[int]:
    """The quarters that a text names."""
    return {int(found["quarter"] or _WORDS[found["word"].lower()]) for found in _QUARTER.finditer(text)}


def _meant(text: str, day: str) -> Iterator[Named]:
    yield from days_in(text)
    said_on = _day(day)
    if said_on is None:
        return
    yield _of(said_on)
    flat = text.lower()
    at = 0
    while (due := find_due(flat, said_on, at)) is not None and due.end > at:
        yield _of(due.day, whole=_EXACT.search(flat, due.start, due.end) is None)
        at = due.end
    for found in _PAST.finditer(flat):
        count = _COUNTS.get(found["count"] or "", 0) or (int(found["count"]) if (found["count"] or "").isdigit() else 1)
        back = _SPANS.get(found["unit"] or found["span"] or "day", 1) * count
        then = said_on - timedelta(days=back)
        yield _of(then)
        yield _of(then, whole=True)
    for quarter in quarters_in(text):
        yield from (Named(month) for month in range(3 * quarter - 2, 3 * quarter + 1))


def _of(day: date, *, whole: bool = False) -> Named:
    return Named(day.month, 0 if whole else day.day, day.year)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _agrees(one: Named, other: Named) -> bool:
    return (
        one.month == other.month
        and (not one.day or not other.day or one.day == other.day)
        and (not one.year or not other.year or one.year == other.year)
    )
