"""Stopping a draft: at its deadline, or because nobody waits for it any longer. Calls that are open are closed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from functools import cache
from typing import Any, TypeVar

__all__ = ["Halt", "Halted"]

_Result = TypeVar("_Result")


class Halted(Exception):
    """A call was not made, or not to its end; the message says why."""


class Halt:
    """Holds the calls of one draft, and ends them after so many seconds from now (0: never) or when told to stop.

    Safe to use from several threads.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds if seconds else None
        self._lock = threading.Lock()
        self._open: set[Future[Any]] = set()
        self.stopped = False

    def stop(self) -> None:
        """Close the calls that are open, and let no other begin."""
        with self._lock:
            self.stopped = True
            running = list(self._open)
        for call in running:
            call.cancel()

    def run(self, call: Coroutine[Any, Any, _Result]) -> _Result:
        """What a call gives, waited for. Raises Halted, and what the call raises."""
        with self._lock:
            if why := self._why():
                call.close()
                raise Halted(why)
            running = asyncio.run_coroutine_threadsafe(call, _loop())
            self._open.add(running)
        try:
            return running.result(None if self._until is None else max(0.0, self._until - time.monotonic()))
        except (TimeoutError, CancelledError):
            if running.done() and not running.cancelled():
                raise  # the call's own
            running.cancel()
            raise Halted(self._why() or "the call was given up") from None
        finally:
            with self._lock:
                self._open.discard(running)

    def _why(self) -> str:
        if self.stopped:
            return "the draft was given up"
        late = self._until is not None and time.monotonic() >= self._until
        return f"the draft's deadline of {self._seconds:g} s has passed" if late else ""


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The process's one loop for calls: the vendor's client keeps its connections with the loop they were made on."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="model-calls", daemon=True).start()
    return loop
