"""What an answer brings about: at once, or when it turns out that the answer is wanted."""

import asyncio
from collections import deque
from collections.abc import Callable

__all__ = ["Outbox"]


class Outbox:
    """Does what it is given, in order; until it is opened, it keeps it.

    Whoever fills it bounds it, by waiting for `opened` now and then.
    """

    def __init__(self) -> None:
        self._kept: deque[Callable[[], None]] = deque()
        self._opened = asyncio.Event()

    def do(self, action: Callable[[], None]) -> None:
        """Do `action`, now or when this is opened."""
        if self._opened.is_set():
            action()
        else:
            self._kept.append(action)

    def open(self) -> None:
        """Do what was kept; from now on keep nothing."""
        while self._kept:
            self._kept.popleft()()
        self._opened.set()

    async def opened(self) -> None:
        """Wait until it is open."""
        await self._opened.wait()
