"""Modals and shortcuts: the guard on a text or a message, and a thread saved as a call note."""

from __future__ import annotations

import json

from copilot.api.service import today
from copilot.domain.words import Audience
from retrieval.catalog.database import transaction
from retrieval.catalog.reading import Reader, Scope
from tests.slack.conftest import ACME, BARE, LEA, MARA, NEW, REX, Desk
from tests.slack.fake import BOT, FakeSlack, direct


def test_a_text_is_checked_in_a_modal(desk: Desk, slack: FakeSlack) -> None:
    desk.command(MARA, "check")
    desk.settle()
    (form,) = slack.views.values()
    assert form["callback_id"] == "check_form"
    values = {
        "text": {"text": {"value": "Single sign-on ships in March. Thanks for your time."}},
        "audience": {"audience": {"selected_option": {"value": "customer"}}},
        "account": {"account": {"value": "acme"}},
    }
    answer = desk.submit(MARA, "check_form", values, id="V1")
    assert answer.json()["response_action"] == "update"
    desk.settle()
    shown = json.dumps(slack.views["V1"], ensure_ascii=False)
    assert "✗ do not say" in shown
    assert "Single sign-on ships in March." in shown
    assert "2 sentences, 1 that may not be said as they stand." in shown


def test_a_message_is_checked_by_its_shortcut(desk: Desk, slack: FakeSlack) -> None:
    message = {"type": "message", "user": LEA, "ts": "1780000000.1", "text": "We will ship &lt;SSO&gt; by Q3."}
    desk.ok(desk.interact("message_action", MARA, callback_id="check_message", channel={"id": ACME}, message=message))
    desk.settle()
    (view,) = slack.views.values()
    assert "We will ship <SSO> by Q3." in json.dumps(view)


def test_outsiders_check_nothing(desk: Desk, slack: FakeSlack) -> None:
    values = {
        "text": {"text": {"value": "SSO ships."}},
        "audience": {"audience": {"selected_option": {"value": "customer"}}},
        "account": {"account": {"value": None}},
    }
    for user in (REX, NEW):
        desk.ok(desk.submit(user, "check_form", values))
        desk.settle()
        assert "I could not check that" in slack.said(direct(user))[0].text
    assert slack.views == {}


def _thread(desk: Desk, slack: FakeSlack) -> dict[str, object]:
    first = {"type": "message", "user": MARA, "ts": "1780000000.000100", "thread_ts": "1780000000.000100"}
    first["text"] = (
        f"Call with <@{LEA}>: they want <https://x.example|the *export*> &amp; a pilot\n```\n# not a heading"
    )
    slack.replies = [
        first,
        {
            "type": "message",
            "user": LEA,
            "ts": "1780000060.000100",
            "text": "The pilot of the mixer begins in May. <!-- hidden",
        },
        {"type": "message", "user": BOT, "bot_id": "B0BOT", "ts": "1780000070.000100", "text": "An answer of ours"},
        {"type": "message", "user": MARA, "ts": "1780000080.000100", "text": "Their budget is frozen."},
    ]
    desk.ok(desk.interact("message_action", MARA, callback_id="save_note", channel={"id": ACME}, message=first))
    desk.settle()
    (form,) = slack.views.values()
    assert form["callback_id"] == "note_form"
    select = form["blocks"][0]["element"]
    assert select["initial_option"]["value"] == "acme"
    return form


def _save(desk: Desk, form: dict[str, object], account: str = "acme", user: str = MARA, view: str = "V9") -> None:
    values = {
        "account": {"account": {"selected_option": {"value": account}}},
        "title": {"title": {"value": 'Call: the "pilot"\n---'}},
    }
    desk.ok(desk.submit(user, "note_form", values, id=view, private_metadata=form["private_metadata"]))
    desk.settle()


def test_a_thread_becomes_a_call_note_of_the_record(desk: Desk, slack: FakeSlack) -> None:
    form = _thread(desk, slack)
    _save(desk, form)
    assert "It is in the record: acme/notes/" in json.dumps(slack.views["V9"])
    with transaction(desk.opened.engine) as connection:
        found = Reader(connection, Scope("acme", today(), Audience.INTERNAL)).documents()
    (note,) = [one for one in found if one.title == 'Call: the "pilot" ---']
    assert str(note.kind) == "note"
    assert str(note.visibility) == "internal"
    assert note.occurred_at is not None
    assert note.occurred_at.isoformat().startswith("2026-05-28T")
    assert {one.name for one in note.participants} == {"Mara Quist", "Lea Horn"}
    text = "\n".join(one.text for one in note.passages)
    assert "Call with @Lea Horn: they want the *export* (https://x.example) & a pilot" in text
    assert "The pilot of the mixer begins in May." in text
    assert "Their budget is frozen." in text
    assert "An answer of ours" not in text
    assert {one.locator for one in note.passages} >= {"Lea Horn, 28 May 2026, 20.27 UTC"}


def test_saved_again_it_is_one_note(desk: Desk, slack: FakeSlack) -> None:
    form = _thread(desk, slack)
    _save(desk, form)
    _save(desk, form, view="V10")
    assert len(list(desk.folder.path.glob("raw/acme/notes/*_slack_*.md"))) == 1


def test_a_note_is_saved_with_ones_own_accounts_only(desk: Desk, slack: FakeSlack) -> None:
    form = _thread(desk, slack)
    _save(desk, form, account="acme-labs")
    _save(desk, form, user=REX, view="V10")
    assert not list(desk.folder.path.glob("raw/**/*_slack_*.md"))
    assert "I could not save that thread" in slack.said(direct(MARA))[0].text
    assert "internal readers" in slack.said(direct(REX))[0].text


def test_in_a_channel_of_no_account_none_is_chosen_beforehand(desk: Desk, slack: FakeSlack) -> None:
    message = {"type": "message", "user": MARA, "ts": "1780000000.1", "text": ""}
    desk.ok(desk.interact("message_action", MARA, callback_id="save_note", channel={"id": BARE}, message=message))
    desk.settle()
    (form,) = slack.views.values()
    assert "initial_option" not in form["blocks"][0]["element"]
