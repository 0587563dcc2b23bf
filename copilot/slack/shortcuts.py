"""What is done with a message or a modal: check it for promises, save its thread as a call note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from copilot.api.service import today
from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.domain.errors import InputError
from copilot.domain.words import Audience
from copilot.slack.blocks import lines, words
from copilot.slack.desk import Desk
from copilot.slack.escaping import unescaped
from copilot.slack.limits import clipped
from copilot.slack.notes import Line, note_path, note_text, write_note
from copilot.slack.subject import subject_of
from copilot.slack.views import checked_blocks, note_form, shown

__all__ = ["Shortcuts"]

_PAGE, _MOST = 200, 1000
_TITLE = 100


class Shortcuts:
    """Fills the modal that was opened at once. Raises InputError where something cannot be done."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def check_message(self, body: Mapping[str, Any], view_id: str) -> None:
        """What the guard makes of a message, as if it were sent to the channel's customer."""
        user, channel = str(body["user"]["id"]), str(body["channel"]["id"])
        who = await self._insider(user)
        text = unescaped(str(body.get("message", {}).get("text", "")))
        if not text.strip():
            raise InputError("the message has no words to check", "Choose one that has")
        about = await self._desk.channels.channel(channel)
        subject = await subject_of(self._desk, who, about, "", "")
        await self._check(who, view_id, text, subject.account, Audience.CUSTOMER)

    async def check_form(self, body: Mapping[str, Any]) -> None:
        """What the guard makes of the text of a form."""
        who = await self._insider(str(body["user"]["id"]))
        values = body["view"]["state"]["values"]
        text = str(values["text"]["text"].get("value") or "")
        if not text.strip():
            raise InputError("there is no text to check", "Write one")
        named = str(values["account"]["account"].get("value") or "").strip()
        audience = Audience(values["audience"]["audience"]["selected_option"]["value"])
        account = self._desk.named(who, named) if named else None
        await self._check(who, str(body["view"]["id"]), text, account, audience)

    async def note_form(self, body: Mapping[str, Any], view_id: str) -> None:
        """Ask which account a thread is to be kept with, and under which title."""
        who = await self._insider(str(body["user"]["id"]))
        channel = await self._desk.channels.channel(str(body["channel"]["id"]))
        message = body["message"]
        mine = list(self._desk.accounts_of(who))
        if not mine:
            raise InputError("I know no account of yours", "Ask whoever runs the copilot")
        subject = await subject_of(self._desk, who, channel, "", "")
        title = clipped(" ".join(unescaped(str(message.get("text", ""))).split()), _TITLE) or "Slack thread"
        kept = json.dumps({"channel": channel.id, "thread": str(message.get("thread_ts") or message["ts"])})
        await self._desk.outbox.client.views_update(view_id=view_id, view=note_form(mine, subject.account, title, kept))

    async def save_note(self, body: Mapping[str, Any]) -> None:
        """Write the thread into the record: as a file of the first source, which a sync then reads."""
        desk, view = self._desk, body["view"]
        who = await self._insider(str(body["user"]["id"]))
        values, kept = view["state"]["values"], json.loads(view["private_metadata"])
        account = desk.account(who, str(values["account"]["account"]["selected_option"]["value"]))
        if account is None:
            raise InputError("I know no such account of yours", "Choose one of your own")
        title = str(values["title"]["title"].get("value") or "")
        said = await self._thread(str(kept["channel"]), str(kept["thread"]))
        settings = desk.service.workspace.settings
        path = note_path(settings, account, str(kept["channel"]), str(kept["thread"]))
        root = settings.at(settings.sources[0].path)
        await desk.threads.quick(write_note, path, root, note_text(account, title, said))
        place = path.relative_to(root).as_posix()
        await desk.threads.quick(desk.service.audit, who, "save note from slack", account.account_id, place)
        problem = await desk.threads.slow(desk.service.syncing.sync_now)
        done = (
            f"It is written ({place}), but the sync failed: {problem}" if problem else f"It is in the record: {place}"
        )
        await desk.outbox.client.views_update(
            view_id=str(view["id"]), view=shown("Saved", [lines([words(f"{account.name}. {done}")])])
        )

    async def _thread(self, channel: str, thread: str) -> list[Line]:
        """The messages of a thread, oldest first, with the names of those who wrote them."""
        found: list[Mapping[str, Any]] = []
        cursor = ""
        while len(found) < _MOST:
            page = await self._desk.outbox.client.conversations_replies(
                channel=channel, ts=thread, limit=_PAGE, cursor=cursor or None
            )
            found += page["messages"]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        people = {
            user: await self._desk.people.contact(user)
            for user in {str(one["user"]) for one in found if one.get("user")}
        }
        names = {user: name for user, (name, _) in people.items()}
        return [
            Line(*people[str(one["user"])], str(one["ts"]), unescaped(str(one.get("text", "")), names))
            for one in found
            if one.get("user") and not one.get("bot_id")
        ]

    async def _check(
        self, who: Principal, view_id: str, text: str, account: Account | None, audience: Audience
    ) -> None:
        desk = self._desk
        found = await desk.threads.slow(
            desk.service.workspace.check, text, account=account, audience=audience, today=today()
        )
        # The text itself is not written down: it is somebody's unsent letter.
        about = account.account_id if account is not None else ""
        await desk.threads.quick(desk.service.audit, who, "check in slack", about, f"{len(text)} characters")
        await desk.outbox.client.views_update(view_id=view_id, view=shown("Checked", checked_blocks(found)))

    async def _insider(self, user: str) -> Principal:
        member = await self._desk.people.member(user)
        if member.principal is None:
            raise InputError(member.why or "I do not know you", "")
        if member.principal.audience is Audience.CUSTOMER:
            raise InputError("this is for internal readers", "")
        return member.principal
