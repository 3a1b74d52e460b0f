"""Opens connections to one place, however often it takes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random

from antiphon import clock
from antiphon.errors import ModelConnectionError
from antiphon.plugins.wire.backoff import Backoff, BackoffPolicy
from antiphon.plugins.wire.host import Host, host_at
from antiphon.plugins.wire.port import Connection, Dialer, Endpoint

__all__ = ["Line"]

DIAL_SECONDS = 10.0
STEADY_SECONDS = 20.0
"""A connection that held for so long was a good one: longer than it takes to see that a model
accepts connections and then says nothing."""


class Line:
    """The way to one model, over as many connections as it takes."""

    def __init__(
        self,
        dialer: Dialer,
        endpoint: Endpoint,
        *,
        failed: Callable[[ModelConnectionError, float], None],
        policy: BackoffPolicy | None = None,
        rng: Random | None = None,
    ) -> None:
        """`failed` is told of each dial that failed, and in how many seconds the next one is."""
        self._dialer = dialer
        self._endpoint = endpoint
        self._failed = failed
        self._backoff = Backoff(policy or BackoffPolicy(), rng or Random())
        self._host: Host | None = None
        """Kept for what is known of its health."""
        self._opened_at: float | None = None
        self._was_of_use = False

    def worked(self) -> None:
        """The connection has done what it is for: should it be lost now, that is news."""
        self._was_of_use = True

    async def open(self) -> Connection:
        """An open connection.

        Raises the last ModelConnectionError when the policy's budget (a minute) is used up, and at
        once what trying again cannot help (ModelRefused, ModelProtocolError).
        """
        await self._settle()
        self._host = host = host_at(self._endpoint.url)
        while True:
            try:
                connection = await host.dial(self._dial)
            except ModelConnectionError as error:
                await self._wait(error, host.seconds_left)
            else:
                self._opened_at = clock.now()
                self._was_of_use = False
                return connection

    async def _settle(self) -> None:
        """After a connection that held or worked, be quick; another counts as an attempt."""
        now = clock.now()
        opened_at = self._opened_at
        if opened_at is None or self._was_of_use or now - opened_at >= STEADY_SECONDS:
            self._backoff.begin(now)
            return
        wait = self._backoff.next(now)
        if wait is None:
            raise ModelConnectionError("the model takes connections and does not keep them")
        await asyncio.sleep(wait)

    async def _dial(self) -> Connection:
        with suppress(TimeoutError):
            async with asyncio.timeout(DIAL_SECONDS):
                return await self._dialer.dial(self._endpoint)
        host = self._endpoint.host
        raise ModelConnectionError(f"{host} has not answered within {DIAL_SECONDS:.0f} s")

    async def _wait(self, error: ModelConnectionError, seconds_left: float) -> None:
        """Wait before the next attempt, and as long as the host is left alone; raises `error` when
        there is to be none."""
        wait = self._backoff.next(clock.now(), error.retry_after, at_least=seconds_left)
        if wait is None:
            raise error
        self._failed(error, wait)
        await asyncio.sleep(wait)
