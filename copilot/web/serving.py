"""Running the server: the API and the page in one process, until it is told to end."""

from __future__ import annotations

import uvicorn

from copilot.api.app import create_app
from copilot.bootstrap import Workspace
from copilot.web.site import add_pages

__all__ = ["run"]

GRACE = 30
"""Seconds that running requests are given when the server is told to end."""


def run(workspace: Workspace, host: str, port: int) -> None:
    """Serve a workspace that this process owns. Returns when it has been told to end and has finished its work."""
    app = create_app(workspace, add_pages)
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
    uvicorn.Server(config).run()
