from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from copilot.domain.record import Document, Participant
from copilot.domain.stakeholder import Presence, Role, Stakeholder, StakeholderMap, Stance
from copilot.domain.words import DocumentKind, Part, Side
from copilot.insight.stakeholders import stakeholder_map
from tests.unit.insight_account.record import (
    AS_OF,
    OURS,
    contact,
    contract,
    document,
    mail,
    participants_of,
    person,
    row,
    score,
    signals_of,
    week,
)


def mapped(*documents: Document, as_of: date = AS_OF) -> StakeholderMap:
    return stakeholder_map(documents, signals_of(documents), participants_of(documents), as_of)


def one(found: StakeholderMap, name: str) -> Stakeholder:
    (person,) = [person for person in found.people if person.name == name]
    return person


def names(found: StakeholderMap) -> list[str]:
    return [finding.name for finding in found.findings]


def test_same_full_name_is_one_person_and_same_first_name_is_two() -> None:
    first = mail("Dana Roy", "Here are the March figures for you.", "2026-09-01")
    other = person("Dana Roy").model_copy(update={"email": "dana.roy@freemail.example"})
    second = document(
        DocumentKind.EMAIL, "private", "2026-09-02", [(Part.BODY, "", "My private address.")], [other], speaker=other
    )
    namesake = mail("Dana Smith", "Another Dana here.", "2026-09-03")
    found = mapped(first, second, namesake)
    assert sorted(person.name for person in found.customers()) == ["Dana Roy", "Dana Smith"]
    assert set(one(found, "Dana Roy").emails) == {"dana.roy@acme.example", "dana.roy@freemail.example"}


def test_one_name_on_both_sides_is_two_people() -> None:
    ours = Participant(name="Dana Roy", email="dana.roy@ourco.example", side=Side.VENDOR, role="to")
    found = mapped(mail("Dana Roy", "Hello to my namesake at your company.", "2026-09-01", to=ours))
    assert sorted(person.side for person in found.people) == [Side.CUSTOMER, Side.VENDOR]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Chief Financial Officer", Role.ECONOMIC_BUYER),
        ("Group Finance Director", Role.ECONOMIC_BUYER),
        ("Hon. Treasurer", Role.ECONOMIC_BUYER),
        ("VP Operations", Role.EXECUTIVE_SPONSOR),
        ("COO", Role.EXECUTIVE_SPONSOR),
        ("CISO", Role.TECHNICAL),
        ("IT Administrator", Role.TECHNICAL),
        ("Data Protection Officer", Role.TECHNICAL),
        ("Lead Engineer", Role.TECHNICAL),
        ("Accounts Payable Clerk", Role.USER),
        ("Shift Supervisor", Role.USER),
    ],
)
def test_title_gives_the_role_with_its_rule_and_quote(title: str, role: Role) -> None:
    found = one(mapped(contact("Dana Roy", title)), "Dana Roy")
    assert found.role is role
    assert found.role_basis is not None
    assert found.role_basis.rule
    assert found.role_basis.citations[0].quote == title


def test_an_executive_who_signed_is_the_buyer_only_where_nobody_holds_the_money() -> None:
    signed = contract(
        "Order form\nSigned for the customer: Dana Roy, Chief Operating Officer, 2 March 2025", "2025-03-02"
    )
    chief = contact("Dana Roy", "Chief Operating Officer")
    assert one(mapped(signed, chief), "Dana Roy").role is Role.ECONOMIC_BUYER
    with_money = mapped(signed, chief, contact("Finn Ode", "CFO"))
    assert one(with_money, "Dana Roy").role is Role.EXECUTIVE_SPONSOR


def test_who_says_that_they_decide_and_has_the_rank_is_the_buyer() -> None:
    told = mail("Dana Roy", "Send it to me, I decide.", "2026-09-01")
    assert one(mapped(told, contact("Dana Roy", "Head of Logistics")), "Dana Roy").role is Role.ECONOMIC_BUYER
    assert one(mapped(told, contact("Dana Roy", "Apprentice")), "Dana Roy").role is Role.USER


def test_procurement_that_bargains_is_a_blocker() -> None:
    asked = mail("Dana Roy", "I require a reduction of 10 per cent at renewal.", "2026-09-01")
    found = mapped(asked, contact("Dana Roy", "Head of Procurement"))
    assert one(found, "Dana Roy").role is Role.BLOCKER
    assert one(mapped(contact("Dana Roy", "Head of Procurement")), "Dana Roy").role is Role.ECONOMIC_BUYER


