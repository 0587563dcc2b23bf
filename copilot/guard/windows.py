# ruff: noqa: E501 - patterns read best on one line
"""When a sentence says something will be there, against the window that was approved."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from copilot.domain.commitment import window_days
from copilot.insight.signals.due import find_due

__all__ = ["names_coming_time", "sooner"]

_PART_OF_YEAR = re.compile(
    r"\b(?P<part>early|beginning of|start of|mid|middle of|late|end of)[- ](?:in )?(?P<which>next year|this year|20\d\d)\b"
)
_SEASON = re.compile(
    r"\b(?P<before>before |ahead of )?(?:the |this |next |coming )*(?P<season>spring|summer|autumn|fall|winter)\b(?: (?:of )?(?P<year>20\d\d))?"
)
_SEASON_ENDS = {"spring": (5, 31), "summer": (8, 31), "autumn": (11, 30), "fall": (11, 30), "winter": (2, 28)}
_BEFORE_SEASON = {"spring": (2, 28), "summer": (5, 31), "autumn": (8, 31), "fall": (8, 31), "winter": (11, 30)}
_SOON = re.compile(
    r"\b(?:soon|shortly|any (?:day|week|moment)(?: now)?|imminent\w*|right around the corner|(?:coming|next few|next couple of) (?:days|weeks|months)|"
    r"in no time|next (?:release|sprint|drop|version|update)|this (?:week|month|sprint)|within (?:days|weeks)|before you (?:renew|know)|days away|weeks away|"
    r"almost (?:there|ready|done)|nearly (?:there|ready|done)|in the next (?:release|version|update|sprint))\b"
)


def sooner(text: str, window: str | None, today: date) -> bool:
    """Whether a sentence names an earlier or narrower time than the window: its time ends before the window does.

    Any time at all is sooner than no window.
    """
    flat = " ".join(text.lower().split())
    said, approved = _time_in(flat, today), window_days(window)
    if said is None:
        return bool(_SOON.search(flat))
    return approved is None or said < approved[1]


def names_coming_time(text: str, today: date) -> bool:
    """Whether a sentence names a day or a time that is still to come."""
    flat = " ".join(text.lower().split())
    if _SOON.search(flat):
        return True
    at = 0
    while (due := find_due(flat, today, at)) is not None and due.end > at:
        if due.day > today:
            return True
        at = due.end
    said = _time_in(flat, today)
    return said is not None and said > today


def _time_in(flat: str, today: date) -> date | None:
    if (part := _PART_OF_YEAR.search(flat)) is not None:
        year = today.year + (part["which"] == "next year") if not part["which"].isdigit() else int(part["which"])
        month = {"e": 3, "b": 3, "s": 3, "m": 6, "l": 12}[part["part"][0]] if part["part"] != "end of" else 12
        return date(year, month, monthrange(year, month)[1])
    if (due := find_due(flat, today)) is not None:
        return due.day
    if (season := _SEASON.search(flat)) is not None:
        month, day = (_BEFORE_SEASON if season["before"] else _SEASON_ENDS)[season["season"]]
        year = int(season["year"]) if season["year"] else today.year + (date(today.year, month, day) < today)
        return date(year, month, day)
    return None
