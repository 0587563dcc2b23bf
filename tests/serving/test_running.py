"""The server as a process: one owner of the index, a clean end on SIGTERM, clients that go away."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from copilot.domain.access import Role
from tests.conftest import Folder, RunCommand
from tests.serving.conftest import OWN, write_record

ROOT = Path(__file__).parents[2]
PATIENCE = 60
UNPACED = "[serve]\nrequests_per_minute = 1000000\nfailed_sign_ins_per_minute = 1000000\n"


@dataclass
class Live:
    """A running server."""

    folder: Folder
    process: subprocess.Popen[str]
    url: str
    keys: dict[Role, str]

    def headers(self, role: Role = Role.ADMIN) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}


def start(folder: Folder) -> Live:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.serving.live", str(folder.path), str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    keys = dict(zip(Role, process.stdout.readline().split(), strict=True))
    url = f"http://127.0.0.1:{port}"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/readyz").status_code == 200:
                break
        time.sleep(0.05)
    return Live(folder, process, url, keys)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    folder = Folder(tmp_path / "book")
    folder.path.mkdir()
    folder.write("copilot.toml", UNPACED)
    write_record(folder)
    folder.sync()
    running = start(folder)
    yield running
    if running.process.poll() is None:
        running.process.kill()
    running.process.wait(PATIENCE)
    assert running.process.stdout
    running.process.stdout.close()


def test_a_command_that_cannot_be_handed_over_is_told_who_owns_the_index(
    live: Live, command: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.lock.PATIENCE", 0.1)
    ran = command("portfolio", "-w", live.folder.path)
    assert ran.code == 1
    assert f"process {live.process.pid}" in ran.complaint


def test_sigterm_finishes_what_runs_and_resumes_the_rest(live: Live) -> None:
    asked = [{"kind": kind, "account": OWN, "as_of": "2026-05-01"} for kind in ("brief", "risk", "qbr", "stakeholders")]
    made = [httpx.post(f"{live.url}/v1/drafts", json=one, headers=live.headers()).json()["id"] for one in asked]
    body = json.dumps({"account": OWN, "question": "what about the kiln sensors?"}).encode()
    host, port = live.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as wire:
        lines = (
            "POST /v1/ask HTTP/1.1",
            "Host: x",
            f"Authorization: Bearer {live.keys[Role.ADMIN]}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Expect: 100-continue",
        )
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        assert wire.recv(100).startswith(b"HTTP/1.1 100")  # from here on it is being answered
        live.process.send_signal(signal.SIGTERM)
        wire.sendall(body)
        assert wire.recv(100).startswith(b"HTTP/1.1 200")
    assert live.process.wait(PATIENCE) == 0
    again = start(live.folder)
    try:
        for job in made:
            while (found := httpx.get(f"{again.url}/v1/drafts/{job}", headers=again.headers()).json())["status"] in {
                "queued",
                "running",
            }:
                time.sleep(0.05)
            assert found["status"] == "done", found
    finally:
        again.process.send_signal(signal.SIGTERM)
        again.process.communicate(timeout=PATIENCE)


def test_a_client_that_goes_away_leaves_nothing_running(live: Live) -> None:
    body = {"account": OWN, "question": "what about the kiln sensors?"}
    streaming = {**live.headers(), "Accept": "text/event-stream"}
    for _ in range(5):
        with httpx.stream("POST", f"{live.url}/v1/ask", json=body, headers=streaming) as told:
            next(told.iter_lines())
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        figures = httpx.get(f"{live.url}/v1/metrics", headers=live.headers()).text
        if "csm_copilot_requests_running 1.0" in figures:  # only this very request
            break
        time.sleep(0.05)
    else:
        pytest.fail("a request never ended")
    assert httpx.post(f"{live.url}/v1/ask", json=body, headers=live.headers()).status_code == 200


def test_a_body_that_breaks_off_ends_cleanly(live: Live) -> None:
    host, port = live.url.removeprefix("http://").split(":")
    lines = (
        "POST /v1/ask HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {live.keys[Role.ADMIN]}",
        "Content-Length: 500",
    )
    head = "\r\n".join(lines) + "\r\n\r\n"
    with socket.create_connection((host, int(port))) as wire:
        wire.sendall(head.encode() + b'{"account": ')
    with socket.create_connection((host, int(port))) as wire:
        wire.sendall(b"GET / HTTP/9.9\r\nbroken\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 400")
    assert json.loads(httpx.get(f"{live.url}/healthz").text) == {"status": "ok"}
