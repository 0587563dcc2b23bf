"""What happens when somebody presses a button or chooses from a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copilot.domain.access import Principal
from copilot.domain.draft import Draft
from copilot.domain.errors import InputError
from copilot.domain.served import FeedbackVerdict, SlackQuestion
from copilot.domain.words import Audience, DraftKind
from copilot.slack.answering import Answering
from copilot.slack.blocks import Block, bold, faint, lines
from copilot.slack.desk import Desk
from copilot.slack.people import Member
from copilot.slack.rendering import quote_blocks
from copilot.slack.writing import Writing, owed_blocks
from retrieval.catalog import slack
from retrieval.catalog.drafts import draft_of_id

__all__ = ["ACTIONS", "Press", "Presses"]

ACTIONS = (
    "pick_account",
    "show_quotes",
    "feedback",
    "write_brief",
    "write_risk",
    "show_owed",
    "digests_off",
    "digests_on",
)


@dataclass(frozen=True, slots=True)
class Press:
    """A press: `value` is the button's or the option's own, `block` the id of the block it stands in."""

    action: str
    value: str
    block: str
    user: str
    team: str
    channel: str
    thread: str
    trigger: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Press:
        """Read what Slack sends. In the home tab there is no channel."""
        done = body["actions"][0]
        chosen = done.get("selected_option") or done
        message = body.get("message") or {}
        container = body.get("container") or {}
        thread = message.get("thread_ts") or container.get("thread_ts") or ""
        return cls(
            action=str(done["action_id"]),
            value=str(chosen.get("value", "")),
            block=str(done.get("block_id", "")),
            user=str(body["user"]["id"]),
            team=str((body.get("team") or {}).get("id", "")),
            channel=str((body.get("channel") or {}).get("id", "")),
            thread=str(thread),
            trigger=str(body.get("trigger_id", "")),
        )


class Presses:
    """Does what a press asks for, with the rights of who pressed."""

    def __init__(self, desk: Desk, answering: Answering, writing: Writing) -> None:
        self._desk, self._answering, self._writing = desk, answering, writing

    async def run(self, press: Press) -> None:
        """Do it, or say why not."""
        member = await self._desk.people.member(press.user)
        if member.bot:
            return
        if member.principal is None:
            await self._say(press, f"I cannot answer you: {member.why}.")
            return
        match press.action:
            case "pick_account":
                await self._pick(press, member)
            case "show_quotes":
                await self._quotes(press, member.principal)
            case "feedback":
                await self._feedback(press, member.principal)
            case "write_brief" | "write_risk":
                await self._write(press, member.principal)
            case "show_owed":
                await self._owed(press, member.principal)
            case _:
                await self._digests(press)

    async def _pick(self, press: Press, member: Member) -> None:
        question = await self._question(press.block.removeprefix("pick:"))
        await self._answering.picked(question, member, press.value, press.team)

    async def _quotes(self, press: Press, who: Principal) -> None:
        question = await self._question(press.value)
        draft = await self._answer(question, who)
        blocks = quote_blocks(draft, self._desk.settings.page_url)
        shown: list[Block] = [lines([bold("The words themselves")]), *blocks]
        await self._desk.outbox.whisper(press.channel, press.user, "The quotes", shown, press.thread)

    async def _feedback(self, press: Press, who: Principal) -> None:
        said, _, question_id = press.value.partition(":")
        question = await self._question(question_id)
        draft = await self._answer(question, who)
        service = self._desk.service
        passages = dict.fromkeys(one.passage for claim in draft.claims() for one in claim.citations)
        await self._desk.threads.quick(
            service.feedback,
            who,
            service.workspace.accounts[draft.account],
            question.question,
            FeedbackVerdict(said),
            as_of=draft.as_of,
            audience=draft.audience,
            passages=tuple(passages),
        )
        thanks = "Kept, thank you. It goes into the next measurement of how good the answers are."
        await self._say(press, thanks)

    async def _write(self, press: Press, who: Principal) -> None:
        kind = DraftKind.BRIEF if press.action == "write_brief" else DraftKind.RISK
        account = self._desk.named(who, press.value)
        await self._desk.outbox.tell(press.user, f"I am writing it: {kind} of {account.name}.")
        await self._writing.draft(press.user, who, account, kind, f"slack {press.trigger}")

    async def _owed(self, press: Press, who: Principal) -> None:
        account = self._desk.named(who, press.value)
        blocks = owed_blocks(await self._writing.owed(who, account))
        await self._desk.outbox.tell(
            press.user, f"Who owes what: {account.name}", [lines([bold(f"Who owes what: {account.name}")]), *blocks]
        )

    async def _digests(self, press: Press) -> None:
        out = press.action == "digests_off"
        await self._desk.catalog(slack.set_opted_out, press.user, out=out)
        again = "You get no digests any more. /copilot digests on starts them again."
        await self._say(press, again if out else "You get the weekly digest.")

    async def _question(self, question_id: str) -> SlackQuestion:
        found = await self._desk.catalog(slack.question_of, question_id)
        if found is None:
            raise InputError("I no longer know that question", "Ask it again")
        return found

    async def _answer(self, question: SlackQuestion, who: Principal) -> Draft:
        """The answer of a question, where somebody may see all of it. Raises InputError otherwise."""
        account = self._desk.account(who, question.account)
        await self._desk.threads.quick(self._desk.service.keeping.flush)  # it may have been given a moment ago
        draft = await self._desk.catalog(draft_of_id, question.draft) if account is not None else None
        if draft is None or (draft.audience is Audience.INTERNAL and who.audience is Audience.CUSTOMER):
            raise InputError("there is no such answer that you may see, or the record has changed since", "Ask again")
        return draft

    async def _say(self, press: Press, text: str) -> None:
        if press.channel:
            await self._desk.outbox.whisper(press.channel, press.user, text, (faint(text),), press.thread)
        else:
            await self._desk.outbox.tell(press.user, text)
