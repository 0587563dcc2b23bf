"""The app in Slack: its client, its listeners, its clock, its coming up and going down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from copilot.api.service import Service
from copilot.settings import SlackSettings
from copilot.slack.desk import Desk, open_desk
from copilot.slack.digests import Digests
from copilot.slack.listening import Listening
from copilot.slack.outbox import PACE
from copilot.slack.people import Team
from copilot.slack.writing import Writing

__all__ = ["SlackApp"]

_TIMEOUT = aiohttp.ClientTimeout(total=30)
_AGAIN = (5, 10, 30, 60)
"""Seconds before the next attempt to connect."""
_log = logging.getLogger(__name__)


class SlackApp:
    """Runs on the server's event loop: `start` and `close` are called there."""

    def __init__(self, service: Service, settings: SlackSettings, seconds: float = PACE) -> None:
        self._settings = settings
        self._team: Team | None = None
        self._clock = AsyncIOScheduler(timezone="UTC")
        self._connecting: asyncio.Task[None] | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self.begun = asyncio.Event()
        """Set once it is connected, and has owned up to what a restart cut off."""
        self.client = AsyncWebClient(
            settings.bot_token.get_secret_value(),
            settings.api_url,
            retry_handlers=[
                AsyncConnectionErrorRetryHandler(),
                AsyncRateLimitErrorRetryHandler(max_retry_count=3),
                AsyncServerErrorRetryHandler(max_retry_count=1),
            ],
        )
        self.desk: Desk = open_desk(service, settings, self.client, self.team, seconds)
        writing = Writing(self.desk)
        self.digests = Digests(self.desk, writing)
        self.bolt = AsyncApp(
            name="csm-copilot",
            # Bolt's own client would ask Slack who we are before it acknowledges; see `_authorize`.
            client=AsyncWebClient(base_url=settings.api_url),
            request_verification_enabled=False,  # done before anything is parsed; see `mounting`
            authorize=self._authorize(),
        )
        self.bolt.error(_logged)
        Listening(self.desk, writing).register(self.bolt)

    @property
    def uses_socket(self) -> bool:
        """Whether it connects to Slack, rather than Slack to it."""
        return bool(self._settings.app_token.get_secret_value())

    async def team(self) -> Team:
        """Where the app is installed, asked once. Raises SlackApiError."""
        if self._team is None:
            said = await self.client.auth_test()
            self._team = Team(
                str(said["team_id"]), str(said.get("enterprise_id") or ""), str(said["user_id"]), str(said["team"])
            )
        return self._team

    async def start(self) -> None:
        """Begin. What is wrong with Slack or its tokens is logged and stops nothing else."""
        self.client.session = aiohttp.ClientSession(timeout=_TIMEOUT)
        if self._settings.digests:
            self._clock.add_job(self.digests.tick, "cron", minute=5, misfire_grace_time=600, coalesce=True)
        self._clock.start()
        self._connecting = asyncio.get_running_loop().create_task(self._begin())

    async def close(self) -> None:
        """Take nothing new, let what runs end, and let go of everything."""
        self._clock.shutdown(wait=False)
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._socket is not None:
            await self._socket.client.close()  # type: ignore[no-untyped-call]
        await self.desk.errands.close()
        await asyncio.to_thread(self.desk.threads.close)
        if self.client.session is not None:
            await self.client.session.close()

    async def _begin(self) -> None:
        try:
            team = await self.team()
            _log.info("in Slack as a user of %s", team.name)
        except (SlackClientError, aiohttp.ClientError, OSError) as error:
            _log.error("Slack does not know us: %s. `csm-copilot doctor --slack` says more", error)
        if self.uses_socket:
            await self._connect()
        await self.desk.errands.own_up()
        self.begun.set()

    async def _connect(self) -> None:
        """Open the socket, again and again if need be; once open, its client keeps it so."""
        self._socket = AsyncSocketModeHandler(
            self.bolt, self._settings.app_token.get_secret_value(), web_client=self.client
        )
        attempt = 0
        while True:
            try:
                await self._socket.client.connect()  # type: ignore[no-untyped-call]
            except (SlackClientError, aiohttp.ClientError, OSError) as error:
                wait = _AGAIN[min(attempt, len(_AGAIN) - 1)]
                _log.error("no connection to Slack: %s. Trying again in %d s", error, wait)
                await asyncio.sleep(wait)
                attempt += 1
            else:
                return

    def _authorize(self) -> Callable[[AsyncBoltContext], Awaitable[AuthorizeResult]]:
        """Let in what Slack has signed, without a call: who asks is looked up in the errand, not before the ack."""
        token = self._settings.bot_token.get_secret_value()

        async def authorize(context: AsyncBoltContext) -> AuthorizeResult:  # Bolt takes no bound method here
            return AuthorizeResult(
                enterprise_id=context.enterprise_id,
                team_id=context.team_id,
                bot_user_id=self._team.user if self._team is not None else None,
                bot_token=token,
            )

        return authorize


async def _logged(error: Exception) -> None:
    _log.error("a listener failed", exc_info=error)
