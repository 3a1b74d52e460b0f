"""What drives a source: brings its listeners up to the present, and knows when to do so again."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from antiphon import clock
from antiphon.rooms.local.line import Line
from antiphon.rooms.local.playback import Playback

__all__ = ["Feed"]

TICK_MICROSECONDS = 20_000


class Feed:
    """A playback and the lines that carry it.

    While somebody has something to hear there is one timer, every 20 ms of the loop's clock; all
    feeds of a loop tick together. Else there is none.
    """

    def __init__(self, sample_rate: int, num_channels: int) -> None:
        self.playback = Playback(sample_rate)
        self._format = (sample_rate, num_channels)
        self._lines: list[Line] = []
        self._timer: asyncio.TimerHandle | None = None

    def open_line(self) -> Line:
        """One more line that carries what is played."""
        line = Line(*self._format)
        self._lines.append(line)
        return line

    @contextmanager
    def settled(self) -> Generator[float]:
        """Change the playback or a line in here: all have heard what was played up to now.

        Gives the loop time that counts as now.
        """
        now = clock.now()
        spans = self.playback.take(now)
        for line in self._lines:
            line.carry(spans, now)
        yield now
        self._set_timer(now)

    def _set_timer(self, now: float) -> None:
        more = self.playback.has_more
        if not any(line.is_busy(more_to_play=more) for line in self._lines):
            self._stop_timer()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(next_tick(now), self._tick)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        with self.settled():
            pass


def next_tick(now: float) -> float:
    """The next multiple of 20 ms on the loop's clock."""
    ticks = round(now * 1e6) // TICK_MICROSECONDS + 1
    return ticks * TICK_MICROSECONDS / 1e6
