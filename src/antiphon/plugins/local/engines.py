"""Foreign engines: one instance a process, each in one thread of its own, made at first use."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from antiphon.errors import ModelError

__all__ = ["Engine"]

T = TypeVar("T")
R = TypeVar("R")

MAX_WAITING = 64
"""Jobs of all sessions together; a session has one or two at a time."""


class Engine(Generic[T]):
    """An engine that all sessions of the process share, and that never runs on an event loop.

    Its jobs are done one after the other, in the order asked for, in one thread, which also makes
    the engine at the first of them. Any number of event loops may use it, at once or in turn.
    """

    def __init__(self, name: str, make: Callable[[], T], *, max_waiting: int = MAX_WAITING) -> None:
        self._name = name
        self._make = make
        self._instance: T | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"antiphon-{name}")
        self._room = threading.BoundedSemaphore(max_waiting)

    async def run(self, job: Callable[[T], R]) -> R:
        """What `job`, called with the engine, returns or raises.

        Raises ModelError if `max_waiting` jobs are not done yet: the newest is refused, so that
        nobody waits for ever. Raises what making the engine raises, and makes it anew next time.
        Cancelled, a job that waits is never done, one that runs is done and its result dropped.
        """
        if not self._room.acquire(blocking=False):
            raise ModelError(
                f"The {self._name} engine is too busy: hold fewer conversations in one process."
            )
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._perform, job)
        finally:
            self._room.release()

    def _perform(self, job: Callable[[T], R]) -> R:
        if self._instance is None:
            self._instance = self._make()
        return job(self._instance)
