"""A server with the app in Slack, in HTTP mode, before a Slack of the test's own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pytest_httpserver import HTTPServer
from slack_sdk.signature import SignatureVerifier

from copilot.api.app import create_app
from copilot.api.service import Service
from copilot.bootstrap import Workspace
from copilot.domain.access import KeyRequest, Role
from copilot.slack.app import SlackApp
from copilot.slack.mounting import PATH, add_slack
from retrieval.catalog.database import transaction
from retrieval.catalog.keyring import create_key
from tests.conftest import Folder
from tests.serving.conftest import stand_in, write_record
from tests.slack.fake import OTHER_TEAM, TEAM, FakeSlack, direct

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
MARA, IVO, LEA, REX, ADA = "U0MARA000", "U0IVO0000", "U0LEA0000", "U0REX0000", "U0ADA0000"
GUEST, GONE, NEW, STRANGER, ROBOT = "U0GUEST00", "U0GONE000", "U0NEW0000", "U0STRANGE", "U0ROBOT00"
ACME, MIXED, BARE, SHARED = "C0ACME000", "C0MIXED00", "C0BARE000", "C0SHARED0"


@dataclass
class Desk:
    """The server, and what Slack would send it."""

    slack: FakeSlack
    folder: Folder
    opened: Workspace
    app: FastAPI
    client: TestClient

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    @property
    def running(self) -> SlackApp:
        running: SlackApp = self.app.state.slack
        return running

    # What Slack sends ----------------------------------------------------------

    def send(self, body: str, kind: str = "application/json", **headers: str) -> Response:
        """A request of Slack's, signed as it signs."""
        moment = headers.pop("moment", str(int(time.time())))
        signed = SignatureVerifier(SECRET).generate_signature(timestamp=moment, body=body)
        given = {"Content-Type": kind, "X-Slack-Request-Timestamp": moment, "X-Slack-Signature": str(signed)}
        return self.client.post(PATH, content=body.encode(), headers={**given, **headers})

    def event(self, event: dict[str, Any], event_id: str = "") -> Response:
        """An event, acknowledged; the work that it sets off may go on."""
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A0",
            "event_id": event_id or self.fresh("Ev"),
            "event_time": 1790000000,
            "event": event,
        }
        return self.send(json.dumps(body))

    def mention(self, user: str, channel: str, text: str, thread: str = "", **more: Any) -> dict[str, Any]:
        """An `app_mention` and its acknowledgement."""
        event = {
            "type": "app_mention",
            "user": user,
            "channel": channel,
            "text": f"<@U0BOT0000> {text}",
            "ts": more.pop("ts", "") or self.ts(),
            **({"thread_ts": thread} if thread else {}),
            **more,
        }
        self.ok(self.event(event))
        return event

    def write(self, user: str, text: str, thread: str = "", **more: Any) -> dict[str, Any]:
        """A message in the direct message with us."""
        event = {
            "type": "message",
            "channel_type": "im",
            "user": user,
            "channel": direct(user),
            "text": text,
            "ts": self.ts(),
            **({"thread_ts": thread} if thread else {}),
            **more,
        }
        self.ok(self.event(event))
        return event

    def command(self, user: str, text: str, channel: str = ACME) -> None:
        """`/copilot …`."""
        body = {
            "command": "/copilot",
            "text": text,
            "user_id": user,
            "channel_id": channel,
            "team_id": TEAM,
            "trigger_id": self.fresh("tr"),
            "response_url": f"{self.slack.url}hook/{user}",
        }
        self.ok(self.send(urlencode(body), "application/x-www-form-urlencoded"))

    def interact(self, kind: str, user: str, **more: Any) -> Response:
        """A press, a shortcut, a modal that was sent."""
        body = {
            "type": kind,
            "user": {"id": user},
            "team": {"id": TEAM},
            "trigger_id": self.fresh("tr"),
            **more,
        }
        return self.send(urlencode({"payload": json.dumps(body)}), "application/x-www-form-urlencoded")

    def press(self, user: str, element: dict[str, Any], channel: str = ACME, thread: str = "", **more: Any) -> None:
        """A button or a choice."""
        body = {"actions": [element], "container": {"thread_ts": thread}, **more}
        if channel:
            body["channel"] = {"id": channel}
        self.ok(self.interact("block_actions", user, **body))

    def submit(self, user: str, callback: str, values: dict[str, Any], **view: Any) -> Response:
        """A modal that was sent."""
        held = {"id": self.fresh("V"), "hash": "1", "callback_id": callback, "state": {"values": values}, **view}
        return self.interact("view_submission", user, view={"type": "modal", **held})

    # Waiting -------------------------------------------------------------------

    def ok(self, answer: Response) -> None:
        assert answer.status_code == 200, answer.text

    def settle(self) -> None:
        """Wait until everything that was set off has ended."""
        portal = self.client.portal
        assert portal is not None
        portal.call(self._settled)

    async def _settled(self) -> None:
        for _ in range(50):  # Bolt calls a listener after it has acknowledged, on the same loop
            await asyncio.sleep(0)
        await asyncio.wait_for(self.running.desk.errands.idle(), 60)

    def fresh(self, kind: str) -> str:
        return f"{kind}{next(self.slack.sent)}"

    def ts(self) -> str:
        return f"1780000000.{next(self.slack.sent):06}"


