"""Whether an answer answers: raw search scores cannot tell, so what was asked for and how sure the reader is decide."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.domain.draft import Claim, Draft
from copilot.domain.words import DraftKind

__all__ = ["ENOUGH", "NOT_ADDRESSED", "unaddressed"]

NOT_ADDRESSED = "it does not answer what was asked"
ENOUGH = -2.5
"""Certainty from which a question counts as answered: the mean log-odds of the best twelfth of the sentences."""


def unaddressed(draft: Draft, claims: Sequence[Claim]) -> str:
    """Why the claims that are left of an answer do not address its question; empty where they do.

    A drafter that reads sentences leaves its certainty in the trace; one that looked facts up leaves none.
    """
    if draft.kind is not DraftKind.ANSWER or not claims:
        return ""
    certainty = draft.trace.get("certainty")
    return NOT_ADDRESSED if certainty is not None and certainty < ENOUGH else ""
