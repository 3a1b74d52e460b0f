"""Channels and voices, put together."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from antiphon.audio.frame import FULL_SCALE, AudioFrame, Samples

__all__ = ["mix", "remix"]


def mix(frames: Sequence[AudioFrame]) -> AudioFrame:
    """What is heard when `frames` sound together from their beginnings, as long as the longest.

    The sum is clamped. Raises ValueError if there are none, or rates or channels differ.
    """
    if not frames:
        raise ValueError("there are no frames to mix")
    first = frames[0]
    if any(
        (frame.sample_rate, frame.num_channels) != (first.sample_rate, first.num_channels)
        for frame in frames
    ):
        raise ValueError("frames of different rates or channels cannot be mixed")
    longest = max(frames, key=lambda frame: frame.samples_per_channel)
    total = np.zeros(longest.samples.shape, dtype=np.int32)
    for frame in frames:
        total[: frame.samples_per_channel] += frame.samples
    return AudioFrame.from_samples(clamped(total), first.sample_rate)


def remix(frame: AudioFrame, num_channels: int) -> AudioFrame:
    """`frame` with `num_channels`: mixed down to mono, or mono in every channel.

    The frame itself where nothing changes. Raises ValueError for several channels out of others.
    """
    if frame.num_channels == num_channels:
        return frame
    if num_channels == 1:
        mean = np.rint(frame.samples.mean(axis=1))
        return AudioFrame.from_samples(clamped(mean), frame.sample_rate)
    if frame.num_channels == 1:
        copies = np.repeat(frame.samples[:, np.newaxis], num_channels, axis=1)
        return AudioFrame.from_samples(copies, frame.sample_rate)
    raise ValueError(f"{frame.num_channels} channels cannot be made {num_channels}")


def clamped(values: npt.NDArray[np.int32] | npt.NDArray[np.float64]) -> Samples:
    return values.clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
