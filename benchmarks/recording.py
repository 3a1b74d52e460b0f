"""What a recorded conversation says about a telling in it: from its samples alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame, voiced_spans
from antiphon.audio.frame import Samples

__all__ = ["SAMPLE_RATE", "Heard", "heard_in"]

SAMPLE_RATE = 24_000
"""Of recordings and tellings, in Hz."""
MARGIN = 0.5
"""Seconds around a telling in which its first and last sample are looked for."""
FADE = round(0.005 * SAMPLE_RATE)
"""Samples at the end of what was cut that are not as they were spoken."""
QUIET_MS = 1000.0
"""Of silence, after which a voice begins anew: longer than the pauses within what it says."""
ONSET_DBFS = -50.0
"""What is louder is voice: the clips are clean, and begin with sounds as soft as an "h"."""
LOOK_BACK = 5 * SAMPLE_RATE
"""Samples before the agent fell silent in which the caller's voice is looked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """Where a telling lies in the recording, and where it broke off."""

    take: Samples
    """All of it, as the voice made it."""
    began: float
    """Loop time at which its first sample was played."""
    cut: int
    """Samples of it up to the last one that is not zero in the recording."""
    is_faithful: bool
    """Whether the recording holds what the voice made, sample for sample, up to the fade."""
    onset: float
    """Loop time of the first 10 ms of the caller's voice; NaN if the agent was silent by then."""

    @property
    def falls_silent(self) -> float:
        """Loop time of the agent's last sample."""
        return self.began + self.cut / SAMPLE_RATE

    @property
    def is_cut_in_speech(self) -> bool:
        """Whether it would have sounded on: otherwise the recording cannot tell when it stopped."""
        return bool(self.take[self.cut : self.cut + FADE].any())

    def missed_ms(self, heard_ms: float) -> float:
        """By how much `heard_ms` differs from the recording; where the telling is silent, from the
        nearest end of that silence."""
        heard = heard_ms / 1000 * SAMPLE_RATE
        later = np.flatnonzero(self.take[self.cut :])
        resumes = self.cut + (int(later[0]) if later.size else len(self.take) - self.cut)
        samples = max(self.cut - heard, heard - resumes, 0.0)
        return samples / SAMPLE_RATE * 1000


def heard_in(
    sound: npt.NDArray[np.int16], take: Samples, span: tuple[float, float], zero: float
) -> Heard:
    """Find `take` in the right channel of `sound`, where the agent was heard about in `span`.

    `span` is in seconds of the recording, which begins at loop time `zero`. Raises LookupError
    where nothing is heard in it.
    """
    left, right = sound.T
    start, end = (max(round(at * SAMPLE_RATE), 0) for at in widened(span))
    loud = np.flatnonzero(right[start:end])
    if not loud.size:
        raise LookupError(f"nobody is heard in the recording around {span}")
    origin = start + int(loud[0]) - int(np.flatnonzero(take)[0])
    cut = start + int(loud[-1]) + 1 - origin
    kept = max(cut - FADE, 0)
    return Heard(
        take=take,
        began=zero + origin / SAMPLE_RATE,
        cut=cut,
        is_faithful=bool(np.array_equal(right[origin : origin + kept], take[:kept])),
        onset=zero + onset_before(left, origin + cut),
    )


def widened(span: tuple[float, float]) -> tuple[float, float]:
    """`span` with room for what is played before it is told of."""
    return span[0] - MARGIN, span[1] + MARGIN


def onset_before(left: Samples, sample: int) -> float:
    """Seconds at which the last voice that began before `sample` began."""
    first = max(sample - LOOK_BACK, 0)
    spoken = AudioFrame.from_samples(left[first:sample], SAMPLE_RATE)
    spans = voiced_spans(spoken, threshold_dbfs=ONSET_DBFS, bridge_ms=QUIET_MS)
    return first / SAMPLE_RATE + spans[-1][0] / 1000 if spans else float("nan")
