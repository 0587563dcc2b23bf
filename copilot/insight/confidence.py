"""How far a call may be trusted: entry conditions, not a feeling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from copilot.domain.commitment import Signal
from copilot.domain.draft import Coverage
from copilot.domain.finding import Finding
from copilot.domain.record import Document
from copilot.domain.words import Value
from copilot.insight.coverage import coverage_ledger, covered_share, stale_sources
from copilot.insight.known import day_of, known_documents

__all__ = ["Confidence", "Trust", "confidence_in", "enough_to_call"]

_ENOUGH, _WELL = 0.4, 0.8
_HISTORY = timedelta(days=90)


class Confidence(StrEnum):
    """How far a call may be trusted."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INSUFFICIENT = "insufficient"


class Trust(Value):
    """The confidence of a call, why, and what was looked through for it."""

    confidence: Confidence
    reason: str
    ledger: tuple[Coverage, ...]
    stale: tuple[str, ...] = ()


def enough_to_call(documents: Iterable[Document], as_of: date, signals: Iterable[Signal] = ()) -> bool:
    """Whether the record covers at least 40 % of the families; below that no call is made."""
    return covered_share(coverage_ledger(documents, as_of, signals)) >= _ENOUGH


def confidence_in(
    agreeing: Sequence[Finding], documents: Iterable[Document], as_of: date, signals: Iterable[Signal] = ()
) -> Trust:
    """The confidence of a call that these findings carry (OUTPUTS.md, rule 8).

    High: three independent families agree, nothing is stale, coverage at least 80 %. Medium: two
    families agree, or three with something stale or less coverage. Low: one family or none, or less
    than 90 days of history. Insufficient: coverage under 40 %.
    """
    known = known_documents(documents, as_of)
    ledger = coverage_ledger(known, as_of, signals)
    stale = stale_sources(known, as_of)
    share = covered_share(ledger)
    families = sorted({finding.family.value for finding in agreeing if finding.citations})
    days = [day for document in known if (day := day_of(document)) is not None]
    short = not days or as_of - min(days) < _HISTORY
    seen = f"{len(families)} of {len(ledger)} families agree ({', '.join(families) or 'none'}), coverage {share:.0%}"
    if share < _ENOUGH:
        level, reason = Confidence.INSUFFICIENT, f"coverage {share:.0%} is under 40 %"
    elif short:
        level, reason = Confidence.LOW, f"under 90 days of history; {seen}"
    elif len(families) < 2:  # noqa: PLR2004 - two families make medium
        level, reason = Confidence.LOW, seen
    elif len(families) >= 3 and not stale and share >= _WELL:  # noqa: PLR2004 - three make high
        level, reason = Confidence.HIGH, f"{seen}, nothing stale"
    else:
        level, reason = Confidence.MEDIUM, seen + (f", stale: {'; '.join(stale)}" if stale else "")
    return Trust(confidence=level, reason=reason, ledger=ledger, stale=stale)
