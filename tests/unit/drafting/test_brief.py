"""What a manager reads first in a brief."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain.words import Tier
from copilot.drafting.brief import draft_brief
from tests.unit.drafting.readings import read, texts, under
from tests.unit.insight_account.record import account, contact, contract, mail, opportunity, score, ticket

NOTICE = contract("Notice: 60 days before the end of the term.", "2025-01-22")
GROUND = (account(), opportunity("Renewal", "Negotiation", "120000", "2026-12-31", "Renewal"))
GONE = (
    contact("Dana Roy", "Planner", status="Left company", touched="2026-09-10"),
    score("Dana Roy", "10", "2026-08-01"),
)
URGENT = ticket("The export drops rows", "2026-06-01", priority="urgent")


def test_a_departed_champion_without_successor_is_the_first_reason() -> None:
    first = texts(draft_brief(read(*GROUND, *GONE, ticket("1", "2026-09-29"))), "")
    assert first[0].startswith("AT RISK, confidence ")
    assert [text for text in first if text.startswith("Reason 1")] == [
        "Reason 1: Dana Roy (champion) has left; nobody has taken their place"
    ]
    assert next(text for text in first if text.startswith("Do: ")).startswith("Do: meet whoever takes over")


def test_reasons_come_from_different_families_before_more_of_one() -> None:
    draft = draft_brief(read(*GROUND, *GONE, contact("Finn Ode", "CFO"), URGENT))
    reasons = [text.split(": ", 1)[1] for text in texts(draft, "") if text.startswith("Reason ")]
    assert reasons[0].startswith("Dana Roy (champion) has left")
    assert reasons[1].startswith("#The export drops rows: open for 121 days")
    assert not set(reasons) & set(texts(draft, "What speaks against it"))


def test_a_good_sign_is_no_reason_for_a_risk_and_comes_first_for_a_good_call() -> None:
    lost = texts(draft_brief(read(*GROUND, *GONE, ticket("1", "2026-09-29"))), "")
    assert not [text for text in lost if "scored 10" in text]
    fine = (contact("Finn Ode", "CFO"), score("Finn Ode", "10", "2026-09-20"), mail("Finn Ode", "Hello.", "2026-09-29"))
    likely = texts(draft_brief(read(*GROUND, *fine, ticket("1", "2026-09-29"))), "")
    assert likely[0].startswith(("LIKELY", "COMMIT"))
    first, *further = [text for text in likely if text.startswith(("Reason", "Against it"))]
    assert first.startswith("Reason 1: Finn Ode stands by us")
    assert further[-1].startswith("Against it: Single-threaded")


@pytest.mark.parametrize(
    ("as_of", "told"), [(date(2026, 9, 30), "1 Nov 2026, in 32 days"), (date(2026, 11, 2), "1 Nov 2026, 1 day ago")]
)
def test_the_last_day_for_notice_is_counted_from_the_day_of_the_brief(as_of: date, told: str) -> None:
    first = under(draft_brief(read(*GROUND, NOTICE, as_of=as_of)), "")
    assert f"the last day for notice is {told} (60 days before the term ends)" in first[1].text
    assert NOTICE.id in {cited.document for cited in first[1].citations}


def test_a_thin_record_gives_no_call_and_tells_each_gap_once() -> None:
    draft = draft_brief(read(mail("Dana Roy", "Hello there.", "2026-09-01")))
    assert texts(draft, "")[0].startswith("No call is made")
    missing = [claim for claim in draft.claims() if claim.tier is Tier.UNKNOWN and "on record" in claim.text]
    assert "The ARR is not on record." in {claim.text for claim in missing}
    assert all(claim.needs for claim in missing)
    assert len({claim.text for claim in missing}) == len(missing)
