"""Socket Mode: the app connects to Slack, over a WebSocket on loopback."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from fastapi.testclient import TestClient

from copilot.api.app import create_app
from copilot.slack.mounting import PATH, add_slack
from tests.conftest import Folder
from tests.serving.conftest import stand_in
from tests.slack.conftest import ACME, MARA, Desk, configure
from tests.slack.fake import BOT, FakeSlack


class Socket:
    """Slack's end of a WebSocket, on an event loop of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.connected = threading.Event()
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.heard = threading.Condition()
        self.sockets: list[web.WebSocketResponse] = []
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.url = asyncio.run_coroutine_threadsafe(self._serve(), self.loop).result(10)

    async def _serve(self) -> str:
        app = web.Application()
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        return f"ws://127.0.0.1:{port}/link"

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                said = json.loads(message.data)
                with self.heard:
                    self.acknowledged[said["envelope_id"]] = said
                    self.heard.notify_all()
        return socket

    def send(self, envelope: str, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Send an envelope, and return its acknowledgement."""
        body = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        asyncio.run_coroutine_threadsafe(self.sockets[-1].send_json(body), self.loop).result(10)
        with self.heard:
            assert self.heard.wait_for(lambda: envelope in self.acknowledged, 10)
            return self.acknowledged.pop(envelope)

    def drop(self) -> None:
        """Ask the app to connect anew, as Slack does every few hours."""
        self.connected.clear()
        warn = self.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
        asyncio.run_coroutine_threadsafe(warn, self.loop).result(10)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


@pytest.fixture
def socket() -> Iterator[Socket]:
    made = Socket()
    yield made
    made.close()


@pytest.fixture
def linked(folder: Folder, slack: FakeSlack, socket: Socket) -> Iterator[Desk]:
    """The server in Socket Mode."""
    slack.socket_url = socket.url
    configure(folder, slack, 'app_token = "xapp-1"\n')
    with folder.open() as opened, opened.owning():
        stand_in(opened)
        app = create_app(opened)
        add_slack(app, seconds=0)
        with TestClient(app) as client:
            assert socket.connected.wait(10)
            yield Desk(slack, folder, opened, app, client)


def _mention(event_id: str, ts: str) -> dict[str, Any]:
    event = {"type": "app_mention", "user": MARA, "channel": ACME, "text": f"<@{BOT}> what drops out?", "ts": ts}
    return {"type": "event_callback", "team_id": "T0OURS000", "event_id": event_id, "event": event}


def test_a_mention_is_acknowledged_and_answered_once(linked: Desk, slack: FakeSlack, socket: Socket) -> None:
    for envelope in ("e1", "e2"):  # the second is a retry
        assert socket.send(envelope, "events_api", _mention("Ev1", "1780000000.1")) == {"envelope_id": envelope}
    linked.settle()
    (answer,) = slack.said(ACME)
    assert "kiln sensors drop out" in answer.words
    (opened,) = slack.made("apps.connections.open")
    assert opened == {}


def test_commands_and_modals_come_by_the_same_way(linked: Desk, slack: FakeSlack, socket: Socket) -> None:
    command = {
        "command": "/copilot",
        "text": "help",
        "user_id": MARA,
        "channel_id": ACME,
        "trigger_id": "t1",
        "response_url": f"{slack.url}hook/{MARA}",
    }
    assert socket.send("e1", "slash_commands", command) == {"envelope_id": "e1"}
    state = {
        "text": {"text": {"value": "Thanks."}},
        "audience": {"audience": {"selected_option": {"value": "customer"}}},
        "account": {"account": {"value": None}},
    }
    view = {"id": "V1", "hash": "h", "type": "modal", "callback_id": "check_form", "state": {"values": state}}
    sent = {"type": "view_submission", "user": {"id": MARA}, "team": {"id": "T"}, "view": view}
    assert socket.send("e2", "interactive", sent)["payload"]["response_action"] == "update"
    linked.settle()
    assert "/copilot brief ACCOUNT" in slack.said("hook")[0].words
    assert "may be said" in str(slack.views["V1"])


def test_after_slack_asks_for_a_new_connection_it_goes_on(linked: Desk, slack: FakeSlack, socket: Socket) -> None:
    socket.drop()
    assert socket.connected.wait(10)
    socket.send("e1", "events_api", _mention("Ev1", "1780000000.1"))
    linked.settle()
    assert len(slack.said(ACME)) == 1


def test_in_socket_mode_nothing_is_taken_over_http(linked: Desk, slack: FakeSlack) -> None:
    assert linked.client.post(PATH, content=b"{}").status_code == 404
    assert slack.messages == []


def test_a_server_whose_slack_is_away_serves_all_the_same(folder: Folder, slack: FakeSlack) -> None:
    slack.fail("auth.test", "invalid_auth")
    slack.fail("apps.connections.open", "invalid_auth")
    configure(folder, slack, 'app_token = "xapp-1"\n')
    with folder.open() as opened, opened.owning():
        app = create_app(opened)
        add_slack(app, seconds=0)
        with TestClient(app) as client:
            assert client.get("/readyz").status_code == 200
