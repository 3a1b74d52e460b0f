"""A sound in which every moment can be told from every other: how far of it came through?"""

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples

__all__ = ["heard_until", "moments", "sweep"]

RATE = 24_000
LOWEST_HZ, HIGHEST_HZ = 300.0, 6_000.0
LEVEL = 0.3
WINDOW = 0.3
"""Seconds at the end of what was heard that are looked for in the sweep."""
QUIET = 300
LOUD = 3000
"""Peak that has no noise in it."""


def sweep(seconds: float) -> AudioFrame:
    """A tone that rises all the time."""
    t = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * (LOWEST_HZ * t + (HIGHEST_HZ - LOWEST_HZ) / (2 * seconds) * t**2)
    return AudioFrame.from_samples(LEVEL * np.sin(phase), RATE)


def heard_until(original: AudioFrame, heard: Samples) -> float:
    """Seconds of `original` up to the last sound in `heard`, which may have been coded.

    By correlation: a piece of a rising tone fits in one place alone.
    """
    loud = np.flatnonzero(np.abs(heard.astype(int)) > QUIET)
    if not len(loud):
        return 0.0
    end = int(loud[-1]) + 1
    piece = heard[max(end - int(WINDOW * RATE), 0) : end].astype(float)
    whole = original.samples.astype(float)
    size = 1 << (len(whole) + len(piece)).bit_length()
    spectrum = np.fft.rfft(whole, size) * np.conj(np.fft.rfft(piece, size))
    fits = np.fft.irfft(spectrum, size)[: len(whole)]
    return float(np.argmax(np.abs(fits)) + len(piece)) / RATE


def moments(original: AudioFrame, heard: Samples) -> npt.NDArray[np.float64]:
    """Which second of `original` each 20 ms of `heard` are, those that are quiet left out.

    By what is strongest in them: the tone rises evenly.
    """
    size = RATE // 50
    blocks = heard[: len(heard) // size * size].reshape(-1, size).astype(float)
    loud = blocks[np.abs(blocks).max(axis=1) > LOUD]
    spectra = np.abs(np.fft.rfft(loud * np.hanning(size), RATE))
    share = (np.argmax(spectra, axis=1) - LOWEST_HZ) / (HIGHEST_HZ - LOWEST_HZ)
    return np.asarray(share * original.duration)
