from __future__ import annotations

from datetime import date

import pytest

from copilot.domain.record import Document
from copilot.domain.renewal import Renewal
from copilot.insight.calendar import before, days_in
from copilot.insight.contradictions import contradictions
from copilot.insight.renewal import renewal_terms
from copilot.insight.terms import terms_in
from tests.unit.insight_account.record import AS_OF, account, contract, mail, opportunity, signals_of, week


def settled(*documents: Document, as_of: date = AS_OF) -> Renewal:
    return renewal_terms(documents, signals_of(documents), as_of)


@pytest.mark.parametrize(
    ("clause", "count", "unit"),
    [
        ("Renews for twelve months unless cancelled with 90 days written notice before the end date.", "90", "days"),
        (
            "unless either party gives written notice of non-renewal at least sixty (60) days before the end",
            "60",
            "days",
        ),
        (
            "Either party may terminate by written notice no later than three months before the end of the term.",
            "3",
            "months",
        ),
        ("Notice: not later than 90 days before expiry, by e-mail or post", "90", "days"),
        ('In clause "Notice period" the words "90 days" are replaced by "60 days".', "60", "days"),
        ("Auto-renews, 30 days notice.", "30", "days"),
    ],
)
def test_notice_periods_are_read(clause: str, count: str, unit: str) -> None:
    (found,) = [s for s in terms_in(contract(clause, "2025-01-01")) if s.attributes["kind"] == "notice"]
    assert (found.attributes["count"], found.attributes["unit"]) == (count, unit)
    assert found.citations[0].quote == clause


@pytest.mark.parametrize(
    "line",
    [
        "Payment: 30 days net",
        "Customer data is exported on termination within 30 days.",
        "No proactive notice went out and we did not notice before Friday.",
        "Notice is to be sent by post before noon.",
    ],
)
def test_other_spans_are_no_notice_period(line: str) -> None:
    assert [s for s in terms_in(contract(line, "2025-01-01")) if s.attributes["kind"] == "notice"] == []


def test_the_contract_wins_over_the_crm_and_the_conflict_is_shown() -> None:
    found = settled(
        account("2027-01-31"),
        contract("Notice: 60 days before the end of the term.", "2025-01-22"),
        opportunity("Renewal 2027", "Negotiation", "120000", "2027-01-31", "Renewal, 30 days notice"),
        mail("Dana Roy", "We note that notice must reach you thirty days before expiry.", "2026-09-01"),
    )
    assert found.opt_out == date(2026, 12, 2)
    assert found.notice_stated is not None
    assert [conflict.value for conflict in found.notice_stated.conflicts] == ["30 days"]


def test_a_newer_amendment_supersedes() -> None:
    found = settled(
        account("2026-12-15"),
        contract("Notice period: 90 days before the end of the term.", "2023-12-01", "form"),
        contract('The words "90 days" of notice are replaced by "60 days" before the end.', "2025-12-01", "amendment"),
    )
    assert found.opt_out == date(2026, 10, 16)
    assert found.notice_stated is not None
    assert [old.value for old in found.notice_stated.superseded] == ["90 days"]


def test_an_unknown_notice_period_is_said_to_be_unknown() -> None:
    found = settled(account())
    assert found.opt_out is None
    assert found.decide_by is None
    assert "the notice period: the signed contract" in found.needs


def test_a_contract_that_ends_of_itself_is_governed_by_its_end() -> None:
    found = settled(account("2027-01-31"), contract("Renewal by written order only.", "2024-01-17"))
    assert (found.renews, found.decide_by) == ("by order", date(2027, 1, 31))


def test_a_term_that_is_over_is_history() -> None:
    old = contract("Initial term: 1 January 2024 to 31 December 2025", "2024-01-01")
    assert settled(account("2026-12-31"), old).on == date(2026, 12, 31)


def test_the_contract_end_wins_over_the_accounts_file() -> None:
    found = settled(account("2026-12-31"), contract("End of term: 30 November 2026", "2024-01-01"))
    assert found.on == date(2026, 11, 30)
    (shown,) = contradictions([], [], found, AS_OF)
    assert (shown.followed.text, shown.other.text) == ("2026-11-30", "2026-12-31")


def test_nothing_on_record_needs_everything() -> None:
    assert len(settled().needs) == 3


def test_what_was_signed_later_is_not_known() -> None:
    late = contract("Notice: 60 days before the end of the term.", "2026-10-05")
    assert settled(account(), late) == settled(account())


def test_a_figure_that_is_denied_stands_beside_the_other() -> None:
    first = mail("Dana Roy", "The round took 48 minutes on average in January.", "2026-02-01")
    second = mail("Finn Ode", "I measured 55 minutes on average, not 48 as it was written.", "2026-05-01")
    (shown,) = contradictions([first, second], signals_of([first, second]), settled(), AS_OF)
    assert shown.followed.citation.speaker == "Finn Ode"
    assert shown.other.citation.speaker == "Dana Roy"


def test_seats_counted_by_the_customer_stand_against_the_usage_record() -> None:
    told = mail("Dana Roy", "Our logs show 71 of the 140 licensed users.", "2026-09-12")
    record = (told, week("2026-09-07", 96, 140))
    (shown,) = contradictions(record, signals_of(record), settled(), AS_OF)
    assert shown.followed.citation.speaker == "Dana Roy"
    assert "96 of 140" in shown.other.text


@pytest.mark.parametrize(
    ("count", "unit", "day"),
    [(60, "days", date(2026, 12, 2)), (2, "weeks", date(2027, 1, 17)), (3, "months", date(2026, 10, 31))],
)
def test_spans_before_a_day(count: int, unit: str, day: date) -> None:
    assert before(date(2027, 1, 31), count, unit) == day


def test_a_month_that_is_too_short_gives_its_last_day() -> None:
    assert before(date(2026, 5, 31), 3, "months") == date(2026, 2, 28)
    assert before(date(2026, 12, 31), 3, "months") == date(2026, 9, 30)


@pytest.mark.parametrize(
    "text", ["31 January 2027", "Jan 31, 2027", "2027-01-31", "31.01.2027", "31/1/2027", "31st of January 2027"]
)
def test_days_are_read_in_every_form(text: str) -> None:
    assert [named.day for named in days_in(f"Ends {text}.")] == [date(2027, 1, 31)]


def test_impossible_days_are_left_out() -> None:
    assert days_in("on 31 February 2027 and 45/45/2027") == []
