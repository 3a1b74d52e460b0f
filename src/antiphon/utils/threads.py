"""Threads that a program can leave behind."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any, TypeVar

__all__ = ["DaemonThreads"]

T = TypeVar("T")


class DaemonThreads(Executor):
    """At most `max_workers` threads, made when needed, that do not keep a process from ending.

    Those of `ThreadPoolExecutor` are waited for when Python exits, so that one call that hangs
    hangs the program. Calls beyond the threads there are wait in order.
    """

    def __init__(self, max_workers: int, *, name: str) -> None:
        self._max = max_workers
        self._name = name
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._count = 0
        self._is_closed = False

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """Call `fn` in a thread. Raises RuntimeError after `shutdown`."""
        if self._is_closed:
            raise RuntimeError("these threads were shut down")
        future: Future[T] = Future()
        self._calls.put(lambda: settle(future, fn, args, kwargs))
        if not self._idle.acquire(blocking=False) and self._count < self._max:
            self._start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; threads end when idle, and are never waited for."""
        self._is_closed = True
        for _ in range(self._count):
            self._calls.put(None)

    def _start(self) -> None:
        self._count += 1
        name = f"{self._name}-{self._count}"
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            self._idle.release()


def settle(
    future: "Future[T]", fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """Do the call that `future` stands for, unless it was cancelled."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = fn(*args, **kwargs)
    except BaseException as error:  # whatever it is, it belongs to who waits for the future
        future.set_exception(error)
    else:
        future.set_result(result)
