"""What stands around every request: security headers, a limit on what is sent and for how long, and the count."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copilot.api.gauges import Gauges
from copilot.api.problems import problem_response

__all__ = ["POLICY", "Shell"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class _TooLarge(Exception):
    """The client sends more than is taken."""


class _TooSlow(Exception):
    """The client does not get on with it."""


class Shell:
    """Middleware over the whole app."""

    def __init__(self, app: ASGIApp, *, gauges: Gauges, body_bytes: int, seconds: float) -> None:
        self._app, self._gauges, self._most, self._seconds = app, gauges, body_bytes, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request within the limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, answered = time.monotonic(), 0
        body = _Body(receive, _announced(scope), self._most, began + self._seconds)

        async def dressed(message: Message) -> None:
            nonlocal answered
            if body.fault is not None and not answered:
                return  # the framework calls it bad syntax; what it really is, is told below
            if message["type"] == "http.response.start":
                answered = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        self._gauges.running.inc()
        try:
            with suppress(_TooLarge, _TooSlow):
                await self._app(scope, body.receive, dressed)
            if body.fault is not None and not answered:
                fault, body.fault = body.fault, None
                await self._refuse(fault, scope, receive, dressed)
        finally:
            self._gauges.running.dec()
            route = getattr(scope.get("route"), "path", "none")
            self._gauges.answered(route, _method(scope["method"]), answered, time.monotonic() - began)

    async def _refuse(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
        close = {"Connection": "close"}
        if isinstance(error, _TooLarge):
            refused = problem_response(413, f"The body is larger than {self._most} bytes.", "Send less.", close)
        else:
            refused = problem_response(408, "The body did not arrive in time.", "Send it again.", close)
        await refused(scope, receive, send)


class _Body:
    """The body as it comes in, up to a size and a moment; `fault` says which of them was passed."""

    def __init__(self, receive: Receive, announced: int, most: int, until: float) -> None:
        self._receive, self._most, self._until = receive, most, until
        self._taken, self._whole, self._announced = 0, False, announced
        self.fault: _TooLarge | _TooSlow | None = None

    async def receive(self) -> Message:
        """The next part. Raises _TooLarge or _TooSlow."""
        if self._whole:  # from here on it only tells that the client has gone
            return await self._receive()
        if self._announced > self._most:
            raise self._faulted(_TooLarge())
        try:
            message = await asyncio.wait_for(self._receive(), max(0.01, self._until - time.monotonic()))
        except TimeoutError:
            raise self._faulted(_TooSlow()) from None
        self._taken += len(message.get("body", b""))
        if self._taken > self._most:
            raise self._faulted(_TooLarge())
        self._whole = not message.get("more_body", False)
        return message

    def _faulted(self, fault: _TooLarge | _TooSlow) -> _TooLarge | _TooSlow:
        self.fault = fault
        return fault


def _announced(scope: Scope) -> int:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() else 0


def _method(given: Any) -> str:
    return given if given in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
