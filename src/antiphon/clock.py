"""The clocks: the only module that asks the machine what time it is.

Everything that measures a conversation takes `now()`, which is the running loop's time: on a
`VirtualLoop` it is virtual, so a test of a ten-minute call is exact and takes no time.
"""

import asyncio
import time
from datetime import datetime

__all__ = ["local_time", "now", "stopwatch", "wall"]


def now() -> float:
    """Seconds on the running loop's clock; monotonic, with an arbitrary zero.

    Raises RuntimeError outside a running loop.
    """
    return asyncio.get_running_loop().time()


def stopwatch() -> float:
    """Seconds of real time: for the cost of work, never for the order of a conversation."""
    return time.perf_counter()


def wall() -> float:
    """Seconds since the epoch, for time stamps that leave the process."""
    return time.time()


def local_time() -> datetime:
    """The date and time where this process runs, with its time zone."""
    return datetime.now().astimezone()
