"""Work that what Slack sends sets off: after the acknowledgement, once, and never without a word at its end.

Each is written down before it begins and when it has ended, so that what Slack sends again is not done again, also
after a restart, and that what a restart cut off is owned up to.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_sdk.errors import SlackApiError

from copilot.api.service import Service
from copilot.domain.errors import CopilotError, InputError
from copilot.domain.served import SlackErrand
from copilot.slack.outbox import Outbox
from copilot.slack.threads import Threads
from retrieval.catalog import slack
from retrieval.catalog.database import transaction

__all__ = ["Errand", "Errands"]

_AT_ONCE = 8
"""Questions that are worked on at a time; more would only take turns on the same cores."""
_CALM, _LONGEST = 0.05, 1.0
"""Seconds without anything new from Slack after which a question is taken on, and the longest that it waits."""
_GRACE = 20.0
"""Seconds that running work is given when the server ends."""
_REMEMBERED = timedelta(days=7)
_OURS = frozenset({"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed", "missing_scope"})
"""What only whoever runs the copilot can mend."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """Work, under each of the ids by which Slack may send it; `what` completes "I could not …".

    `question` is the message (channel, ts) whose change or removal calls it off.
    """

    ids: tuple[str, ...]
    what: str
    user: str
    channel: str = ""
    thread: str = ""
    question: tuple[str, str] | None = None


class Errands:
    """Runs errands as tasks."""

    def __init__(self, service: Service, outbox: Outbox, threads: Threads) -> None:
        self._service, self._outbox, self._threads = service, outbox, threads
        self._running: dict[asyncio.Task[None], Errand] = {}
        self._called_off: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._newest = 0.0
        self._since = datetime.now(UTC)  # what is newer is being worked on here, and not cut off

    def start(self, errand: Errand, work: Callable[[], Awaitable[None]]) -> None:
        """Begin, and return at once."""
        self._newest = time.monotonic()
        task = asyncio.get_running_loop().create_task(self._run(errand, work))
        self._running[task] = errand
        task.add_done_callback(lambda done: self._running.pop(done, None))

    def call_off(self, channel: str, ts: str) -> bool:
        """End the work on a question that was changed or taken back; false where there is none."""
        found = [task for task, errand in self._running.items() if errand.question == (channel, ts)]
        for task in found:
            self._called_off.add(task)
            task.cancel()
        return bool(found)

    async def idle(self) -> None:
        """Return when nothing runs."""
        while self._running:
            await asyncio.wait(list(self._running))

    async def own_up(self) -> None:
        """Say of each errand that a restart cut off that it was; drop what is long done with."""
        try:
            left = await self._threads.quick(self._left)
        except CopilotError as error:
            _log.error("what a restart cut off is not known: %s", error)
            return
        told: set[tuple[str, str, str]] = set()
        for one in left:
            place = (one.channel, one.thread, one.user)
            if one.user and place not in told:
                told.add(place)
                errand = Errand((one.id,), "answer", one.user, one.channel, one.thread)
                await self._tell(errand, "I was restarted over it. Please ask again", _reference())
        await self._done(tuple(one.id for one in left))

    async def close(self) -> None:
        """Let what runs end, for a while; what does not is owned up to after the next start."""
        if self._running:
            await asyncio.wait(list(self._running), timeout=_GRACE)
        for task in list(self._running):
            task.cancel()
        await self.idle()

    async def _run(self, errand: Errand, work: Callable[[], Awaitable[None]]) -> None:
        try:
            if errand.question is not None:
                await self._calm()
            if not await self._threads.quick(self._claim, errand):
                _log.info("%s was sent again and is not done again", errand.ids[0])
                return
            await self._work(errand, work)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task not in self._called_off:
                raise  # the server ends: it is not done
            self._called_off.discard(task)
            await self._threads.quick(self._claim, errand)  # it may come again, and is not to be done then either
        except Exception as error:  # noqa: BLE001 - whatever happened, somebody waits for a word
            await self._failed(errand, error)
        await self._done(errand.ids)

    async def _work(self, errand: Errand, work: Callable[[], Awaitable[None]]) -> None:
        """Do it; a question in its turn."""
        if errand.question is None:
            await work()
            return
        async with self._gate:
            await work()

    async def _calm(self) -> None:
        """Return when Slack has sent nothing new for a moment: what it sends at once is acknowledged first."""
        end = time.monotonic() + _LONGEST
        while (wait := min(self._newest + _CALM, end) - time.monotonic()) > 0:  # noqa: ASYNC110 - it is time that passes
            await asyncio.sleep(wait)

    async def _failed(self, errand: Errand, error: Exception) -> None:
        reference = _reference()
        theirs = isinstance(error, InputError)  # what was asked cannot be done, and nothing is wrong with us
        level, trace = (logging.INFO, None) if theirs else (logging.ERROR, error)
        _log.log(
            level, "reference %s: could not %s for %s: %s", reference, errand.what, errand.user, error, exc_info=trace
        )
        await self._tell(errand, _reason(error), reference)

    async def _tell(self, errand: Errand, reason: str, reference: str) -> None:
        """Say it where it was asked, else in a direct message, else in the log."""
        text = f"I could not {errand.what}: {reason}. (Reference {reference})"
        ways: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        if errand.channel:
            ways.append(("there", lambda: self._outbox.whisper(errand.channel, errand.user, text, (), errand.thread)))
        ways.append(("in a direct message", lambda: self._outbox.tell(errand.user, text)))
        for way, say in ways:
            try:
                await say()
            except Exception as error:  # noqa: BLE001 - the next way may do
                _log.warning("reference %s could not be told %s: %s", reference, way, error)
            else:
                return
        _log.error("reference %s: %s was told nothing: %s", reference, errand.user, text)

    def _claim(self, errand: Errand) -> bool:
        row = SlackErrand(id=errand.ids[0], channel=errand.channel, thread=errand.thread, user=errand.user)
        with transaction(self._service.workspace.engine) as connection:
            return slack.claim(connection, row, errand.ids)

    async def _done(self, ids: tuple[str, ...]) -> None:
        try:
            await self._threads.quick(self._finish, ids)
        except CopilotError as error:
            _log.error("that %s is done could not be written down: %s", ids, error)

    def _finish(self, ids: tuple[str, ...]) -> None:
        with transaction(self._service.workspace.engine) as connection:
            slack.finish(connection, ids)

    def _left(self) -> list[SlackErrand]:
        with transaction(self._service.workspace.engine) as connection:
            slack.drop_handled(connection, datetime.now(UTC) - _REMEMBERED)
            return slack.unfinished(connection, self._since)


def _reference() -> str:
    return secrets.token_hex(4)


def _reason(error: Exception) -> str:
    """What went wrong, in words for whoever asked; the log has the rest."""
    if isinstance(error, InputError):
        return f"{error.problem}. {error.remedy}".rstrip(". ")
    if isinstance(error, CopilotError):
        return "the index cannot be used at the moment"
    if isinstance(error, SlackApiError):
        said = str(error.response.get("error", "")) if error.response else ""
        if said in _OURS:
            return "Slack no longer lets me do that. Whoever runs the copilot should run `csm-copilot doctor --slack`"
        return f"Slack refused it ({said or 'no reason given'})"
    if isinstance(error, TimeoutError):
        return "it took too long. Ask again, or ask about less"
    return "something went wrong that should not"
