"""Conversations: who is in them, and which account they are about."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from copilot.slack.people import Member, People
from copilot.slack.room import Room

__all__ = ["Channel", "Channels"]

_MOST = 100
"""Members that are looked up: a larger channel is nobody's account team."""
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation as Slack describes it. `companies` counts those that share it, ours among them."""

    id: str
    name: str
    direct: bool
    external: bool
    companies: int = 1


class Channels:
    """Looks conversations up, anew each time: who is in one is what the rights hang on. Raises SlackApiError."""

    def __init__(self, client: AsyncWebClient, people: People) -> None:
        self._client, self._people = client, people

    async def channel(self, channel: str) -> Channel:
        """A conversation by its id."""
        if channel.startswith("D"):  # with one person and us: nobody else can be in it
            return Channel(channel, "", direct=True, external=False)
        found = (await self._client.conversations_info(channel=channel))["channel"]
        return Channel(
            channel,
            str(found.get("name") or ""),
            direct=False,
            external=_is_external(found),
            companies=_companies(found),
        )

    async def room(self, channel: Channel, asker: Member, *, pinned: bool) -> Room:
        """The people of a conversation."""
        if channel.direct:
            return Room((asker.principal,))
        ids = await self._members(channel.id)
        if len(ids) > _MOST:
            return Room((), channel.external, channel.companies, pinned, crowded=True)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def look(user: str) -> Member:
            async with gate:
                return await self._people.member(user)

        people = [one for one in await asyncio.gather(*map(look, ids)) if not one.bot]
        strangers = any(one.stranger for one in people)
        ours = tuple(one.principal for one in people if not one.stranger)
        # Slack may be behind in marking a channel; who is in it decides.
        companies = max(channel.companies, 2) if strangers else channel.companies
        return Room(ours, channel.external or strangers, companies, pinned)

    async def _members(self, channel: str) -> list[str]:
        found: list[str] = []
        cursor = ""
        while len(found) <= _MOST:
            page = await self._client.conversations_members(channel=channel, limit=200, cursor=cursor or None)
            found += page["members"]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return found


def _is_external(found: Mapping[str, Any]) -> bool:
    """Shared with another company, or about to be. Workspaces of one organisation are one company."""
    marked = any(found.get(mark) for mark in ("is_ext_shared", "is_pending_ext_shared", "pending_connected_team_ids"))
    return marked or bool(found.get("is_shared") and not found.get("is_org_shared"))


def _companies(found: Mapping[str, Any]) -> int:
    named = {*found.get("connected_team_ids", ()), *found.get("pending_connected_team_ids", ())}
    return 1 + len(named - {found.get("context_team_id")})
