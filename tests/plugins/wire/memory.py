"""Lines in memory, on virtual time, and what can be done to them."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeAlias

from antiphon import clock
from antiphon.plugins.wire import Connection, ConnectionLost, Endpoint

HERE = Endpoint(url="wss://model.test/v1/realtime", headers={"Authorization": "Bearer secret"})
ELSEWHERE = Endpoint(url="wss://other.test/v1/realtime")


class MemoryConnection:
    """A connection whose far end is the test."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        """What has reached the far end, in order."""
        self.on_sent: Callable[[bytes], None] = lambda _: None
        """What the far end does with a message."""
        self.closed = 0
        """How often it was closed."""
        self._takes = asyncio.Event()
        self._takes.set()
        self._said: asyncio.Queue[bytes | ConnectionLost] = asyncio.Queue()

    async def send(self, message: bytes) -> None:
        await self._takes.wait()
        self.sent.append(message)
        self.on_sent(message)

    async def receive(self) -> bytes:
        said = await self._said.get()
        if isinstance(said, ConnectionLost):
            raise said
        return said

    async def aclose(self) -> None:
        self.closed += 1
        self.lose(ConnectionLost("closed"))

    def stall(self) -> None:
        """The far end takes nothing any more: its window is full."""
        self._takes.clear()

    def go_on(self) -> None:
        """The far end takes what comes again."""
        self._takes.set()

    def say(self, message: bytes) -> None:
        """The far end says something."""
        self._said.put_nowait(message)

    def lose(self, error: ConnectionLost) -> None:
        """The line breaks."""
        self._said.put_nowait(error)


Outcome: TypeAlias = Callable[[], Awaitable[Connection]]


async def answered() -> Connection:
    """A dial that is answered at once."""
    return MemoryConnection()


async def not_answered() -> Connection:
    """A dial that nobody answers."""
    await asyncio.Event().wait()
    raise AssertionError


def failing(error: Exception) -> Outcome:
    """A dial that fails at once."""

    async def fail() -> Connection:
        raise error

    return fail


class ScriptedDialer:
    """A dialer whose dials come out as they are told to, the last one again and again."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = list(outcomes)
        self.dialled_at: list[float] = []
        self.under_way = 0
        self.most_under_way = 0

    async def dial(self, endpoint: Endpoint) -> Connection:
        self.dialled_at.append(clock.now())
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self._next()()
        finally:
            self.under_way -= 1

    def _next(self) -> Outcome:
        return self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]


class Unlucky(Random):
    """Jitter that is always the longest there can be."""

    def uniform(self, a: float, b: float) -> float:
        return max(a, b)
