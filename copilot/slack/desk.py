"""What every part of the Slack app works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from copilot.api.service import Service
from copilot.domain.access import Principal
from copilot.domain.account import Account, Accounts
from copilot.domain.errors import AmbiguousAccount, InputError, UnknownAccount
from copilot.settings import SlackSettings
from copilot.slack.channels import Channels
from copilot.slack.errands import Errands
from copilot.slack.outbox import Outbox
from copilot.slack.people import People, Team
from copilot.slack.threads import Threads
from retrieval.catalog.database import transaction

__all__ = ["Desk", "open_desk"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """The service behind, the people and conversations in front, and the ways to speak."""

    service: Service
    settings: SlackSettings
    outbox: Outbox
    threads: Threads
    people: People
    channels: Channels
    errands: Errands
    team: Callable[[], Awaitable[Team]]

    async def catalog(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something with the catalog in a transaction of its own. Raises StoreError."""

        def transacted() -> T:
            with transaction(self.service.workspace.engine) as connection:
                return work(connection, *args, **kwargs)

        return await self.threads.quick(transacted)

    def accounts_of(self, principal: Principal) -> Accounts:
        """The accounts that somebody may see."""
        return self.service.accounts_of(principal)

    def account(self, principal: Principal, account_id: str) -> Account | None:
        """An account by its id, where somebody may see it."""
        mine = self.accounts_of(principal)
        return mine[account_id] if account_id in mine else None  # noqa: SIM401 - it is no mapping

    def named(self, principal: Principal, name: str) -> Account:
        """The account of somebody's that they mean by a name. Raises InputError; a foreign one is not known."""
        mine = self.accounts_of(principal)
        try:
            return mine[name] if name in mine else mine.find(name)
        except AmbiguousAccount:
            raise
        except UnknownAccount:
            raise InputError("I know no account of yours by that name", "Name it by its id or its domain") from None


def open_desk(
    service: Service,
    settings: SlackSettings,
    client: AsyncWebClient,
    team: Callable[[], Awaitable[Team]],
    seconds: float,
) -> Desk:
    """Put the parts together; `seconds` lie between two messages to a channel."""
    threads, outbox = Threads(), Outbox(client, seconds)
    people = People(client, service, threads, team)
    return Desk(
        service=service,
        settings=settings,
        outbox=outbox,
        threads=threads,
        people=people,
        channels=Channels(client, people),
        errands=Errands(service, outbox, threads),
        team=team,
    )
