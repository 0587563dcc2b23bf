"""Nothing that people or the record say does anything in Slack, and it reads as it was said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.slack.escaping import markdown, mrkdwn, unescaped
from tests.slack.conftest import ACME, MARA, Desk
from tests.slack.fake import FakeSlack

TRICKS = [
    "<!channel> now",
    "<!here|here>",
    "<@U0MARA000> <@W1|boss>",
    "<#C0ACME000|acct-acme>",
    "<!subteam^S1|@team>",
    "<https://evil.example|your bank>",
    "https://evil.example/x and www.evil.example and evil.example",
    "[click](https://evil.example) ![x](http://evil.example/p.png)",
    "<mailto:x@evil.example|x> x@evil.example",
    "@channel @here @everyone",
    "*bold* _italic_ ~gone~ `code` ```fence```",
    "**bold** __x__ # heading > quote",
    "&lt;!channel&gt;",
    "\u2066<!channel>\u2069 \u200b<!here>",
    "a\n# b\n> c\n- d",
]
text = (
    st.text()
    | st.sampled_from(TRICKS)
    | st.lists(st.sampled_from([*"<>@#!|&*_~`[]()\\ :/.\u2060", "http", "www", "x"]), max_size=30).map("".join)
)
_JOINER = "\u2060"


@given(text)
def test_no_markup_of_slacks_is_left(said: str) -> None:
    for made in (mrkdwn(said), markdown(said)):
        assert "<" not in made
        assert ">" not in made
        assert "\n" not in made
        assert re.search(r"&(?!amp;|lt;|gt;)", made) is None
        assert "://" not in made
        assert re.search(r"@\w", made) is None
        assert re.search(r"\bwww\.", made) is None


@given(text)
def test_no_style_of_markdowns_is_left(said: str) -> None:
    bare = re.sub(r"\\[\\`*_~\[\]|#!]", "", markdown(said))
    assert re.search(r"[\\`*_~\[\]|#!]", bare) is None


@given(text)
def test_no_style_of_slacks_touches_a_word(said: str) -> None:
    assert re.search(rf"(?<!{_JOINER})[*_~`]|[*_~`](?!{_JOINER})", mrkdwn(said)) is None


@given(st.text(alphabet="abc &<>*_~`[]()#!@.:/", max_size=60))
def test_it_reads_as_it_was_said(said: str) -> None:
    from html import unescape

    plainly = " ".join(said.split())
    assert unescape(mrkdwn(said)).replace(_JOINER, "") == plainly
    undone = re.sub(r"\\([\\`*_~\[\]|#!])", r"\1", unescape(markdown(said)))
    assert undone.replace(_JOINER, "") == plainly


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("hello &amp; &lt;b&gt;", "hello & <b>"),
        ("ask <@U1> and <@U2|old>", "ask @Mara and @old"),
        ("in <#C1|acct-acme>", "in #acct-acme"),
        ("<!here> <!subteam^S1|@team>", "@here @team"),
        ("see <https://x.example/a>", "see https://x.example/a"),
        ("see <https://x.example/a|the plan>", "see the plan (https://x.example/a)"),
        ("write <mailto:a@b.example|a@b.example>", "write a@b.example"),
    ],
)
def test_what_was_typed_is_read_from_what_slack_sends(sent: str, typed: str) -> None:
    assert unescaped(sent, {"U1": "Mara"}) == typed


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_is_smuggled_through_a_question_or_the_record(desk: Desk, slack: FakeSlack, trick: str) -> None:
    """The Slack of the tests refuses every payload in which a mention, a ping or a link of others stands."""
    said = " ".join(trick.split())
    desk.folder.write(
        "raw/acme/notes/trick.md", f'---\ndate: 2026-05-01\ntitle: "T {len(said)}"\n---\nThe zebra said {said} to us.\n'
    )
    assert desk.service.syncing.sync_now() == ""
    event = desk.mention(MARA, ACME, f"what did the zebra say? {trick}")
    desk.command(MARA, f"risk {trick}")
    desk.mention(MARA, ACME, "what did the zebra say to us?", event["ts"])
    desk.settle()
    assert slack.faults == []
    assert any("zebra" in one.words for one in slack.said(ACME))
    for one in _elements(slack):
        assert one["type"] != "mrkdwn"
        if one["type"] == "link":
            assert one["url"].startswith("https://copilot.example.com/accounts/acme#document=")


def _elements(slack: FakeSlack) -> list[dict[str, str]]:
    from tests.slack.payloads import _within

    return [one for message in slack.messages for block in message.blocks for one in _within(block) if "type" in one]
