"""The log-mel spectrogram that Whisper's encoders hear, after Radford et al. (2022)."""

from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["HOP", "SAMPLE_RATE", "log_mel"]

SAMPLE_RATE = 16_000
WINDOW = 400
HOP = 160
BANDS = 80
TOP = 8000.0
"""Hz, the upper end of the last band."""
LOUDNESS_RANGE = 8.0
"""Powers of ten below the loudest that are kept."""

LINEAR_STEP = 200.0 / 3
LOG_FROM = 1000.0
LOG_STEP = np.log(6.4) / 27.0
"""Slaney's mel scale: linear up to 1 kHz, logarithmic above."""

Spectrogram = npt.NDArray[np.float32]


def log_mel(samples: npt.NDArray[np.float32]) -> Spectrogram:
    """The spectrogram of 16 kHz mono, ±1.0: 80 bands by one column for each 10 ms."""
    normal = (samples - samples.mean()) / np.sqrt(samples.var() + 1e-7)
    padded = np.pad(normal, WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    shape = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    power = np.abs(np.fft.rfft(frames[: len(samples) // HOP] * shape)) ** 2
    loudness = np.log10(np.maximum(power @ bands().T, 1e-10)).T
    kept = np.maximum(loudness, loudness.max() - LOUDNESS_RANGE)
    spectrogram: Spectrogram = ((kept + 4.0) / 4.0).astype(np.float32)
    return spectrogram


@cache
def bands() -> npt.NDArray[np.float64]:
    """How much each frequency counts in each band: triangles of equal area."""
    frequencies = np.linspace(0.0, SAMPLE_RATE / 2, WINDOW // 2 + 1)
    edges = hertz(np.linspace(0.0, mel(TOP), BANDS + 2))
    widths = np.diff(edges)
    slopes = edges[:, np.newaxis] - frequencies[np.newaxis, :]
    rising = -slopes[:-2] / widths[:-1, np.newaxis]
    falling = slopes[2:] / widths[1:, np.newaxis]
    areas = 2.0 / (edges[2:] - edges[:-2])
    triangles: npt.NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling))
    return triangles * areas[:, np.newaxis]


def mel(frequency: float) -> float:
    """Slaney's mel of a frequency above 1 kHz."""
    return float(LOG_FROM / LINEAR_STEP + np.log(frequency / LOG_FROM) / LOG_STEP)


def hertz(mels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The frequencies of those mels."""
    border = LOG_FROM / LINEAR_STEP
    return np.where(
        mels < border, mels * LINEAR_STEP, LOG_FROM * np.exp(LOG_STEP * (mels - border))
    )
