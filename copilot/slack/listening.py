"""What Slack sends, and what is set off by it. Every listener acknowledges first and starts an errand; none works."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from copilot.slack.answering import Answering, Said
from copilot.slack.commands import Commanded, Commands
from copilot.slack.desk import Desk
from copilot.slack.errands import Errand
from copilot.slack.home import Home
from copilot.slack.presses import ACTIONS, Press, Presses
from copilot.slack.shortcuts import Shortcuts
from copilot.slack.views import waiting
from copilot.slack.writing import Writing

__all__ = ["Listening"]

Body = dict[str, Any]
_CHECK, _SAVE = "Check for promises", "Save as call note"
_ASKED = (None, "", "thread_broadcast", "file_share")
"""Subtypes of messages that somebody typed."""
_log = logging.getLogger(__name__)


class Listening:
    """The listeners of the app."""

    def __init__(self, desk: Desk, writing: Writing) -> None:
        self._desk = desk
        self._answering = Answering(desk)
        self._commands = Commands(desk, writing)
        self._presses = Presses(desk, self._answering, writing)
        self._shortcuts = Shortcuts(desk)
        self._home = Home(desk)

    def register(self, app: AsyncApp) -> None:
        """Tell the app who listens to what."""
        app.event("app_mention")(self._mentioned)
        app.event("message")(self._message)
        app.event("app_home_opened")(self._home_opened)
        app.command("/copilot")(self._command)
        for action in ACTIONS:
            app.action(action)(self._pressed)
        app.shortcut("check_message")(self._check_message)
        app.shortcut("save_note")(self._save_note)
        app.view("check_form")(self._check_sent)
        app.view("note_form")(self._note_sent)

    # Events: Bolt acknowledges these itself, before it calls us.

    async def _mentioned(self, body: Body) -> None:
        event = body["event"]
        if not _by_machine(event):
            self._ask(body, event)

    async def _message(self, body: Body) -> None:
        event = body["event"]
        subtype = event.get("subtype")
        if subtype in {"message_changed", "message_deleted"}:
            self._changed(body, event)
        elif event.get("channel_type") == "im" and subtype in _ASKED and not _by_machine(event):
            self._ask(body, event)

    async def _home_opened(self, body: Body) -> None:
        event = body["event"]
        user, channel = str(event["user"]), str(event.get("channel", ""))
        ids = (f"event:{body['event_id']}",)
        if event.get("tab") == "messages":
            errand = Errand(ids, "suggest questions", user)
            self._desk.errands.start(errand, lambda: self._home.prompts(user, channel))
        else:
            self._desk.errands.start(Errand(ids, "show your book", user), lambda: self._home.opened(user))

    def _ask(self, body: Body, event: Mapping[str, Any]) -> None:
        said = Said(
            user=str(event["user"]),
            team=str(body.get("team_id") or event.get("team") or ""),
            channel=str(event["channel"]),
            thread=str(event.get("thread_ts") or event["ts"]),
            ts=str(event["ts"]),
            text=str(event.get("text", "")),
        )
        # A message can come as two events, and an event twice.
        ids = (f"event:{body['event_id']}", f"message:{said.channel}:{said.ts}")
        errand = Errand(ids, "answer", said.user, said.channel, said.thread, (said.channel, said.ts))
        self._desk.errands.start(errand, lambda: self._answering.asked(said))

    def _changed(self, body: Body, event: Mapping[str, Any]) -> None:
        """Call off the work on a question that reads otherwise now, or is gone."""
        before = event.get("previous_message") or {}
        after = event.get("message") or {}
        channel, ts = str(event.get("channel", "")), str(event.get("deleted_ts") or before.get("ts") or "")
        edited = event.get("subtype") == "message_changed" and after.get("subtype") != "tombstone"
        if edited and before.get("text") == after.get("text"):
            return  # a preview was added, or the like
        if not self._desk.errands.call_off(channel, ts) or not edited:
            return
        user, thread = str(before.get("user", "")), str(before.get("thread_ts") or ts)
        text = "You changed the question, so I stopped. Ask it again as a new message."
        self._desk.errands.start(
            Errand((f"event:{body['event_id']}",), "say that I stopped", user, channel, thread),
            lambda: self._desk.outbox.whisper(channel, user, text, thread=thread),
        )

    # What people press, type and choose: acknowledged here.

    async def _command(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        given = Commanded.of(body)
        errand = Errand((f"trigger:{given.trigger}",), "do that", given.user, given.channel)
        self._desk.errands.start(errand, lambda: self._commands.run(given))

    async def _pressed(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        press = Press.of(body)
        errand = Errand((f"trigger:{press.trigger}",), "do that", press.user, press.channel, press.thread)
        self._desk.errands.start(errand, lambda: self._presses.run(press))

    async def _check_message(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._in_modal(body, _CHECK, "check that", lambda view: self._shortcuts.check_message(body, view))

    async def _save_note(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._in_modal(body, _SAVE, "save that thread", lambda view: self._shortcuts.note_form(body, view))

    async def _check_sent(self, ack: AsyncAck, body: Body) -> None:
        await ack(response_action="update", view=waiting("Check a text"))
        self._start_view(body, "check that", lambda: self._shortcuts.check_form(body))

    async def _note_sent(self, ack: AsyncAck, body: Body) -> None:
        await ack(response_action="update", view=waiting(_SAVE, "Writing it down…"))
        self._start_view(body, "save that thread", lambda: self._shortcuts.save_note(body))

    def _in_modal(self, body: Body, title: str, what: str, fill: Callable[[str], Awaitable[None]]) -> None:
        """Open a modal at once, for that may be done for three seconds only, and fill it then."""
        trigger = str(body["trigger_id"])

        async def work() -> None:
            opened = await self._desk.outbox.client.views_open(trigger_id=trigger, view=waiting(title))
            await fill(str(opened["view"]["id"]))

        channel, message = str(body["channel"]["id"]), body.get("message") or {}
        thread = str(message.get("thread_ts") or message.get("ts") or "")
        self._desk.errands.start(Errand((f"trigger:{trigger}",), what, str(body["user"]["id"]), channel, thread), work)

    def _start_view(self, body: Body, what: str, work: Callable[[], Awaitable[None]]) -> None:
        view = body["view"]
        sent = f"view:{view['id']}:{view.get('hash', '')}"
        self._desk.errands.start(Errand((sent,), what, str(body["user"]["id"])), work)


def _by_machine(event: Mapping[str, Any]) -> bool:
    """Whether a bot wrote it, we among them: to answer bots is how two of them talk for ever."""
    return bool(event.get("bot_id") or event.get("bot_profile") or event.get("app_id")) or not event.get("user")
