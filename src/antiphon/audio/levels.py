"""How loud a frame is, and where; and how to let it die away."""

import math
from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from antiphon.audio.frame import FULL_SCALE, AudioFrame

__all__ = ["Span", "faded", "faded_in", "rms_dbfs", "voiced_spans"]

HOP = 0.010
"""Seconds over which loudness is measured."""

Span: TypeAlias = tuple[float, float]
"""Start and end, in milliseconds from the start of the frame."""


def rms_dbfs(frame: AudioFrame) -> float:
    """The frame's level in dB: 0 for a square wave at full scale, -inf for silence."""
    if not frame.samples.size:
        return -math.inf
    power = np.mean(np.square(frame.samples, dtype=np.float64))
    return decibels(float(power))


def faded(frame: AudioFrame) -> AudioFrame:
    """`frame`, fading from full level to zero along half a cosine: a stop without a click."""
    return shaped(frame, falling(frame.samples_per_channel))


def faded_in(frame: AudioFrame) -> AudioFrame:
    """`frame`, rising from zero to full level along half a cosine: a start without a click."""
    return shaped(frame, 1.0 - falling(frame.samples_per_channel))


def falling(length: int) -> npt.NDArray[np.float64]:
    """Half a cosine, from just below 1 to 0."""
    gain: npt.NDArray[np.float64] = np.cos(np.pi * np.arange(1, length + 1) / max(length, 1))
    return (1.0 + gain) / 2.0


def shaped(frame: AudioFrame, gain: npt.NDArray[np.float64]) -> AudioFrame:
    """`frame`, each of its samples multiplied by its gain."""
    samples = frame.samples.T * gain
    return AudioFrame.from_samples(np.rint(samples.T).astype(np.int16), frame.sample_rate)


def voiced_spans(
    frame: AudioFrame, *, threshold_dbfs: float = -45.0, bridge_ms: float = 60.0
) -> list[Span]:
    """Where there is speech in `frame`, in order.

    Speech is what is louder than `threshold_dbfs` over 10 ms; of several channels, on average.
    A gap shorter than `bridge_ms` belongs to the speech around it: within a word, the closure of
    a "p" or a "t" is as silent as a pause, and never that long.
    """
    hop = max(round(frame.sample_rate * HOP), 1)
    loud = hop_powers(frame, hop) > FULL_SCALE**2 * 10.0 ** (threshold_dbfs / 10.0)
    hop_ms = 1000.0 * hop / frame.sample_rate
    end_ms = 1000.0 * frame.duration
    return bridged(
        [(start * hop_ms, min(end * hop_ms, end_ms)) for start, end in runs(loud.tolist())],
        bridge_ms,
    )


def hop_powers(frame: AudioFrame, hop: int) -> npt.NDArray[np.float64]:
    """The mean power of each hop; the last may be shorter."""
    samples = frame.samples.reshape(-1, frame.num_channels).astype(np.float64)
    whole = len(samples) // hop
    hops = samples[: whole * hop].reshape(whole, hop * frame.num_channels)
    powers: npt.NDArray[np.float64] = np.einsum("ij,ij->i", hops, hops)
    powers /= hops.shape[1]
    rest = samples[whole * hop :]
    return np.append(powers, float(np.mean(np.square(rest)))) if len(rest) else powers


def runs(flags: Iterable[bool]) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of true `flags`."""
    found = []
    for flag, run in groupby(enumerate(flags), key=itemgetter(1)):
        if flag:
            places = [place for place, _ in run]
            found.append((places[0], places[-1] + 1))
    return found


def bridged(spans: list[Span], bridge_ms: float) -> list[Span]:
    """`spans`, those joined that are less than `bridge_ms` apart."""
    if not spans:
        return []
    gaps = [(end, start) for (_, end), (start, _) in pairwise(spans) if start - end >= bridge_ms]
    starts = [spans[0][0], *(start for _, start in gaps)]
    ends = [*(end for end, _ in gaps), spans[-1][1]]
    return list(zip(starts, ends, strict=True))


def decibels(power: float) -> float:
    return 10.0 * math.log10(power / FULL_SCALE**2) if power else -math.inf
