"""Everything that is said in Slack goes through here: paced, within the limits, nothing unfurled."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_chat_stream import AsyncChatStream
from slack_sdk.web.async_client import AsyncWebClient

from copilot.slack.blocks import Block, messages_of, saying
from copilot.slack.escaping import mrkdwn
from copilot.slack.limits import MARKDOWN, SECTION, clipped
from copilot.slack.pace import Turns

__all__ = ["PACE", "Outbox", "Spoken"]

PACE = 1.0
"""Seconds between two messages to a channel."""
_log = logging.getLogger(__name__)


class Outbox:
    """Sends. Its methods raise SlackApiError where Slack refuses, and what aiohttp raises where it is not there."""

    def __init__(self, client: AsyncWebClient, seconds: float = PACE) -> None:
        self.client = client
        self._turns = Turns(seconds)
        self._directs: dict[str, str] = {}

    async def post(self, channel: str, text: str, blocks: Sequence[Block] = (), thread: str = "") -> None:
        """Say something to a whole conversation: in as many messages as it needs. `text` is for notifications."""
        for message in messages_of(blocks or saying(text)):
            await self._turns.wait(channel)
            await self.client.chat_postMessage(
                channel=channel,
                text=_notice(text),
                blocks=message,
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=False,
            )

    async def whisper(self, channel: str, user: str, text: str, blocks: Sequence[Block] = (), thread: str = "") -> None:
        """Say something that one member of a conversation alone sees; in a direct message, say it there."""
        if channel.startswith("D"):
            await self.post(channel, text, blocks, thread)
            return
        for message in messages_of(blocks or saying(text)):
            await self._turns.wait(channel)
            await self.client.chat_postEphemeral(
                channel=channel, user=user, text=_notice(text), blocks=message, thread_ts=thread or None
            )

    async def tell(self, user: str, text: str, blocks: Sequence[Block] = ()) -> None:
        """Say something to somebody in a direct message."""
        await self.post(await self.direct(user), text, blocks)

    async def direct(self, user: str) -> str:
        """The direct message with somebody."""
        if user not in self._directs:
            opened = await self.client.conversations_open(users=user)
            self._directs[user] = str(opened["channel"]["id"])
        return self._directs[user]

    async def upload(self, channel: str, name: str, content: bytes, title: str) -> None:
        """Put a file into a conversation."""
        await self._turns.wait(channel)
        await self.client.files_upload_v2(channel=channel, filename=name, content=content, title=clipped(title, 200))

    async def status(self, channel: str, thread: str, text: str) -> None:
        """Say what is being done, below the thread. An ornament: where it cannot be shown, the work goes on."""
        try:
            await self.client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=text)
        except (SlackClientError, OSError, TimeoutError) as error:
            _log.info("a status was not shown: %s", error)

    async def speak(self, channel: str, thread: str, user: str, team: str) -> Spoken:
        """Begin an answer that is shown while it comes about."""
        return Spoken(self, await self._stream(channel, thread, user, team), (channel, thread, user, team))

    async def _stream(self, channel: str, thread: str, user: str, team: str) -> AsyncChatStream:
        await self._turns.wait(channel)
        return await self.client.chat_stream(
            channel=channel, thread_ts=thread, recipient_user_id=user, recipient_team_id=team
        )


class Spoken:
    """An answer in the making: paragraphs, in as many messages as they need, cut between them."""

    def __init__(self, outbox: Outbox, stream: AsyncChatStream, where: tuple[str, str, str, str]) -> None:
        self._outbox, self._stream, self._where = outbox, stream, where
        self._size = 0

    @property
    def begun(self) -> bool:
        """Whether anything of it can be seen."""
        return self._stream.ts is not None

    async def add(self, paragraph: str) -> None:
        """Say a paragraph of at most the limit of a message."""
        if self._size and self._size + len(paragraph) > MARKDOWN:
            await self._stream.stop()
            self._stream = await self._outbox._stream(*self._where)  # noqa: SLF001 - they are one thing in two
            self._size = 0
        self._size += len(paragraph)
        await self._stream.append(markdown_text=paragraph)

    async def end(self, blocks: Sequence[Block] = ()) -> None:
        """Finish, with blocks below the text."""
        held: list[dict[str, Any]] = list(blocks)
        await self._stream.stop(blocks=held or None)


def _notice(text: str) -> str:
    return clipped(mrkdwn(text), SECTION)
