"""What a rule concludes about an account, so that a reader can check it and knows what would undo it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from copilot.domain.draft import Citation, Claim
from copilot.domain.words import SignalFamily, Tier, Value

__all__ = ["Basis", "Finding", "Weight"]

Weight = Literal["high", "medium", "low", "good"]
"""How much a finding bears on the renewal: three degrees of risk, or a good sign."""


class Basis(Value):
    """Why something is held to be so: the rule that was applied, the reading in words, its quotes and day."""

    rule: str = Field(min_length=1)
    text: str = Field(min_length=1)
    seen_on: date | None = None
    citations: tuple[Citation, ...] = ()


class Finding(Value):
    """A rule that fired. Without citations it is an unknown, and `needs` names the source that is missing."""

    name: str = Field(min_length=1)
    family: SignalFamily
    weight: Weight
    text: str = Field(min_length=1)
    rule: str = Field(min_length=1)
    falsified_by: str = ""
    needs: str = ""
    seen_on: date | None = None
    citations: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _can_be_checked(self) -> Self:
        if not self.citations and not self.needs:
            raise ValueError("a finding without citations names the source it needs")
        return self

    def claim(self) -> Claim:
        """The finding as a claim: inferred where it cites, else unknown."""
        if not self.citations:
            return Claim(text=self.text, tier=Tier.UNKNOWN, needs=self.needs)
        would = f" Would falsify it: {self.falsified_by}." if self.falsified_by else ""
        return Claim(text=self.text, tier=Tier.INFERRED, citations=self.citations, rule=f"{self.rule}.{would}")
