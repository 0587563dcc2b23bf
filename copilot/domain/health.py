"""What the structured sources measure about an account, each figure with its window and its quotes."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from copilot.domain.draft import Citation
from copilot.domain.finding import Finding
from copilot.domain.words import Value

__all__ = ["Expansion", "Health", "Ratings", "ScoreGiven", "TicketLoad", "UsageMeasure"]


class UsageMeasure(Value):
    """Seats in use. `before` and `recent` are mean weekly active users of eight weeks each, where on record."""

    week: date
    active: float
    licensed: float | None = None
    utilisation: float | None = None
    recent: float | None = None
    before: float | None = None
    change: float | None = None
    """Of the recent mean over the one before: -0.2 is a fall by a fifth."""
    citations: tuple[Citation, ...]


class TicketLoad(Value):
    """Tickets open on the day, with the age of the oldest in days; opened in the last 90 days and in the 90 before."""

    total: int
    open: int
    urgent: int
    oldest_days: int | None = None
    opened: int = 0
    opened_before: int = 0
    citations: tuple[Citation, ...] = ()


class ScoreGiven(Value):
    """A survey score of one respondent, with their score before it, where they gave one."""

    who: str
    score: float
    on: date | None
    previous: float | None = None
    citation: Citation


class Ratings(Value):
    """The newest score of every respondent, newest first; NPS and ticket ratings are of the last 180 days."""

    scores: tuple[ScoreGiven, ...] = ()
    nps: int | None = None
    respondents: int = 0
    good: int = 0
    bad: int = 0
    citations: tuple[Citation, ...] = ()


class Health(Value):
    """Everything measured or concluded about an account as of a day, which the triage works on."""

    as_of: date
    usage: UsageMeasure | None = None
    tickets: TicketLoad | None = None
    ratings: Ratings = Ratings()
    findings: tuple[Finding, ...] = ()

    def risks(self) -> tuple[Finding, ...]:
        """The findings that speak against a renewal, heaviest first."""
        order = {"high": 0, "medium": 1, "low": 2}
        return tuple(sorted((one for one in self.findings if one.weight in order), key=lambda one: order[one.weight]))

    def good(self) -> tuple[Finding, ...]:
        """The findings that speak for a renewal."""
        return tuple(one for one in self.findings if one.weight == "good")


class Expansion(Value):
    """Whether an account is ready to grow: three conditions, each met by findings or not. Two of three is a maybe."""

    value_proven: tuple[Finding, ...] = ()
    next_use_case: tuple[Finding, ...] = ()
    funding_sponsor: tuple[Finding, ...] = ()
    verdict: str = Field(pattern="^(yes|maybe|no)$")
    reason: str
