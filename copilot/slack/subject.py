"""Which account a question is about: by channel, by name, by what was spoken of before, or by asking."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.slack.blocks import Block, actions, choice, lines, option, words
from copilot.slack.channels import Channel
from copilot.slack.desk import Desk
from copilot.slack.limits import OPTION_TEXT, OPTION_VALUE, OPTIONS, clipped
from copilot.slack.naming import account_of_channel, accounts_named
from retrieval.catalog import slack

__all__ = ["Subject", "pick_account", "remember", "subject_of"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The account, None where it is not known; `pinned` where somebody of ours tied it to the channel."""

    account: Account | None
    pinned: bool = False


async def subject_of(desk: Desk, who: Principal, channel: Channel, thread: str, text: str) -> Subject:
    """The account that somebody asks about. In a channel it is the channel's, in a direct message the one named last.

    Only accounts of theirs are found: that a foreign one exists is not told.
    """
    if channel.direct:
        return Subject(await _in_direct(desk, who, channel, thread, text))
    mapped = await desk.catalog(slack.account_at, channel.id, f"#{channel.name.casefold()}")
    if mapped:
        return Subject(desk.account(who, mapped), pinned=True)
    # By name among all accounts, so that "#acme" is never taken for the only other Acme that one may see.
    found = account_of_channel(channel.name, desk.service.workspace.accounts)
    return Subject(found if found is not None and who.may_see(found) else None)


async def _in_direct(desk: Desk, who: Principal, channel: Channel, thread: str, text: str) -> Account | None:
    mine = desk.accounts_of(who)
    named = accounts_named(text, mine)
    if len(named) == 1:
        await remember(desk, channel, thread, named[0], who)
        return named[0]
    if named:
        return None
    known = await desk.catalog(slack.account_at, f"{channel.id}:{thread}", channel.id)
    if known in mine:
        return mine[known]
    return next(iter(mine)) if len(mine) == 1 else None


async def remember(desk: Desk, channel: Channel, thread: str, account: Account, who: Principal) -> None:
    """Keep which account a conversation is about: a channel for good, a direct message until another is named."""
    places = (channel.id, f"{channel.id}:{thread}") if channel.direct else (channel.id,)
    for place in places:
        await desk.catalog(slack.map_place, place, account.account_id, who.id)


def pick_account(desk: Desk, who: Principal, question_id: str, *, direct: bool) -> list[Block]:
    """Ask which account is meant, among somebody's own."""
    mine = [one for one in desk.accounts_of(who) if len(one.account_id) <= OPTION_VALUE]
    if not mine:
        return [lines([words("I know no account of yours.")])]
    options = [option(clipped(f"{one.name} ({one.account_id})", OPTION_TEXT), one.account_id) for one in mine[:OPTIONS]]
    ask = "Which account do you mean?" if direct else "Which account is this channel about? I will remember it."
    more = f" (the first {OPTIONS} of {len(mine)}; or name it in your question)" if len(mine) > OPTIONS else ""
    return [
        lines([words(ask + more)]),
        actions(choice("Choose an account", "pick_account", options), block_id=f"pick:{question_id}"),
    ]
