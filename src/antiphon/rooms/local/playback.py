"""What a source plays and when: a queue whose position is computed from the clock, never ticked."""

from collections import deque
from dataclasses import dataclass

from antiphon.audio.frame import Samples

__all__ = ["JITTER", "Playback", "Span"]

BLOCKS_PER_SECOND = 100
MICROSECONDS_PER_BLOCK = 10_000
JITTER = 0.5e-6
"""Seconds by which two readings of the clock may differ and still mean the same moment."""


@dataclass(frozen=True, slots=True)
class Span:
    """Samples that were played one after the other."""

    at: float
    """Loop time at which the first of them was played."""
    samples: Samples
    """Shaped (n,), or (n, channels)."""


class Playback:
    """Plays what is written, in blocks of 10 ms counted from the moment at which playing began.

    A sample counts as played when its block has begun: from then on nothing takes it back. What
    is written before the last sample has died away continues the run; what is written later
    begins a new run, there and then. Time is an argument, in seconds, and never goes back.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._run_began = 0.0
        self._run_first = 0
        """Number of samples played before this run."""
        self._end = 0
        """Number of samples played or queued, ever."""
        self._taken = 0
        self._waiting: deque[Span] = deque()
        """What was not taken yet: samples `_taken` to `_end`."""

    @property
    def ends_at(self) -> float:
        """When the last sample that was written will have died away."""
        return self._run_began + (self._end - self._run_first) / self._rate

    @property
    def has_more(self) -> bool:
        """Whether there is anything left to take, now or later."""
        return self._taken < self._end

    def played(self, now: float) -> int:
        """How many samples have been played, ever."""
        elapsed = round((now - self._run_began) * 1e6)
        blocks = elapsed // MICROSECONDS_PER_BLOCK + 1
        return min(self._end, self._run_first + blocks * self._rate // BLOCKS_PER_SECOND)

    def queued(self, now: float) -> int:
        """How many samples are still to be played."""
        return self._end - self.played(now)

    def has_room_at(self, limit: int) -> float:
        """When fewer than `limit` samples will be queued, if nothing is written until then."""
        needed = self._end - limit + 1 - self._run_first
        blocks = -(-needed * BLOCKS_PER_SECOND // self._rate)
        return self._run_began + (max(blocks, 1) - 1) / BLOCKS_PER_SECOND

    def write(self, samples: Samples, now: float) -> None:
        """Queue `samples` behind what is queued."""
        if now - self.ends_at > JITTER:
            self._run_began = now
            self._run_first = self._end
        self._waiting.append(Span(self.ends_at, samples))
        self._end += len(samples)

    def clear(self, now: float) -> int:
        """Drop what is queued, and return how many samples; the block in flight is still played."""
        dropped = self.queued(now)
        self._end -= dropped
        excess = dropped
        while excess:
            last = self._waiting.pop()
            kept = last.samples[: max(len(last.samples) - excess, 0)]
            excess -= len(last.samples) - len(kept)
            if len(kept):
                self._waiting.append(Span(last.at, kept))
        return dropped

    def take(self, now: float) -> list[Span]:
        """What has been played since this was last asked."""
        wanted = self.played(now) - self._taken
        self._taken += wanted
        spans = []
        while wanted:
            first = self._waiting.popleft()
            spans.append(Span(first.at, first.samples[:wanted]))
            rest = first.samples[wanted:]
            wanted -= len(spans[-1].samples)
            if len(rest):
                at = first.at + len(spans[-1].samples) / self._rate
                self._waiting.appendleft(Span(at, rest))
        return spans
