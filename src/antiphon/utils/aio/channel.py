"""A channel: a queue that can be closed, read as an async iterator."""

import asyncio
from collections import deque
from typing import Generic, Protocol, TypeVar

__all__ = ["Chan", "ChanClosed", "ChanEmpty", "ChanFull", "ChanReceiver", "ChanSender"]

T = TypeVar("T")
SentT = TypeVar("SentT", contravariant=True)
ReceivedT = TypeVar("ReceivedT", covariant=True)


class ChanClosed(Exception):
    """The channel is closed, and what was in it has been read."""


class ChanFull(Exception):
    """There is no room in the channel now."""


class ChanEmpty(Exception):
    """There is nothing in the channel now."""


class ChanSender(Protocol[SentT]):
    """The end of a channel that is sent to; see `Chan`."""

    async def send(self, value: SentT) -> None:
        """Put `value` in, as soon as there is room."""
        ...

    def send_nowait(self, value: SentT) -> None:
        """Put `value` in."""
        ...

    def close(self) -> None:
        """Let nothing more in."""
        ...


class ChanReceiver(Protocol[ReceivedT]):
    """The end of a channel that is received from; see `Chan`."""

    async def recv(self) -> ReceivedT:
        """Take the oldest item, as soon as there is one."""
        ...

    def recv_nowait(self) -> ReceivedT:
        """Take the oldest item."""
        ...

    def close(self) -> None:
        """Let nothing more in."""
        ...

    def __aiter__(self) -> "ChanReceiver[ReceivedT]": ...
    async def __anext__(self) -> ReceivedT: ...


class Chan(Generic[T]):
    """A queue of `maxsize` items (0: no bound) that ends when it is closed.

    What was sent before it was closed can still be received; then receiving raises ChanClosed,
    and iteration ends. Belongs to one event loop, and is not for threads.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self._maxsize = max(maxsize, 0)
        self._items: deque[T] = deque()
        self._receivers = Waiters()
        self._senders = Waiters()
        self._closed = False

    async def send(self, value: T) -> None:
        """Put `value` in, as soon as there is room. Raises ChanClosed."""
        while self.full() and not self._closed:
            await self._senders.wait()
        self.send_nowait(value)

    def send_nowait(self, value: T) -> None:
        """Put `value` in. Raises ChanFull or ChanClosed."""
        if self._closed:
            raise ChanClosed
        if self.full():
            raise ChanFull
        self._items.append(value)
        self._receivers.wake_one()

    async def recv(self) -> T:
        """Take the oldest item, as soon as there is one. Raises ChanClosed."""
        while self.empty() and not self._closed:
            await self._receivers.wait()
        return self.recv_nowait()

    def recv_nowait(self) -> T:
        """Take the oldest item. Raises ChanEmpty, or ChanClosed if no more will come."""
        if self._items:
            self._senders.wake_one()
            return self._items.popleft()
        if self._closed:
            raise ChanClosed
        raise ChanEmpty

    def close(self) -> None:
        """Let nothing more in, and everyone who waits know; closing again does nothing."""
        self._closed = True
        self._receivers.wake_all()
        self._senders.wake_all()

    @property
    def closed(self) -> bool:
        """Whether nothing more can be sent; what is left can still be received."""
        return self._closed

    def qsize(self) -> int:
        """How many items wait."""
        return len(self._items)

    def full(self) -> bool:
        """Whether `send_nowait` would raise ChanFull; never, without a bound."""
        return 0 < self._maxsize <= len(self._items)

    def empty(self) -> bool:
        """Whether `recv_nowait` has nothing to give."""
        return not self._items

    def __aiter__(self) -> "Chan[T]":
        return self

    async def __anext__(self) -> T:
        try:
            return await self.recv()
        except ChanClosed:
            raise StopAsyncIteration from None


class Waiters:
    """Tasks that wait to be woken, first come, first served."""

    def __init__(self) -> None:
        self._queue: deque[asyncio.Future[None]] = deque()

    async def wait(self) -> None:
        """Return when woken. Who is cancelled after being woken wakes the next in turn."""
        waiter = asyncio.get_running_loop().create_future()
        self._queue.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled():
                self.wake_one()
            raise
        finally:
            self._queue.remove(waiter)

    def wake_one(self) -> None:
        """Wake who has waited longest."""
        asleep = next((waiter for waiter in self._queue if not waiter.done()), None)
        if asleep is not None:
            asleep.set_result(None)

    def wake_all(self) -> None:
        for waiter in self._queue:
            if not waiter.done():
                waiter.set_result(None)
