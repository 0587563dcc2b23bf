"""Digests by direct message: each week what changed in one's book, and briefs offered ahead of renewals.

Each is sent once, whatever restarts: what was sent is written down by week, or by renewal and mark.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError

from copilot.domain.access import Principal, Role
from copilot.domain.account import Account
from copilot.domain.commitment import Commitment, CommitmentStatus
from copilot.domain.errors import CopilotError
from copilot.domain.renewal import Triage
from copilot.drafting.portfolio import Portfolio, PortfolioRow
from copilot.slack.blocks import Block, actions, bold, button, faint, header, lines, words
from copilot.slack.desk import Desk
from copilot.slack.errands import Errand
from copilot.slack.home import WINDOW
from copilot.slack.writing import Writing, owed_blocks
from retrieval.catalog import keyring, slack

__all__ = ["MARKS", "Digests", "digest_blocks", "marks_reached"]

MARKS = (120, 90, 60)
"""Days before a renewal on which its brief is offered."""
_WEEK = 7
_LATE = 3
"""Days after a mark within which a brief is still offered, where the server was down on the day."""
_WORSE = (Triage.COMMIT, Triage.LIKELY, Triage.AT_RISK, Triage.LOST)
_LISTED = 10
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_log = logging.getLogger(__name__)


class Digests:
    """Sends what is due. `tick` is called every hour."""

    def __init__(self, desk: Desk, writing: Writing) -> None:
        self._desk, self._writing = desk, writing

    async def tick(self, at: datetime | None = None) -> None:
        """Send what is due now and was not begun. Never raises: who could not be looked up is tried again next hour."""
        settings = self._desk.settings
        now = (at or datetime.now(UTC)).astimezone(ZoneInfo(settings.timezone))
        if now.hour < settings.digest_hour:
            return
        try:
            addresses = await self._addresses()
        except CopilotError as error:
            _log.error("the digests could not be sent: %s", error)
            return
        for email in addresses:
            try:
                await self._person(email, now.date(), weekly=_DAYS[now.weekday()] == settings.digest_day)
            except Exception:  # noqa: BLE001 - the others get theirs
                _log.exception("the digest of %s could not be sent", email)

    async def _addresses(self) -> list[str]:
        """Every CSM by the accounts file, and every CSM and manager with a key."""
        desk = self._desk
        keys = await desk.catalog(keyring.list_keys)
        now = datetime.now(UTC)
        held = {key.email for key in keys if key.email and key.holds(now) and key.role in {Role.CSM, Role.MANAGER}}
        owners = {one.csm_email.strip().casefold() for one in desk.service.workspace.accounts if one.csm_email.strip()}
        return sorted(held | owners)

    async def _person(self, email: str, day: date, *, weekly: bool) -> None:
        desk = self._desk
        try:
            user = await desk.people.user_of_address(email)
        except SlackApiError as error:
            _log.info("no digest for %s: %s", email, error.response.get("error", "") if error.response else error)
            return
        member = await desk.people.member(user)
        if member.principal is None or member.principal.role not in {Role.CSM, Role.MANAGER}:
            return
        if await desk.catalog(slack.has_opted_out, user):
            return
        who = member.principal
        if weekly:
            key = f"digest:{user}:{day - timedelta(days=day.weekday())}"
            desk.errands.start(Errand((key,), "write your digest", user), lambda: self._weekly(user, who, day))
        book = await desk.threads.slow(desk.service.portfolio, who, day, max(MARKS))
        for row, mark in marks_reached(book.rows, day):
            ahead = Errand((f"ahead:{user}:{row.account}:{row.renews}:{mark}",), "offer a brief", user)
            desk.errands.start(ahead, lambda row=row, mark=mark: self._ahead(user, row, mark))  # type: ignore[misc]

    async def _weekly(self, user: str, who: Principal, day: date) -> None:
        desk = self._desk
        book = await desk.threads.slow(desk.service.portfolio, who, day, None)
        before = await desk.threads.slow(desk.service.portfolio, who, day - timedelta(days=_WEEK), None)
        owed = await self._writing.owed(who, None)
        due = [one for one in owed if _is_due(one[1], day)]
        await desk.threads.quick(desk.service.audit, who, "digest in slack")
        await desk.outbox.tell(user, "Your week with your customers", digest_blocks(book, before, due, day))

    async def _ahead(self, user: str, row: PortfolioRow, mark: int) -> None:
        text = f"{row.name} decides by {_governs(row)}: {mark} days and less."
        blocks = [
            lines([bold(row.name), words(f" decides by {_governs(row)}. Shall I write the pre-renewal brief?")]),
            actions(button("Write the brief", "write_brief", row.account, urgent=True), _stop()),
        ]
        await self._desk.outbox.tell(user, text, blocks)


def marks_reached(rows: Iterable[PortfolioRow], day: date) -> list[tuple[PortfolioRow, int]]:
    """The accounts that have come to a mark within the last days, each with its mark."""
    found: list[tuple[PortfolioRow, int]] = []
    for row in rows:
        governs = _governs(row)
        if governs is None:
            continue
        left = (governs - day).days
        found += [(row, mark) for mark in MARKS if mark - _LATE <= left <= mark]
    return found


def digest_blocks(book: Portfolio, before: Portfolio, due: list[tuple[Account, Commitment]], day: date) -> list[Block]:
    """The digest of a week: new risks, what is due, what enters the window."""
    earlier = {row.account: row for row in before.rows}
    blocks: list[Block] = [header("Your week with your customers"), faint(f"{len(book.rows)} accounts · {day}")]
    risks = [(row, why) for row in book.rows if (why := _worse(row, earlier.get(row.account)))]
    blocks += _part("New risks", [[bold(row.name), words(f" {why}")] for row, why in risks], "Nothing got worse.")
    blocks.append(lines([bold("Due within a week, or overdue")]))
    blocks += owed_blocks(due[:_LISTED])
    entered = [row for row in book.rows if _enters(row, day)]
    said = [[bold(row.name), words(f" decides by {_governs(row)}")] for row in entered]
    blocks += _part(f"Entering the {WINDOW} days before renewal", said, "None.")
    return [*blocks, actions(_stop())]


def _part(title: str, rows: list[list[dict[str, object]]], none: str) -> list[Block]:
    return [lines([bold(title)], *(rows[:_LISTED] or [[words(none)]]))]


def _worse(row: PortfolioRow, before: PortfolioRow | None) -> str:
    """Why an account stands worse than a week ago; empty where it does not."""
    rank = {call: n for n, call in enumerate(_WORSE)}
    was = before.call if before is not None else None
    if row.call is not None and rank[row.call] > (rank[was] if was is not None else rank[Triage.LIKELY]):
        return f"{was.upper() if was else 'no call'} → {row.call.upper()}: " + "; ".join(row.reasons[:2])
    known = set(before.reasons) if before is not None else set()
    fresh = [reason for reason in row.reasons if reason not in known]
    return "; ".join(fresh[:2]) if row.call in {Triage.AT_RISK, Triage.LOST} else ""


def _is_due(promise: Commitment, day: date) -> bool:
    if promise.status is CommitmentStatus.OVERDUE:
        return True
    return promise.due is not None and promise.due <= day + timedelta(days=_WEEK)


def _enters(row: PortfolioRow, day: date) -> bool:
    governs = _governs(row)
    return governs is not None and WINDOW - _WEEK < (governs - day).days <= WINDOW


def _governs(row: PortfolioRow) -> date | None:
    return row.decide_by or row.renews


def _stop() -> dict[str, object]:
    return button("Stop these messages", "digests_off", "off")
