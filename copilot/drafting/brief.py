"""The pre-renewal brief: one screen that a manager can act on, then the detail behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from copilot.domain.commitment import CommitmentStatus
from copilot.domain.draft import Claim, Draft
from copilot.domain.finding import Finding
from copilot.domain.renewal import Triage
from copilot.domain.words import DraftKind
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.actions import actions_for
from copilot.drafting.asks import ask_claims
from copilot.drafting.gaps import gaps
from copilot.drafting.phrases import (
    band,
    clipped,
    commitment_rows,
    concluded,
    contradiction_claims,
    first_of_each,
    section,
    sections,
    terms_claim,
)
from copilot.drafting.stakeholders import people_table
from copilot.insight.confidence import Trust

__all__ = ["HOPEFUL", "call_claim", "draft_brief", "nothing_on_record", "reasons", "trace"]

_REASONS = 3
_ACTIONS = 3
_GAPS_SHOWN = 2
HOPEFUL = frozenset({Triage.COMMIT, Triage.LIKELY})
"""The calls that what is good carries."""


def draft_brief(reading: AccountReading) -> Draft:
    """The brief of an account as of the reading's day, for internal readers."""
    if not reading.documents:
        return nothing_on_record(reading, DraftKind.BRIEF)
    chosen = reasons(reading)
    todo = actions_for(reading, [*chosen, *reading.health.risks()], _ACTIONS)
    missing = list(gaps(reading))
    first = [
        call_claim(reading),
        terms_claim(reading),
        *(_reason(reading, number, finding) for number, finding in enumerate(chosen, start=1)),
        *(action.claim for action in todo),
        *missing[:_GAPS_SHOWN],
    ]
    open_ones = [one for one in reading.commitments if one.status in {CommitmentStatus.OPEN, CommitmentStatus.OVERDUE}]
    return Draft(
        kind=DraftKind.BRIEF,
        account=reading.account.account_id,
        audience=reading.audience,
        as_of=reading.as_of,
        sections=sections(
            section("", first),
            section("What speaks against it", _findings(reading.health.risks(), chosen)),
            section("What speaks for it", _findings(reading.health.good(), chosen)),
            section("Who is who", people_table(reading), "person", "title", "role", "stance", "last contact"),
            commitment_rows(reading, open_ones),
            section("What they ask for", ask_claims(reading)),
            section("Where the record disagrees", contradiction_claims(reading.contradictions)),
            section("Room to grow", _growth(reading)),
            section("Not known", missing[_GAPS_SHOWN:]),
        ),
        coverage=reading.trust.ledger,
        trace=trace(reading),
    )


def trace(reading: AccountReading) -> dict[str, object]:
    """How a draft was made, for whoever checks it."""
    return {"drafter": "extractive", "documents": len(reading.documents), "signals": len(reading.signals)}


def nothing_on_record(reading: AccountReading, kind: DraftKind) -> Draft:
    """The honest draft of an account without a document: it abstains and shows what was looked through."""
    return Draft(
        kind=kind,
        account=reading.account.account_id,
        audience=reading.audience,
        as_of=reading.as_of,
        abstained=True,
        reason=f"Nothing is on record for this account by {reading.as_of}.",
        coverage=reading.trust.ledger,
        trace=trace(reading),
    )


def reasons(reading: AccountReading, most: int = _REASONS) -> list[Finding]:
    """The findings that carry the call, one of each sort: what is good first where the call is, else the risks that
    fired first. A good sign is no reason to call an account at risk or lost.
    """
    call, risks, good = reading.call, reading.health.risks(), reading.health.good()
    if call.call in HOPEFUL:
        return [*_varied(good), *_varied(risks)][:most]
    return [*_varied((*call.fired, *risks)), *(_varied(good) if call.call is None else ())][:most]


def _varied(findings: Iterable[Finding]) -> list[Finding]:
    """Of findings that weigh something the first of each sort, other families before more of one."""
    unique: dict[str, Finding] = {}
    for finding in findings:
        if finding.citations and finding.weight != "low":
            unique.setdefault(finding.name, finding)
    ranked = list(unique.values())
    fresh: list[Finding] = []
    for finding in ranked:
        if finding.family not in {one.family for one in fresh}:
            fresh.append(finding)
    return [*fresh, *(finding for finding in ranked if finding not in fresh)]


def call_claim(reading: AccountReading) -> Claim:
    """The call and its confidence."""
    call, trust = reading.call, reading.trust
    if call.call is None:
        text = f"No call is made: {call.reason}."
        return concluded(text, call.rule + ".", reading.ground)
    cited = first_of_each(finding.citations for finding in (call.fired or call.against)) or reading.ground
    note = f" {call.note}" if call.note else ""
    return concluded(
        f"{band(call.call)}, confidence {trust.confidence}: {_grounds(trust)}.{note}", f"{call.rule}.", cited
    )


def _grounds(trust: Trust) -> str:
    """Why the confidence is what it is, the stale sources by name only."""
    reason = trust.reason.split(", stale: ")[0]
    names = ", ".join(stale.split(":")[0] for stale in trust.stale)
    return f"{reason}; stale: {names}" if names else reason


def _reason(reading: AccountReading, number: int, finding: Finding) -> Claim:
    claim = finding.claim()
    opposed = reading.call.call in HOPEFUL and finding.weight != "good"
    lead = "Against it" if opposed else f"Reason {number}"
    return claim.model_copy(update={"text": f"{lead}: {clipped(claim.text, 260)}"})


def _findings(findings: tuple[Finding, ...], chosen: list[Finding]) -> list[Claim]:
    return [finding.claim() for finding in findings if finding not in chosen]


def _growth(reading: AccountReading) -> Iterator[Claim]:
    found = reading.expansion
    met = (*found.value_proven, *found.next_use_case, *found.funding_sponsor)
    cited = first_of_each(finding.citations for finding in met) or reading.ground
    yield concluded(
        f"Expansion: {found.verdict}; {found.reason}.",
        "value proven, a real next use case and a sponsor who can fund it: three is a yes, two a maybe.",
        cited,
    )
