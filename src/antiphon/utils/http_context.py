"""The HTTP session that everything in one job shares."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar

import aiohttp

__all__ = ["http_session", "job_session"]


class SharedSession:
    """A session that is made when it is first asked for."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def get(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()


SHARED: ContextVar[SharedSession] = ContextVar("the job's HTTP session")


def http_session() -> aiohttp.ClientSession:
    """The session of the job that this runs in; the job closes it.

    Raises RuntimeError outside a job.
    """
    shared = SHARED.get(None)
    if shared is None:
        raise RuntimeError(
            "There is no HTTP session outside a job: make an aiohttp.ClientSession and pass it."
        )
    return shared.get()


@asynccontextmanager
async def job_session() -> AsyncGenerator[None]:
    """Be a job: here, and in tasks begun here, `http_session` gives one session, closed after."""
    shared = SharedSession()
    token = SHARED.set(shared)
    try:
        yield
    finally:
        SHARED.reset(token)
        await shared.aclose()
