"""In which order the book of accounts is read, and who is in it."""

from __future__ import annotations

from copilot.domain.account import Account
from copilot.domain.record import Document
from copilot.domain.words import Side
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.portfolio import portfolio_of
from tests.unit.drafting.readings import of, read
from tests.unit.insight_account.record import AS_OF, account, contract, mail, person

NOTICE = contract("Notice: 60 days before the end of the term.", "2026-01-02")


def held(name: str, *documents: Document) -> AccountReading:
    return read(*of(name, *documents), account=Account(account_id=name, name=name.title()))


def book() -> list[AccountReading]:
    return [
        held("undated", mail("Dana Roy", "Hello there.", "2026-09-01")),
        held("tern", account("2026-12-31")),
        held("dove", account("2026-12-31")),
        held("past", account("2026-08-31")),
        held("soon", account("2026-10-31")),
        held("notice", account("2026-12-15"), NOTICE),
    ]


def test_the_soonest_decision_stands_first_and_the_undated_last() -> None:
    rows = portfolio_of(book(), AS_OF).rows
    assert [row.account for row in rows] == ["past", "notice", "soon", "dove", "tern", "undated"]


def test_a_span_keeps_what_is_to_be_decided_in_it_and_names_whom_it_cannot_place() -> None:
    found = portfolio_of(book(), AS_OF, 30)
    assert [row.account for row in found.rows] == ["notice"]
    assert found.left_out == ("undated",)
    assert len(found.retention.accounts) == 6


def test_a_row_counts_what_we_are_late_with() -> None:
    promise = "I'll send you the audit report by {}."
    late, open_one = (
        mail("Mara Quist", promise.format(due), day, side=Side.VENDOR, to=person("Dana Roy"))
        for due, day in (("18 September", "2026-09-08"), ("9 October", "2026-09-09"))
    )
    (row,) = portfolio_of([held("acme", account(), late)], AS_OF).rows
    assert (row.owed, row.reasons[-1]) == (1, "We owe them: send you the audit report, 12 days late")
    assert portfolio_of([held("acme", account(), open_one)], AS_OF).rows[0].owed == 0
