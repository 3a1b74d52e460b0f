"""What was written, handed to the native source and heard of a voice, counted by the clock.

| while the line   | what is queued    | what is written                                           |
|------------------|-------------------|-----------------------------------------------------------|
| is up            | is heard in time  | is handed on in whole blocks of 10 ms; silence fills the  |
|                  |                   | last one up when the voice would else run dry             |
| is down          | is not heard      | waits                                                     |
| is up within     | goes on as if it  | follows it                                                |
| 250 ms           | had been up       |                                                           |
| is up after that | is handed on anew | follows it                                                |
"""

import numpy as np

from antiphon.audio.frame import Samples

__all__ = ["BLOCKS_PER_SECOND", "Delivery"]

BLOCKS_PER_SECOND = 100
"""The native source plays in blocks of 10 ms, and keeps what does not fill one."""
LONGEST_GAP = 0.25
"""Seconds of a gap that nobody takes for one; what follows a longer gap was not heard."""
EMPTY = np.zeros(0, np.int16)


class Delivery:
    """The account of one voice, in samples; time is an argument, in seconds, and never goes back.

    A sample counts as heard when its time to be played has come, and the line is up.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._block = sample_rate // BLOCKS_PER_SECOND
        self._unheard: Samples = EMPTY
        """The last samples written, among them all that were not heard; the last `_untaken` of
        them were not handed on."""
        self._untaken = 0
        self._ends_at = 0.0
        """When the last sample written will have been played."""
        self._down_since: float | None = None

    def write(self, samples: Samples, now: float) -> None:
        """Queue `samples` behind what is queued."""
        self._forget_heard(now)
        self._unheard = np.concatenate((self._unheard, samples))
        self._untaken += len(samples)
        self._ends_at = max(self._ends_at, self._heard_at(now)) + len(samples) / self._rate

    def take(self, now: float) -> Samples:
        """What is to be handed to the source now: whole blocks, or nothing."""
        if self._down_since is not None or not self._untaken:
            return EMPTY
        first = len(self._unheard) - self._untaken
        rest = self._untaken % self._block
        if rest and now >= self._due_at():
            self._untaken = 0
            return np.concatenate((self._unheard[first:], np.zeros(self._block - rest, np.int16)))
        self._untaken = rest
        return self._unheard[first : len(self._unheard) - rest]

    def wait(self, now: float) -> float | None:
        """Seconds until `take` has something though nothing is written; None: it will not."""
        if self._down_since is not None or not self._untaken:
            return None
        return max(self._due_at() - now, 0.0)

    def queued(self, now: float) -> int:
        """Samples written that were not heard."""
        return max(round((self._ends_at - self._heard_at(now)) * self._rate), 0)

    def clear(self, now: float) -> int:
        """Forget what was not heard, and return how many samples that is."""
        dropped = self.queued(now)
        self._unheard, self._untaken = EMPTY, 0
        self._ends_at -= dropped / self._rate
        return dropped

    def cut_off(self, now: float) -> None:
        """The line is down: nothing is heard from now on."""
        if self._down_since is None:
            self._down_since = now

    def restored(self, now: float) -> bool:
        """The line is up. True if the source must forget what it has: it is handed on anew."""
        down_since, self._down_since = self._down_since, None
        if down_since is None or now - down_since <= LONGEST_GAP:
            return False
        unheard = min(max(round((self._ends_at - down_since) * self._rate), 0), len(self._unheard))
        self._unheard = self._unheard[len(self._unheard) - unheard :]
        self._untaken = unheard
        self._ends_at = now + unheard / self._rate
        return True

    def _heard_at(self, now: float) -> float:
        """When that was heard last which could be heard by now."""
        return now if self._down_since is None else self._down_since

    def _due_at(self) -> float:
        """When the voice runs dry unless what fills no block is handed on."""
        return self._ends_at - self._untaken % self._block / self._rate

    def _forget_heard(self, now: float) -> None:
        heard = len(self._unheard) - max(self.queued(now), self._untaken)
        if heard > 0:
            self._unheard = self._unheard[heard:]
