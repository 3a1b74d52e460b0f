"""The limits of the account: one that is used up holds back what is asked for, a little.

| a limit                    | then                                                             |
|----------------------------|------------------------------------------------------------------|
| is used up                 | told; answers are asked for when it is renewed, 3 s on at most   |
| is used up still           | the same, but not told                                           |
| is not used up (any more)  | nothing is held back                                             |
"""

from antiphon import clock
from antiphon.core import messages as m
from antiphon.plugins.openai import codec as wire
from antiphon.realtime import ModelEvent

__all__ = ["RateLimits"]

LONGEST_HOLD_SECONDS = 3.0
LONGEST_TOLD_SECONDS = 86_400.0


class RateLimits:
    """Which of them are used up, and for how long."""

    def __init__(self) -> None:
        self._used_up: set[str] = set()
        self._until = 0.0

    @property
    def seconds_to_wait(self) -> float:
        """So long nothing is to be asked for; 0 where nothing is used up."""
        return max(self._until - clock.now(), 0.0)

    def updated(self, event: wire.RateLimitsUpdated) -> list[ModelEvent]:
        """What is told of the limits as they are now."""
        used_up = [limit for limit in event.rate_limits if limit.remaining == 0]
        new = [limit for limit in used_up if limit.name not in self._used_up]
        self._used_up = {limit.name for limit in used_up}
        seconds = max((limit.reset_seconds or 0.0 for limit in used_up), default=0.0)
        self._until = clock.now() + min(max(seconds, 0.0), LONGEST_HOLD_SECONDS)
        return [trouble_of(limit) for limit in new]


def trouble_of(limit: wire.RateLimit) -> m.ModelTroubled:
    """What is told of a limit that is used up."""
    seconds = max(limit.reset_seconds or 0.0, 0.0)
    span = f"{seconds:.0f} s" if seconds <= LONGEST_TOLD_SECONDS else "more than a day"
    message = f"the limit of {limit.name} is used up for {span}"
    return m.ModelTroubled(kind="rate_limited", message=message)
