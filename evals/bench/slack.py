"""`python -m evals.bench.slack`: 100 mentions at once over 20 channels, on the embedded default.

The server runs as `csm-copilot serve` does, with the shipped models, before a Slack of the benchmark's own that
answers at once. Every mention must be acknowledged within Slack's three seconds, and answered exactly once.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import aiohttp
import typer
from aiohttp import web

from evals.bench.serve import ACCOUNTS, write_book
from evals.bench.targets import Target

SECRET, BOT, TEAM = "bench-secret", "U0BOT0000", "T0BENCH00"
_ASKS = (
    "what do the auditors ask for?",
    "who wants a training?",
    "what stops at noon?",
    "when is the renewal?",
    "which invoice is kept apart?",
)
_COMMAND = (sys.executable, "-c", "from copilot.cli import main; main()")


def main(
    mentions: Annotated[int, typer.Option(min=20)] = 100,
    channels: Annotated[int, typer.Option(min=1, max=ACCOUNTS)] = 20,
    patience: Annotated[int, typer.Option(help="Seconds that the answers may take together.")] = 300,
) -> None:
    """Build a book, serve it, send all mentions at once and wait for the answers."""
    with TemporaryDirectory(prefix="csm-copilot-bench-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        write_book(folder)
        subprocess.run([*_COMMAND, "sync", "-w", made], check=True, capture_output=True)  # noqa: S603
        took, answers, failed, seconds = asyncio.run(_run(folder, mentions, channels, patience))
    once = sum(number == 1 for number in answers.values())
    p99 = 1000 * quantiles(took, n=100)[-1]
    print(f"acknowledged: p50 {1000 * median(took):.0f} ms, p99 {p99:.0f} ms, at most {1000 * max(took):.0f} ms")
    print(f"answered: {once} of {mentions} exactly once, {failed} told that it failed, all within {seconds:.0f} s")
    for target in (
        Target("p99 of the acknowledgements", p99, 500, at_most=True, unit=" ms"),
        Target("the slowest acknowledgement", 1000 * max(took), 3000, at_most=True, unit=" ms"),
        Target("answered exactly once", float(once), float(mentions)),
        Target("failures", float(failed), 0, at_most=True),
    ):
        print(target.line())


async def _run(
    folder: Path, mentions: int, channels: int, patience: int
) -> tuple[list[float], Counter[str], int, float]:
    slack = _Slack(channels)
    async with slack.served() as url:
        with _server(folder, url) as port:
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
                to = f"http://127.0.0.1:{port}"
                while not await _is_ready(session, f"{to}/readyz"):  # noqa: ASYNC110 - another process has no event
                    await asyncio.sleep(0.1)
                warm = _event("warm", 0, 0, channels)
                await _send(session, to, warm)
                await asyncio.wait_for(slack.until(1), 120)  # the models are loaded once
                slack.answers.clear()
                began = time.perf_counter()
                sent = [_event(f"Ev{n}", n, n + 1, channels) for n in range(mentions)]
                took = await asyncio.gather(*(_send(session, to, event) for event in sent))
                await asyncio.wait_for(slack.until(mentions), patience)
                seconds = time.perf_counter() - began
                await asyncio.gather(*(_send(session, to, event) for event in sent))  # all of them again
                await asyncio.sleep(2)
        return took, slack.answers, slack.failures, seconds


def _event(name: str, number: int, at: int, channels: int) -> bytes:
    event = {
        "type": "app_mention",
        "user": "U0MARA000",
        "channel": f"C{number % channels:08}",
        "text": f"<@{BOT}> {_ASKS[number // channels % len(_ASKS)]}",
        "ts": f"1780000000.{at:06}",
    }
    return json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": name, "event": event}).encode()


async def _send(session: aiohttp.ClientSession, to: str, body: bytes) -> float:
    moment = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": f"v0={signed}",
    }
    began = time.perf_counter()
    async with session.post(f"{to}/slack/events", data=body, headers=headers) as answer:
        answer.raise_for_status()
        await answer.read()
    return time.perf_counter() - began


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200  # noqa: PLR2004
    except aiohttp.ClientError:
        return False


class _Slack:
    """What the app asks of Slack, answered at once; counts the answers of each thread."""

    def __init__(self, channels: int) -> None:
        self.answers: Counter[str] = Counter()
        self.failures = 0
        self._channels = channels
        self._changed = asyncio.Condition()
        self._number = count(1)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Serve it on a free port; gives the address of its API."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        finally:
            await runner.cleanup()

    async def until(self, threads: int) -> None:
        """Wait until so many threads have an answer."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.answers) + self.failures >= threads)

    async def _answer(self, request: web.Request) -> web.Response:
        given: dict[str, Any] = {**request.query, **(await request.post())}
        if request.content_type == "application/json":
            given |= await request.json()
        held = await self._held(request.match_info["method"], given)
        return web.json_response({"ok": True, **held})

    async def _held(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "user_id": BOT, "team": "Bench"}
            case "users.info":
                profile = {"email": "mara@ours.example"}
                return {"user": {"id": given["user"], "team_id": TEAM, "is_email_confirmed": True, "profile": profile}}
            case "conversations.info":
                return {"channel": {"id": given["channel"], "name": f"acct-a{int(given['channel'][1:])}"}}
            case "conversations.members":
                return {"members": ["U0MARA000", "U0ALSO000"]}
            case "chat.startStream":
                return {"ts": f"{given['thread_ts']}:{next(self._number)}"}
            case "chat.stopStream":
                async with self._changed:
                    self.answers[given["ts"].partition(":")[0]] += 1
                    self._changed.notify_all()
            case "chat.postEphemeral" | "chat.postMessage":
                async with self._changed:
                    self.failures += 1
                    self._changed.notify_all()
        return {}


@contextmanager
def _server(folder: Path, api: str) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    settings = f'[slack]\nbot_token = "xoxb-bench"\nsigning_secret = "{SECRET}"\napi_url = "{api}"\ndigests = false\n'
    folder.joinpath("copilot.toml").write_text(settings)
    # What is asked at once waits its turn: two cores read for about six questions a second.
    environment = {**os.environ, "CSM_COPILOT_SERVE__SECONDS": "300"}
    process = subprocess.Popen(  # noqa: S603
        [*_COMMAND, "serve", "-w", str(folder), "--port", str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


if __name__ == "__main__":
    typer.run(main)
