"""Taking turns: about one message a second goes to a channel."""

from __future__ import annotations

import asyncio
import time

__all__ = ["Turns"]

_KEPT = 1000


class Turns:
    """Whoever wants to speak in a channel waits for their turn; channels do not wait for each other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next: dict[str, float] = {}

    async def wait(self, channel: str) -> None:
        """Return when it is one's turn."""
        now = time.monotonic()
        if len(self._next) > _KEPT:
            self._next = {one: at for one, at in self._next.items() if at > now}
        at = max(now, self._next.get(channel, now))
        self._next[channel] = at + self._seconds
        await asyncio.sleep(at - now)
