"""What holds of all four drafts."""

from __future__ import annotations

import pytest

from copilot.domain.words import DraftKind, Side, Tier
from copilot.drafting.drafts import audience_for, compose
from tests.unit.drafting.readings import read
from tests.unit.insight_account.record import account, contact, contract, mail, person, score, ticket

KINDS = [DraftKind.QBR, DraftKind.RISK, DraftKind.STAKEHOLDERS, DraftKind.BRIEF]
RECORD = (
    account(),
    contract("Notice: 60 days before the end of the term.", "2025-01-22"),
    contact("Finn Ode", "CFO"),
    contact("Uwe Brandt", "Team Lead"),
    contact("Dana Roy", "Planning Lead", status="Left company", touched="2026-09-10"),
    score("Dana Roy", "9", "2026-08-01"),
    ticket("1", "2026-09-20", priority="urgent"),
    mail("Dana Roy", "The audit preparation took 6 hours in August instead of 14.", "2026-08-12"),
    mail("Mara Quist", "I'll send you the audit report by 18 September.", "2026-09-08", side=Side.VENDOR),
    mail("Finn Ode", "We are comparing three suppliers at the moment.", "2026-09-20", to=person("Mara Quist")),
)


@pytest.mark.parametrize("kind", [DraftKind.QBR, DraftKind.RISK, DraftKind.BRIEF])
def test_an_empty_account_gives_a_draft_that_abstains_and_says_why(kind: DraftKind) -> None:
    draft = compose(kind, read(audience=audience_for(kind, None)))
    assert draft.abstained
    assert draft.reason.startswith("Nothing")


@pytest.mark.parametrize("kind", KINDS)
def test_every_claim_quotes_the_record_or_is_unknown_with_what_it_needs(kind: DraftKind) -> None:
    draft = compose(kind, read(*RECORD, audience=audience_for(kind, None)))
    words = {passage.id: passage.text for document in RECORD for passage in document.passages}
    claims = list(draft.claims())
    assert {claim.tier for claim in claims} >= {Tier.INFERRED, Tier.UNKNOWN}
    assert all(bool(claim.needs) if claim.tier is Tier.UNKNOWN else claim.citations for claim in claims)
    assert all(words[c.passage][c.start : c.end] == c.quote for claim in claims for c in claim.citations)
