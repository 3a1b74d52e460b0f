"""When a host that is ill is left alone, and when it is tried again.

| the circuit is | and what happens                           | then                               |
|----------------|--------------------------------------------|------------------------------------|
| closed         | five dials fail, each begun after the one  | open: nobody dials for a second    |
|                | before it had failed                       |                                    |
| open           | its time passes                            | half open: one is to try           |
| half open      | that dial fails                            | open, twice as long, 5 s at most   |
| any            | a dial is answered                         | closed                             |

Dials that were under way together are one piece of news. After Michael Nygard, "Release It!"
(2007), chapter 5.
"""

import math

from antiphon.errors import ModelConnectionError

__all__ = ["Breaker"]

MOST_FAILURES = 5
FIRST_SECONDS = 1.0
LONGEST_SECONDS = 5.0
"""As long as the longest wait of a line that is alone with a host: nobody comes back later."""


class Breaker:
    """What is known of the health of one host, by all who have dialled it; times are the loop's."""

    def __init__(self) -> None:
        self._failures = 0
        self._failed_at = -math.inf
        self._until = -math.inf
        self.last_failure = ModelConnectionError("the host was never dialled")
        """Why the latest dial failed that has."""

    @property
    def is_closed(self) -> bool:
        """Anybody may dial; else one is to try, when the time has passed."""
        return self._failures < MOST_FAILURES

    def seconds_left(self, now: float) -> float:
        """So long it is to be left alone; 0 where it may be dialled."""
        return max(self._until - now, 0.0)

    def answered(self) -> None:
        """Somebody was answered: it is well."""
        self._failures = 0
        self._until = -math.inf

    def failed(self, error: ModelConnectionError, *, begun: float, now: float) -> None:
        """A dial has failed that was begun then."""
        if begun <= self._failed_at:
            return
        self._failed_at = now
        self._failures += 1
        self.last_failure = error
        if not self.is_closed:
            times = self._failures - MOST_FAILURES
            self._until = now + min(FIRST_SECONDS * 2.0**times, LONGEST_SECONDS)
