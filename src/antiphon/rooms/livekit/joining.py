"""Where a recording goes over into what is heard live."""

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples

__all__ = ["HEAD_SECONDS", "without_repetition"]

HEAD_SECONDS = 0.2
"""So much of what is live is looked for in the recording; a shorter repetition stays."""
TAIL_SECONDS = 1.5
LEAST_LIKENESS = 0.8
COARSE_HZ = 6000
QUIET = 100.0
"""Root mean square below which there is nothing to recognize."""


def without_repetition(recording: AudioFrame, head: Samples) -> Samples:
    """`recording`, mono, without its end, where that is the beginning of what is live as well.

    Normalized cross-correlation, at a low rate, of `head` with the end of the recording.
    """
    step = max(recording.sample_rate // COARSE_HZ, 1)
    samples = recording.samples
    tail = coarse(samples[-round(TAIL_SECONDS * recording.sample_rate) :], step)
    pattern = coarse(head, step)
    if not 0 < len(pattern) <= len(tail) or np.sqrt(np.mean(pattern**2)) < QUIET:
        return samples
    power = np.convolve(tail**2, np.ones(len(pattern)), "valid")
    likeness = np.correlate(tail, pattern, "valid") / np.sqrt(
        np.maximum(power * np.sum(pattern**2), 1.0)
    )
    best = int(np.argmax(likeness))
    if likeness[best] < LEAST_LIKENESS:
        return samples
    return samples[: len(samples) - (len(tail) - best) * step]


def coarse(samples: Samples, step: int) -> npt.NDArray[np.float64]:
    """The means of every `step` samples, those at the beginning left out that do not fill one."""
    whole = samples[len(samples) % step :].reshape(-1, step)
    means: npt.NDArray[np.float64] = whole.mean(axis=1)
    return means
