"""The audio source: what a program captures into, played on the loop's clock."""

import asyncio
from collections.abc import Callable

import numpy as np

from antiphon import clock
from antiphon.audio import AudioFrame, Frame, own_frame
from antiphon.audio.frame import Samples
from antiphon.errors import ConfigurationError, RoomClosed, RoomError
from antiphon.rooms.local.feed import Feed
from antiphon.rooms.local.playback import JITTER
from antiphon.rooms.local.pulse import Pulse

__all__ = ["AudioSource"]


class AudioSource:
    """Plays what it captures in real time, like `livekit.rtc.AudioSource`, and counts it exactly.

    A sample counts as played when its block of 10 ms has begun. Nothing runs while nothing is
    queued or nobody listens. Methods are called on the running loop, which `loop` need not name.
    """

    def __init__(
        self,
        sample_rate: int,
        num_channels: int,
        queue_size_ms: int = 1000,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        if min(sample_rate, num_channels, queue_size_ms) <= 0:
            raise RoomError(
                f"An audio source cannot play {num_channels} channels at {sample_rate} Hz "
                f"out of a queue of {queue_size_ms} ms: use positive numbers."
            )
        self.feed = Feed(sample_rate, num_channels)
        """What drives it; for tracks."""
        self._sample_rate = sample_rate
        self._num_channels = num_channels
        self._capacity = max(sample_rate * queue_size_ms // 1000, 1)
        self._writers = asyncio.Lock()
        self._cut = Pulse()
        """Beats when the queue is shortened."""
        self._closed = False

    @property
    def sample_rate(self) -> int:
        return self._sample_rate

    @property
    def num_channels(self) -> int:
        return self._num_channels

    @property
    def queued_samples(self) -> int:
        """Samples captured that are still to be played, per channel: exact."""
        return self.feed.playback.queued(clock.now())

    @property
    def played_samples(self) -> int:
        """Samples that have been played, ever, per channel: exact."""
        return self.feed.playback.played(clock.now())

    @property
    def queued_duration(self) -> float:
        """Seconds that are still to be played."""
        return self.queued_samples / self._sample_rate

    @property
    def silent_at(self) -> float:
        """Loop time at which the last sample captured so far will have died away."""
        return self.feed.playback.ends_at

    async def capture_frame(self, frame: Frame) -> None:
        """Queue `frame` whole; waits only while the queue is full.

        Cancelled while it waits, it has queued nothing. Raises ConfigurationError for a frame of
        another rate or other channels, TypeError for what is none, RoomClosed once the source is
        closed.
        """
        samples = self._samples_of(own_frame(frame))
        async with self._writers:
            await self._wait_until(lambda: self.feed.playback.has_room_at(self._capacity))
            if self._closed:
                raise RoomClosed("This audio source was closed: make a new one to play more.")
            if len(samples):
                with self.feed.settled() as now:
                    self.feed.playback.write(samples, now)

    def clear_queue(self) -> int:
        """Drop what is queued, and return how many samples; the 10 ms in flight are still played.

        A `capture_frame` that waits is not part of the queue.
        """
        with self.feed.settled() as now:
            dropped = self.feed.playback.clear(now)
        self._cut.beat()
        return dropped

    async def wait_for_playout(self) -> None:
        """Wait until the last sample that is queued has died away."""
        await self._wait_until(lambda: self.feed.playback.ends_at)

    async def aclose(self) -> None:
        """Drop what is queued, and take no more."""
        self.close()

    def close(self) -> None:
        """`aclose()`, for those who cannot wait: it never does."""
        self._closed = True
        self.clear_queue()

    def _samples_of(self, frame: AudioFrame) -> Samples:
        """A copy, for programs reuse a frame's buffer."""
        if (frame.sample_rate, frame.num_channels) != (self._sample_rate, self._num_channels):
            raise ConfigurationError(
                f"This source plays {self._num_channels} channels at {self._sample_rate} Hz, not "
                f"{frame.num_channels} at {frame.sample_rate} Hz: resample the frame first."
            )
        samples = np.frombuffer(frame.data, np.int16).copy()
        return samples if self._num_channels == 1 else samples.reshape(-1, self._num_channels)

    async def _wait_until(self, moment: Callable[[], float]) -> None:
        """Wait for a moment that comes nearer when the queue is cut."""
        while moment() - clock.now() > JITTER:
            await self._cut.wait(until=moment())
