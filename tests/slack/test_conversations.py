"""Direct messages and the agent view: the account is switched by name, and questions are suggested."""

from __future__ import annotations

from tests.slack.conftest import ADA, IVO, MARA, NEW, Desk
from tests.slack.fake import FakeSlack, direct


def test_the_account_is_the_one_that_is_named(desk: Desk, slack: FakeSlack) -> None:
    desk.write(MARA, "what do the forklift labels of Beta Foods print?")
    desk.settle()
    (answer,) = slack.said(direct(MARA))
    assert "Beta Foods · internal" in answer.text
    assert "forklift labels print upside down" in answer.words


def test_the_account_stays_until_another_is_named(desk: Desk, slack: FakeSlack) -> None:
    first = desk.write(MARA, "acme: what drops out every night?")
    desk.settle()
    desk.write(MARA, "and what is slow?", first["ts"])
    desk.settle()
    desk.write(MARA, "switch to beta", first["ts"])
    desk.settle()
    desk.write(MARA, "what prints upside down?", first["ts"])
    desk.settle()
    said = [one.text for one in slack.said(direct(MARA))]
    assert "Acme Cement" in said[0]
    assert "Acme Cement" in said[1]
    assert "speaking about Beta Foods" in said[2]
    assert "Beta Foods" in said[3]
    assert {one.thread for one in slack.said(direct(MARA))} == {first["ts"]}


def test_whoever_has_one_account_need_not_name_it(desk: Desk, slack: FakeSlack) -> None:
    desk.write(IVO, "what about the zeppelin budget?")
    desk.settle()
    assert "The zeppelin budget is cancelled" in slack.said(direct(IVO))[0].words


def test_a_longer_name_wins_over_one_within_it(desk: Desk, slack: FakeSlack) -> None:
    desk.write(ADA, "what about the zeppelin budget of Acme Labs?")
    desk.settle()
    assert "Acme Labs · internal" in slack.said(direct(ADA))[0].text


def test_without_a_name_it_is_asked_for(desk: Desk, slack: FakeSlack) -> None:
    desk.write(MARA, "what prints upside down?")
    desk.settle()
    (asked,) = slack.said(direct(MARA))
    (row,) = [block for block in asked.blocks if block["type"] == "actions"]
    chosen = {"action_id": "pick_account", "block_id": row["block_id"], "selected_option": {"value": "beta"}}
    desk.press(MARA, chosen, direct(MARA))
    desk.settle()
    assert "forklift" in slack.said(direct(MARA))[-1].words


def test_a_conversation_begins_with_questions_on_ones_own_accounts(desk: Desk, slack: FakeSlack) -> None:
    opened = {"type": "app_home_opened", "user": MARA, "channel": direct(MARA), "tab": "messages"}
    desk.ok(desk.event(opened))
    desk.settle()
    (given,) = slack.made("assistant.threads.setSuggestedPrompts")
    assert given["channel_id"] == direct(MARA)
    assert [one["message"] for one in given["prompts"]] == [
        "What did we promise Acme Cement?",
        "When did we last speak to Beta Foods?",
    ]
    desk.ok(desk.event({**opened, "user": NEW, "channel": direct(NEW)}))
    desk.settle()
    assert len(slack.made("assistant.threads.setSuggestedPrompts")) == 1
