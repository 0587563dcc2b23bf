"""What is new since a day, and nothing that was known then."""

from __future__ import annotations

from datetime import date

from copilot.domain.draft import Draft
from copilot.domain.record import Document
from copilot.domain.words import Side, Tier
from copilot.drafting.changes import draft_changes
from tests.unit.drafting.readings import everything, read, texts, under
from tests.unit.insight_account.record import account, contact, contract, mail, person, score, ticket, week

SINCE = date(2026, 9, 9)
LISTED = (account(), contact("Finn Ode", "CFO"), week("2026-09-07", 60))


def changed(*documents: Document) -> Draft:
    return draft_changes(read(*documents, as_of=SINCE), read(*documents))


def test_only_what_came_after_the_day_is_shown() -> None:
    known = mail("Finn Ode", "We would like a bigger report button.", "2026-09-09")
    fresh = mail("Finn Ode", "We would like a German report.", "2026-09-10")
    draft = changed(*LISTED, known, fresh)
    assert texts(draft, "")[0] == "1 new record since 9 Sep 2026: 1 email."
    assert texts(draft, "What they asked for") == [
        "Finn Ode (customer) wrote on 10 Sep 2026: “We would like a German report.”"
    ]
    assert "bigger" not in everything(draft)


def test_without_a_newer_record_it_says_so() -> None:
    draft = changed(*LISTED)
    newer, call = under(draft, "")
    assert (newer.text, newer.tier) == ("No record is newer than 9 Sep 2026.", Tier.UNKNOWN)
    assert call.text.startswith("The call is still ")
    assert not under(draft, "New risks and good signs")


def test_a_call_that_turned_is_told_with_what_turned_it() -> None:
    calm = (mail("Finn Ode", "Thank you for the papers.", "2026-09-07"), ticket("1", "2026-09-08"))
    leaving = mail("Finn Ode", "We are comparing three suppliers at the moment.", "2026-09-20")
    call = under(changed(*LISTED, *calm, leaving), "")[1]
    assert call.text.startswith("The call was LIKELY and is now AT RISK")
    assert call.citations[0].document == leaving.id


def test_a_promise_shows_again_once_its_day_has_passed() -> None:
    promise = mail(
        "Mara Quist",
        "I'll send you the audit report by 18 September.",
        "2026-09-08",
        side=Side.VENDOR,
        to=person("Dana Roy"),
    )
    (owed,) = under(changed(promise), "Who owes what")
    assert owed.cells[5] == "overdue 12 days"
    same = read(promise, as_of=SINCE)
    assert not under(draft_changes(same, same), "Who owes what")


def test_tickets_are_shown_as_they_were_opened_and_solved() -> None:
    record = (
        ticket("Login is slow", "2026-08-01", status="closed", updated="2026-09-20T10:00:00Z"),
        ticket("The export drops rows", "2026-09-15"),
        ticket("The photo is dark", "2026-08-02"),
    )
    assert texts(changed(*record), "Tickets") == [
        "#The export drops rows: new, still open on 30 Sep 2026.",
        "#Login is slow: was open, is solved.",
    ]


def test_who_left_and_what_no_longer_holds_are_told() -> None:
    gone = contact("Dana Roy", "Planner", status="Left company", touched="2026-09-15")
    back = mail("Finn Ode", "Thank you for the papers.", "2026-09-20")
    draft = changed(*LISTED, gone, score("Dana Roy", "10", "2026-08-01"), back)
    assert "Dana Roy was champion and is now former." in texts(draft, "People")
    assert any(text.startswith("Dana Roy (champion) has left") for text in texts(draft, "New risks and good signs"))
    assert any("it still held: No contact with an economic buyer" in text for text in texts(draft, "No longer so"))


def test_an_amendment_moves_the_last_day_for_notice() -> None:
    signed = contract("Notice: 60 days before the end of the term.", "2025-01-22")
    amended = contract(
        'The words "60 days" of notice are replaced by "30 days" before the end.', "2026-09-10", "amendment"
    )
    assert "The opt-out date was 2026-11-01 and is now 2026-12-01." in texts(changed(*LISTED, signed, amended), "")


def test_a_changed_arr_is_an_amount_of_money() -> None:
    draft = draft_changes(read(account(arr="52800"), as_of=SINCE), read(account(arr="120000")))
    assert "The ARR was $52,800 and is now $120,000." in texts(draft, "")
