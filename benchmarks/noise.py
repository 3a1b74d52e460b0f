"""Noise to be heard through."""

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame

__all__ = ["with_pink_noise"]

HOP = 320
"""Samples over which loudness is measured."""
PAUSE_DB = 30.0
"""What is so much softer than the loudest moment is no speech."""


def with_pink_noise(sound: AudioFrame, decibels: float, *, seed: int) -> AudioFrame:
    """`sound`, mono, in pink noise that is so many decibels softer than its speech."""
    samples = sound.samples.astype(np.float64) / 32768
    noise = pink(len(samples), np.random.default_rng(seed))
    level = np.sqrt(speech_power(samples) / 10 ** (decibels / 10))
    return AudioFrame.from_samples(samples + noise * level, sound.sample_rate)


def pink(count: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Noise of power 1 whose power falls with frequency."""
    spectrum = np.fft.rfft(random.standard_normal(count))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    noise = np.fft.irfft(spectrum, count)
    loudness: npt.NDArray[np.float64] = noise / np.sqrt(np.square(noise).mean())
    return loudness


def speech_power(samples: npt.NDArray[np.float64]) -> float:
    """The mean power where there is speech."""
    power = np.square(samples[: len(samples) // HOP * HOP].reshape(-1, HOP)).mean(axis=1)
    return float(power[power > power.max() / 10 ** (PAUSE_DB / 10)].mean())
