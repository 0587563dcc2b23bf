"""What the record does not say, each gap with the source that would fill it."""

from __future__ import annotations

from collections.abc import Iterator

from copilot.domain.draft import Claim
from copilot.domain.words import SignalFamily
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.phrases import unknown

__all__ = ["SOURCES", "gaps", "not_checkable"]

SOURCES = {
    SignalFamily.USAGE: "a usage export by week",
    SignalFamily.COMMERCIAL: "the contract, or the CRM's opportunities",
    SignalFamily.SUPPORT: "the ticket system",
    SignalFamily.RELATIONSHIP: "mail, calls or meeting notes",
    SignalFamily.SENTIMENT: "a survey, or a call about how they feel",
    SignalFamily.VALUE: "a success plan, or the customer's own figures",
    SignalFamily.ROADMAP: "roadmap.yaml",
}
"""What would fill a gap in each family."""


def not_checkable(reading: AccountReading) -> Iterator[Claim]:
    """The families of evidence without a record."""
    for row in reading.trust.ledger:
        if row.status == "missing" and row.family is not None:
            hides = f"; that can hide {row.hides}" if row.hides else ""
            yield unknown(f"Nothing on record for {row.family}{hides}.", SOURCES[row.family])


def gaps(reading: AccountReading) -> Iterator[Claim]:
    """Everything a renewal reader would ask for that is not on record."""
    for need in reading.terms.needs:
        what, _, source = need.partition(": ")
        yield unknown(f"{what[0].upper()}{what[1:]} is not on record.", source or what)
    yield from not_checkable(reading)
    if reading.people.customers():
        for role in reading.people.missing:
            yield unknown(
                f"Who the {role.spoken} is, is not known.", "their organisation chart, or a question to a contact"
            )
    else:
        yield unknown("Who they are is not known.", "mail, calls, or the CRM's contacts")
    if reading.trust.stale:
        told = "; ".join(stale.split(", older")[0] for stale in reading.trust.stale)
        yield unknown(f"What has happened since: {told}.", "a newer sync of those sources")
