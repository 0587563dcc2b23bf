"""Who somebody in Slack is to us: found by the e-mail address that Slack has verified."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from copilot.api.service import Service
from copilot.domain.access import Principal
from copilot.slack.threads import Threads

__all__ = ["Member", "People", "Team"]

_FRESH = 60.0
"""Seconds that what Slack says of somebody is believed: so long a deactivated account may still be answered."""
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Team:
    """The Slack workspace that the app is installed in, and the app's own user there."""

    id: str
    enterprise: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in Slack. `principal` is None for whoever may see nothing, and `why` says why, for themselves."""

    user: str
    name: str
    principal: Principal | None
    why: str = ""
    bot: bool = False
    stranger: bool = False
    """Of another company."""


class People:
    """Looks people up. Raises SlackApiError where Slack does not tell."""

    def __init__(
        self, client: AsyncWebClient, service: Service, threads: Threads, team: Callable[[], Awaitable[Team]]
    ) -> None:
        self._client, self._service, self._threads, self._team = client, service, threads, team
        self._known: dict[str, tuple[float, Mapping[str, Any]]] = {}

    async def member(self, user: str) -> Member:
        """Who a user is. Rights are read anew each time; what Slack says of the user, after a minute."""
        profile = await self._profile(user)
        team = await self._team()
        name = str(profile.get("real_name") or profile.get("name") or user)
        if profile.get("is_bot") or user == _SLACKBOT:
            return Member(user, name, None, bot=True)
        if _is_stranger(profile, team):
            return Member(user, name, None, "I answer people of our own company only", stranger=True)
        if why := _shut_out(profile):
            return Member(user, name, None, why)
        email = str(profile.get("profile", {}).get("email") or "")
        principal = await self._threads.quick(self._service.principal_of_address, email, f"slack:{user}", name)
        if principal is None:
            return Member(
                user, name, None, "your e-mail address is not known here; ask whoever runs the copilot for a key"
            )
        return Member(user, name, principal)

    async def contact(self, user: str) -> tuple[str, str]:
        """Somebody's name and e-mail address (which may be empty), as Slack has them."""
        profile = await self._profile(user)
        name = str(profile.get("real_name") or profile.get("name") or user)
        return name, str(profile.get("profile", {}).get("email") or "")

    async def user_of_address(self, email: str) -> str:
        """The id of the user with an e-mail address. Raises SlackApiError (`users_not_found`)."""
        found = await self._client.users_lookupByEmail(email=email)
        return str(found["user"]["id"])

    async def _profile(self, user: str) -> Mapping[str, Any]:
        at, known = self._known.get(user, (0.0, {}))
        if not known or time.monotonic() - at > _FRESH:
            known = (await self._client.users_info(user=user))["user"]
            self._known[user] = (time.monotonic(), known)
        return known


def _is_stranger(profile: Mapping[str, Any], team: Team) -> bool:
    if profile.get("is_stranger"):
        return True
    enterprise = profile.get("enterprise_user", {}).get("enterprise_id", "")
    own = profile.get("team_id") == team.id or (bool(enterprise) and enterprise == team.enterprise)
    return not own


def _shut_out(profile: Mapping[str, Any]) -> str:
    if profile.get("deleted"):
        return "your account is deactivated"
    if profile.get("is_restricted") or profile.get("is_ultra_restricted"):
        return "guests see nothing of the record"
    if not profile.get("is_email_confirmed"):
        return "your e-mail address is not confirmed in Slack"
    return ""
