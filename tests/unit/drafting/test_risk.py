"""What the risk narrative shows, clears and leaves open."""

from __future__ import annotations

from copilot.domain.words import Tier
from copilot.drafting.risk import draft_risk
from tests.unit.drafting.readings import planned, read, texts, under
from tests.unit.insight_account.record import account, contact, contract, mail, opportunity, score, ticket, week

LEAVING = mail("Finn Ode", "We are comparing three suppliers at the moment.", "2026-09-20")
RECORD = (
    account(),
    opportunity("Renewal", "Negotiation", "120000", "2026-12-31", "Renewal"),
    contact("Finn Ode", "CFO"),
    ticket("The export drops rows", "2026-09-27", priority="urgent"),
    week("2026-09-21", 60),
    LEAVING,
)


def test_the_heaviest_signal_comes_first_and_all_that_is_planned_can_be_done() -> None:
    draft = draft_risk(read(*RECORD))
    weights = [claim.cells[2] for claim in under(draft, "Signals that fired")]
    assert weights[0] == "high"
    assert weights == sorted(weights, key=["high", "medium", "low"].index)
    plan = under(draft, "Plan")
    assert ("account executive", "7 Oct 2026") in [claim.cells[1:3] for claim in plan]
    assert all(all(claim.cells) and claim.citations for claim in plan)


def test_a_call_rests_on_what_points_its_way() -> None:
    gone = (contact("Dana Roy", "Planner", status="Left company", touched="2026-09-10"),)
    draft = draft_risk(read(*RECORD[:2], *gone, score("Dana Roy", "10", "2026-08-01"), ticket("1", "2026-09-29")))
    call, because, *_ = texts(draft, "The call")
    assert call.startswith("AT RISK")
    assert because.startswith("It rests on this: Dana Roy (champion) has left")
    assert "scored 10" not in because


def test_value_that_is_told_is_not_called_missing() -> None:
    told = mail("Finn Ode", "It saved us two days a week.", "2026-09-28")
    draft = draft_risk(read(account(), ticket("1", "2026-09-29"), told))
    (clear,) = [text for text in texts(draft, "Checked and clear") if text.startswith("Value")]
    assert clear == (
        "Value: nothing of weight in 1 record (email, the last of 28 Sep 2026). "
        "The customer tells of value: It saved us two days a week."
    )
    assert not [text for text in texts(draft, "Not checkable") if "value" in text]


def test_a_family_is_clear_only_where_it_was_looked_through() -> None:
    draft = draft_risk(read(*RECORD))
    (clear,) = under(draft, "Checked and clear")
    assert clear.text.startswith("Usage: nothing of weight")
    assert clear.citations[0].document == "test:usage-2026-09-21"
    unchecked = [claim for claim in under(draft, "Not checkable") if "sentiment" in claim.text]
    assert [(claim.tier, claim.needs) for claim in unchecked] == [
        (Tier.UNKNOWN, "a survey, or a call about how they feel")
    ]


def test_what_would_turn_the_call_is_told_both_ways() -> None:
    told = texts(draft_risk(read(*RECORD, score("Dana Roy", "9", "2026-09-01"))), "What would change this")
    assert "Up: the customer's word that the comparison is over." in told
    assert "Down: a lower score in the next survey." in told


def test_an_account_that_asks_for_what_was_declined_may_not_be_worth_saving() -> None:
    asks = mail("Finn Ode", "We need payroll export to leave the paper.", "2026-09-10")
    declined = [planned("Payroll export", status="declined")]
    (note,) = texts(draft_risk(read(*RECORD, asks, registry=declined)), "Save or let go")
    assert "they ask for what we declined (Payroll export)" in note
    assert not under(draft_risk(read(*RECORD, asks)), "Save or let go")


def test_a_contradiction_shows_both_statements_and_which_is_followed() -> None:
    signed = contract("Notice: 60 days before the end of the term.", "2025-01-22")
    noted = mail("Dana Roy", "We note that notice must reach you thirty days before expiry.", "2026-09-01")
    (told,) = under(draft_risk(read(account(), signed, noted)), "Contradictions")
    assert told.text.startswith(
        "On notice period: “Notice: 60 days before the end of the term.” (the contract, 22 Jan 2025), against 30 days, "
        "“We note that notice must reach you thirty days before expiry.” (the customer's word, 1 Sep 2026)."
    )
    assert told.text.endswith("The first is followed.")
    assert [cited.document for cited in told.citations] == [signed.id, noted.id]
