"""From a question to its answer: who asks, about what, who else hears it, and then the words, as they come."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from copilot.api.asking import documents_of
from copilot.api.service import today
from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.domain.draft import Draft
from copilot.domain.served import SlackQuestion
from copilot.domain.words import Audience
from copilot.drafting.desk import finished
from copilot.drafting.events import ClaimEvent, DoneEvent, Event
from copilot.slack.blocks import bold, faint, lines, words
from copilot.slack.channels import Channel
from copilot.slack.desk import Desk
from copilot.slack.escaping import markdown, unescaped
from copilot.slack.limits import clipped
from copilot.slack.naming import only_names
from copilot.slack.outbox import Spoken
from copilot.slack.people import Member
from copilot.slack.rendering import Numbers, claim_blocks, claim_markdown, closing, head, title_line
from copilot.slack.room import Delivery, Where, delivery
from copilot.slack.subject import Subject, pick_account, remember, subject_of
from retrieval.catalog import slack
from retrieval.catalog.reading import indexed

__all__ = ["HELP", "Answering", "Said"]

_LONGEST, _REASON = 4000, 1800
_EARLIER = 8
_TRIES = 3
HELP = (
    "Ask me about a customer: mention me in the account's channel, or write to me here. I answer from the record, "
    "with the quotes. /copilot help lists what else I do."
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that asks something. `thread` is the ts of the thread's first message, its own where it begins one."""

    user: str
    team: str
    channel: str
    thread: str
    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about an account that somebody may see."""

    said: Said
    asker: Member
    who: Principal
    channel: Channel
    question: SlackQuestion
    subject: Subject
    account: Account


class Answering:
    """Answers questions. Raises what Slack, the catalog and the models do: errands turn that into a message."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def asked(self, said: Said) -> None:
        """Answer a message, or say why not."""
        desk = self._desk
        asker = await desk.people.member(said.user)
        if asker.bot:
            return
        if asker.principal is None:
            await desk.outbox.whisper(said.channel, said.user, _refusal(asker), thread=said.thread)
            return
        text = await self._text(said)
        channel = await desk.channels.channel(said.channel)
        if not text:
            await desk.outbox.whisper(said.channel, said.user, HELP, thread=said.thread)
            return
        subject = await subject_of(desk, asker.principal, channel, said.thread, text)
        question = _question(said, text)
        await desk.catalog(slack.add_question, question)
        if subject.account is None:
            await self._ask_back(asker, asker.principal, channel, question, subject)
        elif channel.direct and only_names(text, subject.account):
            about = f"We are speaking about {subject.account.name} now. What do you want to know?"
            await desk.outbox.post(said.channel, about, thread=said.thread)
        else:
            await self._answer(said, asker, channel, question, subject)

    async def picked(self, question: SlackQuestion, asker: Member, account_id: str, team: str) -> None:
        """Go on with a question whose account somebody has chosen: the same person, among their own."""
        desk = self._desk
        account = desk.account(asker.principal, account_id) if asker.principal is not None else None
        if account is None or asker.principal is None or question.user != asker.user:
            await desk.outbox.whisper(
                question.channel, asker.user, "I know no such account of yours.", thread=question.thread
            )
            return
        channel = await desk.channels.channel(question.channel)
        if channel.direct or asker.principal.audience is Audience.INTERNAL:
            await remember(desk, channel, question.thread, account, asker.principal)
        said = Said(question.user, team, question.channel, question.thread, question.ts, question.question)
        await self._answer(said, asker, channel, question, Subject(account, pinned=True))

    async def _text(self, said: Said) -> str:
        team = await self._desk.team()
        asked = said.text.replace(f"<@{team.user}>", " ")
        return clipped(" ".join(unescaped(asked).split()), _LONGEST)

    async def _ask_back(
        self, asker: Member, who: Principal, channel: Channel, question: SlackQuestion, subject: Subject
    ) -> None:
        if channel.external or subject.pinned:
            why = "I know no account of yours that this channel is about."
            await self._desk.outbox.whisper(question.channel, asker.user, why, thread=question.thread)
            return
        blocks = pick_account(self._desk, who, question.id, direct=channel.direct)
        await self._desk.outbox.whisper(question.channel, asker.user, "Which account?", blocks, question.thread)

    async def _answer(
        self, said: Said, asker: Member, channel: Channel, question: SlackQuestion, subject: Subject
    ) -> None:
        """Answer those who are there; where that changes over it, begin again."""
        if subject.account is None or asker.principal is None:
            return
        asked = _Asked(said, asker, asker.principal, channel, question, subject, subject.account)
        for _ in range(_TRIES):
            ruling = await self._ruling(asked)
            if ruling.audience is None:
                text = f"I do not answer here: {ruling.why}. Ask me in a direct message."
                await self._desk.outbox.whisper(said.channel, said.user, text, thread=said.thread)
                return
            await self._desk.outbox.status(said.channel, said.thread, await self._doing(asked.account, ruling.audience))
            async with asyncio.timeout(self._desk.service.settings.seconds):
                if ruling.where is Where.PRIVATE:
                    await self._whisper(asked, ruling, ruling.audience)
                    return
                if await self._speak(asked, ruling, ruling.audience):
                    return
        raise TimeoutError("people keep coming and going")

    async def _ruling(self, asked: _Asked) -> Delivery:
        room = await self._desk.channels.room(asked.channel, asked.asker, pinned=asked.subject.pinned)
        return delivery(asked.who, room, asked.account, self._desk.settings.external_channels)

    async def _doing(self, account: Account, audience: Audience) -> str:
        """What is being done; how much there is, is for insiders."""
        if audience is Audience.CUSTOMER:
            return "is reading what the customer may see…"
        count = (await self._desk.catalog(indexed)).get(account.account_id, (0, None))[0]
        return f"is reading {count} document{'' if count == 1 else 's'}…"

    async def _events(self, asked: _Asked, audience: Audience) -> Iterator[Event]:
        named = asked.question.model_copy(update={"account": asked.account.account_id})
        earlier = await self._desk.catalog(slack.earlier_questions, named, _EARLIER)
        return self._desk.service.asking(asked.question.question, asked.account, today(), audience, earlier)

    async def _speak(self, asked: _Asked, ruling: Delivery, audience: Audience) -> bool:
        """Tell the claims as they come. Before the first, who is there is looked at again; false where it changed."""
        desk, said = self._desk, asked.said
        numbers = Numbers(desk.settings.page_url)
        events = await self._events(asked, audience)
        spoken: Spoken | None = None
        try:
            while (event := await desk.threads.slow(next, events, None)) is not None:
                if not isinstance(event, ClaimEvent | DoneEvent):
                    continue
                if spoken is None:
                    if await self._ruling(asked) != ruling:
                        return False
                    spoken = await desk.outbox.speak(said.channel, said.thread, said.user, said.team)
                    await spoken.add(head(title_line(asked.account.name, audience, today())))
                if isinstance(event, ClaimEvent):
                    await spoken.add(claim_markdown(event.claim, numbers))
                else:
                    await self._close(asked, spoken, event.draft, numbers)
        except (Exception, asyncio.CancelledError):
            if spoken is not None and spoken.begun:
                with suppress(Exception):  # the reason for it is told by whoever catches this
                    await spoken.end([faint("This answer was not finished.")])
            raise
        return True

    async def _close(self, asked: _Asked, spoken: Spoken, draft: Draft, numbers: Numbers) -> None:
        await self._note(asked, draft)
        if draft.abstained:
            await spoken.add(markdown(clipped(draft.reason, _REASON)) + "\n\n")
        await spoken.end(closing(draft, numbers, asked.question.id))

    async def _whisper(self, asked: _Asked, ruling: Delivery, audience: Audience) -> None:
        """Answer the asker alone, and say why."""
        draft = await self._desk.threads.slow(finished, await self._events(asked, audience))
        await self._note(asked, draft)
        numbers = Numbers(self._desk.settings.page_url)
        shown = [lines([bold(title_line(asked.account.name, audience, draft.as_of))])]
        shown.append(faint(f"Only you see this: {ruling.why}."))
        if draft.abstained:
            shown.append(lines([words(clipped(draft.reason, _REASON))]))
        shown += claim_blocks(draft, numbers)
        shown += closing(draft, numbers, asked.question.id)
        said = asked.said
        text = f"An answer about {asked.account.name}"
        await self._desk.outbox.whisper(said.channel, said.user, text, shown, said.thread)

    async def _note(self, asked: _Asked, draft: Draft) -> None:
        """Write down what is about to be shown to whom."""
        service = self._desk.service
        service.gauges.asked(abstained=draft.abstained, withheld=len(draft.withheld))
        await self._desk.catalog(
            slack.answered,
            asked.question.id,
            account=draft.account,
            as_of=draft.as_of,
            draft=str(draft.trace.get("id", "")),
        )
        shown = tuple(documents_of(draft))
        await self._desk.threads.quick(service.audit, asked.who, "ask in slack", draft.account, draft.question, shown)


def _refusal(asker: Member) -> str:
    return f"I cannot answer you: {asker.why}."


def _question(said: Said, text: str) -> SlackQuestion:
    return SlackQuestion(
        id=secrets.token_hex(8),
        at=datetime.now(UTC),
        user=said.user,
        channel=said.channel,
        thread=said.thread,
        ts=said.ts,
        question=text,
    )
