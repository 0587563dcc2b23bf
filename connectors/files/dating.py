"""The date of a whole file: what its first lines, its signatures or its name say."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from connectors.days import find_moment, find_month

__all__ = ["labelled_moment", "month_end", "named_moment", "signed_moment", "stated_moment"]

_LABEL = re.compile(
    r"^[\W_]*(?:(?:meeting|call|order|document|agreement|report|effective)?\s*date(?!\s+of\s+(?:birth|visit|expiry))(?:\s+of\s+\w+)?"
    r"|datum|recorded(?:\s+(?:on|at))?|effective(?:\s+(?:date|as\s+of|from))?|dated|stand|issued|held\s+on)\b[\W_]{0,6}(?P<rest>.*)$",
    re.IGNORECASE,
)
_STATED = (
    re.compile(
        r"\b(?:issued|published|released|last\s+updated|updated|prepared\s+on|stand)\s*(?:on\b)?[\s:]*(?P<rest>.{6,40})",
        re.IGNORECASE,
    ),
    _LABEL,
    re.compile(
        r"\b(?:dated(?:\s+as\s+of)?|effective(?:\s+as\s+of|\s+from)?|as\s+of|version\s+[\w.]{1,6},)\s+(?P<rest>.{6,40})",
        re.IGNORECASE,
    ),
)
_SIGNED = re.compile(
    r"^\W*(?:signed|signature|countersigned|for\s+(?:and\s+on\s+behalf|the\s+(?:customer|supplier|vendor))|unterzeichnet|getekend)\b",
    re.IGNORECASE,
)
_NEAR = 40
"""Characters after a label in which its date stands."""


def labelled_moment(lines: Iterable[str]) -> datetime | None:
    """The date that a labelled line gives: 'Date: 12 March 2026'."""
    return next((moment for line in lines if (moment := _after(_LABEL, line))), None)


def stated_moment(lines: Sequence[str]) -> datetime | None:
    """The date that the first lines of a document give it: when it was issued, its date, its version's, its title's."""
    for pattern in _STATED:
        for line in lines:
            if moment := _after(pattern, line):
                return moment
    title = find_moment(lines[0]) if lines else None
    return title[0] if title else None


def signed_moment(lines: Iterable[str]) -> datetime | None:
    """The date of the last signature under a document."""
    found = (find_moment(line) for line in lines if _SIGNED.match(line))
    return max((moment[0] for moment in found if moment), default=None)


def named_moment(names: Sequence[str]) -> datetime | None:
    """The date in the first of some names that has one."""
    found = (find_moment(name) for name in names)
    return next((moment[0] for moment in found if moment), None)


def month_end(name: str) -> datetime | None:
    """The last day of the month in a name; earlier, the file may not have been known yet."""
    month = find_month(name)
    if month is None:
        return None
    return datetime(*month, calendar.monthrange(*month)[1], tzinfo=UTC)


def _after(pattern: re.Pattern[str], line: str) -> datetime | None:
    found = pattern.search(line)
    moment = find_moment(found["rest"][:_NEAR]) if found else None
    return moment[0] if moment else None
