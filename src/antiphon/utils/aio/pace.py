"""Waiting: sleeps that can be put off, and ticks at an interval."""

import asyncio
from collections.abc import Generator

from antiphon import clock

__all__ = ["Interval", "Sleep", "SleepFinished", "interval", "sleep"]


class SleepFinished(Exception):
    """The sleep is over, and cannot be put off any more."""


class Sleep:
    """A sleep of `delay` seconds from now, which can be begun anew while it is awaited.

    Several may await it: one of them that is cancelled leaves it to the others, the last of them
    ends it. Made in a running loop; see `sleep`.
    """

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._timer = self._arm()
        self._waiting = 0

    def reset(self, delay: float | None = None) -> None:
        """Sleep from now, as long as before or `delay` seconds. Raises SleepFinished."""
        if self._over.done():
            raise SleepFinished
        if delay is not None:
            self._delay = delay
        self._timer.cancel()
        self._timer = self._arm()

    def cancel(self) -> None:
        """Cancel it: who awaits it gets CancelledError."""
        self._timer.cancel()
        self._over.cancel()

    def __await__(self) -> Generator[None, None, None]:
        return self._wait().__await__()

    def _arm(self) -> asyncio.TimerHandle:
        return self._over.get_loop().call_later(max(self._delay, 0.0), self._finish)

    def _finish(self) -> None:
        if not self._over.done():
            self._over.set_result(None)

    async def _wait(self) -> None:
        self._waiting += 1
        try:
            await asyncio.shield(self._over)
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.cancel()


def sleep(delay: float) -> Sleep:
    """Begin to sleep for `delay` seconds: `await` the result, or `reset()` it from elsewhere."""
    return Sleep(delay)


class Interval:
    """Ticks: the first at once, each later one `period` seconds after the one before it."""

    def __init__(self, period: float) -> None:
        self._period = period
        self._count = -1
        self._next_at: float | None = None
        self._sleep: Sleep | None = None

    async def tick(self) -> int:
        """Wait for the next tick and return its number, from 0."""
        if self._next_at is not None:
            await self._sleep_until(self._next_at)
        self._next_at = clock.now() + self._period
        self._count += 1
        return self._count

    def reset(self) -> None:
        """Have the next tick come a whole period from now."""
        self._next_at = clock.now() + self._period
        if self._sleep is not None:
            self._sleep.reset(self._period)

    def __aiter__(self) -> "Interval":
        return self

    async def __anext__(self) -> int:
        return await self.tick()

    async def _sleep_until(self, time: float) -> None:
        self._sleep = Sleep(time - clock.now())
        try:
            await self._sleep
        finally:
            self._sleep = None


def interval(period: float) -> Interval:
    """Iterate over 0, 1, 2, … every `period` seconds, the first at once."""
    return Interval(period)