def people(slack: FakeSlack) -> None:
    """Everybody that the tests know, and the channels they are in."""
    slack.user(MARA, "Mara Quist", "mara@ourco.com")
    slack.user(IVO, "Ivo Reth", "ivo@ourco.com")
    slack.user(LEA, "Lea Horn", "lea@ourco.com")
    slack.user(REX, "Rex Lind", "rex@ourco.com")
    slack.user(ADA, "Ada Moss", "ada@ourco.com")
    slack.user(GUEST, "Gus Guest", "mara@ourco.com", is_restricted=True)
    slack.user(GONE, "Gone Girl", "mara@ourco.com", deleted=True)
    slack.user(NEW, "Nia New", "nia@ourco.com")
    slack.user(STRANGER, "Zoe Lab", "mara@ourco.com", team_id=OTHER_TEAM, is_stranger=True)
    slack.user(ROBOT, "Otto Bot", "", is_bot=True)
    slack.channel(ACME, "acct-acme", MARA, LEA)
    slack.channel(MIXED, "acct-beta", MARA, IVO, LEA)
    slack.channel(BARE, "general-talk", MARA, LEA)
    slack.channel(SHARED, "ext-acme", MARA, STRANGER, is_ext_shared=True, connected_team_ids=[OTHER_TEAM])


def make_keys(opened: Workspace) -> None:
    """Keys for those who are no account's CSM."""
    with transaction(opened.engine) as connection:
        for one in (
            KeyRequest(name="Lea", role=Role.MANAGER, email="lea@ourco.com", team=("mara@ourco.com",)),
            KeyRequest(name="Rex", role=Role.READER, email="rex@ourco.com", accounts=("acme",)),
            KeyRequest(name="Ada", role=Role.ADMIN, email="ada@ourco.com"),
        ):
            create_key(connection, one)


def configure(folder: Folder, slack: FakeSlack, more: str = "") -> None:
    """Settings with tokens of the test's own Slack."""
    folder.write(
        "copilot.toml",
        f'[slack]\nbot_token = "xoxb-1"\nsigning_secret = "{SECRET}"\napi_url = "{slack.api_url}"\n'
        f'page_url = "https://copilot.example.com"\ndigests = false\n{more}',
    )


@pytest.fixture(autouse=True)
def _no_tokens_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have an app in Slack, and a proxy."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack of the test's own; every payload that it got must have been one that Slack takes."""
    with HTTPServer(threaded=True) as server:
        made = FakeSlack(server)
        people(made)
        yield made
        for event in made.held.values():
            event.set()
        assert made.faults == []
        server.check_assertions()


@pytest.fixture(scope="session")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synced record, to be copied."""
    folder = Folder(tmp_path_factory.mktemp("slack") / "book")
    folder.path.mkdir()
    write_record(folder)
    folder.sync()
    with folder.open() as opened:
        make_keys(opened)
    return folder.path


@pytest.fixture
def folder(synced: Path, tmp_path: Path, slack: FakeSlack) -> Folder:
    """A synced record of the test's own, with tokens for its Slack."""
    import shutil

    shutil.copytree(synced, tmp_path / "book")
    made = Folder(tmp_path / "book")
    configure(made, slack)
    return made


def serving(folder: Folder, slack: FakeSlack) -> Iterator[Desk]:
    """Run the server on a record."""
    with folder.open() as opened, opened.owning():
        stand_in(opened)
        app = create_app(opened)
        add_slack(app, seconds=0)
        with TestClient(app, raise_server_exceptions=False) as client:
            made = Desk(slack, folder, opened, app, client)
            made.settle()
            yield made


@pytest.fixture
def desk(folder: Folder, slack: FakeSlack) -> Iterator[Desk]:
    """The running server."""
    yield from serving(folder, slack)
