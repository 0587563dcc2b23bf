"""The app: the API under /v1, and its coming up and going down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from copilot.api import accounts, asking, book, checking, drafting, local, operating, sources
from copilot.api.entry import Anyone
from copilot.api.problems import DOCUMENTED, handle_errors
from copilot.api.service import Service
from copilot.api.shell import Shell
from copilot.bootstrap import Workspace

__all__ = ["create_app"]

WORKERS = 8
"""Threads that answer: more than the cores, for some wait on the disk; not so many that all answers slow down."""


def create_app(workspace: Workspace, add_pages: Callable[[FastAPI], None] = lambda _: None) -> FastAPI:
    """The API on a workspace that this process owns. `add_pages` adds what stands beside it."""
    service = Service(workspace)
    app = FastAPI(
        title="csm-copilot",
        version="1",
        summary="Answers from an account's history, with an exact quote behind every sentence.",
        openapi_url=None,
        docs_url=None,  # their pages load scripts from other hosts
        redoc_url=None,
        lifespan=_lifespan,
        responses=DOCUMENTED,
        redirect_slashes=False,
    )
    app.state.service = service
    handle_errors(app)
    for module in (accounts, asking, book, checking, drafting, local, operating, sources):
        app.include_router(module.router)
    app.include_router(operating.open_router)
    _describe(app)
    add_pages(app)
    app.add_middleware(
        Shell, gauges=service.gauges, body_bytes=service.settings.body_bytes, seconds=service.settings.seconds
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    anyio.to_thread.current_default_thread_limiter().total_tokens = WORKERS
    service.start()
    yield
    await anyio.to_thread.run_sync(service.close)


def _describe(app: FastAPI) -> None:
    """Serve the description of the API to those who may use it; the pages are not part of it."""

    @app.get("/v1/openapi.json", include_in_schema=False)
    async def description(_: Anyone) -> JSONResponse:
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return JSONResponse(app.openapi_schema)


def _schema(app: FastAPI) -> dict[str, Any]:
    return get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
