"""What was written, handed to the native source and heard of a voice, counted by the clock.

| while the line   | what is queued    | what is written                                           |
|------------------|-------------------|-----------------------------------------------------------|
| is up            | is heard in time, | is handed on, up to 20 whole blocks of 10 ms at a time;   |
|                  | but not before it | silence fills the last one up when the voice would else   |
|                  | is handed on      | run dry                                                   |
| is down          | is not heard      | waits                                                     |
| is up within     | goes on as if it  | follows it                                                |
| 250 ms           | had been up       |                                                           |
| is up after that | is handed on anew | follows it                                                |

That it is down may be noticed late: then what was played in the meantime was not heard.
"""

import numpy as np

from antiphon.audio.frame import Samples

__all__ = ["BLOCKS_PER_SECOND", "Delivery"]

BLOCKS_PER_SECOND = 100
"""The native source plays in blocks of 10 ms, and keeps what does not fill one."""
MOST_BLOCKS = 20
"""Each time costs a round through the SDK's threads, whatever it takes along; the native source has
room for more."""
LONGEST_GAP = 0.25
"""Seconds of a gap that nobody takes for one; what follows a longer gap was not heard."""
KEPT_SECONDS = 2.5
"""How much that was heard is kept: it may turn out that it was not."""
EMPTY = np.zeros(0, np.int16)


class Delivery:
    """The account of one voice, in samples; time is an argument, in seconds, and never goes back.

    A sample counts as heard when its time to be played has come, and the line is up.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._block = sample_rate // BLOCKS_PER_SECOND
        self._kept: Samples = EMPTY
        """The last samples written, without a pause among them, and with all that were not heard;
        the last `_untaken` of them were not handed on."""
        self._untaken = 0
        self._ends_at = 0.0
        """When the last sample written will have been played, if it is handed on in time."""
        self._down_since: float | None = None

    def write(self, samples: Samples, now: float) -> None:
        """Queue `samples` behind what is queued."""
        ends_at = self._ending(now)
        begins_at = max(ends_at, self._heard_at(now))
        self._release(now, is_run_over=begins_at > ends_at)
        self._kept = np.concatenate((self._kept, samples))
        self._untaken += len(samples)
        self._ends_at = begins_at + len(samples) / self._rate

    def take(self, now: float) -> Samples:
        """What is to be handed to the source now: whole blocks, or nothing."""
        if self._down_since is not None or not self._untaken:
            return EMPTY
        first = len(self._kept) - self._untaken
        self._ends_at = self._ending(now)
        count = min(self._untaken // self._block, MOST_BLOCKS) * self._block
        if not count and now >= self._due_at():
            filling = np.zeros(self._block - self._untaken, np.int16)
            self._untaken = 0
            return np.concatenate((self._kept[first:], filling))
        self._untaken -= count
        return self._kept[first : first + count]

    def wait(self, now: float) -> float | None:
        """Seconds until `take` has something though nothing is written; None: it will not."""
        if self._down_since is not None or not self._untaken:
            return None
        return max(self._due_at() - now, 0.0)

    def queued(self, now: float) -> int:
        """Samples written that were not heard."""
        return max(round((self._ending(now) - self._heard_at(now)) * self._rate), 0)

    def clear(self, now: float) -> int:
        """Forget what was not heard, and return how many samples that is."""
        dropped = self.queued(now)
        self._ends_at = self._ending(now) - dropped / self._rate
        self._kept, self._untaken = EMPTY, 0
        return dropped

    def cut_off(self, since: float) -> None:
        """The line is down: nothing was heard from that time on, unless it is kept no longer."""
        if self._down_since is None:
            self._ends_at = self._ending(since)
            self._down_since = max(since, self._ends_at - len(self._kept) / self._rate)

    def restored(self, now: float) -> bool:
        """The line is up. True if the source must forget what it has: it is handed on anew."""
        down_since, self._down_since = self._down_since, None
        if down_since is None or now - down_since <= LONGEST_GAP:
            return False
        unheard = min(max(round((self._ends_at - down_since) * self._rate), 0), len(self._kept))
        self._kept = self._kept[len(self._kept) - unheard :]
        self._untaken = unheard
        self._ends_at = now + unheard / self._rate
        return True

    def _heard_at(self, now: float) -> float:
        """When that was heard last which could be heard by now."""
        return now if self._down_since is None else self._down_since

    def _ending(self, now: float) -> float:
        """When the last sample written will have been played, if all is handed on now."""
        if not self._untaken:
            return self._ends_at
        return max(self._ends_at, self._heard_at(now) + self._untaken / self._rate)

    def _due_at(self) -> float:
        """When the voice runs dry unless what fills no block is handed on."""
        return self._ends_at - self._untaken % self._block / self._rate

    def _release(self, now: float, *, is_run_over: bool) -> None:
        """Keep what was not heard; and what was heard a short while ago, unless a pause follows."""
        needed = max(self.queued(now), self._untaken)
        kept = needed if is_run_over else needed + round(KEPT_SECONDS * self._rate)
        if kept < len(self._kept):
            self._kept = self._kept[len(self._kept) - kept :]
