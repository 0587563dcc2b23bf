"""Two statements that cannot both hold, and which one is followed."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from copilot.domain.draft import Citation
from copilot.domain.words import Value

__all__ = ["Contradiction", "Statement"]


class Statement(Value):
    """One side of a contradiction. `rank` orders sorts of evidence: the lower decides."""

    text: str = Field(min_length=1)
    sort: str
    rank: int
    seen_on: date | None
    citation: Citation


class Contradiction(Value):
    """Two statements on one thing that disagree, with the rule that decides between them.

    `followed` is the statement that holds, `other` the one shown beside it; where the rule cannot
    decide (`decided` false), both stand and somebody should ask.
    """

    about: str
    followed: Statement
    other: Statement
    rule: str
    decided: bool = True
