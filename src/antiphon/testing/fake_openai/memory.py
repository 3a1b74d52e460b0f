"""A line in memory: on a virtual loop its latency is virtual, and nothing is ever lost in it."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from antiphon.clock import now
from antiphon.plugins.wire import ConnectionLost
from antiphon.testing.fake_openai.connection import FakeConnection

__all__ = ["MemoryLine"]

WINDOW = 64 * 1024
"""Bytes under way to the service before a client has to wait."""
BACKLOG = 64 * 1024 * 1024
"""Bytes that a client may leave unread before the service drops it."""
CLOSE_TIMEOUT = 0.5


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a direction: closed with a code, or broken (None)."""

    code: int | None
    reason: str = ""


Message: TypeAlias = bytes | Closing


class Pipe:
    """One direction: what is put in comes out in order, each a `latency` later."""

    def __init__(self, latency: float, deliver: Callable[[Message], None]) -> None:
        self._latency = latency
        self._deliver = deliver
        self._under_way: deque[tuple[float, Message]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._is_paused = False
        self._moved = asyncio.Event()
        self.size = 0
        """Bytes under way."""

    def put(self, message: Message) -> None:
        """Send on; never waits."""
        self._under_way.append((now() + self._latency, message))
        self.size += size_of(message)
        self._schedule()

    async def room(self) -> None:
        """Wait until less than the window is under way."""
        while self.size >= WINDOW:
            self._moved.clear()
            await self._moved.wait()

    def pause(self) -> None:
        """Deliver nothing, until `resume`."""
        self._is_paused = True
        self._schedule()

    def resume(self) -> None:
        self._is_paused = False
        self._schedule()

    def drop(self) -> None:
        """Forget what is under way, and let nobody wait."""
        self._under_way.clear()
        self.size = 0
        self._moved.set()
        self._schedule()

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._under_way and not self._is_paused:
            due, _ = self._under_way[0]
            self._timer = asyncio.get_running_loop().call_at(due, self._arrive, due)

    def _arrive(self, due: float) -> None:
        """Deliver what is due by then: a loop calls up to its clock's resolution too early."""
        until = max(due, now())
        while self._under_way and self._under_way[0][0] <= until and not self._is_paused:
            _, message = self._under_way.popleft()
            self.size -= size_of(message)
            self._deliver(message)
        self._moved.set()
        self._schedule()


class MemoryLine:
    """A connection in memory: the client's end is a `wire.Connection`, `far` the service's."""

    def __init__(self, latency: float, *, answers_close: bool = True) -> None:
        self._up = Pipe(latency, self._reach_service)
        self._down = Pipe(latency, self._reach_client)
        self._inbox: deque[bytes] = deque()
        self._unread = 0
        self._arrived = asyncio.Event()
        self._end: Closing | None = None
        self._answers_close = answers_close
        self._service: FakeConnection | None = None
        self.far = FarEnd(self._up, self._down)

    def connect(self, service: FakeConnection) -> None:
        """Say who listens at the far end."""
        self._service = service

    # -- the client's end --------------------------------------------------------------------------

    async def send(self, message: bytes) -> None:
        """Send; waits while 64 KiB are under way. Raises ConnectionLost."""
        await self._up.room()
        self._check_open()
        self._up.put(message)

    async def receive(self) -> bytes:
        """The next message. Raises ConnectionLost."""
        while not self._inbox:
            self._check_open()
            self._arrived.clear()
            await self._arrived.wait()
        message = self._inbox.popleft()
        self._unread -= len(message)
        return message

    async def aclose(self) -> None:
        """Close; waits half a second for the service to agree, then drops the line."""
        if self._end is not None:
            return
        self._up.put(Closing(1000))
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                while self._end is None:
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            self.abort()

    def abort(self) -> None:
        """Drop it."""
        if self._end is None:
            self._finish(Closing(None))
            self._inbox.clear()
            self._up.resume()
            self._up.put(Closing(None))

    # -- deliveries ------------------------------------------------------------------------------

    def _reach_service(self, message: Message) -> None:
        assert self._service is not None
        if isinstance(message, bytes):
            self._service.hear(message)
            return
        self._service.lost(message.code)
        if message.code is not None and self._answers_close:
            self._down.put(message)

    def _reach_client(self, message: Message) -> None:
        if self._end is not None:
            return
        if isinstance(message, Closing):
            self._finish(message)
            return
        self._inbox.append(message)
        self._unread += len(message)
        self._arrived.set()
        if self._unread > BACKLOG and self._service is not None:
            self._service.abort()

    def _finish(self, end: Closing) -> None:
        self._end = end
        self._up.drop()
        self._arrived.set()

    def _check_open(self) -> None:
        if self._end is not None:
            raise lost(self._end)


class FarEnd:
    """The service's end."""

    def __init__(self, up: Pipe, down: Pipe) -> None:
        self._up = up
        self._down = down

    def send(self, message: str | bytes) -> None:
        self._down.put(message.encode() if isinstance(message, str) else message)

    def send_binary(self, message: bytes) -> None:
        """A client passes binary messages over: nothing arrives."""

    def close(self, code: int, reason: str) -> None:
        self._down.put(Closing(code, reason))

    def abort(self) -> None:
        self._down.put(Closing(None))

    def pause(self) -> None:
        self._up.pause()

    def resume(self) -> None:
        self._up.resume()


def size_of(message: Message) -> int:
    return len(message) if isinstance(message, bytes) else 0


def lost(end: Closing) -> ConnectionLost:
    if end.code is None:
        return ConnectionLost("the connection to the model broke")
    said = f" ({end.reason})" if end.reason else ""
    return ConnectionLost(
        f"the model closed the connection with code {end.code}{said}",
        code=end.code,
        reason=end.reason,
    )
