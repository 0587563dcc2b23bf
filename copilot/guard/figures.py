# ruff: noqa: E501 - patterns read best on one line
"""Numbers as people write them, made comparable: "two weeks" and "14 days", "a dozen", "half", "1.2k", "62 %"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

__all__ = ["Figure", "figures_in", "follows_from"]

_ONES = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
_GROUPS = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "mn": 1_000_000}
_LOOSE = {"dozen": 12.0, "half": 0.5, "quarter": 0.25, "couple": 2.0, "pair": 2.0, "twice": 2.0, "both": 2.0}
_LOOSE |= {"double": 2.0, "doubled": 2.0, "tripled": 3.0, "triple": 3.0, "halved": 0.5, "fortnight": 14.0}
_LOOSE |= {"none": 0.0, "no": 0.0, "nobody": 0.0, "single": 1.0, "once": 1.0, "thirds": 1 / 3, "quarters": 0.25}

_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.0, "quarter": 91.0, "year": 365.0}
_MINUTES = {"second": 1 / 60, "sec": 1 / 60, "minute": 1.0, "min": 1.0, "hour": 60.0, "hr": 60.0, "h": 60.0}

_WORD_NUMBER = "|".join(sorted((*_ONES, *_TENS), key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<currency>[$€£]|\b(?:usd|eur|gbp|chf)\s?)?(?<![\w.])(?P<digits>\d{{1,3}}(?:[,'’\u202f ]\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?P<suffix>k|m|mn)?(?P<ordinal>st|nd|rd|th)?(?![\d])"
    rf"|\b(?P<words>(?:{_WORD_NUMBER}|(?:a )?(?:hundred|thousand|million))(?:[- ](?:and )?(?:{_WORD_NUMBER}|hundred|thousand|million))*)\b"
    rf"|\b(?P<loose>{'|'.join(sorted(_LOOSE, key=len, reverse=True))})\b"
    rf"|\b(?P<nth>{'|'.join(_ORDINALS)})\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s*-?\s*(?:(?P<percent>%|per ?cent|percent|percentage points?|pct|pp)|(?P<group>hundred|thousand|million)\b|"
    r"(?:(?:working|business|calendar|full|more|extra|whole|straight)\s+)?(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|fortnights?|months?|quarters?|years?)\b)",
    re.IGNORECASE,
)
_TENFOLD = 1000.0
"""Per cent."""
_CLOSE = 0.006
"""How far two figures may differ, as a share: rounding in speech ("about 9.1" for 9.08)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: its value, in days or minutes where it measures time; `kind` is "percent", "money",
    "days", "minutes", "order" (third), "loose" (half, both, none) or empty.
    """

    value: float
    kind: str
    start: int
    end: int


def figures_in(text: str) -> list[Figure]:
    """Every number of a text, in order."""
    return list(_figures(text))


def _figures(text: str) -> Iterator[Figure]:
    for found in _TOKEN.finditer(text):
        value = _value(found)
        end, kind = found.end(), ""
        unit = _UNIT.match(text, end)
        if unit is not None and unit["group"]:
            value *= _GROUPS[unit["group"].lower()]
            end = unit.end()
            unit = _UNIT.match(text, end)
        if found["currency"]:
            kind = "money"
        elif found["nth"] or found["ordinal"]:
            kind = "order"
        elif unit is not None and unit["percent"]:
            kind, end = "percent", unit.end()
        elif unit is not None and unit["unit"]:
            name = unit["unit"].lower().rstrip("s") or "h"
            scale = _DAYS.get(name)
            kind = "days" if scale is not None else "minutes"
            value, end = value * (scale if scale is not None else _MINUTES[name]), unit.end()
        elif found["loose"]:
            kind = "loose"
        yield Figure(value, kind, found.start(), end)


def _value(found: re.Match[str]) -> float:
    if found["digits"]:
        digits = re.sub(r"[,'’\u202f ](?=\d{3}(?!\d))", "", found["digits"]).replace(",", ".")
        return float(digits) * _GROUPS.get((found["suffix"] or "").lower(), 1)
    if found["nth"]:
        return float(_ORDINALS[found["nth"].lower()])
    if found["loose"]:
        return _LOOSE[found["loose"].lower()]
    return _spoken(found["words"].lower())


def _spoken(words: str) -> float:
    total, group = 0.0, 0.0
    for word in re.split(r"[- ]+", words):
        if word in ("and", "a"):
            continue
        if word in _GROUPS:
            group = max(group, 1.0) * _GROUPS[word]
            if _GROUPS[word] > 100:  # noqa: PLR2004 - thousands close a group
                total, group = total + group, 0.0
        else:
            group += _ONES.get(word, _TENS.get(word, 0))
    return total + group


def follows_from(figure: Figure, given: Iterable[Figure]) -> bool:
    """Whether a figure is among some others, or is what two of them add up to, differ by or relate as."""
    others = [one for one in given if one.kind != "order" or figure.kind == "order"]
    if any(_alike(figure.value, other) for one in others for other in _readings(one)):
        return True
    if figure.kind == "loose":
        return True  # "half", "both", "no": too loosely used to be held against anybody
    pairs = [(one.value, other.value) for one, other in permutations(others[:12], 2)]
    return any(
        figure.value in (round(one + other, 6), round(one - other, 6), round(one * other, 6))
        or any(_alike(figure.value, ratio) for ratio in _ratios(one, other))
        for one, other in pairs
    )


def _readings(figure: Figure) -> tuple[float, ...]:
    """What a figure may stand for: five days are a working week, half is 50 per cent, an hour sixty minutes."""
    if figure.kind == "loose":
        return figure.value, 100 * figure.value
    if figure.kind == "days":
        return figure.value, figure.value / 7 * 5, figure.value / 7, figure.value / 30
    if figure.kind == "minutes":
        return figure.value, figure.value / 60, figure.value / (24 * 60)
    return (figure.value,)


def _ratios(one: float, other: float) -> Iterator[float]:
    """How the two relate, as a factor and in per cent; what is told in per cent is seldom more than tenfold."""
    if other:
        yield one / other
        for share in (100 * one / other, 100 * (one - other) / other, 100 * (other - one) / other):
            if abs(share) <= _TENFOLD:
                yield share
                yield round(share)


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= max(_CLOSE * max(abs(one), abs(other)), 1e-9)