def test_an_act_told_of_somebody_else_is_theirs() -> None:
    told = mail("Dana Roy", "Mr. Brandt has asked me not to send the extension letter yet.", "2026-09-01")
    found = mapped(told, contact("Dana Roy", "Clerk"), contact("Uwe Brandt", "Team Lead"))
    assert one(found, "Uwe Brandt").role is Role.BLOCKER
    assert one(found, "Dana Roy").role is Role.USER


def test_an_old_act_no_longer_blocks() -> None:
    told = mail("Dana Roy", "We will not sign the renewal until then.", "2025-09-01")
    assert one(mapped(told, contact("Dana Roy", "Team Lead")), "Dana Roy").role is Role.USER


def test_a_promoter_without_rank_is_a_champion() -> None:
    found = one(mapped(contact("Dana Roy", "Planning Lead"), score("Dana Roy", "9", "2026-08-01")), "Dana Roy")
    assert (found.role, found.stance) == (Role.CHAMPION, Stance.SUPPORTIVE)
    assert found.last_contact == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("title", "status", "presence"),
    [
        ("Planner (left)", "", Presence.LEFT),
        ("Planner", "Left company", Presence.LEFT),
        ("Planner (on sabbatical)", "", Presence.AWAY),
        ("Planner", "Active", Presence.THERE),
    ],
)
def test_marks_of_the_crm_tell_who_is_there(title: str, status: str, presence: Presence) -> None:
    found = one(mapped(contact("Dana Roy", title, status=status)), "Dana Roy")
    assert found.presence is presence
    assert found.title == "Planner"
    assert (found.role is Role.FORMER) is (presence is not Presence.THERE)


def test_a_mark_is_not_known_before_the_row_was_touched() -> None:
    row = contact("Dana Roy", "Planner", status="Left company", touched="2026-08-01")
    assert one(mapped(row, as_of=date(2026, 7, 31)), "Dana Roy").presence is Presence.THERE
    assert one(mapped(row, as_of=date(2026, 8, 1)), "Dana Roy").presence is Presence.LEFT


def test_a_departed_champion_without_successor_weighs_high() -> None:
    gone = contact("Dana Roy", "Planner (left)", touched="2026-06-01")
    promoter = score("Dana Roy", "10", "2026-05-01")
    (finding,) = [f for f in mapped(gone, promoter).findings if f.name == "champion_gone"]
    assert finding.weight == "high"
    heir = (contact("Finn Ode", "Planner"), score("Finn Ode", "9", "2026-08-01"))
    (finding,) = [f for f in mapped(gone, promoter, *heir).findings if f.name == "champion_gone"]
    assert finding.weight == "medium"
    assert "Finn Ode" in finding.text


@pytest.mark.parametrize(("day", "silent"), [("2026-07-02", True), ("2026-07-03", False)])
def test_no_buyer_contact_counts_ninety_days(day: str, silent: bool) -> None:  # noqa: FBT001
    found = mapped(mail("Dana Roy", "Thank you for the papers.", day), contact("Dana Roy", "CFO"))
    assert ("no_buyer_contact" in names(found)) is silent


def test_one_voice_is_single_threaded() -> None:
    lone = [mail("Dana Roy", "Another week, another list.", f"2026-09-{n:02}") for n in (1, 8, 15)]
    found = mapped(*lone, mail("Finn Ode", "Fine by me.", "2026-09-16"))
    assert "single_threaded" in names(found)
    broad = [mail("Finn Ode", "Fine by me.", f"2026-09-{n:02}") for n in (2, 9)]
    assert "single_threaded" not in names(mapped(*lone, *broad))


def test_missing_roles_are_shown() -> None:
    found = mapped(contact("Dana Roy", "Planner"))
    assert Role.ECONOMIC_BUYER in found.missing
    assert "missing_champion" in names(found)


def test_ties_count_documents_and_leave_copies_out() -> None:
    first = mail("Dana Roy", "One.", "2026-03-01")
    second = mail("Dana Roy", "Two.", "2026-09-01")
    copied = second.model_copy(update={"participants": (*second.participants, person("Finn Ode", role="cc"))})
    (tie,) = mapped(first, copied, contact("Dana Roy", "Planner")).ties
    assert (tie.one, tie.other, tie.count, tie.recent) == ("Dana Roy", "Mara Quist", 2, 1)
    assert tie.last == date(2026, 9, 1)


