"""What a session will do of its own accord, and when."""

import heapq
import math
from collections.abc import Callable
from itertools import count
from typing import TypeAlias

__all__ = ["Agenda"]

Act: TypeAlias = Callable[[float], None]
"""Is told what time it is."""


class Agenda:
    """Acts by the time they are due; those due at one time come in the order they were noted."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Act]] = []
        self._order = count()

    def at(self, when: float, act: Act) -> None:
        """Note `act` for then; never, if that is infinitely far."""
        if when < math.inf:
            heapq.heappush(self._entries, (when, next(self._order), act))

    @property
    def next_due(self) -> float | None:
        """When there is something to do; None for never."""
        return self._entries[0][0] if self._entries else None

    def run(self, now: float) -> None:
        """Do what is due by now, each as if it were done on time."""
        while self._entries and self._entries[0][0] <= now:
            when, _, act = heapq.heappop(self._entries)
            act(when)
