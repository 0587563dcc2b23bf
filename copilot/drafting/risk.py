"""The risk narrative: the call, what fired, what is clear, what cannot be checked, and what to do. Internal only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from copilot.domain.draft import Citation, Claim, Draft
from copilot.domain.finding import Finding
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, DraftKind, Part, SignalFamily
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.actions import Action, actions_for
from copilot.drafting.brief import HOPEFUL, call_claim, nothing_on_record, reasons, trace
from copilot.drafting.gaps import not_checkable
from copilot.drafting.phrases import (
    clipped,
    concluded,
    contradiction_claims,
    counted,
    ended,
    first_of_each,
    section,
    sections,
    terms_claim,
)
from copilot.drafting.wording import day
from copilot.insight.coverage import FAMILIES

__all__ = ["draft_risk"]


def draft_risk(reading: AccountReading) -> Draft:
    """The narrative of an account as of the reading's day, for internal readers."""
    if not reading.documents:
        return nothing_on_record(reading, DraftKind.RISK)
    fired = [finding for finding in reading.health.risks() if finding.citations]
    plan = actions_for(reading, [*reasons(reading), *reading.health.risks()])
    return Draft(
        kind=DraftKind.RISK,
        account=reading.account.account_id,
        audience=reading.audience,
        as_of=reading.as_of,
        sections=sections(
            section("The call", [call_claim(reading), _because(reading), terms_claim(reading)]),
            section("Signals that fired", map(_fired, fired), "family", "signal", "weight", "seen", "tier"),
            section("Checked and clear", _clear(reading, fired)),
            section("Not checkable", not_checkable(reading)),
            section("Contradictions", contradiction_claims(reading.contradictions)),
            section("What would change this", _changes(reading, fired)),
            section("Plan", map(_row, plan), "action", "owner", "by", "reason"),
            section("Save or let go", _fit(reading)),
        ),
        coverage=reading.trust.ledger,
        trace=trace(reading),
    )


def _because(reading: AccountReading) -> Claim:
    carrying = reasons(reading, 2)
    lead = "It rests on this"
    if reading.call.call in HOPEFUL:
        good = [finding for finding in carrying if finding.weight == "good"]
        lead = "It rests on what is good" if good else "Nothing good carries it, and what speaks against it is this"
        carrying = good or carrying
    if not carrying:
        return concluded(
            "Nothing of weight speaks for or against the renewal.",
            "no finding of at least medium weight, and nothing good on record.",
            reading.ground,
        )
    told = "; ".join(clipped(finding.text, 150).rstrip(".") for finding in carrying)
    return concluded(
        ended(f"{lead}: {told}"),
        "the findings that carry the call, heaviest first, from different families where there are.",
        first_of_each([finding.citations for finding in carrying]),
    )


def _fired(finding: Finding) -> Claim:
    claim = finding.claim()
    seen = _seen(finding)
    cells = (str(finding.family), clipped(finding.text), finding.weight, day(seen) if seen else "–", str(claim.tier))
    return claim.model_copy(update={"cells": cells})


def _seen(finding: Finding) -> date | None:
    days = [cited.occurred_at.date() for cited in finding.citations if cited.occurred_at is not None]
    return min(days, default=finding.seen_on)


def _clear(reading: AccountReading, fired: Sequence[Finding]) -> Iterator[Claim]:
    """The families that were looked through and show no risk of at least medium weight."""
    troubled = {finding.family for finding in fired if finding.weight != "low"}
    good = {finding.family: finding for finding in reversed(reading.health.good())}
    kinds = {family: wanted for family, wanted, _ in FAMILIES}
    for row in reading.trust.ledger:
        if row.family is None or row.status == "missing" or row.family in troubled:
            continue
        praise = good.get(row.family)
        cited = praise.citations if praise is not None else _newest(reading, kinds[row.family])
        last = f", the last of {day(row.last_record)}" if row.last_record else ""
        further = f" {ended(clipped(praise.text))}" if praise is not None else ""
        yield concluded(
            f"{str(row.family).capitalize()}: nothing of weight in {counted(row.records, 'record')} "
            f"({row.source}{last}).{further}",
            "no finding of at least medium weight in this family"
            + ("; its newest record is old, so this may have changed." if row.status == "partial" else "."),
            cited[:1],
        )


def _newest(reading: AccountReading, kinds: Sequence[DocumentKind]) -> tuple[Citation, ...]:
    for document in reversed(reading.documents):
        if document.kind in kinds and (passage := _spoken(document)) is not None:
            return (Citation.of(document, passage),)
    return reading.ground


def _spoken(document: Document) -> Passage | None:
    return next((passage for passage in document.passages if passage.part in {Part.BODY, Part.FIELD}), None)


def _changes(reading: AccountReading, fired: Sequence[Finding]) -> Iterator[Claim]:
    """Up: what would undo the heaviest risks. Down: what would undo what is good, and notice."""
    rule = "what would falsify the findings behind the call."
    for finding in [one for one in fired if one.weight != "low"][:3]:
        if finding.falsified_by:
            yield concluded(f"Up: {finding.falsified_by}.", rule, finding.citations[:1])
    for finding in reading.health.good()[:2]:
        if finding.falsified_by:
            yield concluded(f"Down: {finding.falsified_by}.", rule, finding.citations[:1])
    untroubled = {one.family for one in fired}
    if SignalFamily.COMMERCIAL not in untroubled and reading.ground:
        yield concluded(
            "Down: notice, a tender, or a trial of another product.", "rules 1 to 3 of the triage.", reading.ground
        )


def _row(action: Action) -> Claim:
    return action.claim.model_copy(update={"cells": (action.text, action.owner, day(action.by), action.reason)})


def _fit(reading: AccountReading) -> Iterator[Claim]:
    if reading.call.note:
        cited = first_of_each(finding.citations for finding in reading.call.fired) or reading.ground
        yield concluded(
            reading.call.note,
            "at risk or lost, no goal reached, and either half the seats idle or what they ask for declined.",
            cited,
        )
