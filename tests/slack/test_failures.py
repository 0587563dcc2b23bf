"""Whatever fails, somebody is told, or the log says that nobody could be."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from copilot.domain.errors import StoreError
from tests.slack.conftest import ACME, BARE, MARA, Desk
from tests.slack.fake import FakeSlack, direct

ASKED = "what drops out every night?"
REFERENCE = re.compile(r"\(Reference [0-9a-f]{8}\)")


def _mention(desk: Desk) -> None:
    desk.mention(MARA, ACME, ASKED)


def _direct(desk: Desk) -> None:
    desk.write(MARA, f"acme: {ASKED}")


def _brief(desk: Desk) -> None:
    desk.command(MARA, "brief acme")


def _owed(desk: Desk) -> None:
    desk.command(MARA, "commitments")


def _map(desk: Desk) -> None:
    desk.command(MARA, "map acme")


def _check(desk: Desk) -> None:
    desk.command(MARA, "check")


def _shortcut(desk: Desk) -> None:
    message = {"type": "message", "user": MARA, "ts": "1780000000.1", "text": "We will ship SSO."}
    desk.ok(desk.interact("message_action", MARA, callback_id="check_message", channel={"id": ACME}, message=message))


def _note(desk: Desk) -> None:
    desk.slack.replies = [{"user": MARA, "ts": "1780000000.1", "text": "They want a pilot."}]
    kept = json.dumps({"channel": ACME, "thread": "1780000000.1"})
    values = {"account": {"account": {"selected_option": {"value": "acme"}}}, "title": {"title": {"value": "Pilot"}}}
    desk.ok(desk.submit(MARA, "note_form", values, private_metadata=kept))


def _home(desk: Desk) -> None:
    desk.ok(desk.event({"type": "app_home_opened", "user": MARA, "channel": direct(MARA), "tab": "home"}))


def _prompts(desk: Desk) -> None:
    desk.ok(desk.event({"type": "app_home_opened", "user": MARA, "channel": direct(MARA), "tab": "messages"}))


def _pressed(desk: Desk) -> None:
    desk.press(MARA, {"action_id": "write_risk", "value": "acme"}, channel="")


Act = Callable[[Desk], None]
WAYS: dict[Act, tuple[str, ...]] = {
    _mention: ("users.info", "conversations.info", "conversations.members", "chat.startStream", "chat.stopStream"),
    _direct: ("users.info", "chat.startStream", "chat.stopStream"),
    _brief: ("users.info", "respond", "conversations.open", "chat.postMessage", "files.getUploadURLExternal", "upload",
             "files.completeUploadExternal"),
    _owed: ("users.info", "respond"),
    _map: ("users.info", "conversations.open", "files.getUploadURLExternal", "upload", "files.completeUploadExternal"),
    _check: ("views.open",),
    _shortcut: ("views.open", "users.info", "conversations.info", "views.update"),
    _note: ("users.info", "conversations.replies", "views.update"),
    _home: ("users.info", "views.publish"),
    _prompts: ("users.info", "assistant.threads.setSuggestedPrompts"),
    _pressed: ("users.info", "conversations.open", "chat.postMessage", "upload"),
}  # fmt: skip
CASES = [(act, method) for act, methods in WAYS.items() for method in methods]


@pytest.mark.parametrize(
    ("act", "method"), CASES, ids=[f"{act.__name__.lstrip('_')}-{method}" for act, method in CASES]
)
@pytest.mark.parametrize(
    "how",
    [{"error": "internal_error"}, {"status": 403}],
    ids=["refused", "no JSON of Slack's"],
)
def test_every_call_may_fail_and_somebody_is_told(
    desk: Desk, slack: FakeSlack, caplog: pytest.LogCaptureFixture, act: Act, method: str, how: dict[str, Any]
) -> None:
    desk.running.desk.people._known.clear()
    slack.fail(method, **{**how, "status": 403} if method in {"respond", "upload"} else how)
    with caplog.at_level(logging.WARNING, "copilot.slack"):
        act(desk)
        desk.settle()
    told = [one for one in slack.messages if REFERENCE.search(one.text)]
    logged = [one.getMessage() for one in caplog.records if one.name.startswith("copilot.slack")]
    assert any("reference " in one for one in logged), logged
    assert told or any("was told nothing" in one for one in logged)
    if method not in {"conversations.open", "chat.postMessage"}:  # by which it would be told
        (message,) = told
        reference = REFERENCE.search(message.text)
        assert reference is not None
        assert any(reference[0][11:19] in one for one in logged)
        assert "could not" in message.text
    assert all(one.done for one in slack.messages) or method == "chat.stopStream"


@pytest.mark.parametrize("act", WAYS, ids=[act.__name__.lstrip("_") for act in WAYS])
def test_with_a_revoked_token_the_log_says_so(
    desk: Desk, slack: FakeSlack, caplog: pytest.LogCaptureFixture, act: Act
) -> None:
    for method in {call for calls in WAYS.values() for call in calls} | {"chat.postEphemeral"}:
        slack.fail(method, "token_revoked", **({"status": 403} if method in {"respond", "upload"} else {}))
    with caplog.at_level(logging.WARNING, "copilot.slack"):
        act(desk)
        desk.settle()
    assert slack.messages == []
    assert any("was told nothing" in one.getMessage() for one in caplog.records)
    assert any("doctor --slack" in one.getMessage() for one in caplog.records)


def test_where_we_are_not_in_the_channel_it_is_told_directly(desk: Desk, slack: FakeSlack) -> None:
    slack.fail("conversations.info", "channel_not_found")
    slack.fail("chat.postEphemeral", "channel_not_found")
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    (told,) = slack.messages
    assert told.channel == direct(MARA)
    assert "Slack refused it (channel_not_found)" in told.words


def test_a_status_that_cannot_be_shown_stops_nothing(desk: Desk, slack: FakeSlack) -> None:
    slack.fail("assistant.threads.setStatus", "not_allowed")
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    assert "kiln" in slack.said(ACME)[0].words


def test_too_many_requests_are_waited_for(desk: Desk, slack: FakeSlack) -> None:
    slack.fail("chat.startStream", "ratelimited", status=429, headers={"Retry-After": "1"}, times=1)
    slack.fail("conversations.members", "ratelimited", status=429, headers={"Retry-After": "0"}, times=2)
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    (answer,) = slack.said(ACME)
    assert "kiln" in answer.words
    assert len(slack.made("chat.startStream")) == 2
    assert len(slack.made("conversations.members")) >= 3


def test_a_slack_that_is_out_of_order_for_a_moment_is_asked_again(desk: Desk, slack: FakeSlack) -> None:
    slack.fail("users.info", status=503, times=1)
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    assert "kiln" in slack.said(ACME)[0].words


class _Broken:
    """A search, or a catalog, that cannot be used."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def look(self, *_: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("the catalog /secret/place cannot be used", "Mend it"), "the index cannot be used at the moment"),
        (RuntimeError("the secret is 42"), "something went wrong that should not"),
        (TimeoutError(), "it took too long"),
    ],
)
def test_what_fails_here_is_told_without_what_is_inside(
    desk: Desk, slack: FakeSlack, error: Exception, said: str
) -> None:
    desk.opened.__dict__["answerer"] = _Broken(error)
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    (told,) = slack.said(ACME)
    assert said in told.text
    assert REFERENCE.search(told.text)
    assert "secret" not in told.text
    assert told.only == MARA


def test_a_catalog_that_cannot_be_written_is_owned_up_to(
    desk: Desk, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine = desk.opened.engine

    class Full:
        url = engine.url

        def begin(self) -> None:
            import sqlite3

            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setitem(desk.opened.__dict__, "engine", Full())
    desk.mention(MARA, BARE, ASKED)
    desk.settle()
    monkeypatch.setitem(desk.opened.__dict__, "engine", engine)
    (told,) = slack.said(BARE)
    assert "the index cannot be used at the moment" in told.text
    assert "could not be written down" in caplog.text
