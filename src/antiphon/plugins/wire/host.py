"""A host, as all lines of a process know it that lead there: they dial it in turn.

| who dials it                     | then                                                        |
|----------------------------------|-------------------------------------------------------------|
| while eight others do            | waits for a turn                                            |
| while it is left alone           | fails at once, as the one did who was there last            |
| first, when that time has passed | tries                                                       |
| while somebody tries             | waits for what comes of that: dials, or fails with it       |
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, WeakValueDictionary

from antiphon import clock
from antiphon.errors import ModelConnectionError
from antiphon.plugins.wire.breaker import Breaker
from antiphon.plugins.wire.port import Connection, RateLimited

__all__ = ["Host", "host_at"]

DIALS_AT_ONCE = 8
"""To one host: a hundred sessions that lost it together do not come back all at once."""

Dial: TypeAlias = Callable[[], Awaitable[Connection]]


class Host:
    """Who dials it, who waits to, and how it does."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(DIALS_AT_ONCE)
        self._breaker = Breaker()
        self._trial: asyncio.Future[None] | None = None
        """Done when it is known what comes of the dial of the one who tries."""

    @property
    def seconds_left(self) -> float:
        """So long it is left alone by everybody; 0 where it may be dialled."""
        return self._breaker.seconds_left(clock.now())

    async def dial(self, dial: Dial) -> Connection:
        """What comes of `dial`, or of that of another one who tries.

        Raises ModelConnectionError without dialling while the host is left alone.
        """
        while True:
            async with self._turns:
                if (trial := self._trial) is None:
                    return await self._dial(dial)
            await asyncio.shield(trial)

    async def _dial(self, dial: Dial) -> Connection:
        if self.seconds_left:
            last = self._breaker.last_failure
            raise ModelConnectionError(str(last), retry_after=last.retry_after)
        if self._breaker.is_closed:
            return await self._watched(dial)
        self._trial = trial = asyncio.get_running_loop().create_future()
        try:
            return await self._watched(dial)
        finally:
            self._trial = None
            trial.set_result(None)

    async def _watched(self, dial: Dial) -> Connection:
        begun = clock.now()
        try:
            connection = await dial()
        except RateLimited:
            self._breaker.answered()
            raise
        except ModelConnectionError as error:
            self._breaker.failed(error, begun=begun, now=clock.now())
            raise
        self._breaker.answered()
        return connection


Hosts: TypeAlias = WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[str, Host]]
hosts: Hosts = WeakKeyDictionary()
"""By loop and name, as long as a line leads there: a semaphore would keep the loop it knows."""


def host_at(url: str) -> Host:
    """The host, and port, that the URL names, on the running loop."""
    known = hosts.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    return known.setdefault(urlsplit(url).netloc, Host())
