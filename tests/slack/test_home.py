"""The home tab and the digests."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from copilot.domain.renewal import Triage
from copilot.drafting.portfolio import Portfolio, PortfolioRow
from copilot.insight.confidence import Confidence
from copilot.insight.metrics import retention
from copilot.slack.digests import digest_blocks, marks_reached
from copilot.slack.home import home_view
from tests.conftest import Folder
from tests.slack.conftest import GUEST, IVO, LEA, MARA, NEW, REX, Desk, serving
from tests.slack.fake import FakeSlack, direct

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def row(account: str = "acme", decide_by: date | None = date(2027, 1, 22), **more: Any) -> PortfolioRow:
    given: dict[str, Any] = {
        "account": account,
        "name": account.title(),
        "csm": "Mara",
        "arr": 120_000.0,
        "renews": date(2027, 3, 22),
        "decide_by": decide_by,
        "call": Triage.AT_RISK,
        "confidence": Confidence.MEDIUM,
        "reasons": ("The sponsor has left.",),
        "owed": 2,
        "open": 3,
        "last_contact": date(2026, 11, 18),
        "last_record": date(2026, 11, 20),
        **more,
    }
    return PortfolioRow(**given)


def _open(desk: Desk, user: str) -> str:
    desk.ok(desk.event({"type": "app_home_opened", "user": user, "channel": direct(user), "tab": "home"}))
    desk.settle()
    return json.dumps(desk.slack.homes[user], ensure_ascii=False)


def test_the_home_tab_is_ones_own_book(desk: Desk, slack: FakeSlack) -> None:
    shown = _open(desk, MARA)
    assert "Beta Foods" in shown
    assert "renews 2026-12-31" in shown
    assert "last contact" in shown
    assert "Acme Labs" not in shown
    assert "Acme Labs" in _open(desk, IVO)
    assert [one["user_id"] for one in slack.made("views.publish")] == [MARA, IVO]


@pytest.mark.parametrize(
    ("user", "said"), [(NEW, "not known here"), (GUEST, "guests see nothing"), (REX, "Ask me about")]
)
def test_others_see_no_book(desk: Desk, user: str, said: str) -> None:
    shown = _open(desk, user)
    assert said in shown
    assert "Acme" not in shown


def test_its_buttons_write_what_they_say(desk: Desk, slack: FakeSlack) -> None:
    _open(desk, MARA)
    for action in ("write_brief", "write_risk", "show_owed"):
        desk.press(MARA, {"action_id": action, "value": "beta"}, channel="")
        desk.settle()
    said = [one.words for one in slack.said(direct(MARA))]
    assert any("Pre-renewal brief: Beta Foods" in one for one in said)
    assert any("Risk narrative: Beta Foods" in one for one in said)
    assert any("Who owes what: Beta Foods" in one for one in said)
    desk.press(MARA, {"action_id": "write_brief", "value": "acme-labs"}, channel="")
    desk.settle()
    assert "I know no account of yours" in slack.said(direct(MARA))[-1].text


def test_a_large_book_fits_the_tab() -> None:
    view = home_view(tuple(row(f"a{n}") for n in range(90)), 90, 3, date(2026, 11, 22), opted_out=False)
    assert len(view["blocks"]) <= 100
    assert "and 60 more" in json.dumps(view)
    assert "The renewal date of 3 more is not known." in json.dumps(view)


def test_a_brief_is_offered_at_its_marks_and_shortly_after() -> None:
    day = date(2026, 11, 22)
    left = {
        120: 120,
        119: 120,
        117: 120,
        116: None,
        90: 90,
        87: 90,
        86: None,
        60: 60,
        59: 60,
        121: None,
        30: None,
        -1: None,
    }
    for days, mark in left.items():
        found = marks_reached([row(decide_by=date.fromordinal(day.toordinal() + days))], day)
        assert [one for _, one in found] == ([mark] if mark else []), days
    assert marks_reached([row(decide_by=None, renews=None)], day) == []


def test_a_digest_says_what_got_worse_and_what_enters_the_window() -> None:
    day = date(2026, 11, 23)
    now = _book(
        day,
        row(),
        row("calm", call=Triage.COMMIT, reasons=()),
        row("soon", date(2027, 3, 20), call=Triage.LIKELY, reasons=()),
    )
    before = _book(day, row(call=Triage.LIKELY, reasons=()), row("calm", call=Triage.COMMIT, reasons=()))
    said = json.dumps(digest_blocks(now, before, [], day), ensure_ascii=False)
    assert "LIKELY → AT-RISK: The sponsor has left." in said
    assert "Soon" in said.partition("Entering")[2]
    assert "Calm" not in said
    assert "Acme" not in said.partition("Entering")[2]
    assert "Nothing got worse" in json.dumps(digest_blocks(before, before, [], day))


def _tick(desk: Desk, at: datetime) -> None:
    portal = desk.client.portal
    assert portal is not None
    portal.call(desk.running.digests.tick, at)
    desk.settle()


def test_each_csm_and_manager_gets_one_digest_a_week(folder: Folder, slack: FakeSlack) -> None:
    for _ in range(2):
        for desk in serving(folder, slack):
            _tick(desk, MONDAY)
            _tick(desk, MONDAY)
    weekly = [one for one in slack.messages if one.text == "Your week with your customers"]
    assert sorted(one.channel for one in weekly) == sorted(direct(user) for user in (MARA, IVO, LEA))
    assert all("Stop these messages" in one.words for one in weekly)


def test_it_comes_on_its_day_after_its_hour(desk: Desk, slack: FakeSlack) -> None:
    _tick(desk, MONDAY.replace(hour=7))
    _tick(desk, MONDAY.replace(day=24))
    assert [one for one in slack.messages if one.text == "Your week with your customers"] == []


def test_whoever_stops_it_gets_none(desk: Desk, slack: FakeSlack) -> None:
    desk.press(MARA, {"action_id": "digests_off", "value": "off"}, channel=direct(MARA))
    desk.settle()
    assert "no digests any more" in slack.said(direct(MARA))[0].text
    _tick(desk, MONDAY)
    assert "Your week with your customers" not in {one.text for one in slack.said(direct(MARA))}
    desk.press(MARA, {"action_id": "digests_on", "value": "on"}, channel="")
    desk.settle()
    _tick(desk, MONDAY)
    assert "Your week with your customers" in {one.text for one in slack.said(direct(MARA))}


def test_a_brief_is_offered_once_ahead_of_a_renewal(desk: Desk, slack: FakeSlack) -> None:
    at = datetime(2026, 10, 2, 9, 5, tzinfo=UTC)  # 90 days before Beta Foods renews
    _tick(desk, at)
    _tick(desk, at.replace(day=3))
    offers = [one for one in slack.said(direct(MARA)) if "Shall I write the pre-renewal brief?" in one.words]
    assert len(offers) == 1
    assert "Beta Foods" in offers[0].words


def test_one_who_left_slack_stops_nobody_elses(desk: Desk, slack: FakeSlack) -> None:
    slack.users.pop(IVO)
    slack.users[LEA]["deleted"] = True
    _tick(desk, MONDAY)
    assert [one.channel for one in slack.messages if one.text == "Your week with your customers"] == [direct(MARA)]


def _book(day: date, *rows: PortfolioRow) -> Portfolio:
    return Portfolio(as_of=day, rows=rows, retention=retention({}, day, day, day))
