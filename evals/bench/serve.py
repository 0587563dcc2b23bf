"""`python -m evals.bench.serve`: the running server under twenty clients, over two hundred accounts.

Three sorts of questions, each by itself: facts that the record states outright, each asked once; the same again,
which the server still knows; and questions that the reader has to read for. The clients run on the same machine
and take their share of its cores.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from evals.bench.targets import Target

ACCOUNTS, CLIENTS = 200, 20
_FIRST = date(2027, 1, 1)
HEAD = "account_id,name,domains,segment,arr_usd,renewal_date,csm,csm_email,zendesk_org,salesforce_id\n"
SAYS = (
    "The export to the warehouse stops at noon every Tuesday.",
    "Our auditors ask for single sign-on before the summer.",
    "The team in Brno wants a training on the new dashboards.",
    "We have moved twelve users to the new plan this week.",
    "Please keep the invoice for the second site apart.",
)
READ_FOR = ("what do the auditors ask for?", "who wants a training?", "what is wrong with the export?")


@dataclass
class Load:
    """What a run of requests came to."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rate(self) -> float:
        """Answers a second, of all clients together."""
        return len(self.took) / self.seconds

    @property
    def p95(self) -> float:
        """Milliseconds within which 19 of 20 were answered."""
        return 1000 * quantiles(self.took, n=20)[-1]

    def line(self, name: str) -> str:
        """The run in a line."""
        times = f"p50 {1000 * median(self.took):.0f} ms, p95 {self.p95:.0f} ms"
        return f"{name}: {self.rate:.0f} answers/s, {times}, {self.errors} errors of {len(self.took)}"


def main(
    requests: Annotated[int, typer.Option(min=100, help="Of the facts, and of those asked again.")] = 5000,
    readings: Annotated[int, typer.Option(min=20, help="Of the questions that are read for.")] = 100,
) -> None:
    """Build the book, serve it, and ask."""
    with TemporaryDirectory(prefix="csm-copilot-bench-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        write_book(folder)
        _command(folder, "sync")
        key = _command(folder, "keys", "create", "--role", "admin", "--name", "bench").strip()
        with _served(folder) as (port, process):
            ask = _Asking(port, key)
            asyncio.run(ask.run(_facts(200)))  # everything is opened once
            before = _memory(process)
            facts = list(_facts(requests))
            worked = _worked(process)
            once = asyncio.run(ask.run(facts))
            worked = (_worked(process) - worked) / requests
            again = asyncio.run(ask.run(facts[-1500:] * (requests // 1500 + 1)))
            after = _memory(process)
            read = asyncio.run(ask.run(_read_for(readings)))
    print(once.line("facts, each asked once"))
    print(f"the server works {worked:.1f} ms for a fact: one core gives {1000 / worked:.0f} a second at most")
    print(again.line("the same again"))
    print(read.line("questions that are read for"))
    print(f"memory {before:.0f} MB before, {after:.0f} MB after {len(once.took) + len(again.took):,} requests")
    for target in (
        Target("facts answered a second", once.rate, 150),
        Target("p95 of the facts", once.p95, 250, at_most=True, unit=" ms"),
        Target("p95 of those asked again", again.p95, 250, at_most=True, unit=" ms"),
        Target("errors", float(once.errors + again.errors + read.errors), 0, at_most=True),
        Target("memory after / before", after / before, 1.25, at_most=True),
    ):
        print(target.line())


def write_book(folder: Path) -> None:
    """Write two hundred accounts with a handful of e-mails each."""
    rows = [
        f"a{n},Customer {n} Works,c{n}.example,mid,{10_000 + n},{_FIRST + timedelta(days=n)},Mara,mara@ours.example,,"
        for n in range(ACCOUNTS)
    ]
    folder.joinpath("accounts.csv").write_text(HEAD + "\n".join(rows) + "\n")
    for n in range(ACCOUNTS):
        mail = folder / "raw" / f"a{n}" / "mail"
        mail.mkdir(parents=True)
        for at, said in enumerate(SAYS):
            message = EmailMessage()
            message["From"], message["To"] = f"Dana Roy <dana@c{n}.example>", "Mara <mara@ours.example>"
            message["Subject"], message["Message-ID"] = "Status", f"<{n}.{at}@c{n}.example>"
            message["Date"] = f"Mon, {2 + at:02} Mar 2026 09:30:00 +0000"
            message.set_content(f"{said} This is site {n}.")
            (mail / f"{at}.eml").write_text(message.as_string())


def _facts(count: int) -> Iterator[dict[str, str]]:
    """Facts on every account in turn, as of another day whenever the turn comes round."""
    asks = ("when is the renewal?", "what is their ARR?")
    for n in range(count):
        day = date(2026, 4, 1) + timedelta(days=n // (ACCOUNTS * len(asks)))
        yield {"account": f"a{n % ACCOUNTS}", "question": asks[n // ACCOUNTS % len(asks)], "as_of": f"{day}"}


def _read_for(count: int) -> Iterator[dict[str, str]]:
    choose = random.Random(7)
    for n in range(count):
        yield {
            "account": f"a{choose.randrange(ACCOUNTS)}",
            "question": READ_FOR[n % len(READ_FOR)],
            "as_of": "2026-05-01",
        }


class _Asking:
    """Clients that keep their connection and ask one question after the other."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key

    async def run(self, asked: Iterator[dict[str, str]] | list[dict[str, str]]) -> Load:
        load, left = Load(), iter(asked)
        began = time.perf_counter()
        await asyncio.gather(*(self._client(left, load) for _ in range(CLIENTS)))
        load.seconds = time.perf_counter() - began
        return load

    async def _client(self, left: Iterator[dict[str, str]], load: Load) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        for asked in left:
            body = json.dumps(asked).encode()
            head = (
                f"POST /v1/ask HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {self._key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            began = time.perf_counter()
            writer.write(head.encode() + body)
            answered = await reader.readuntil(b"\r\n\r\n")
            length = int(answered.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            load.took.append(time.perf_counter() - began)
            load.errors += not answered.startswith(b"HTTP/1.1 200")
        writer.close()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    unpaced = {**os.environ, "CSM_COPILOT_SERVE__REQUESTS_PER_MINUTE": "100000000"}
    process = subprocess.Popen(  # noqa: S603
        [*_COMMAND, "serve", "-w", str(folder), "--port", str(port)], env=unpaced, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit("the server ended; run `csm-copilot serve` to see why")
                time.sleep(0.1)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


_COMMAND = (sys.executable, "-c", "from copilot.cli import main; main()")


def _command(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(  # noqa: S603
        [*_COMMAND, *arguments, "-w", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def _worked(process: subprocess.Popen[bytes]) -> float:
    """Milliseconds of processor time that a process has had."""
    after = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: subprocess.Popen[bytes]) -> float:
    """Megabytes that a process holds."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    typer.run(main)
