"""What a row is called where it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.files.rows.shapes import pick
from copilot.domain.words import DocumentKind

__all__ = ["title_of_row"]

_DATES = (
    "week",
    "weekstart",
    "weekstarting",
    "weekof",
    "weekbeginning",
    "periodstart",
    "period",
    "month",
    "date",
    "day",
)
_SURVEY_DATES = (
    "date",
    "surveydate",
    "responsedate",
    "submittedat",
    "submitted",
    "completedat",
    "respondedat",
    "createddate",
)


def title_of_row(kind: DocumentKind, cells: Mapping[str, str]) -> str:
    """A short readable title for a row of a table of this kind."""
    if kind is DocumentKind.USAGE:
        return _join("Usage,", _cell(cells, _DATES))
    if kind is DocumentKind.SURVEY:
        who = _cell(cells, ("respondent", "respondentname", "name", "contact", "contactname", "email"))
        return _join("Survey answer", f"by {who}," if who else "", _cell(cells, _SURVEY_DATES))
    if kind is DocumentKind.CONTACT:
        name = _join(_cell(cells, ("firstname",)), _cell(cells, ("lastname",)))
        name = name or _cell(cells, ("name", "fullname", "contactname"))
        title = _cell(cells, ("title", "jobtitle"))
        return f"{name}, {title}" if title else name
    if kind is DocumentKind.OPPORTUNITY:
        return _cell(cells, ("name", "opportunityname")) or "Opportunity"
    return _cell(cells, ("subject", "name")) or kind.value.capitalize()


def _cell(cells: Mapping[str, str], options: tuple[str, ...]) -> str:
    found = pick(cells, options)
    return " ".join(found[1].split()) if found else ""


def _join(*words: str) -> str:
    return " ".join(word for word in words if word).rstrip(",")
