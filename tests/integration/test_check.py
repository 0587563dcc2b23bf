# ruff: noqa: E501 - cases read best on one line
"""`csm-copilot check`: the guard on a text before it is sent."""

from __future__ import annotations

import json

from tests.conftest import Folder, RunCommand

ROADMAP = """\
items:
  - {id: SSO, title: Single sign-on, aliases: [SSO], status: planned, audience: public, nda_accounts: [], window: 2027-Q1,
     approved_wording: "Single sign-on is planned for the first quarter of 2027; the date may change.", expires: 2099-12-31}
"""
MAIL = """\
Hi Dana,

Thanks for the call this morning. Your new SSO will be live for everybody in January 2027.
I will send you the minutes tomorrow. You can export to Excel under Settings.
"""


def test_each_sentence_gets_its_verdict_and_the_words_to_use(folder: Folder, command: RunCommand) -> None:
    folder.write("roadmap.yaml", ROADMAP)
    mail = folder.write("mail.txt", MAIL)
    ran = command("check", mail, "-w", folder.path, "--account", "acme")
    assert ran.code == 1
    assert "rewrite    Your new SSO will be live for everybody in January 2027." in ran.out
    assert "say: Single sign-on is planned for the first quarter of 2027; the date may change." in ran.out
    assert "ok         I will send you the minutes tomorrow." in ran.out
    assert "1 that may not be said" in ran.out


def test_as_json_and_in_bulk(folder: Folder, command: RunCommand) -> None:
    folder.write("roadmap.yaml", ROADMAP)
    rows = [
        {"id": 7, "text": "I will send you the minutes tomorrow."},
        {"id": 8, "text": "This account is at risk of churn."},
    ]
    bulk = folder.write("mails.jsonl", "\n".join(json.dumps(row) for row in rows))
    ran = command("check", bulk, "-w", folder.path)
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [(row["id"], row["sentences"][0]["verdict"]) for row in found] == [(7, "allow"), (8, "block")]
    assert found[1]["sentences"][0]["reason"] == "risk_language"
    assert ran.code == 1


def test_approved_wording_and_service_pass(folder: Folder, command: RunCommand) -> None:
    folder.write("roadmap.yaml", ROADMAP)
    mail = folder.write(
        "mail.txt",
        "Single sign-on is planned for the first quarter of 2027; the date may change. I'll call you on Friday.",
    )
    ran = command("check", mail, "-w", folder.path, "--json")
    assert ran.code == 0
    assert [row["verdict"] for row in json.loads(ran.out)] == ["allow", "allow"]


def test_a_mistake_is_one_line(folder: Folder, command: RunCommand) -> None:
    for arguments, told in (
        (("nowhere.txt",), "cannot be read"),
        ((folder.write("empty.txt", " \n"),), "is empty"),
        ((folder.write("a.jsonl", '{"id": 1}'),), "line 1"),
        ((folder.write("b.txt", "Hello."), "--audience", "everybody"), "no audience"),
        ((folder.write("c.txt", "Hello."), "--account", "nobody"), "no account"),
    ):
        ran = command("check", *arguments, "-w", folder.path)
        assert ran.code == 2
        assert told in ran.complaint
