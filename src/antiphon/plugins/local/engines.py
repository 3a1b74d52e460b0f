"""Foreign engines: one instance a process, each in one thread of its own, made at first use.

Where several sessions want the same engine, the most urgent job is done first:

| urgency | is of                                                     |
|---------|-----------------------------------------------------------|
| AWAITED | what somebody waits for in silence: the words of a turn,  |
|         | the first clause of an answer                             |
| GUESSED | what may turn out not to be needed: the words at a pause, |
|         | the first clause of a draft                               |
| AHEAD   | what is needed later: the clauses behind one that plays   |
"""

import asyncio
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Generic, TypeVar

from antiphon.errors import ModelError

__all__ = ["Engine", "Errand", "Urgency"]

T = TypeVar("T")
R = TypeVar("R")

MAX_WAITING = 64
"""Jobs of all sessions together; a session has one or two at a time."""


class Urgency(IntEnum):
    """How much a job matters to whoever waits; the least comes first."""

    AWAITED = 0
    GUESSED = 1
    AHEAD = 2


@dataclass(slots=True)
class Errand:
    """What jobs are done for; its urgency may change while they wait."""

    urgency: Urgency = Urgency.AWAITED

    @contextmanager
    def under_way(self) -> Generator[None]:
        """Within this context, engines are asked on behalf of this errand."""
        token = _ERRAND.set(self)
        try:
            yield
        finally:
            _ERRAND.reset(token)


_ERRAND = ContextVar("errand", default=Errand())  # noqa: B039 - nobody changes the default


@dataclass(frozen=True, slots=True, eq=False)
class Job(Generic[T, R]):
    """Something that an engine is to do."""

    work: Callable[[T], R]
    errand: Errand
    result: "Future[R]" = field(default_factory=Future)


class Engine(Generic[T]):
    """An engine that all sessions of the process share, and that never runs on an event loop.

    Its jobs are done one after the other in one thread, which also makes the engine at the first of
    them: the most urgent first, and of the same urgency in the order asked for. Any number of event
    loops may use it, at once or in turn.
    """

    def __init__(self, name: str, make: Callable[[], T], *, max_waiting: int = MAX_WAITING) -> None:
        self._name = name
        self._make = make
        self._instance: T | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"antiphon-{name}")
        self._room = threading.BoundedSemaphore(max_waiting)
        self._jobs: list[Job[T, Any]] = []
        self._lock = threading.Lock()

    async def run(self, job: Callable[[T], R]) -> R:
        """What `job`, called with the engine, returns or raises.

        It is as urgent as the `Errand` under way. Raises ModelError if `max_waiting` jobs are not
        done yet: the newest is refused, so that nobody waits for ever. Raises what making the
        engine raises, and makes it anew next time. Cancelled, a job that waits is never done, one
        that runs is done and its result dropped.
        """
        if not self._room.acquire(blocking=False):
            raise ModelError(
                f"The {self._name} engine is too busy: hold fewer conversations in one process."
            )
        try:
            return await self._done(Job(job, _ERRAND.get()))
        finally:
            self._room.release()

    async def _done(self, job: Job[T, R]) -> R:
        with self._lock:
            self._jobs.append(job)
        # One turn of the thread for each job, though not each for its own. Asked of the loop, so
        # that a loop of virtual time knows of the work.
        asyncio.get_running_loop().run_in_executor(self._thread, self._do_most_urgent)
        return await asyncio.wrap_future(job.result)

    def _do_most_urgent(self) -> None:
        with self._lock:
            job = min(self._jobs, key=lambda job: job.errand.urgency)
            self._jobs.remove(job)
        if not job.result.set_running_or_notify_cancel():
            return
        try:
            result = job.work(self._engine())
        except BaseException as error:  # whatever it is, it belongs to who asked
            job.result.set_exception(error)
        else:
            job.result.set_result(result)

    def _engine(self) -> T:
        if self._instance is None:
            self._instance = self._make()
        return self._instance
