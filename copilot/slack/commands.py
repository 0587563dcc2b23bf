"""The slash command: `/copilot brief ACCOUNT` and the rest. What it answers, the one who asked alone sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.webhook.async_client import AsyncWebhookClient

from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.domain.errors import InputError
from copilot.domain.words import DraftKind
from copilot.slack.answering import HELP
from copilot.slack.blocks import Block, bold, lines, messages_of, saying, words
from copilot.slack.desk import Desk
from copilot.slack.escaping import mrkdwn, unescaped
from copilot.slack.people import Member
from copilot.slack.subject import subject_of
from copilot.slack.views import check_form
from copilot.slack.writing import Writing, owed_blocks
from retrieval.catalog import slack

__all__ = ["Commanded", "Commands", "help_blocks"]

_DRAFTS = {"brief": DraftKind.BRIEF, "qbr": DraftKind.QBR, "risk": DraftKind.RISK}
_HELP = (
    ("brief ACCOUNT", "a pre-renewal brief, in our direct message"),
    ("qbr ACCOUNT", "a QBR summary for the customer, as slides"),
    ("risk ACCOUNT", "a risk narrative"),
    ("map ACCOUNT", "the stakeholders as a picture"),
    ("commitments [ACCOUNT]", "who owes what"),
    ("check", "hold a text against the roadmap before you send it"),
    ("digests on|off", "the weekly digest"),
    ("help", "this"),
)


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command as it was typed; `trigger` opens a modal within three seconds, and is the command's own id."""

    user: str
    channel: str
    text: str
    trigger: str
    reply_to: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Commanded:
        """Read what Slack sends."""
        return cls(
            user=str(body["user_id"]),
            channel=str(body["channel_id"]),
            text=unescaped(str(body.get("text", ""))).strip(),
            trigger=str(body["trigger_id"]),
            reply_to=str(body.get("response_url", "")),
        )


class Commands:
    """Does what a command says. Raises InputError where it cannot be understood."""

    def __init__(self, desk: Desk, writing: Writing) -> None:
        self._desk, self._writing = desk, writing

    async def run(self, given: Commanded) -> None:
        """Do it, or say why not."""
        word, _, rest = given.text.partition(" ")
        if word == "check":  # the modal must be opened at once; who may use it is asked when it is sent
            await self._desk.outbox.client.views_open(trigger_id=given.trigger, view=check_form())
            return
        member = await self._desk.people.member(given.user)
        if member.principal is None:
            if not member.bot:
                await self._reply(given, f"I cannot answer you: {member.why}.")
            return
        await self._do(given, word.casefold(), rest.strip(), member, member.principal)

    async def _do(self, given: Commanded, word: str, rest: str, member: Member, who: Principal) -> None:
        if word in _DRAFTS:
            account = await self._account(given, who, rest)
            await self._reply(given, f"I am writing it: {word} of {account.name}. It comes in our direct message.")
            await self._writing.draft(member.user, who, account, _DRAFTS[word], f"slack {given.trigger}")
        elif word == "map":
            account = await self._account(given, who, rest)
            await self._writing.people(member.user, who, account)
            await self._reply(given, f"The picture of {account.name} is in our direct message.")
        elif word == "commitments":
            about = await self._account(given, who, rest) if rest else None
            await self._reply(given, "Who owes what", owed_blocks(await self._writing.owed(who, about)))
        elif word == "digests" and rest in {"on", "off"}:
            await self._desk.catalog(slack.set_opted_out, given.user, out=rest == "off")
            await self._reply(given, "You get no digests any more." if rest == "off" else "You get the weekly digest.")
        else:
            said = "" if word in {"", "help"} else f"I know no “{word}”. "
            await self._reply(given, said + HELP, help_blocks(said))

    async def _account(self, given: Commanded, who: Principal, named: str) -> Account:
        """The account that is named, among somebody's own; without a name, the conversation's."""
        if named:
            return self._desk.named(who, named)
        channel = await self._desk.channels.channel(given.channel)
        found = (await subject_of(self._desk, who, channel, "", "")).account
        if found is None:
            raise InputError("I do not know which account you mean", f"Name it: /copilot {given.text or 'brief'} acme")
        return found

    async def _reply(self, given: Commanded, text: str, blocks: list[Block] | None = None) -> None:
        """Answer where the command was typed, to the one who typed it."""
        if not given.reply_to:
            await self._desk.outbox.whisper(given.channel, given.user, text, blocks or ())
            return
        hook = AsyncWebhookClient(given.reply_to, retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)])
        for message in messages_of(blocks or saying(text)):
            answer = await hook.send(text=mrkdwn(text), blocks=message, response_type="ephemeral")
            if answer.status_code != 200:  # noqa: PLR2004
                raise SlackRequestError(f"a reply to a command was refused: {answer.status_code} {answer.body}")


def help_blocks(said: str = "") -> list[Block]:
    """What there is, a line each."""
    rows = [[bold(f"/copilot {name}"), words(f" {what}")] for name, what in _HELP]
    return [lines([words(said + HELP)]), lines(*rows)]
