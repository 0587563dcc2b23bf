"""The tables that are understood, and how to tell by its columns which one a CSV file holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.tables import fold_column
from copilot.domain.words import DocumentKind, Visibility

__all__ = ["ACCOUNT_COLUMNS", "SHAPES", "Shape", "UnknownShape", "pick", "recognise"]

ACCOUNT_COLUMNS = ("accountid", "account", "accountname", "organization", "organisation", "company", "customer")
"""Columns that say whose a row is, folded, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of table. Columns are folded; of each tuple in `needs` one must be there."""

    kind: DocumentKind
    plural: str
    needs: tuple[tuple[str, ...], ...]
    when: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    identity: tuple[str, ...] = ("id",)
    prose: tuple[str, ...] = (
        "description",
        "nextstep",
        "comment",
        "comments",
        "notes",
        "note",
        "feedback",
        "summary",
        "details",
    )
    visibility: Visibility = Visibility.INTERNAL
    files: tuple[str, ...] = ()


_SCORE = ("score", "npsscore", "nps", "rating", "csat", "csatscore", "ces")
_SURVEY_DATE = (
    "date",
    "surveydate",
    "responsedate",
    "submittedat",
    "submitted",
    "completedat",
    "respondedat",
    "createddate",
    "createdat",
)
_WEEK = (
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
_MEASURES = (
    *("activeusers", "weeklyactiveusers", "wau", "mau", "dau", "users", "licensedseats", "seats", "licenses", "logins"),
    *("sessions", "events", "licenced", "licencedseats", "activeseats", "usage", "apicalls"),
)

SHAPES = (
    Shape(
        kind=DocumentKind.SURVEY,
        plural="surveys",
        needs=(_SCORE, _SURVEY_DATE),
        when=_SURVEY_DATE,
        who=("respondent", "respondentname", "name", "contact", "contactname", "email", "respondentemail"),
        identity=("id", "responseid", "surveyid"),
        visibility=Visibility.SHARED,
        files=("nps", "csat", "survey"),
    ),
    Shape(
        kind=DocumentKind.OPPORTUNITY,
        plural="opportunities",
        needs=(("stagename", "stage"), ("name", "opportunityname", "closedate", "amount")),
        when=("createddate", "created", "createdat"),
        who=("owner", "ownername", "opportunityowner"),
        identity=("id", "opportunityid"),
        files=("opportunit", "deals"),
    ),
    Shape(
        kind=DocumentKind.ACTIVITY,
        plural="activities",
        needs=(("activitydate", "duedate", "date"), ("subject",)),
        when=("activitydate", "duedate", "date"),
        who=("owner", "ownername", "assigned", "assignedto"),
        identity=("id", "activityid", "taskid"),
        files=("activit", "tasks", "events"),
    ),
    Shape(
        kind=DocumentKind.CONTACT,
        plural="contacts",
        needs=(("lastname", "name", "fullname", "contactname"), ("email", "emailaddress", "title", "jobtitle")),
        who=("name", "fullname", "contactname"),
        identity=("id", "contactid"),
        files=("contact", "people"),
    ),
    Shape(
        kind=DocumentKind.USAGE,
        plural="usage",
        needs=(_WEEK, _MEASURES),
        when=_WEEK,
        visibility=Visibility.SHARED,
        files=("usage", "adoption"),
    ),
)


class UnknownShape(Exception):
    """A table whose columns are none of the known kinds': why, and what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason)


def recognise(columns: Sequence[str], stem: str) -> Shape:
    """The shape of a table by its columns; the file's name helps where they leave it open. Raises UnknownShape."""
    folded = [fold_column(column) for column in columns]
    named = next((shape for shape in SHAPES if any(part in stem.casefold() for part in shape.files)), None)
    # The name of the file decides between shapes that both fit.
    for shape in (named, *SHAPES) if named else SHAPES:
        if all(any(column in folded for column in options) for options in shape.needs):
            return shape
    found = ", ".join(columns[:12]) or "none"
    if named and named.kind is DocumentKind.USAGE and any(column in folded for column in _WEEK) and len(folded) > 1:
        return named  # any column next to the week is a measure
    if named:
        missing = next(options for options in named.needs if not any(column in folded for column in options))
        raise UnknownShape(
            f"the table of {named.plural} has no column {missing[0]!r} (found: {found})", "Export it with that column"
        )
    known = "; ".join(f"{shape.plural} ({', '.join(options[0] for options in shape.needs)})" for shape in SHAPES)
    raise UnknownShape(
        f"the columns are of no known table (found: {found})", f"Known tables and their columns: {known}"
    )


def pick(cells: Mapping[str, str], options: Sequence[str]) -> tuple[str, str] | None:
    """The first of some columns (folded) that a row fills: its header as written and its cell."""
    by_fold = {fold_column(column): column for column in reversed(list(cells))}
    for option in options:
        if option in by_fold and cells[by_fold[option]].strip():
            return by_fold[option], cells[by_fold[option]]
    return None
