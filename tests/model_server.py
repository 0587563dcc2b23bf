"""A local server that speaks OpenAI's chat protocol and answers as a script says."""

from __future__ import annotations

import json
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the server does with one request."""

    content: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    finish: str = "stop"
    refusal: str | None = None
    stall: float = 0.0
    """Seconds of silence before the body."""
    broken: bool = False
    """Close the connection in the middle of nowhere."""


Script = Callable[[Body, int], Answer]


@dataclass
class ModelServer:
    """A running server: its address, and the requests it got, in order."""

    url: str
    requests: list[Body] = field(default_factory=list)
    together: int = 0
    """The most requests that were open at the same time."""
    left: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released once for each client that went away while it was kept waiting."""

    @property
    def prompts(self) -> list[str]:
        """All that was sent, one text a request."""
        return ["\n".join(str(message["content"]) for message in one["messages"]) for one in self.requests]

    def prompt_tokens(self) -> int:
        """Of all requests, at four characters a token."""
        return sum(len(prompt) // 4 for prompt in self.prompts)


@contextmanager
def serving(script: Script) -> Iterator[ModelServer]:
    """Serve a script on loopback. It gets each request and its number, from 1."""
    lock, held = threading.Lock(), {"now": 0}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                server.requests.append(body)
                number = len(server.requests)
                held["now"] += 1
                server.together = max(server.together, held["now"])
            try:
                self._answer(script(body, number), body)
            except OSError:  # the client went away: before the headers, by a reset, or while it waited
                self.close_connection = True
                server.left.release()
            finally:
                with lock:
                    held["now"] -= 1

        def _answer(self, answer: Answer, body: Body) -> None:
            if answer.broken:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True
                return
            packed = json.dumps(_completion(answer, body) if answer.status == 200 else _ERROR).encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            if answer.stall:
                self.wfile.flush()
                _keep_waiting(self.connection, answer.stall, stopped)
            self.wfile.write(packed)

        def log_message(self, *_: Any) -> None: ...

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None: ...

    stopped = threading.Event()
    listening = Quiet(("127.0.0.1", 0), Handler)
    server = ModelServer(f"http://127.0.0.1:{listening.server_port}/v1")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        stopped.set()
        listening.shutdown()
        listening.server_close()
        thread.join()


def _keep_waiting(client: socket.socket, seconds: float, stopped: threading.Event) -> None:
    """Stay silent for so long. Raises ConnectionResetError once the client goes away."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stopped.is_set():
        readable, _, _ = select.select([client], [], [], 0.05)
        if readable and not client.recv(1, socket.MSG_PEEK):
            raise ConnectionResetError


_ERROR = {"error": {"message": "Incorrect API key provided: sk-very-secret-123456. The prompt was …", "type": "x"}}


def _completion(answer: Answer, body: Body) -> Body:
    message = {"role": "assistant", "content": None if answer.refusal else answer.content, "refusal": answer.refusal}
    sent = sum(len(str(one["content"])) // 4 for one in body["messages"])
    return {
        "id": "c1", "object": "chat.completion", "created": 0, "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": answer.finish}],
        "usage": {"prompt_tokens": sent, "completion_tokens": 50, "total_tokens": sent + 50},
    }  # fmt: skip


# What a model can read off a prompt --------------------------------------------


def evidence_in(body: Body) -> dict[int, str]:
    """The numbered evidence of a request's first prompt."""
    user = str(body["messages"][1]["content"])
    return {int(found[1]): found[2] for found in re.finditer(r"^\[(\d+)\] .*\n\| (.*)$", user, re.MULTILINE)}


def is_repair(body: Body) -> bool:
    return len(body["messages"]) > 2


def output(*claims: tuple[str, Sequence[tuple[int, str]]]) -> str:
    """The JSON of some claims, each a text and its evidence."""
    return json.dumps(
        {
            "claims": [
                {
                    "text": text,
                    "evidence": [{"number": number, "words": words} for number, words in evidence],
                    "concluded": False,
                }
                for text, evidence in claims
            ]
        }
    )


def parrot(body: Body, _: int = 0) -> Answer:
    """A model that repeats its first evidence word for word."""
    held = evidence_in(body)
    return Answer(output(*((f"It says: “{text}”", [(number, text)]) for number, text in list(held.items())[:2])))
