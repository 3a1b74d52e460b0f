"""What something cost: time of the processor, conversation time, iterations of the loop."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from antiphon import clock
from antiphon.testing import VirtualLoop

__all__ = ["Expense", "metered"]


@dataclass(slots=True)
class Expense:
    """Of the context that `metered` was entered for, once it has been left."""

    cpu: float = 0.0
    """Seconds of all threads of the process."""
    seconds: float = 0.0
    """On the loop's clock."""
    wakeups: int = 0

    @property
    def cpu_per_minute(self) -> float:
        """Seconds of processor time for a minute on the loop's clock."""
        return 60 * self.cpu / self.seconds

    @property
    def wakeups_per_second(self) -> float:
        """Of the loop's clock."""
        return self.wakeups / self.seconds


@contextmanager
def metered() -> Iterator[Expense]:
    """Count what the context costs, on a running `VirtualLoop`."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, VirtualLoop):
        raise TypeError("wake-ups are counted on a VirtualLoop only")
    expense = Expense()
    cpu, began, wakeups = time.process_time(), clock.now(), loop.wakeups
    yield expense
    expense.cpu = time.process_time() - cpu
    expense.seconds = clock.now() - began
    expense.wakeups = loop.wakeups - wakeups
