"""How often somebody may ask: a budget a minute for each principal, and one for failed sign-ins by address."""

from __future__ import annotations

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

__all__ = ["Pace"]


class Pace:
    """Counts in memory, of this process."""

    def __init__(self, requests_per_minute: int, failed_sign_ins_per_minute: int) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._asking = RateLimitItemPerMinute(requests_per_minute)
        self._failing = RateLimitItemPerMinute(failed_sign_ins_per_minute)

    def admit(self, principal: str) -> int:
        """Count a request; 0 where it is within the budget, else the seconds to wait."""
        if self._limiter.hit(self._asking, "asks", principal):
            return 0
        return max(1, round(self._limiter.get_window_stats(self._asking, "asks", principal).reset_time - time.time()))

    def failed(self, address: str) -> None:
        """Count a key or token that opened nothing."""
        self._limiter.hit(self._failing, "fails", address)

    def may_try(self, address: str) -> bool:
        """Whether an address may try another."""
        return self._limiter.test(self._failing, "fails", address)
