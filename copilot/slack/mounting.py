"""The app in Slack as a part of the server: it begins and ends with it, and without Socket Mode Slack posts to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.signature import SignatureVerifier
from starlette.responses import Response

from copilot.api.problems import Refused
from copilot.api.service import Service
from copilot.domain.errors import SettingsError
from copilot.slack.app import SlackApp
from copilot.slack.outbox import PACE

__all__ = ["PATH", "add_slack"]

PATH = "/slack/events"


def add_slack(app: FastAPI, seconds: float = PACE) -> None:
    """Add the app in Slack to the server's, where a token is set. Raises SettingsError where no way in is.

    `seconds` lie between two messages to a channel.
    """
    service: Service = app.state.service
    settings = service.workspace.settings.slack
    if not settings.bot_token.get_secret_value():
        return
    if not settings.app_token.get_secret_value() and not settings.signing_secret.get_secret_value():
        raise SettingsError(
            "slack: a bot token is set, but neither an app token nor a signing secret",
            "Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), or unset SLACK_BOT_TOKEN",
        )
    slack = SlackApp(service, settings, seconds)
    app.state.slack = slack

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await slack.start()
        yield
        await slack.close()

    router = APIRouter(include_in_schema=False, lifespan=lifespan)
    if not slack.uses_socket:
        handler = AsyncSlackRequestHandler(slack.bolt)
        verifier = SignatureVerifier(settings.signing_secret.get_secret_value())

        @router.post(PATH)
        async def events(request: Request) -> Response:
            """What Slack sends; what it has not signed with our secret, lately, is not even read."""
            moment = request.headers.get("x-slack-request-timestamp", "")
            signature = request.headers.get("x-slack-signature", "")
            body = await request.body()
            if not moment.isdecimal() or not verifier.is_valid(body, moment, signature):
                raise Refused(401, "Slack has not signed this, or long ago.", "Check SLACK_SIGNING_SECRET.")
            return await handler.handle(request)

    app.include_router(router)
