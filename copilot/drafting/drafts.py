"""The four drafts by name, with what a file of each shows besides."""

from __future__ import annotations

from copilot.domain.draft import Draft
from copilot.domain.errors import InputError
from copilot.domain.words import Audience, DraftKind
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.brief import draft_brief
from copilot.drafting.period import Period
from copilot.drafting.phrases import terms_line
from copilot.drafting.qbr import draft_qbr
from copilot.drafting.risk import draft_risk
from copilot.drafting.stakeholders import draft_stakeholders, people_map
from copilot.drafting.weeks import timeline_of
from copilot.export.printable import Printable

__all__ = ["audience_for", "compose", "printable"]

_WITH_TIMELINE = frozenset({DraftKind.QBR, DraftKind.RISK, DraftKind.BRIEF})


def audience_for(kind: DraftKind, asked: Audience | None) -> Audience:
    """Whom a draft is for where nobody says: a QBR for the customer, all others for us. Raises InputError."""
    if asked is Audience.CUSTOMER and kind is not DraftKind.QBR:
        raise InputError(f"the {kind} draft is for internal readers only", "Use `csm-copilot qbr` for the customer")
    return asked or (Audience.CUSTOMER if kind is DraftKind.QBR else Audience.INTERNAL)


def compose(kind: DraftKind, reading: AccountReading, period: Period | None = None) -> Draft:
    """Write a draft from a reading whose audience is the draft's. Raises InputError."""
    audience_for(kind, reading.audience)
    if period is not None and kind is not DraftKind.QBR:
        raise InputError(f"a {kind} draft has no period", "It holds on a day: use --as-of")
    match kind:
        case DraftKind.QBR:
            return draft_qbr(reading, period)
        case DraftKind.RISK:
            return draft_risk(reading)
        case DraftKind.STAKEHOLDERS:
            return draft_stakeholders(reading)
        case DraftKind.BRIEF:
            return draft_brief(reading)
        case _:
            raise InputError(
                f"{kind} is not written from the record as a whole", "Use qbr, risk, stakeholders or brief"
            )


def printable(draft: Draft, reading: AccountReading) -> Printable:
    """A draft with its renewal line, the picture of the people and that of the weeks, where its reader may see them."""
    internal = draft.audience is Audience.INTERNAL
    pictured = internal and draft.kind in {DraftKind.STAKEHOLDERS, DraftKind.BRIEF} and bool(reading.people.people)
    weeks = timeline_of(reading) if draft.kind in _WITH_TIMELINE else None
    return Printable(
        draft=draft,
        account_name=reading.account.name,
        renewal=terms_line(reading) if internal and draft.kind is not DraftKind.QBR else "",
        people=people_map(reading) if pictured else None,
        timeline=weeks if weeks is not None and weeks.days else None,
    )
