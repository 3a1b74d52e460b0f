"""How alike two sounds are, though one of them was coded and came by a jitter buffer."""

import numpy as np
import numpy.typing as npt

from antiphon.audio.frame import Samples

__all__ = ["RATE", "envelope", "likeness"]

RATE = 24_000
"""Of both."""


def likeness(original: Samples, heard: Samples) -> float:
    """How much the loudness of `original` is that of its best place in `heard`; 1: the same."""
    wanted, found = envelope(original), envelope(heard)
    windows = np.lib.stride_tricks.sliding_window_view(found, len(wanted))
    sounding = windows[np.ptp(windows, axis=1) > 0]
    return max(float(np.corrcoef(wanted, window)[0, 1]) for window in sounding)


def envelope(samples: Samples) -> npt.NDArray[np.float64]:
    """The loudness of each 20 ms."""
    size = RATE // 50
    blocks = samples[: len(samples) // size * size].reshape(-1, size).astype(float)
    loudness: npt.NDArray[np.float64] = np.sqrt(np.mean(blocks**2, axis=1))
    return loudness
