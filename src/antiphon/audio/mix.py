"""Channels and voices, put together."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from antiphon.audio.frame import FULL_SCALE, AudioFrame, Samples
from antiphon.audio.levels import rms_dbfs

__all__ = ["audible_mono", "mix", "remix"]

CANCELLING_DB = 10.0
"""What mixing may take from the loudest channel: beside one silent channel it is 6 dB."""


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


def audible_mono(frame: AudioFrame) -> AudioFrame:
    """`frame` mixed down to mono; where its channels cancel each other out, the loudest of them.

    They do where the mix is more than 10 dB below the loudest: one channel upside down, as by a
    cable with crossed wires, and the mix is silence. Judged over the whole frame.
    """
    mixed = remix(frame, 1)
    channels = [
        AudioFrame.from_samples(samples, frame.sample_rate)
        for samples in frame.samples.reshape(-1, frame.num_channels).T
    ]
    loudest = max(channels, key=rms_dbfs)
    return loudest if rms_dbfs(loudest) - rms_dbfs(mixed) > CANCELLING_DB else mixed


def clamped(values: npt.NDArray[np.int32] | npt.NDArray[np.float64]) -> Samples:
    return values.clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
