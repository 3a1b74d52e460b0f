"""The times that a state machine without a clock has asked for."""

import asyncio
from collections.abc import Callable

from antiphon.core.effects import SetDeadline
from antiphon.core.events import DeadlinePassed

__all__ = ["Deadlines"]


class Deadlines:
    """Reports `DeadlinePassed` when a deadline's time is up; one of each name at a time."""

    def __init__(self, report: Callable[[DeadlinePassed], None]) -> None:
        self._report = report
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def set(self, effect: SetDeadline) -> None:
        """Set a deadline anew, or forget it."""
        if (timer := self._timers.pop(effect.name, None)) is not None:
            timer.cancel()
        if effect.seconds is not None:
            passed = DeadlinePassed(name=effect.name)
            loop = asyncio.get_running_loop()
            self._timers[effect.name] = loop.call_later(effect.seconds, self._report, passed)

    def close(self) -> None:
        """Forget all of them."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
