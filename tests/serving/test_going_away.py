"""A client that goes away in the middle of a stream: nobody works on its answer any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from copilot.api.app import create_app
from copilot.domain.access import Role
from copilot.drafting.events import Event, EvidenceEvent, PlanEvent
from tests.serving.conftest import OWN, Server

PATIENCE = 20


class Endless:
    """An answer that never ends of itself."""

    def __init__(self) -> None:
        self.began, self.closed = threading.Event(), threading.Event()
        self.told = 0

    def __call__(self, *_: Any, **__: Any) -> Iterator[Event]:
        try:
            yield PlanEvent(sections=())
            while True:
                self.began.set()
                self.told += 1
                self.closed.wait(0.01)
                yield EvidenceEvent(section="", passages=())
        finally:
            self.closed.set()


@pytest.fixture
def endless(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Endless, str]]:
    """A server on a port of its own, whose workspace writes an answer that does not end."""
    answer = Endless()
    monkeypatch.setattr(own_server.opened, "asking", answer)
    app = create_app(own_server.opened)
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        threading.Event().wait(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield answer, f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_what_nobody_listens_to_is_not_written_on(endless: tuple[Endless, str], own_server: Server) -> None:
    answer, url = endless
    headers = {"Authorization": f"Bearer {own_server.keys[Role.CSM]}", "Accept": "text/event-stream"}
    body = {"account": OWN, "question": "what goes on and on?"}
    with httpx.stream("POST", f"{url}/v1/ask", json=body, headers=headers) as told:
        lines = told.iter_lines()
        assert next(lines) == "event: plan"
        assert answer.began.wait(PATIENCE)
    assert answer.closed.wait(PATIENCE)
    told_until_then = answer.told
    assert httpx.get(f"{url}/healthz").status_code == 200
    assert answer.told == told_until_then
