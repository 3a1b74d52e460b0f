"""The caller's ear: when the agent can be heard."""

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.rooms.local.pulse import Pulse

__all__ = ["Ear"]

LOUD = 100
"""A sample beyond this is a sound: 50 dB below full scale."""


class Ear:
    """A listener that knows when it last heard a sound."""

    def __init__(self) -> None:
        self.loud_until = float("-inf")
        """Loop time at which the last sound heard so far ended."""
        self.sound = Pulse()
        """Beats when there is more of it."""

    def deliver(self, at: float, frame: AudioFrame) -> None:
        loud = np.flatnonzero((frame.samples > LOUD) | (frame.samples < -LOUD))
        if len(loud):
            self.loud_until = at + (int(loud[-1]) + 1) / frame.sample_rate
            self.sound.beat()

    def rest(self) -> None: ...

    def end(self) -> None: ...
