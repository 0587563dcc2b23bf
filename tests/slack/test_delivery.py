"""What Slack delivers: signed, forged, late, again, out of order; what is changed or taken back; restarts."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from retrieval.catalog.database import transaction
from tests.conftest import Folder
from tests.slack.conftest import ACME, MARA, ROBOT, Desk, serving
from tests.slack.fake import BOT, FakeSlack, direct

ASKED = "what drops out every night?"


def _mention(ts: str = "1780000000.000001", **more: Any) -> dict[str, Any]:
    return {"type": "app_mention", "user": MARA, "channel": ACME, "text": f"<@{BOT}> {ASKED}", "ts": ts, **more}


def _body() -> str:
    return json.dumps({"type": "event_callback", "team_id": "T0OURS000", "event_id": "Ev1", "event": _mention()})


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "nonsense"},
    ],
    ids=["forged", "missing", "no time"],
)
def test_what_slack_has_not_signed_is_turned_away(desk: Desk, slack: FakeSlack, headers: dict[str, str]) -> None:
    assert desk.send(_body(), **headers).status_code == 401
    desk.settle()
    assert slack.messages == []


def test_what_slack_signed_long_ago_is_turned_away(desk: Desk, slack: FakeSlack) -> None:
    assert desk.send(_body(), moment=str(int(time.time()) - 3600)).status_code == 401
    assert desk.send(_body(), moment=str(int(time.time()) + 3600)).status_code == 401
    desk.settle()
    assert slack.messages == []


def test_what_is_unsigned_is_not_even_read(desk: Desk) -> None:
    for content in (b"\xff\xfe\x00", b"{", b"payload=%7B"):
        assert desk.client.post("/slack/events", content=content).status_code == 401


def test_slack_may_make_sure_that_we_are_there(desk: Desk) -> None:
    answer = desk.send(json.dumps({"type": "url_verification", "challenge": "c0ffee"}))
    assert (answer.status_code, answer.json()) == (200, {"challenge": "c0ffee"})


def test_what_is_sent_again_is_answered_once(desk: Desk, slack: FakeSlack) -> None:
    for attempt in range(4):
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"} if attempt else {}
        assert desk.send(_body(), **retry).status_code == 200
    desk.settle()
    assert len(slack.said(ACME)) == 1


def test_what_comes_twice_at_once_is_answered_once(desk: Desk, slack: FakeSlack) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert {answer.status_code for answer in pool.map(lambda _: desk.send(_body()), range(16))} == {200}
    desk.settle()
    assert len(slack.said(ACME)) == 1


def test_one_message_as_two_events_is_answered_once(desk: Desk, slack: FakeSlack) -> None:
    desk.ok(desk.event(_mention()))
    desk.ok(desk.event(_mention(edited={"ts": "1780000001.0"})))
    desk.ok(desk.event({**_mention(), "type": "message", "channel_type": "channel"}))
    desk.settle()
    assert len(slack.said(ACME)) == 1


def test_it_is_not_answered_again_after_a_restart(folder: Folder, slack: FakeSlack) -> None:
    for _ in range(2):
        for desk in serving(folder, slack):
            assert desk.send(_body()).status_code == 200
            desk.settle()
    assert len(slack.said(ACME)) == 1


def test_what_a_restart_cut_off_is_owned_up_to_once(folder: Folder, slack: FakeSlack) -> None:
    with folder.open() as opened, transaction(opened.engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO slack_handled (id, at, channel, thread, user) VALUES "
            "('event:Ev9', '2026-11-01 10:00:00', ?, '1780000000.5', ?), "
            "('message:C:1', '2026-11-01 10:00:00', ?, '1780000000.5', ?)",
            (ACME, MARA, ACME, MARA),
        )
    for _ in range(2):
        for desk in serving(folder, slack):
            portal = desk.client.portal
            assert portal is not None
            portal.call(desk.running.begun.wait)
    (told,) = slack.said(ACME)
    assert (told.only, told.thread) == (MARA, "1780000000.5")
    assert "I was restarted over it. Please ask again. (Reference " in told.text


def test_what_comes_in_before_that_is_not_taken_for_cut_off(desk: Desk, slack: FakeSlack) -> None:
    portal = desk.client.portal
    assert portal is not None
    portal.call(desk.running.begun.wait)
    reached, go_on = slack.hold("users.info")
    desk.running.desk.people._known.clear()
    assert desk.send(_body()).status_code == 200
    assert reached.wait(20)  # it is being worked on, and not done
    portal.call(desk.running.desk.errands.own_up)
    assert slack.said(ACME) == []
    go_on.set()
    desk.settle()
    (answered,) = slack.said(ACME)
    assert "restarted" not in answered.text


def test_answers_of_a_thread_may_come_in_any_order(desk: Desk, slack: FakeSlack) -> None:
    desk.ok(desk.event(_mention("1780000000.000009", thread_ts="1780000000.000001")))
    desk.ok(desk.event(_mention("1780000000.000001")))
    desk.settle()
    assert [one.thread for one in slack.said(ACME)] == ["1780000000.000001"] * 2


@pytest.mark.parametrize(
    "marks",
    [{"bot_id": "B1"}, {"user": BOT, "bot_id": "B0BOT"}, {"user": ROBOT}, {"user": None}],
    ids=["bot", "ourselves", "a bot's user", "nobody"],
)
def test_bots_are_not_answered(desk: Desk, slack: FakeSlack, marks: dict[str, Any]) -> None:
    desk.ok(desk.event({**_mention(), **marks}))
    desk.ok(desk.event({**_mention(), "type": "message", "channel_type": "im", "channel": direct(MARA), **marks}))
    desk.settle()
    assert slack.messages == []


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "bot_message", "message_replied"])
def test_what_nobody_typed_is_not_answered(desk: Desk, slack: FakeSlack, subtype: str) -> None:
    event = {**_mention(), "type": "message", "channel_type": "im", "channel": direct(MARA), "subtype": subtype}
    desk.ok(desk.event(event))
    desk.settle()
    assert slack.messages == []


def _changed(old: dict[str, Any], new: str | None) -> dict[str, Any]:
    before = {"type": "message", "user": MARA, "text": old["text"], "ts": old["ts"]}
    base = {"type": "message", "channel": ACME, "channel_type": "channel", "previous_message": before}
    if new is None:
        return {**base, "subtype": "message_deleted", "deleted_ts": old["ts"]}
    return {**base, "subtype": "message_changed", "message": {**before, "text": new}}


def test_a_question_taken_back_is_not_answered(desk: Desk, slack: FakeSlack) -> None:
    reached, go_on = slack.hold("assistant.threads.setStatus")
    asked = desk.mention(MARA, ACME, ASKED)
    assert reached.wait(20)
    desk.ok(desk.event(_changed(asked, None)))
    desk.settle()
    go_on.set()
    assert slack.messages == []
    _nothing_is_left(desk)


def test_a_changed_question_is_not_answered_and_the_asker_told(desk: Desk, slack: FakeSlack) -> None:
    reached, go_on = slack.hold("assistant.threads.setStatus")
    asked = desk.mention(MARA, ACME, ASKED)
    assert reached.wait(20)
    desk.ok(desk.event(_changed(asked, asked["text"] + " Really?")))
    desk.settle()
    go_on.set()
    (told,) = slack.messages
    assert (told.only, told.thread) == (MARA, asked["ts"])
    assert "You changed the question" in told.text
    _nothing_is_left(desk)


def test_an_answer_that_had_begun_is_ended(desk: Desk, slack: FakeSlack) -> None:
    said = "\n\n".join(f"The zebra of plant {n} told us {'a long and winding story ' * 8}." for n in range(5))
    desk.folder.write("raw/acme/notes/zebra.md", f"---\ndate: 2026-05-01\n---\n{said}\n")
    assert desk.service.syncing.sync_now() == ""
    reached, go_on = slack.hold("chat.appendStream")
    asked = desk.mention(MARA, ACME, "what did the zebra of the plant tell us?")
    assert reached.wait(20)
    desk.ok(desk.event(_changed(asked, None)))
    desk.settle()
    go_on.set()
    (answer,) = slack.said(ACME)
    assert answer.done
    assert "This answer was not finished." in answer.words
    _nothing_is_left(desk)


def test_a_preview_that_slack_adds_changes_nothing(desk: Desk, slack: FakeSlack) -> None:
    reached, go_on = slack.hold("assistant.threads.setStatus")
    asked = desk.mention(MARA, ACME, ASKED)
    assert reached.wait(20)
    desk.ok(desk.event(_changed(asked, asked["text"])))
    go_on.set()
    desk.settle()
    assert "kiln" in slack.said(ACME)[0].words


def test_the_acknowledgement_waits_for_nothing(desk: Desk, slack: FakeSlack) -> None:
    reached, go_on = slack.hold("users.info")
    assert desk.send(_body()).status_code == 200  # while the first look-up still hangs
    assert reached.wait(20)
    go_on.set()
    desk.settle()
    assert len(slack.said(ACME)) == 1


def _nothing_is_left(desk: Desk) -> None:
    with transaction(desk.opened.engine) as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM slack_handled WHERE done_at IS NULL").scalar()
    assert left == 0
