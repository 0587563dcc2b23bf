"""Which of several statements a later one replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.drafting.candidates import Candidate
from retrieval.terms import terms

__all__ = ["superseded"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_VALUES = (
    re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b|\bq[1-4]\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"[$€£]\s?\d[\d,.]*|\b\d[\d,.]*\s?(?:%|per ?cent|days?|weeks?|months?|years?|seats?|licen[cs]es?|users?|minutes?|hours?|sites?)",
        re.IGNORECASE,
    ),
)
_CHANGE = re.compile(
    r"\b(?:now|instead|no longer|moved?|moving|postponed?|pushed|slipp?(?:ed|s)?|delayed|brought forward|rescheduled?|changed?|revised?|updated?|correct(?:ion|ed)|"
    r"replaced?|rather than|not any ?more|cancel?led|withdrawn|dropped|scrapped|actually|final(?:ly)?|new date|in the end)\b",
    re.IGNORECASE,
)


def superseded(chosen: Sequence[Candidate]) -> set[int]:
    """The places, among statements chosen to answer one question, of those that a later one replaces.

    A later statement replaces an earlier one where both give a value of the same sort (a date; an
    amount) but not the same one, they speak of the same thing, and the later one is by the same side
    or says that something changed. Where two people merely disagree, both stand.
    """
    gone: set[int] = set()
    for at, earlier in enumerate(chosen):
        for other, later in enumerate(chosen):
            if (
                at != other
                and _is_later(later, earlier)
                and _differs(earlier.text, later.text)
                and _replaces(later, earlier)
            ):
                gone.add(at)
    return gone


def _is_later(later: Candidate, earlier: Candidate) -> bool:
    first, second = (c.passage.occurred_at or c.document.occurred_at for c in (earlier, later))
    return first is not None and second is not None and second > first


def _differs(earlier: str, later: str) -> bool:
    for sort in _VALUES:
        old, new = _values(sort, earlier), _values(sort, later)
        if old and new:
            return not old & new
    return False


def _values(sort: re.Pattern[str], text: str) -> set[str]:
    """The values of a sort, by their figures: "7.6 per cent" and "7.6%" are one."""
    found = (match.casefold() for match in sort.findall(text))
    return {" ".join(re.findall(r"\d[\d.,]*\d|\d|" + _MONTH, value)) for value in found}


def _replaces(later: Candidate, earlier: Candidate) -> bool:
    old, new = set(terms(earlier.text)), set(terms(later.text))
    alike = len(old & new) / max(1, min(len(old), len(new)))
    same_voice = later.passage.side is earlier.passage.side
    return (bool(_CHANGE.search(later.text)) and alike >= 0.15) or (same_voice and alike >= 0.3)  # noqa: PLR2004 - tuned on the development accounts
