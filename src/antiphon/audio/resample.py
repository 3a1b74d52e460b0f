"""Sound at another rate, while it streams."""

from typing import Literal, TypeAlias

import numpy as np
import soxr

from antiphon.audio.frame import FULL_SCALE, AudioFrame, combine_frames
from antiphon.audio.mix import remix

__all__ = ["Quality", "Resampler", "resample"]

Quality: TypeAlias = Literal["HQ", "LQ"]
"""High, at the price of up to 40 ms of delay (twice that from 8 kHz); or low, at half of it."""


class Resampler:
    """Turns a stream of frames, whatever their rate and channels, into one of a given format.

    Rate and channels may change from frame to frame: what was under way is then finished first.
    Frames that have the rate already pass through at once.
    """

    def __init__(self, sample_rate: int, num_channels: int = 1, *, quality: Quality = "HQ") -> None:
        self._sample_rate = sample_rate
        self._num_channels = num_channels
        self._quality: Quality = quality
        self._conversion: Conversion | None = None

    def push(self, frame: AudioFrame) -> AudioFrame:
        """Add `frame`, and return what is ready: now and then nothing, now and then more.

        Raises ValueError for channels that `remix` does not convert.
        """
        mixed = remix(frame, self._num_channels)
        if self._conversion is not None and self._conversion.input_rate == frame.sample_rate:
            return self._conversion.push(mixed)
        tail = self.flush()
        self._conversion = Conversion(
            frame.sample_rate, self._sample_rate, self._num_channels, self._quality
        )
        return combine_frames([tail, self._conversion.push(mixed)])

    def flush(self) -> AudioFrame:
        """Return all that is still under way, and begin anew."""
        if self._conversion is None:
            return AudioFrame.create(self._sample_rate, self._num_channels, 0)
        conversion, self._conversion = self._conversion, None
        return conversion.finish()


class Conversion:
    """One stream from one rate to another: bandlimited interpolation by libsoxr.

    In floating point, since its 16 bit path adds dither: here silence stays silence.
    """

    def __init__(
        self, input_rate: int, output_rate: int, num_channels: int, quality: Quality
    ) -> None:
        self.input_rate = input_rate
        self._output_rate = output_rate
        self._num_channels = num_channels
        self._stream = soxr.ResampleStream(
            input_rate, output_rate, num_channels, dtype="float32", quality=quality
        )

    def push(self, frame: AudioFrame) -> AudioFrame:
        if self.input_rate == self._output_rate:
            return frame
        level = frame.samples.astype(np.float32) / FULL_SCALE
        return AudioFrame.from_samples(self._stream.resample_chunk(level), self._output_rate)

    def finish(self) -> AudioFrame:
        shape = (0, self._num_channels) if self._num_channels > 1 else (0,)
        rest = self._stream.resample_chunk(np.zeros(shape, dtype=np.float32), last=True)
        return AudioFrame.from_samples(rest, self._output_rate)


def resample(frame: AudioFrame, sample_rate: int) -> AudioFrame:
    """The whole of `frame` at `sample_rate`."""
    resampler = Resampler(sample_rate, frame.num_channels)
    return combine_frames([resampler.push(frame), resampler.flush()])
