"""Slack's Web API as it behaves, on loopback: users, channels, messages, and whatever can go wrong with it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.slack.payloads import faults

TEAM, OTHER_TEAM = "T0OURS000", "T0THEIRS0"
BOT = "U0BOT0000"
SCOPES = (
    "app_mentions:read,assistant:write,channels:history,channels:read,chat:write,commands,files:write,groups:history,"
    "groups:read,im:history,im:write,mpim:history,mpim:read,users:read,users:read.email"
)


@dataclass(frozen=True)
class Call:
    """A request to the API."""

    method: str
    payload: dict[str, Any]


@dataclass
class Failing:
    """How a method fails, and how often from now on."""

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1_000_000


@dataclass
class Message:
    """A message that stands in a channel; `only` is who alone sees it."""

    channel: str
    thread: str
    text: str
    blocks: list[dict[str, Any]]
    only: str = ""
    done: bool = True

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return " ".join([self.text, *_texts(self.blocks)])


class FakeSlack:
    """The state of a Slack workspace, and a log of every call."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/")
        self.api_url = server.url_for("/api/")
        self.users: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.members: dict[str, list[str]] = {}
        self.replies: list[dict[str, Any]] = []
        self.calls: list[Call] = []
        self.messages: list[Message] = []
        self.files: dict[str, bytes] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.failing: dict[str, Failing] = {}
        self.faults: list[str] = []
        self.socket_url = ""
        self.page = 0
        self.reached: dict[str, threading.Event] = {}
        self.held: dict[str, threading.Event] = {}
        self._streams: dict[str, Message] = {}
        self._number = count(1)
        self.sent = count(1)
        """What Slack sends has ids of its own, also after a restart of ours."""
        self._lock = threading.Lock()
        server.expect_request(re.compile("/api/.*")).respond_with_handler(self._api)
        server.expect_request(re.compile("/hook/.*")).respond_with_handler(self._hook)
        server.expect_request(re.compile("/upload/.*")).respond_with_handler(self._upload)
        self.user(BOT, "copilot", "", is_bot=True)

    # Who and where -------------------------------------------------------------

    def user(self, user: str, name: str, email: str, **marks: Any) -> str:
        """Somebody in the workspace."""
        self.users[user] = {
            "id": user,
            "team_id": marks.pop("team_id", TEAM),
            "real_name": name,
            "is_email_confirmed": marks.pop("is_email_confirmed", True),
            "profile": {"email": email},
            **marks,
        }
        return user

    def channel(self, channel: str, name: str, *members: str, **marks: Any) -> str:
        """A channel with people in it, and us."""
        self.channels[channel] = {"id": channel, "name": name, "context_team_id": TEAM, **marks}
        self.members[channel] = [*members, BOT]
        return channel

    def fail(self, method: str, error: str = "", **how: Any) -> None:
        """Let a method fail from now on."""
        self.failing[method] = Failing(error, **how)

    def hold(self, method: str) -> tuple[threading.Event, threading.Event]:
        """Keep calls of a method waiting: the events "it was called" and "let it go on"."""
        self.reached[method], self.held[method] = threading.Event(), threading.Event()
        return self.reached[method], self.held[method]

    # What happened -------------------------------------------------------------

    def made(self, method: str) -> list[dict[str, Any]]:
        """The payloads of a method, in order."""
        return [call.payload for call in self.calls if call.method == method]

    def said(self, channel: str = "", *, only: str | None = None) -> list[Message]:
        """Messages, of a channel or to somebody alone."""
        return [
            one
            for one in self.messages
            if (not channel or one.channel == channel) and (only is None or one.only == only)
        ]

    # The API -------------------------------------------------------------------

    def _api(self, request: Request) -> Response:
        method = request.path.removeprefix("/api/")
        payload = _payload(request)
        with self._lock:
            self.calls.append(Call(method, payload))
        if method in self.held:
            self.reached[method].set()
            self.held[method].wait(20)
        with self._lock:
            try:
                self.faults += [f"{method}: {fault}" for fault in faults(method, payload)]
            except Exception as error:  # noqa: BLE001 - a model of slack_sdk says no in many ways
                self.faults.append(f"{method}: {error!r}")
            how = self.failing.get(method)
            if how is not None and how.times > 0:
                how.times -= 1
                return _json({"ok": not how.error, "error": how.error}, how.status, how.headers)
            answer = getattr(self, "_" + method.replace(".", "_"))(payload)
        headers = {"x-oauth-scopes": SCOPES} if method == "auth.test" else {}
        return _json(answer if "ok" in answer else {"ok": True, **answer}, 200, headers)

    def _hook(self, request: Request) -> Response:
        payload = request.get_json()
        with self._lock:
            self.calls.append(Call("respond", payload))
            self.faults += [f"respond: {fault}" for fault in faults("respond", payload)]
            how = self.failing.get("respond")
            if how is not None and how.times > 0:
                how.times -= 1
                return Response("no_service", how.status, how.headers)
            user = request.path.rpartition("/")[2]
            self.messages.append(Message("hook", "", payload.get("text", ""), payload.get("blocks") or [], user))
        return Response("ok")

    def _upload(self, request: Request) -> Response:
        self.calls.append(Call("upload", {}))
        how = self.failing.get("upload")
        if how is not None:
            return Response("no", how.status)
        self.files[request.path.rpartition("/")[2]] = request.get_data()
        return Response("OK")

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"team_id": TEAM, "user_id": BOT, "team": "Our Co", "user": "copilot", "bot_id": "B0BOT"}

    def _apps_connections_open(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.socket_url}

    def _users_info(self, given: dict[str, Any]) -> dict[str, Any]:
        found = self.users.get(given["user"])
        return {"user": found} if found else {"ok": False, "error": "user_not_found"}

    def _users_lookupByEmail(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as Slack writes it
        for user in self.users.values():
            if user["profile"]["email"] == given["email"]:
                return {"user": user}
        return {"ok": False, "error": "users_not_found"}

    def _conversations_info(self, given: dict[str, Any]) -> dict[str, Any]:
        found = self.channels.get(given["channel"])
        return {"channel": found} if found else {"ok": False, "error": "channel_not_found"}

    def _conversations_members(self, given: dict[str, Any]) -> dict[str, Any]:
        everybody = self.members[given["channel"]]
        size = self.page or len(everybody)
        start = int(given.get("cursor") or 0)
        rest = start + size
        cursor = str(rest) if rest < len(everybody) else ""
        return {"members": everybody[start:rest], "response_metadata": {"next_cursor": cursor}}

    def _conversations_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": direct(given["users"])}}

    def _conversations_replies(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"messages": self.replies}

    def _chat_postMessage(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self.messages.append(
            Message(given["channel"], given.get("thread_ts", ""), given["text"], given.get("blocks") or [])
        )
        return {"ts": self._ts(), "channel": given["channel"]}

    def _chat_postEphemeral(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if given["user"] not in self.members.get(given["channel"], ()):
            return {"ok": False, "error": "user_not_in_channel"}
        self.messages.append(
            Message(
                given["channel"], given.get("thread_ts", ""), given["text"], given.get("blocks") or [], given["user"]
            )
        )
        return {"message_ts": self._ts()}

    def _chat_startStream(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        ts = self._ts()
        self._streams[ts] = Message(given["channel"], given["thread_ts"], "", [], done=False)
        self.messages.append(self._streams[ts])
        self._add(self._streams[ts], given)
        return {"ts": ts}

    def _chat_appendStream(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self._streams[given["ts"]].done:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        self._add(self._streams[given["ts"]], given)
        return {}

    def _chat_stopStream(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        message = self._streams[given["ts"]]
        self._add(message, given)
        message.blocks, message.done = given.get("blocks") or [], True
        return {}

    def _add(self, message: Message, given: dict[str, Any]) -> None:
        if message.done:
            self.faults.append("a stream that has ended is added to")
        for chunk in given.get("chunks") or ():
            message.text += chunk.get("text", "")
        if len(message.text) > 12_000:
            self.faults.append(f"a message of {len(message.text)} characters")

    def _assistant_threads_setStatus(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {}

    def _assistant_threads_setSuggestedPrompts(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {}

    def _views_open(self, given: dict[str, Any]) -> dict[str, Any]:
        view = f"V{next(self._number)}"
        self.views[view] = _view(given)
        return {"view": {"id": view}}

    def _views_update(self, given: dict[str, Any]) -> dict[str, Any]:
        self.views[given["view_id"]] = _view(given)
        return {}

    def _views_publish(self, given: dict[str, Any]) -> dict[str, Any]:
        self.homes[given["user_id"]] = _view(given)
        return {}

    def _files_getUploadURLExternal(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        name = f"F{next(self._number)}"
        return {"upload_url": f"{self.url}upload/{name}", "file_id": name}

    def _files_completeUploadExternal(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        files = json.loads(given["files"])
        for one in files:
            self.messages.append(Message(given["channel_id"], "", f"file {one['id']} {one['title']}", []))
        return {"files": files}

    def _ts(self) -> str:
        return f"1790000000.{next(self._number):06}"


def direct(user: str) -> str:
    """The direct message with somebody."""
    return f"D{user[1:]}"


def _view(given: dict[str, Any]) -> dict[str, Any]:
    view = given["view"]
    return dict(json.loads(view) if isinstance(view, str) else view)


def _payload(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = {**request.args.to_dict(), **request.form.to_dict()}
    return {**given, **(request.get_json(silent=True) or {})}


def _json(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    return Response(json.dumps(body), status, {**headers, "Content-Type": "application/json"})


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, dict):
        for name, value in held.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(held, list):
        for value in held:
            yield from _texts(value)
