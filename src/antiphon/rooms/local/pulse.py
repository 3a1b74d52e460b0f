"""A pulse: wakes those who wait for it now, and nobody who comes later."""

import asyncio
from contextlib import suppress

__all__ = ["Pulse"]


class Pulse:
    """Says that something has changed; whoever waits then looks again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        self._event.set()
        self._event.clear()

    async def wait(self, *, until: float | None = None) -> None:
        """Wait for the next beat, or until that loop time."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._event.wait()
