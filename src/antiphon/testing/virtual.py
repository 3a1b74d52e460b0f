"""An event loop whose time jumps: a ten-minute call is a unit test.

`VirtualLoop` runs everything that is ready, then moves its clock to the next deadline instead of
waiting for it. While a worker thread is busy it really waits, and the clock stands still: work in
an executor costs no virtual time. The idea is that of trio's `MockClock` with `autojump`.

| who works for the loop                    | the loop                                         |
|-------------------------------------------|--------------------------------------------------|
| its own tasks and timers                  | jumps to the next deadline                       |
| an executor (`run_in_executor`,           | waits until it is done                           |
| `to_thread`)                              |                                                  |
| a thread of one's own, a process, a peer  | would jump past every deadline, for it cannot    |
| beyond a socket                           | see them: wrap it in `waiting_for_outside()`     |
"""

import asyncio
import heapq
import math
import selectors
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVar

__all__ = ["Deadlock", "VirtualLoop", "run"]

T = TypeVar("T")


class Deadlock(RuntimeError):
    """Nothing is ready, nothing is due, no executor is at work: a real loop would wait for ever.

    Only what goes through `run_in_executor` or `to_thread` counts as work, and what happens within
    `VirtualLoop.waiting_for_outside()`: of other threads, of processes and of peers beyond a socket
    the loop knows nothing.
    """


class JumpingSelector(selectors.BaseSelector):
    """Polls the real file descriptors, and asks the loop to jump where it would have waited.

    `admit` is asked before a file descriptor is watched, and raises what speaks against it.
    """

    def __init__(
        self, jump: Callable[[float | None], float | None], admit: Callable[[], None]
    ) -> None:
        self._real = selectors.DefaultSelector()
        self._jump = jump
        self._admit = admit

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        self._admit()
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._real.select(0)
        if ready or timeout == 0:
            return ready
        return self._real.select(self._jump(timeout))

    def close(self) -> None:
        self._real.close()

    def get_map(self) -> Any:
        return self._real.get_map()


class OrderedTimer(asyncio.TimerHandle):
    """A timer that comes before a later one of the same deadline; asyncio's own heap may not."""

    def __init__(self, order: int, *timer: Any) -> None:
        super().__init__(*timer)
        self.order = order
        self._scheduled = True

    def __lt__(self, other: asyncio.TimerHandle) -> bool:
        if isinstance(other, OrderedTimer):
            return (self.when(), self.order) < (other.when(), other.order)
        return NotImplemented


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio event loop on virtual time, starting at 0.0 s.

    `wakeups` counts how often the clock jumped: the cost of a conversation in iterations of the
    loop. Equal deadlines come in the order in which they were set. Raises `Deadlock` where a real
    loop would hang, and RuntimeError to who watches a socket outside of `waiting_for_outside()`.
    """

    _scheduled: list[asyncio.TimerHandle]
    """asyncio's heap of timers."""

    def __init__(self) -> None:
        self._now = 0.0
        self._working = 0
        """Calls in executors."""
        self._outside = 0
        """Contexts in which something from outside is waited for."""
        self._timers = 0
        self.wakeups = 0
        self._is_made = False
        super().__init__(JumpingSelector(self._advance, self._admit_socket))
        self._is_made = True

    def time(self) -> float:
        return self._now

    @contextmanager
    def waiting_for_outside(self) -> Generator[None]:
        """Within this context the clock stands still: what is awaited is really waited for.

        For work that the loop cannot see: in threads of one's own, in processes, beyond sockets.

            with loop.waiting_for_outside():
                reply = await ask_the_server()

        No deadline passes meanwhile, on the loop as a whole: a peer that does not answer is waited
        for without end, whatever the timeout. Contexts may overlap; the last one to end counts.
        """
        self._outside += 1
        try:
            yield
        finally:
            self._outside -= 1

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        self._timers += 1
        timer = OrderedTimer(self._timers, when, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        return timer

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> "asyncio.Future[T]":
        """As in asyncio; the clock stands still until it is done."""
        self._working += 1
        try:
            future = super().run_in_executor(executor, func, *args)
        except BaseException:
            self._working -= 1
            raise
        future.add_done_callback(self._worked)
        return future

    async def shutdown_default_executor(self, *args: Any, **kwargs: Any) -> None:
        self._working += 1  # it waits for the workers in a thread of its own
        try:
            await super().shutdown_default_executor(*args, **kwargs)
        finally:
            self._working -= 1

    def _admit_socket(self) -> None:
        """Raise RuntimeError unless somebody has said that the loop is to wait for a socket.

        The loop's own, by which threads wake it, is there before anybody could.
        """
        if self._is_made and not self._outside:
            raise RuntimeError(
                "a VirtualLoop does not wait for sockets, its time would jump past every timeout: "
                "use them within `with loop.waiting_for_outside():`, or on a real loop"
            )

    def _worked(self, _: "asyncio.Future[Any]") -> None:
        self._working -= 1

    def _waits_for_ever(self) -> bool:
        """Whether the next deadline is one that never comes."""
        return bool(self._scheduled) and math.isinf(self._scheduled[0].when())

    def _advance(self, timeout: float | None) -> float | None:
        """Move the clock by `timeout`, and return how long to really wait."""
        if self._working or self._outside:
            return None
        if timeout is None or self._waits_for_ever():
            raise Deadlock(
                "every task waits for another: nothing is due and no executor is at work (what "
                "comes from elsewhere is waited for within `with loop.waiting_for_outside():`)"
            )
        self._now += timeout
        self.wakeups += 1
        return 0


def run(main: Coroutine[Any, Any, T], *, loop_factory: Callable[[], Any] = VirtualLoop) -> T:
    """Run `main` to its end on a fresh `VirtualLoop` (or another loop), as `asyncio.run` does."""
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(main)
