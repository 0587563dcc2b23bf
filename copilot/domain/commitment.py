"""Promises, what may be promised, and signals about an account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from copilot.domain.draft import Citation
from copilot.domain.spans import span_of
from copilot.domain.words import Audience, Side, SignalFamily, Tier, Value

__all__ = ["Commitment", "CommitmentStatus", "RoadmapAudience", "RoadmapItem", "RoadmapStatus", "Signal", "window_days"]

_WINDOW = re.compile(
    r"(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?", re.IGNORECASE
)


class CommitmentStatus(StrEnum):
    """What became of a commitment by a given day."""

    OPEN = "open"
    KEPT = "kept"
    OVERDUE = "overdue"
    WITHDRAWN = "withdrawn"


class Commitment(Value):
    """Something one side said it would do for the other. Days are calendar days in UTC.

    `kept_by` is the evidence that it was done; `registry` the roadmap item behind it, if any.
    """

    by: Side
    who: str
    what: str
    to: str = ""
    made_on: date
    due: date | None = None
    status: CommitmentStatus
    registry: str | None = None
    citation: Citation
    kept_by: Citation | None = None


class RoadmapStatus(StrEnum):
    """Where a capability stands."""

    SHIPPED = "shipped"
    COMMITTED = "committed"
    PLANNED = "planned"
    EXPLORING = "exploring"
    DECLINED = "declined"


class RoadmapAudience(StrEnum):
    """Who may hear of a roadmap item: everyone, accounts under NDA, or only us."""

    PUBLIC = "public"
    NDA = "nda"
    INTERNAL = "internal"


class RoadmapItem(Value):
    """What product management allows to be said about one capability.

    `window` is a year, a half ("2026-H2"), a quarter ("2026-Q4"), a month ("2026-11") or a day;
    `approved_wording` holds until the end of the day `expires`.
    """

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    status: RoadmapStatus
    audience: RoadmapAudience = RoadmapAudience.INTERNAL
    nda_accounts: tuple[str, ...] = ()
    window: str | None = None
    approved_wording: str | None = None
    expires: date | None = None

    def may_be_heard_by(self, account: str, audience: Audience) -> bool:
        """Whether a reader of this audience at this account may hear of the item at all."""
        if audience is Audience.INTERNAL or self.audience is RoadmapAudience.PUBLIC:
            return True
        return self.audience is RoadmapAudience.NDA and account in self.nda_accounts

    def wording_holds_for(self, account: str, audience: Audience, day: date) -> bool:
        """Whether there is approved wording that this reader may hear on a day."""
        return (
            bool(self.approved_wording)
            and self.may_be_heard_by(account, audience)
            and (self.expires is None or self.expires >= day)
        )


def window_days(window: str | None) -> tuple[date, date] | None:
    """The first and last day of a window ("2027-Q1", "2027-H1", "2027-03", "2027-03-31", "2027"); None where it is
    none.
    """
    found = _WINDOW.fullmatch(window.strip()) if window else None
    if found is None:
        return None
    try:
        first, last = span_of(found)
        return (first, last) if not found["day"] else (first.replace(day=int(found["day"])),) * 2
    except ValueError:  # a thirteenth month, a thirtieth of February
        return None


class Signal(Value):
    """One reading of a document that bears on its account, with its quotes.

    `name` says what sort of reading it is ("commitment", "request", "departure", …); `attributes` hold
    its parts by name ("by", "who", "due", …), days as ISO. `seen_on` is the day it was said or
    happened (UTC); None where the record gives none. `rule` names the rule that read it.
    """

    account: str
    family: SignalFamily
    name: str = Field(min_length=1)
    text: str = Field(min_length=1)
    tier: Tier
    seen_on: date | None
    rule: str
    attributes: Mapping[str, str] = Field(default_factory=dict)
    citations: tuple[Citation, ...] = Field(min_length=1)
