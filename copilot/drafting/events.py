"""What happens while a draft is written, in the order in which it does."""

from __future__ import annotations

from typing import Literal

from copilot.domain.draft import Claim, Draft
from copilot.domain.words import Value

__all__ = ["ClaimEvent", "DoneEvent", "Event", "EvidenceEvent", "PlanEvent", "WithheldEvent"]


class PlanEvent(Value):
    """The titles of the sections, in reading order; the first event."""

    event: Literal["plan"] = "plan"
    sections: tuple[str, ...]


class EvidenceEvent(Value):
    """What a section is written from: the passages, in the order of their numbers."""

    event: Literal["evidence"] = "evidence"
    section: str
    passages: tuple[str, ...]


class ClaimEvent(Value):
    """A claim that the guard has passed."""

    event: Literal["claim"] = "claim"
    section: str
    claim: Claim


class WithheldEvent(Value):
    """A claim was withheld, and why. What it said is told to internal readers only; `text` is empty for others."""

    event: Literal["withheld"] = "withheld"
    section: str
    reason: str
    text: str = ""


class DoneEvent(Value):
    """The whole draft; the last event."""

    event: Literal["done"] = "done"
    draft: Draft


Event = PlanEvent | EvidenceEvent | ClaimEvent | WithheldEvent | DoneEvent
