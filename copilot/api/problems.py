"""Errors as problem details (RFC 9457): one shape for all of them, and nothing in it that the reader may not know."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from copilot.domain.errors import CopilotError, InputError, UnknownAccount

__all__ = ["DOCUMENTED", "Problem", "Refused", "handle_errors", "no_such_account", "problem_response"]

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


class Problem(BaseModel):
    """What went wrong, and what to do about it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    remedy: str = ""


class Refused(Exception):
    """A request that is answered with a problem."""

    def __init__(self, status: int, detail: str, remedy: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.remedy, self.headers = status, detail, remedy, headers or {}


def no_such_account() -> Refused:
    """The answer for an account that is not there, and for one that is somebody else's: word for word the same."""
    return Refused(404, "There is no such account.", "GET /v1/accounts lists yours.")


def problem_response(status: int, detail: str, remedy: str = "", headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem as a response."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, remedy=remedy)
    return JSONResponse(body.model_dump(), status, headers, MEDIA_TYPE)


def _documented(status: int) -> dict[str, Any]:
    schema = Problem.model_json_schema()
    example = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": "…",
        "remedy": "…",
    }
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema, "example": example}},
    }


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: _documented(status) for status in (400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 503)
}
"""What any route may answer besides what it is for."""


def handle_errors(app: FastAPI) -> None:
    """Turn everything that can be raised into a problem."""

    @app.exception_handler(Refused)
    async def _refused(_: Request, error: Refused) -> Response:
        return problem_response(error.status, error.detail, error.remedy, error.headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        # What was sent is not repeated: it may be half a character, or a secret in the wrong field.
        found = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()[:5]]
        return problem_response(422, _printable("; ".join(found)), "GET /v1/openapi.json describes every field.")

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:  # the framework names those of one route only
            headers["Allow"] = ", ".join(_methods(request))
        return problem_response(error.status_code, str(error.detail), headers=headers)

    @app.exception_handler(CopilotError)
    async def _ours(_: Request, error: CopilotError) -> Response:
        if isinstance(error, UnknownAccount):
            refused = no_such_account()
            return problem_response(refused.status, refused.detail, refused.remedy)
        if isinstance(error, InputError):
            return problem_response(422, _printable(error.problem), _printable(error.remedy))
        _log.error("%s", error)
        return problem_response(
            503,
            "The index cannot be used at the moment.",
            "Try again later; the server's log says why.",
            {"Retry-After": "5"},
        )

    @app.exception_handler(Exception)
    async def _unforeseen(_: Request, error: Exception) -> Response:
        _log.error("a request failed", exc_info=error)
        return problem_response(500, "Something went wrong that should not.", "The server's log says what.")


def _methods(request: Request) -> list[str]:
    """What may be done with a path, whichever route does it."""
    path = request.url.path
    routes = [one for one in iter_route_contexts(request.app.routes) if one.path_regex.match(path)]
    return sorted({method for one in routes for method in one.methods or ()})


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
