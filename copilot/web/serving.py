"""Running the server: the API, the page and the app in Slack in one process, until it is told to end."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from copilot.api.app import create_app
from copilot.bootstrap import Workspace
from copilot.handover import Door, announced
from copilot.slack.mounting import add_slack
from copilot.web.site import add_pages

__all__ = ["run"]

GRACE = 30
"""Seconds that running requests are given when the server is told to end."""


def run(workspace: Workspace, host: str, port: int) -> None:
    """Serve a workspace that this process owns. Returns when it has been told to end and has finished its work.

    Commands beside it come in by a loopback address of their own, wherever else it listens.
    """
    app = create_app(workspace, add_pages)
    add_slack(app)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="info",
        access_log=False,  # the audit log says who asked what; addresses and questions need no second copy
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=32_768,
    )
    with config.bind_socket() as public, socket.socket() as local:
        local.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{local.getsockname()[1]}"
        door = Door(url=url, token=app.state.service.local_token, process=os.getpid())
        with announced(workspace.data_dir, door), _ending_in_order():
            uvicorn.Server(config).run(sockets=[public, local])


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """The server drains on SIGTERM and then sends itself the signal again; by then there is only tidying up to do."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
