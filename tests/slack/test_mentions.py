"""Mentions in channels: the account, the thread, the answer with its sources, and what is done with it."""

from __future__ import annotations

from typing import Any

from retrieval.catalog.database import transaction
from retrieval.catalog.ledger import list_audit, list_feedback
from tests.slack.conftest import ACME, BARE, LEA, MARA, Desk
from tests.slack.fake import FakeSlack


def test_a_mention_is_answered_in_its_thread_with_sources(desk: Desk, slack: FakeSlack) -> None:
    event = desk.mention(MARA, ACME, "what drops out every night?")
    desk.settle()
    (answer,) = slack.said(ACME)
    assert answer.thread == event["ts"]
    assert answer.done
    assert "kiln sensors drop out every night" in answer.words
    assert "Acme Cement · internal" in answer.text
    assert "[1] email · 2 Mar 2026 · Dana Roy (customer) · " in answer.words
    link = next(one for one in _elements(answer.blocks) if one["type"] == "link")
    assert link["url"].startswith("https://copilot.example.com/accounts/acme#document=files%3A")
    (status,) = slack.made("assistant.threads.setStatus")
    assert status["status"].startswith("is reading ")
    assert status["status"].endswith(" documents…")
    (stream,) = slack.made("chat.startStream")
    assert (stream["recipient_user_id"], stream["recipient_team_id"]) == (MARA, "T0OURS000")


def test_what_was_shown_is_written_down(desk: Desk) -> None:
    desk.mention(MARA, ACME, "what drops out every night?")
    desk.settle()
    with transaction(desk.opened.engine) as connection:
        (entry,) = [one for one in list_audit(connection) if one.action == "ask in slack"]
    assert entry.who == f"Mara Quist (slack:{MARA})"
    assert entry.account == "acme"
    assert entry.documents


def test_the_thread_is_the_context_of_the_next_question(desk: Desk, slack: FakeSlack) -> None:
    first = desk.mention(MARA, ACME, "what is said of the dashboard?")
    desk.settle()
    desk.mention(MARA, ACME, "who said that?", thread=first["ts"])
    desk.settle()
    assert [one.thread for one in slack.said(ACME)] == [first["ts"]] * 2
    with transaction(desk.opened.engine) as connection:
        rows = connection.exec_driver_sql("SELECT question, thread, account FROM slack_questions ORDER BY ts").all()
    assert [tuple(row) for row in rows] == [
        ("what is said of the dashboard?", first["ts"], "acme"),
        ("who said that?", first["ts"], "acme"),
    ]


def test_what_the_record_does_not_say_is_said_to_be_so(desk: Desk, slack: FakeSlack) -> None:
    desk.mention(MARA, ACME, "what colour is the helicopter of the chairman?")
    desk.settle()
    (answer,) = slack.said(ACME)
    assert "The record does not answer this" in answer.words


def test_a_mention_without_words_gets_help(desk: Desk, slack: FakeSlack) -> None:
    desk.mention(MARA, ACME, "")
    desk.settle()
    (answer,) = slack.said(ACME)
    assert answer.only == MARA
    assert "/copilot help" in answer.text


def test_an_unknown_channel_is_asked_about_once(desk: Desk, slack: FakeSlack) -> None:
    event = desk.mention(MARA, BARE, "what drops out every night?")
    desk.settle()
    (asked,) = slack.said(BARE)
    assert asked.only == MARA
    (actions,) = [block for block in asked.blocks if block["type"] == "actions"]
    options = [one["value"] for one in actions["elements"][0]["options"]]
    assert options == ["acme", "beta"]
    chosen = {"action_id": "pick_account", "block_id": actions["block_id"], "selected_option": {"value": "acme"}}
    desk.press(MARA, chosen, BARE)
    desk.settle()
    answer = slack.said(BARE)[-1]
    assert answer.thread == event["ts"]
    assert "kiln sensors" in answer.words
    desk.mention(LEA, BARE, "what drops out every night?")
    desk.settle()
    assert "kiln sensors" in slack.said(BARE)[-1].words
    assert len(slack.said(BARE)) == 3


def test_nobody_chooses_for_somebody_else_or_what_is_not_theirs(desk: Desk, slack: FakeSlack) -> None:
    desk.mention(MARA, BARE, "what drops out every night?")
    desk.settle()
    (actions,) = [block for block in slack.said(BARE)[0].blocks if block["type"] == "actions"]
    for user, value in ((LEA, "acme"), (MARA, "acme-labs")):
        chosen = {"action_id": "pick_account", "block_id": actions["block_id"], "selected_option": {"value": value}}
        desk.press(user, chosen, BARE)
        desk.settle()
        assert "no such account" in slack.said(BARE)[-1].text
    assert not slack.made("chat.startStream")


def test_the_quotes_are_shown_to_who_asks_for_them(desk: Desk, slack: FakeSlack) -> None:
    event = desk.mention(MARA, ACME, "what drops out every night?")
    desk.settle()
    (button,) = [one for one in _elements(slack.said(ACME)[0].blocks) if one.get("action_id") == "show_quotes"]
    desk.press(LEA, button, ACME, event["ts"])
    desk.settle()
    shown = slack.said(ACME)[-1]
    assert (shown.only, shown.thread) == (LEA, event["ts"])
    quoted = [one["elements"] for one in _elements(shown.blocks) if one["type"] == "rich_text_quote"]
    assert any("The kiln sensors drop out every night." in part["text"] for parts in quoted for part in parts)


def test_feedback_feeds_the_evals(desk: Desk, slack: FakeSlack) -> None:
    desk.mention(MARA, ACME, "what drops out every night?")
    desk.settle()
    (buttons,) = [one for one in _elements(slack.said(ACME)[0].blocks) if one["type"] == "feedback_buttons"]
    desk.press(LEA, {"action_id": "feedback", **buttons["negative_button"]}, ACME)
    desk.settle()
    with transaction(desk.opened.engine) as connection:
        (kept,) = list_feedback(connection)
    assert (kept.verdict, kept.account, kept.question) == ("wrong", "acme", "what drops out every night?")
    assert any("one@acme.com" in passage or "one.eml" in passage for passage in kept.passages)
    assert "Kept" in slack.said(ACME)[-1].text


def _elements(held: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if isinstance(held, dict):
        if "type" in held:
            found.append(held)
        for value in held.values():
            found += _elements(value)
    elif isinstance(held, list):
        for value in held:
            found += _elements(value)
    return found
