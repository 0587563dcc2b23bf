"""Pacing: a channel is spoken in about once a second, and channels do not wait for each other."""

from __future__ import annotations

import asyncio
import time

from copilot.slack.pace import Turns


def test_a_channel_is_not_spoken_in_faster_than_it_takes() -> None:
    async def speak() -> tuple[float, list[str]]:
        turns, spoken = Turns(0.05), list[str]()

        async def say(channel: str) -> None:
            await turns.wait(channel)
            spoken.append(channel)

        began = time.monotonic()
        await asyncio.gather(*(say("busy") for _ in range(4)), say("quiet"))
        return time.monotonic() - began, spoken

    seconds, spoken = asyncio.run(speak())
    assert seconds >= 0.15
    assert spoken.index("quiet") < 2


def test_channels_that_are_long_quiet_are_forgotten() -> None:
    async def speak() -> int:
        turns = Turns(0)
        for n in range(2500):
            await turns.wait(f"C{n}")
        return len(turns._next)

    assert asyncio.run(speak()) <= 1001
