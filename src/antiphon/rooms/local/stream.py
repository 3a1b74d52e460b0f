"""The audio stream: a track as a reader hears it, in frames of one length."""

import asyncio
from collections import deque
from dataclasses import dataclass

from antiphon.audio import AudioByteStream, AudioFrame
from antiphon.audio.resample import Resampler
from antiphon.errors import RoomError
from antiphon.rooms.local.tracks import AudioTrack

__all__ = ["AudioFrameEvent", "AudioStream"]

LONGEST_LAG = 5.0
"""Seconds that a reader may lag behind before the oldest frames are dropped."""


@dataclass(frozen=True, slots=True)
class AudioFrameEvent:
    """One frame of an `AudioStream`."""

    frame: AudioFrame
    at: float
    """Loop time at which its first sample was played."""


class AudioStream:
    """What is played on `track`, in frames of `frame_size_ms` of the rate and channels asked for.

    An async iterator that ends with the track's subscription, or with `aclose()`. Nothing that
    was cleared or muted is in it; up to a second of silence follows each sound. A reader that
    lags `capacity` frames (5 s where that is 0) behind loses the oldest: see `dropped_frames`.
    """

    def __init__(
        self,
        track: AudioTrack,
        loop: asyncio.AbstractEventLoop | None = None,
        capacity: int = 0,
        sample_rate: int = 48000,
        num_channels: int = 1,
        frame_size_ms: int | None = None,
    ) -> None:
        frame_ms = 10 if frame_size_ms is None else frame_size_ms
        length = sample_rate * frame_ms // 1000
        if min(length, num_channels) <= 0 or capacity < 0:
            raise RoomError(
                f"A track cannot be heard in frames of {frame_ms} ms of {num_channels} channels "
                f"at {sample_rate} Hz, {capacity} at most: use positive numbers."
            )
        self.dropped_frames = 0
        """Frames lost because they were not read in time."""
        self._resampler = Resampler(sample_rate, num_channels, quality="LQ")
        self._cutter = AudioByteStream(sample_rate, num_channels, length)
        self._rate = sample_rate
        self._channels = num_channels
        self._length = length
        self._began: float | None = None
        """Loop time of the first sample since the last rest."""
        self._heard = 0
        """Samples since then, at our rate, those included that do not fill a frame yet."""
        self._cut = 0
        """Samples since then in whole frames."""
        self._frames: deque[AudioFrameEvent] = deque()
        self._most_frames = capacity or max(int(LONGEST_LAG * 1000 / frame_ms), 1)
        self._ended = False
        self._news = asyncio.Event()
        self._leave = track.listen(self)

    def __aiter__(self) -> "AudioStream":
        return self

    async def __anext__(self) -> AudioFrameEvent:
        while not self._frames:
            if self._ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._frames.popleft()

    async def aclose(self) -> None:
        """Stop listening; what was not read is dropped, and reading ends."""
        self.close()

    def close(self) -> None:
        """`aclose()`, for those who cannot wait: it never does."""
        self._leave()
        self._frames.clear()
        self._ended = True
        self._news.set()

    def deliver(self, at: float, frame: AudioFrame) -> None:
        """Hear `frame`: the track's side of the stream."""
        if self._began is None:
            self._began = at
        self._add(self._resampler.push(frame))

    def rest(self) -> None:
        """Let out what is under way, the last frame filled up with silence."""
        self._add(self._resampler.flush())
        missing = -self._heard % self._length
        if missing:
            self._add(AudioFrame.create(self._rate, self._channels, missing))
        self._began = None
        self._heard = self._cut = 0

    def end(self) -> None:
        """Let out what is under way; when it has been read, reading ends."""
        self.rest()
        self._ended = True
        self._news.set()

    def _add(self, frame: AudioFrame) -> None:
        self._heard += frame.samples_per_channel
        for whole in self._cutter.push(frame.data):
            self._queue(whole)

    def _queue(self, frame: AudioFrame) -> None:
        assert self._began is not None
        at = self._began + self._cut / self._rate
        self._cut += self._length
        if len(self._frames) == self._most_frames:
            self._frames.popleft()
            self.dropped_frames += 1
        self._frames.append(AudioFrameEvent(frame, at))
        self._news.set()
