"""Where blocking work is done, so that what Slack sends is taken at once: a look into the catalog does not
wait behind an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

__all__ = ["Threads"]

_ANSWERS = 4
"""More would not answer sooner: the models take every core there is."""
_LOOKS = 2
P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """Two pools: one for what takes milliseconds, one for what may take seconds."""

    def __init__(self) -> None:
        self._slow = ThreadPoolExecutor(_ANSWERS, thread_name_prefix="slack")
        self._quick = ThreadPoolExecutor(_LOOKS, thread_name_prefix="slack-quick")

    async def slow(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something that may take seconds."""
        return await asyncio.get_running_loop().run_in_executor(self._slow, partial(work, *args, **kwargs))

    async def quick(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something that takes milliseconds."""
        return await asyncio.get_running_loop().run_in_executor(self._quick, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Let what runs come to its end; what waits is dropped."""
        for pool in (self._slow, self._quick):
            pool.shutdown(wait=True, cancel_futures=True)
