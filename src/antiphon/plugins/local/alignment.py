"""Lays an utterance so that what is around it does not matter."""

import numpy as np
import numpy.typing as npt

__all__ = ["aligned"]

LEAD_IN = 0.2
LEAD_OUT = 0.15
"""Seconds kept around what is loud, for the softest sounds."""
LOUD = 0.003
"""Of full scale: a sample beyond this is a sound, 50 dB below the loudest there can be."""

Levels = npt.NDArray[np.float32]


def aligned(samples: Levels, sample_rate: int) -> Levels:
    """`samples` from 0.2 s before the first sound to 0.15 s after the last, to the sample.

    A recognizer may hear other words where the very same sound begins a few milliseconds later in
    its first frame. What is cut to whole windows of a detector begins anywhere; this does not.
    """
    loud = np.flatnonzero(np.abs(samples) > LOUD)
    if not loud.size:
        return samples
    start = int(loud[0]) - round(LEAD_IN * sample_rate)
    end = int(loud[-1]) + round(LEAD_OUT * sample_rate)
    return samples[max(start, 0) : end]
