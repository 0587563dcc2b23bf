"""The home tab: one's own book, soonest decision first. And what a conversation with the copilot may begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from copilot.api.service import today
from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.domain.words import Audience
from copilot.drafting.portfolio import PortfolioRow
from copilot.slack.answering import HELP
from copilot.slack.blocks import Block, actions, bold, button, divider, faint, header, lines, words
from copilot.slack.desk import Desk
from copilot.slack.limits import HOME_BLOCKS, clipped
from retrieval.catalog import slack

__all__ = ["WINDOW", "Home", "home_view", "prompts_for"]

WINDOW = 120
"""Days before a renewal within which it is worked on."""
_ROW, _FRAME = 3, 8
"""Blocks that an account takes, and all the rest."""
_PROMPTS = 4
_LABEL = 90


class Home:
    """Shows somebody their book. Raises what Slack and the catalog do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def opened(self, user: str) -> None:
        """Publish the home tab of somebody; whoever may see nothing is told so there."""
        desk = self._desk
        member = await desk.people.member(user)
        if member.bot:
            return
        if member.principal is None:
            view = _said(f"I cannot show you anything: {member.why}.")
        elif member.principal.audience is Audience.CUSTOMER:
            view = _said(HELP)
        else:
            view = await self._book(user, member.principal)
        await desk.outbox.client.views_publish(user_id=user, view=view)

    async def prompts(self, user: str, channel: str) -> None:
        """Suggest questions on somebody's own accounts."""
        desk = self._desk
        member = await desk.people.member(user)
        if member.principal is None:
            return
        mine = sorted(desk.accounts_of(member.principal), key=lambda one: one.renewal_date or date.max)
        await desk.outbox.client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title="Ask about a customer", prompts=prompts_for(mine[:_PROMPTS])
        )

    async def _book(self, user: str, who: Principal) -> dict[str, Any]:
        desk = self._desk
        book = await desk.threads.slow(desk.service.portfolio, who, today(), WINDOW)
        out = await desk.catalog(slack.has_opted_out, user)
        await desk.threads.quick(desk.service.audit, who, "home in slack")
        return home_view(book.rows, len(desk.accounts_of(who)), len(book.left_out), today(), opted_out=out)


def home_view(
    rows: tuple[PortfolioRow, ...], accounts: int, undated: int, day: date, *, opted_out: bool
) -> dict[str, Any]:
    """The home tab of a book."""
    blocks: list[Block] = [header("Your renewals"), faint(f"{accounts} accounts · the next {WINDOW} days · {day}")]
    if not rows:
        blocks.append(lines([words(f"No decision falls into the next {WINDOW} days.")]))
    fit = (HOME_BLOCKS - _FRAME) // _ROW
    for row in rows[:fit]:
        blocks += [divider(), _row(row, day), _buttons(row)]
    if len(rows) > fit:
        blocks.append(faint(f"and {len(rows) - fit} more: the page lists them all"))
    if undated:
        blocks.append(faint(f"The renewal date of {undated} more is not known."))
    stop = (
        button("Send me the weekly digest", "digests_on", "on")
        if opted_out
        else button("Stop the weekly digest", "digests_off", "off")
    )
    return {"type": "home", "blocks": [*blocks, divider(), actions(stop), faint(HELP)]}


def prompts_for(accounts: list[Account]) -> list[dict[str, str]]:
    """Questions to begin with: one for each account, of different sorts."""
    asks = ("What did we promise {}?", "When did we last speak to {}?", "What is open with {}?", "When does {} renew?")
    made = [ask.format(one.name) for ask, one in zip(asks, accounts, strict=False)]
    return [{"title": clipped(text, _LABEL), "message": text} for text in made] or [
        {"title": "Help", "message": "help"}
    ]


def _said(text: str) -> dict[str, Any]:
    return {"type": "home", "blocks": [lines([words(text)])]}


def _row(row: PortfolioRow, day: date) -> Block:
    governs = row.decide_by or row.renews
    when = (
        f"{'decide by' if row.decide_by else 'renews'} {governs} ({(governs - day).days} days)"
        if governs
        else "no date"
    )
    call = (row.call or "no call").upper().replace("-", " ")
    facts = [when, call, f"confidence {row.confidence}"]
    if row.arr is not None:
        facts.append(f"${row.arr:,.0f}")
    rest = [f"{row.owed} overdue on our side" if row.owed else "nothing overdue on our side"]
    rest.append(f"last contact {row.last_contact}" if row.last_contact else "no contact on record")
    reasons = [[words(f"• {reason}")] for reason in row.reasons[:2]]
    return lines([bold(row.name), words(f" {' · '.join(facts)}")], [words(" · ".join(rest))], *reasons)


def _buttons(row: PortfolioRow) -> Block:
    value = row.account
    return actions(
        button("Brief", "write_brief", value),
        button("Risk", "write_risk", value),
        button("Who owes what", "show_owed", value),
    )