def test_a_voicemail_is_no_contact_and_a_call_is() -> None:
    def logged(key: str, text: str) -> Document:
        parts = [(Part.FIELD, "Subject", "Call Dana"), (Part.FIELD, "Type", "Call"), (Part.BODY, "", text)]
        return document(DocumentKind.ACTIVITY, key, "2026-09-10", parts)

    listed = contact("Dana Roy", "Planner")
    assert one(mapped(listed, logged("a", "Left a message")), "Dana Roy").last_contact is None
    assert one(mapped(listed, logged("b", "Went through the list")), "Dana Roy").last_contact == date(2026, 9, 10)


def test_titles_keep_their_history() -> None:
    signature = document(
        DocumentKind.EMAIL,
        "old",
        "2025-11-03",
        [(Part.BODY, "", "Hello there, all well."), (Part.SIGNATURE, "", "Dana Roy\nPlanning Manager")],
        [person("Dana Roy")],
        speaker=person("Dana Roy"),
    )
    found = one(mapped(signature, contact("Dana Roy", "Operations Director")), "Dana Roy")
    assert [held.title for held in found.titles] == ["Operations Director", "Planning Manager"]
    assert found.titles[1].since == date(2025, 11, 3)


def test_mailboxes_and_strangers_are_not_people_of_the_account() -> None:
    box = Participant(name="Acme Accounts Payable", email="ap@acme.example", side=Side.CUSTOMER, role="from")
    notice = document(DocumentKind.EMAIL, "ap", "2026-09-01", [(Part.BODY, "", "Paid.")], [box], speaker=box)
    passing = mail("Finn Ode", "Wrong number, sorry.", "2026-09-02")
    found = mapped(notice, passing, contact("Dana Roy", "Planner"))
    assert [person.name for person in found.customers()] == ["Dana Roy"]


def test_nothing_gives_an_empty_map() -> None:
    assert mapped().people == ()


def later() -> Sequence[Document]:
    return (
        mail("Dana Roy", "I hereby give notice that we will not renew. I decide.", "2026-10-05"),
        mail("New Face", "I joined as CFO and require a reduction of 20 per cent.", "2026-10-06"),
        score("Dana Roy", "1", "2026-10-07"),
        contact("Finn Ode", "CFO (left)", touched="2026-10-08"),
        week("2026-10-05", 1),
        row(DocumentKind.ACTIVITY, "later", "2026-10-09", {"Subject": "Call Dana", "Type": "Call"}),
    )


def test_nothing_later_than_the_day_changes_the_map() -> None:
    before = (
        mail("Dana Roy", "It saved us two days a week.", "2026-09-01"),
        contact("Dana Roy", "Planner"),
        contact("Finn Ode", "CFO", touched="2026-08-01"),
    )
    with_later = (*before[:2], contact("Finn Ode", "CFO", touched="2026-10-08"), *later())
    plain, full = mapped(*before), mapped(*with_later)
    assert [(p.name, p.role, p.stance, p.presence) for p in plain.customers()] == [
        (p.name, p.role, p.stance, p.presence) for p in full.customers()
    ]
    assert OURS.name in {person.name for person in full.people}


def test_an_announced_departure_counts_from_the_day_it_names() -> None:
    told = mail("Dana Roy", "I am leaving the company.\nMy last day here is Friday 18 September.", "2026-08-21")
    listed = contact("Dana Roy", "Planner", status="Left company", touched="2026-08-28")
    assert one(mapped(told, listed, as_of=date(2026, 9, 17)), "Dana Roy").presence is Presence.THERE
    gone = one(mapped(told, listed, as_of=date(2026, 9, 18)), "Dana Roy")
    assert gone.presence is Presence.LEFT
    assert gone.absence is not None
    assert gone.absence.citations[0].speaker == "Dana Roy"


def test_somebody_heard_long_after_their_last_day_has_not_left() -> None:
    told = mail("Finn Ode", "Dana Roy has left the company.", "2026-03-01")
    back = mail("Dana Roy", "Here are the figures for July.", "2026-08-03")
    assert one(mapped(told, back, contact("Dana Roy", "Planner")), "Dana Roy").presence is Presence.THERE
