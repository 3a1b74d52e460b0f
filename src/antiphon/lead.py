"""How far ahead of what is heard a speaker is kept, so that it never runs dry.

| whoever feeds it comes        | the lead is then                                       |
|-------------------------------|--------------------------------------------------------|
| in time                       | as it was                                              |
| late by more than half of it  | twice as long as they were late, at most 200 ms        |
| in time for 10 s              | 10 ms shorter, and so on, at least 60 ms               |

Late is who finds less in the speaker than was to be left: the event loop was busy with other
things. That is the same for all who are fed on it, so they have one lead. A stop takes back what
was not heard, however long the lead is.
"""

import asyncio
from weakref import WeakKeyDictionary

__all__ = ["LONGEST", "Lead", "lead_here"]

SHORTEST = 0.06
LONGEST = 0.2
CALM_SECONDS = 10.0
STEP = 0.01


class Lead:
    """Seconds to keep ahead, found out by what happens; times are the loop's."""

    def __init__(self) -> None:
        self.seconds = SHORTEST
        """What to keep ahead now."""
        self._set_at = 0.0
        """When it was found to be too short, or shortened last."""

    def came(self, late: float, now: float) -> None:
        """A feeder came so many seconds later than it meant to, if that is more than none."""
        if late > self.seconds / 2:
            self.seconds = min(max(2 * late, self.seconds), LONGEST)
            self._set_at = now
        elif now - self._set_at >= CALM_SECONDS:
            self.seconds = max(self.seconds - STEP, SHORTEST)
            self._set_at = now


_leads: WeakKeyDictionary[asyncio.AbstractEventLoop, Lead] = WeakKeyDictionary()


def lead_here() -> Lead:
    """The lead of all speakers that are fed on the running loop."""
    return _leads.setdefault(asyncio.get_running_loop(), Lead())
