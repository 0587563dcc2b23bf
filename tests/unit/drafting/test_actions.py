"""Who does what by when about what was found."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain.account import Account
from copilot.domain.record import Document
from copilot.domain.words import Side
from copilot.drafting.actions import Action, actions_for
from tests.unit.drafting.readings import read
from tests.unit.insight_account.record import AS_OF, account, contract, mail, person

LEAVING = mail("Dana Roy", "We are comparing three suppliers at the moment.", "2026-09-20")
NOTICE = contract("Notice: 60 days before the end of the term.", "2025-01-22")


def promised(text: str, day: str = "2026-09-01") -> Document:
    return mail("Mara Quist", text, day, side=Side.VENDOR, to=person("Dana Roy"))


LATE = promised("I'll send you the audit report by 18 September.")


def planned(*documents: Document, as_of: date = AS_OF, csm: str = "Mara Quist") -> list[Action]:
    reading = read(*documents, as_of=as_of, account=Account(account_id="acme", name="Acme", csm=csm))
    return actions_for(reading, reading.health.risks())


def test_an_action_has_an_owner_a_day_and_a_reason_that_cites_the_most_urgent_first() -> None:
    first, second, *_ = planned(LATE, LEAVING)
    assert (first.owner, first.by, first.reason) == (
        "Mara Quist",
        date(2026, 10, 2),
        "We owe them: send you the audit report, 12 days late",
    )
    assert (second.owner, second.by) == ("account executive", date(2026, 10, 7))
    assert [one.claim.citations[0].document for one in (first, second)] == [LATE.id, LEAVING.id]
    assert planned(LATE, csm="")[0].owner == "CSM"


def test_of_several_late_promises_the_newest_is_acted_on() -> None:
    older = promised("I'll send you the insurance export by 4 September.", "2026-08-20")
    owed = [one for one in planned(older, LATE) if one.text.startswith("Deliver")]
    assert ["audit report" in one.reason for one in owed] == [True]


@pytest.mark.parametrize(
    ("as_of", "by"),
    [
        (date(2026, 9, 30), date(2026, 10, 2)),  # a Saturday: the Friday before
        (date(2026, 9, 25), date(2026, 9, 28)),  # a Monday
        (date(2026, 9, 22), date(2026, 9, 25)),  # a Friday
    ],
)
def test_an_action_falls_on_a_working_day(as_of: date, by: date) -> None:
    assert planned(LATE, as_of=as_of)[0].by == by


@pytest.mark.parametrize(
    ("renewal", "as_of", "by"),
    [
        ("2026-10-04", date(2026, 10, 1), date(2026, 10, 2)),  # the limit is a Sunday: the Friday before
        ("2026-10-01", date(2026, 9, 30), date(2026, 9, 30)),  # tomorrow: today
        ("2026-10-05", date(2026, 10, 3), date(2026, 10, 5)),  # only a Sunday lies between: that day itself
        ("2026-10-04", date(2026, 10, 4), date(2026, 10, 4)),  # today
        ("2026-09-29", date(2026, 9, 30), date(2026, 10, 2)),  # past: no limit
    ],
)
@pytest.mark.parametrize("notice", [0, None])
def test_nothing_is_due_after_the_last_day_for_notice_or_else_the_renewal(
    renewal: str, as_of: date, by: date, notice: int | None
) -> None:
    signed = [contract(f"Notice: {notice} days before the end of the term.", "2025-01-22")] if notice == 0 else []
    assert planned(account(renewal), *signed, LATE, as_of=as_of)[0].by == by


def test_a_reason_that_ends_as_a_sentence_gets_no_second_full_stop() -> None:
    (leaving,) = [one for one in planned(LEAVING) if "other offer" in one.text]
    assert leaving.claim.text.endswith("at the moment.")
    assert not leaving.claim.text.endswith("..")


def test_all_is_done_before_the_last_day_for_notice() -> None:
    found = planned(account("2026-12-04"), NOTICE, LATE, LEAVING)
    assert len(found) > 3
    assert all(AS_OF < one.by < date(2026, 10, 5) for one in found)
