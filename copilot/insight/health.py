"""Everything measured and concluded about an account on one day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from copilot.domain.commitment import Commitment, Signal
from copilot.domain.health import Health
from copilot.domain.record import Document
from copilot.domain.stakeholder import StakeholderMap
from copilot.insight.commercial import commercial_findings, overdue_findings
from copilot.insight.known import known_documents
from copilot.insight.outcomes import outcome_findings
from copilot.insight.ratings import measure_ratings, rating_findings
from copilot.insight.support import measure_tickets, ticket_findings
from copilot.insight.usage import measure_usage, usage_findings

__all__ = ["health_of"]


def health_of(
    documents: Iterable[Document],
    signals: Sequence[Signal],
    people: StakeholderMap,
    as_of: date,
    *,
    commitments: Iterable[Commitment] = (),
) -> Health:
    """The inputs of the triage: usage, tickets, ratings, value, sponsorship, commercial acts, what we owe."""
    known = known_documents(documents, as_of)
    usage = measure_usage(known, as_of)
    ratings = measure_ratings(known, as_of)
    return Health(
        as_of=as_of,
        usage=usage,
        tickets=measure_tickets(known, as_of),
        ratings=ratings,
        findings=(
            *commercial_findings(known, signals, as_of),
            *people.findings,
            *outcome_findings(signals, as_of),
            *usage_findings(usage),
            *ticket_findings(known, as_of),
            *rating_findings(ratings, as_of),
            *overdue_findings(commitments, as_of),
        ),
    )
