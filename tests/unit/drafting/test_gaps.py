"""What the record does not say, and what would."""

from __future__ import annotations

from copilot.domain.words import Tier
from copilot.drafting.gaps import gaps
from tests.unit.drafting.readings import read
from tests.unit.insight_account.record import account, contact, contract, mail


def test_every_gap_names_the_source_that_would_fill_it() -> None:
    found = {claim.text: claim for claim in gaps(read())}
    assert found["The notice period is not on record."].needs == "the signed contract"
    assert found["Who they are is not known."].needs == "mail, calls, or the CRM's contacts"
    assert all(claim.tier is Tier.UNKNOWN and claim.needs for claim in found.values())
    signed = contract("Notice: 60 days before the end of the term.", "2025-01-22")
    record = (account(), signed, contact("Dana Roy", "CFO"), mail("Dana Roy", "Hello there.", "2026-09-01"))
    left = [claim.text for claim in gaps(read(*record))]
    assert not set(left) & {"The notice period is not on record.", "Who the economic buyer is, is not known."}
    assert not [text for text in left if text.startswith("Nothing on record for relationship")]
    assert "Who the technical contact is, is not known." in left
    assert left[-1] == "What has happened since: email: last record 2026-09-01."
