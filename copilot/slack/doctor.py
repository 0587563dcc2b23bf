"""The doctor's look at Slack: whether the tokens hold, and whether they may do what the app does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import WebClient

from copilot.bootstrap import open_workspace
from copilot.domain.errors import CopilotError
from copilot.health import Check
from copilot.settings import SlackSettings
from copilot.slack.manifest import SCOPES

__all__ = ["check_slack"]

_SECONDS = 10


def check_slack(path: Path) -> list[Check]:
    """Ask Slack who we are, by every token that is set. Never raises for what is wrong with them."""
    try:
        with open_workspace(path) as workspace:
            settings = workspace.settings.slack
            if not settings.bot_token.get_secret_value():
                text = (
                    "no token for Slack is set. `csm-copilot slack manifest` describes the app; set its SLACK_BOT_TOKEN"
                )
                return [Check(state="note", text=text)]
            return [*_bot(settings), *_way_in(settings)]
    except CopilotError as error:
        return [Check(state="wrong", text=str(error))]


def _bot(settings: SlackSettings) -> Iterator[Check]:
    client = WebClient(settings.bot_token.get_secret_value(), settings.api_url, timeout=_SECONDS)
    try:
        answer = client.auth_test()
    except (SlackClientError, OSError) as error:
        yield Check(state="wrong", text=f"SLACK_BOT_TOKEN: {_why(error)}. Install the app again, and set its new token")
        return
    yield Check(state="good", text=f"SLACK_BOT_TOKEN: {answer['user']} in {answer['team']}")
    given = {part.strip() for part in str(answer.headers.get("x-oauth-scopes") or "").split(",") if part.strip()}
    missing = [f"{scope} ({what})" for scope, what in SCOPES.items() if scope not in given]
    if missing:
        again = "Update the app from `csm-copilot slack manifest` and install it again"
        text = f"missing scopes: {', '.join(missing)}. {again}"
        yield Check(state="wrong", text=text)
    else:
        yield Check(state="good", text=f"all {len(SCOPES)} scopes are given")
    if more := sorted(given - set(SCOPES)):
        yield Check(state="note", text=f"scopes that are not used: {', '.join(more)}. Take them out")


def _way_in(settings: SlackSettings) -> Iterator[Check]:
    token = settings.app_token.get_secret_value()
    if not token:
        if settings.signing_secret.get_secret_value():
            yield Check(state="good", text="Slack sends to /slack/events, signed; the server must be reachable for it")
        else:
            text = "neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET is set. Set one of them"
            yield Check(state="wrong", text=text)
        return
    try:
        WebClient(base_url=settings.api_url, timeout=_SECONDS).apps_connections_open(app_token=token)
    except (SlackClientError, OSError) as error:
        yield Check(state="wrong", text=f"SLACK_APP_TOKEN: {_why(error)}. Make one with the scope connections:write")
        return
    yield Check(state="good", text="SLACK_APP_TOKEN: Socket Mode can be used; no public address is needed")


def _why(error: Exception) -> str:
    if isinstance(error, SlackApiError) and error.response:
        return str(error.response.get("error", "")) or "Slack refused it"
    return f"Slack cannot be reached ({type(error).__name__})"
