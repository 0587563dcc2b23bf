"""What is written for one person and handed to them alone: drafts, the stakeholder picture, who owes what."""

from __future__ import annotations

import unicodedata
from datetime import date

from copilot.api.asking import documents_of
from copilot.api.service import today
from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.domain.commitment import Commitment, CommitmentStatus
from copilot.domain.draft import Draft
from copilot.domain.errors import InputError
from copilot.domain.words import Audience, DraftKind, Side
from copilot.drafting.drafts import audience_for
from copilot.drafting.stakeholders import people_map
from copilot.export.formats import Format, render
from copilot.export.picture import people_png
from copilot.export.printable import Printable
from copilot.slack.blocks import Block, bold, faint, lines, words
from copilot.slack.desk import Desk
from copilot.slack.limits import clipped
from copilot.slack.rendering import Numbers, claim_blocks, closing, title_line

__all__ = ["Writing", "owed_blocks"]

_FILES = {DraftKind.QBR: Format.PPTX}
"""What a draft is uploaded as; all others as PDF."""
_NAMES = {DraftKind.QBR: "QBR summary", DraftKind.RISK: "Risk narrative", DraftKind.BRIEF: "Pre-renewal brief"}
_LISTED = 30


class Writing:
    """Writes for somebody, and sends it in their direct message."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def draft(self, user: str, who: Principal, account: Account, kind: DraftKind, request: str) -> None:
        """Send a draft: its first section to read at once, the whole as a file. The same `request` is drafted once."""
        self._allowed(who, kind)
        desk = self._desk
        document = await desk.threads.slow(
            desk.service.workspace.draft,
            kind,
            account,
            as_of=today(),
            audience=audience_for(kind, None),
            request=request,
        )
        form = _FILES.get(kind, Format.PDF)
        content = await desk.threads.slow(render, document, form)
        draft = document.draft
        await desk.threads.quick(
            desk.service.audit, who, f"draft {kind} in slack", account.account_id, "", tuple(documents_of(draft))
        )
        title = f"{_NAMES[kind]}: {account.name}"
        direct = await desk.outbox.direct(user)
        await desk.outbox.post(direct, title, _first_screen(title, document, desk.settings.page_url))
        await desk.outbox.upload(direct, f"{_file_name(account, kind)}.{form.value}", content, title)

    async def people(self, user: str, who: Principal, account: Account) -> None:
        """Send the stakeholder map as a picture."""
        self._allowed(who, DraftKind.STAKEHOLDERS)
        desk = self._desk

        def drawn() -> bytes:
            return people_png(people_map(desk.service.reading(account, today(), Audience.INTERNAL)))

        content = await desk.threads.slow(drawn)
        await desk.threads.quick(desk.service.audit, who, "stakeholders in slack", account.account_id)
        direct = await desk.outbox.direct(user)
        await desk.outbox.upload(
            direct, f"{_file_name(account, DraftKind.STAKEHOLDERS)}.png", content, f"Stakeholders of {account.name}"
        )

    async def owed(self, who: Principal, account: Account | None) -> list[tuple[Account, Commitment]]:
        """What is open or overdue on an account of somebody's, or on all of them; soonest due first."""
        desk = self._desk
        found: list[tuple[Account, Commitment]] = []
        for one in [account] if account is not None else desk.accounts_of(who):
            known = await desk.threads.slow(desk.service.commitments, one, today(), who.audience)
            live = {CommitmentStatus.OPEN, CommitmentStatus.OVERDUE}
            found += [(one, promise) for promise in known if promise.status in live]
        found.sort(key=lambda one: (one[1].due or date.max, one[0].account_id, one[1].made_on))
        shown = {promise.citation.document for _, promise in found}
        about = account.account_id if account is not None else ""
        await desk.threads.quick(desk.service.audit, who, "commitments in slack", about, "", sorted(shown))
        return found

    def _allowed(self, who: Principal, kind: DraftKind) -> None:
        if who.audience is Audience.CUSTOMER and kind is not DraftKind.QBR:
            raise InputError("this is for internal readers", "Ask for a qbr")


def owed_blocks(found: list[tuple[Account, Commitment]]) -> list[Block]:
    """Who owes what, a line each."""
    if not found:
        return [lines([words("Nothing is open on record.")])]
    rows = [
        [bold(_party(promise)), words(f" {clipped(promise.what, 300)} · {one.name}{_when(promise)}")]
        for one, promise in found
    ]
    shown = [lines(row) for row in rows[:_LISTED]]
    return [*shown, faint(f"and {len(rows) - _LISTED} more")] if len(rows) > _LISTED else shown


def _party(promise: Commitment) -> str:
    return {Side.VENDOR: "We owe:", Side.CUSTOMER: "They owe:"}.get(promise.by, "Owed:")


def _when(promise: Commitment) -> str:
    made = f" · said {promise.made_on}"
    if promise.due is None:
        return made
    return f"{made} · {'OVERDUE since' if promise.status is CommitmentStatus.OVERDUE else 'due'} {promise.due}"


def _first_screen(title: str, document: Printable, page: str) -> list[Block]:
    draft = document.draft
    first = draft.model_copy(update={"sections": draft.sections[:1]}) if draft.sections else draft
    numbers = Numbers(page)
    about = title_line(document.account_name, draft.audience, draft.as_of)
    shown = [lines([bold(title)], [words(about)])]
    if document.renewal:
        shown.append(lines([words(document.renewal)]))
    if draft.abstained:
        shown.append(lines([words(draft.reason)]))
    shown += claim_blocks(first, numbers)
    shown += closing(first, numbers, "")
    return [*shown, faint(_rest(draft))]


def _rest(draft: Draft) -> str:
    more = [section.title for section in draft.sections[1:] if section.title]
    return f"In the file: {', '.join(more)}" if more else "The whole is in the file."


def _file_name(account: Account, kind: DraftKind) -> str:
    plain = unicodedata.normalize("NFKD", account.account_id).encode("ascii", "ignore").decode()
    safe = "".join(char if char.isalnum() or char in "-_" else "-" for char in plain)
    return f"{safe or 'account'}-{kind}-{today()}"
