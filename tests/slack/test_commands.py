"""`/copilot`: every command, and what is said of those that cannot be done."""

from __future__ import annotations

import pytest

from tests.conftest import eml
from tests.slack.conftest import ACME, ADA, BARE, IVO, LEA, MARA, NEW, REX, Desk
from tests.slack.fake import FakeSlack, direct


@pytest.mark.parametrize(
    ("word", "file", "head"), [("brief", ".pdf", b"%PDF"), ("risk", ".pdf", b"%PDF"), ("qbr", ".pptx", b"PK")]
)
def test_a_draft_comes_by_direct_message_with_its_file(
    desk: Desk, slack: FakeSlack, word: str, file: str, head: bytes
) -> None:
    desk.command(MARA, f"{word} acme", BARE)
    desk.settle()
    assert "I am writing it" in slack.said("hook", only=MARA)[0].text
    text, uploaded = slack.said(direct(MARA))
    assert "Acme Cement" in text.words
    (asked,) = slack.made("files.getUploadURLExternal")
    assert asked["filename"].startswith(f"acme-{word}-")
    assert asked["filename"].endswith(file)
    assert uploaded.words.startswith("file ")
    (content,) = slack.files.values()
    assert head in content[:2000]
    assert slack.said(BARE) == []


def test_the_picture_of_the_stakeholders_is_uploaded(desk: Desk, slack: FakeSlack) -> None:
    desk.command(MARA, "map acme")
    desk.settle()
    (content,) = slack.files.values()
    assert b"\x89PNG" in content[:2000]
    assert "The picture of Acme Cement" in slack.said("hook")[0].text


def test_without_a_name_it_is_the_channels_account(desk: Desk, slack: FakeSlack) -> None:
    desk.command(MARA, "map")
    desk.settle()
    assert "Acme Cement" in slack.said("hook")[0].text
    desk.command(MARA, "map", BARE)
    desk.settle()
    assert "I do not know which account you mean. Name it: /copilot map acme. (Reference" in slack.said(BARE)[0].text


def test_commitments_are_those_of_the_account_or_of_all(desk: Desk, slack: FakeSlack) -> None:
    promise = "I will send you the export by Friday 6 March 2026."
    mail = {"sender": "Mara Quist <mara@ourco.com>", "to": "Dana Roy <dana@acme.com>", "message_id": "owed@ourco.com"}
    desk.folder.write("raw/acme/mail/owed.eml", eml(promise, **mail))
    assert desk.service.syncing.sync_now() == ""
    for asked in ("commitments acme", "commitments"):
        desk.command(MARA, asked)
        desk.settle()
    assert len(slack.said("hook")) == 2
    for shown in slack.said("hook"):
        assert shown.only == MARA
        assert "We owe:" in shown.words
        assert "export" in shown.words
        assert "OVERDUE since 2026-03-06" in shown.words


def test_help_lists_every_command(desk: Desk, slack: FakeSlack) -> None:
    for text in ("help", "", "dance"):
        desk.command(MARA, text)
        desk.settle()
    shown = [one.words for one in slack.said("hook")]
    assert all("/copilot commitments [ACCOUNT]" in one for one in shown)
    assert "I know no “dance”" in shown[2]


def test_a_foreign_account_is_not_known_to_be_there(desk: Desk, slack: FakeSlack) -> None:
    for name in ("acme-labs", "nonesuch"):
        desk.command(MARA, f"risk {name}")
        desk.settle()
    foreign, unknown = (one.text.partition(". (Reference")[0] for one in slack.said(ACME))
    assert foreign == unknown
    assert not slack.files


def test_of_two_that_a_name_could_be_none_is_guessed(desk: Desk, slack: FakeSlack) -> None:
    slack.members[ACME].append(ADA)
    desk.command(ADA, "risk ac")
    desk.settle()
    assert "could be 2 accounts" in slack.said(ACME)[0].text
    assert not slack.files


def test_a_reader_gets_a_qbr_and_nothing_internal(desk: Desk, slack: FakeSlack) -> None:
    slack.members[ACME].append(REX)
    for word in ("brief", "risk", "map"):
        desk.command(REX, f"{word} acme")
        desk.settle()
        assert "this is for internal readers" in slack.said(ACME)[-1].text
    assert not slack.files
    desk.command(REX, "qbr acme")
    desk.settle()
    assert len(slack.files) == 1


def test_whoever_is_nobody_to_us_is_refused(desk: Desk, slack: FakeSlack) -> None:
    desk.command(NEW, "brief acme")
    desk.settle()
    assert "I cannot answer you" in slack.said("hook", only=NEW)[0].text
    assert not slack.files


def test_digests_are_stopped_and_started(desk: Desk, slack: FakeSlack) -> None:
    desk.command(LEA, "digests off")
    desk.command(LEA, "digests on")
    desk.settle()
    assert {one.text for one in slack.said("hook")} == {"You get no digests any more.", "You get the weekly digest."}


def test_a_command_sent_again_is_done_once(desk: Desk, slack: FakeSlack) -> None:
    body = f"command=%2Fcopilot&text=map+acme&user_id={MARA}&channel_id={ACME}&team_id=T&trigger_id=same"
    for _ in range(3):
        desk.ok(desk.send(body, "application/x-www-form-urlencoded"))
    desk.settle()
    assert len(slack.files) == 1
    assert IVO not in {one.only for one in slack.messages}
