"""When an account renews, by when it can leave, for how much, and what the record says on each side of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from copilot.domain.draft import Citation
from copilot.domain.finding import Finding
from copilot.domain.words import Value

__all__ = ["Notice", "Renewal", "Settled", "Stated", "Triage", "TriageCall"]


class Triage(StrEnum):
    """Where a renewal stands. Bands with reasons, never a probability."""

    COMMIT = "commit"
    LIKELY = "likely"
    AT_RISK = "at-risk"
    LOST = "lost"


class Stated(Value):
    """What one source says of one thing.

    `strength` orders sources: a contract 3, the customer 2, our systems 1, our notes 0.
    """

    value: str = Field(min_length=1)
    strength: int = Field(ge=0, le=3)
    seen_on: date | None
    citation: Citation


class Settled(Value):
    """The statement that holds, by the rule that decided, and those that say something else.

    `conflicts` still stand in another source, `superseded` were replaced by a newer one of the same kind.
    """

    winner: Stated
    rule: str
    conflicts: tuple[Stated, ...] = ()
    superseded: tuple[Stated, ...] = ()


class Notice(Value):
    """How long before the end of the term notice must be given."""

    count: int = Field(ge=0)
    unit: str


class Renewal(Value):
    """The terms of a renewal as of a day. Each None is unknown, and `needs` says what would tell.

    `opt_out` is the last day on which notice can be given: the renewal date less the notice period. Where
    the contract ends unless an order is signed (`renews` "by order"), the renewal date itself governs.
    """

    as_of: date
    on: date | None = None
    on_stated: Settled | None = None
    arr: float | None = None
    arr_stated: Settled | None = None
    notice: Notice | None = None
    notice_stated: Settled | None = None
    renews: str = ""
    renews_stated: Settled | None = None
    opt_out: date | None = None
    needs: tuple[str, ...] = ()

    @property
    def decide_by(self) -> date | None:
        """The day that governs: the opt-out date, or the renewal date where the contract ends of itself."""
        return self.opt_out or (self.on if self.renews == "by order" else None)


class TriageCall(Value):
    """The call on a renewal: the rule that decided, its inputs, and the findings for and against.

    `call` is None where the record covers too little to call (`reason` says so).
    """

    call: Triage | None
    rule: str
    reason: str
    fired: tuple[Finding, ...] = ()
    against: tuple[Finding, ...] = ()
    note: str = ""
    """Whether to save or to let go, where fit is the cause; else empty."""
