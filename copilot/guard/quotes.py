"""Whether a citation stands: it resolves, is verbatim, and its account, audience and day may use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience

__all__ = ["Reach", "Record", "fault_of"]

Record = Mapping[str, tuple[Document, Passage]]
"""Passages by id, with their documents, as the catalog holds them now."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a draft may draw on: one account, what its audience sees, up to the end of a day (UTC)."""

    account: str
    audience: Audience
    as_of: date


def fault_of(citation: Citation, record: Record, reach: Reach) -> str:
    """What is wrong with a citation, in words; empty where nothing is."""
    found = record.get(citation.passage)
    if found is None:
        return f"its source {citation.passage} is not on record"
    document, passage = found
    if passage.text[citation.start : citation.end] != citation.quote:
        return "its quote is not verbatim"
    if document.account != reach.account:
        return "its source belongs to another account"
    if passage.visibility not in reach.audience.sees or document.visibility not in reach.audience.sees:
        return f"its source is {max(passage.visibility, document.visibility)}"
    moment = passage.occurred_at or document.occurred_at
    if moment is not None and moment.date() > reach.as_of:
        return f"its source is of {moment.date()}, later than {reach.as_of}"
    return ""
