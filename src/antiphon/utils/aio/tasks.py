"""Owners for tasks, and a way to end them."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["TaskSet", "gracefully_cancel", "running_loop"]

T = TypeVar("T")


class TaskSet:
    """Holds tasks until they are done, so that none is lost while it runs."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def tasks(self) -> set[asyncio.Task[Any]]:
        """Those that run."""
        return set(self._tasks)

    def create_task(
        self,
        coro: Coroutine[Any, Any, T],
        *,
        name: str | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> asyncio.Task[T]:
        """Start a task, on the running loop unless it is to be another, and hold it.

        Raises RuntimeError where there is none.
        """
        try:
            task = (loop or running_loop(name or "a task")).create_task(coro, name=name)
        except RuntimeError:
            coro.close()
            raise
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def aclose(self) -> None:
        """Cancel what runs, and wait until it has ended, with what is started meanwhile.

        The task that calls this goes on, should it be one of them.
        """
        current = asyncio.current_task()
        while others := {task for task in self._tasks - {current} if not task.done()}:
            await gracefully_cancel(*others)


def running_loop(who: str) -> asyncio.AbstractEventLoop:
    """The running loop. Raises RuntimeError where there is none, which says who needs it."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            f"{who} needs a running event loop: call it in a coroutine, under asyncio.run()"
        ) from None


async def gracefully_cancel(*futures: "asyncio.Future[Any]") -> None:
    """Cancel `futures` and wait until all have ended, whatever they end with.

    The task that calls this is left out: it cannot wait for itself.
    """
    current = asyncio.current_task()
    others = [future for future in futures if future is not current]
    for future in others:
        future.cancel()
    await asyncio.gather(*others, return_exceptions=True)
