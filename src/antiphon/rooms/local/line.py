"""The line from a source to the listeners of one track: what they hear, and what when it is dry."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples
from antiphon.rooms.local.playback import Span

__all__ = ["LONGEST_SILENCE", "Line", "Listener"]

LONGEST_SILENCE = 1.0
"""Seconds of silence that follow the last sound, as out of a jitter buffer; then nothing does."""


class Listener(Protocol):
    """Who hears a track; called on the loop, in the order of playing."""

    def deliver(self, at: float, frame: AudioFrame) -> None:
        """Hear `frame`, whose first sample was played at loop time `at`.

        It follows on the frame before without a gap, unless there was a rest in between.
        """

    def rest(self) -> None:
        """Nothing more is to be heard for now."""

    def end(self) -> None:
        """Nothing more will ever be heard."""


class Line:
    """Gives listeners what is played, on one even grid of samples, while it is not muted.

    Where nothing is played, or it is muted, they hear silence in real time, for at most a second
    after the last sound. Then the line rests: nothing is delivered and nothing needs to be done.
    """

    def __init__(self, sample_rate: int, num_channels: int) -> None:
        self.muted = False
        self.sample_rate = sample_rate
        self._most_silence = round(LONGEST_SILENCE * sample_rate)
        self._shape = () if num_channels == 1 else (num_channels,)
        self._listeners: list[Listener] = []
        self._began: float | None = None
        """Loop time of the first sample since the line last rested; None while it rests."""
        self._delivered = 0
        """Samples since then."""
        self._silent = 0
        """Samples of silence since the last sound."""

    def add(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def remove(self, listener: Listener) -> None:
        """Take `listener` off; nothing happens if it is not there."""
        if listener in self._listeners:
            self._listeners.remove(listener)
        if not self._listeners:
            self._began = None

    def is_busy(self, *, more_to_play: bool) -> bool:
        """Whether there will be something to deliver without anybody doing anything."""
        if not self._listeners:
            return False
        return self._began is not None or (more_to_play and not self.muted)

    def carry(self, spans: Sequence[Span], now: float) -> None:
        """Deliver what was played up to `now`, and the silence where there was nothing."""
        if not self._listeners:
            return
        if not self.muted:
            for span in spans:
                self._sound(span)
        self._keep_silent_until(now)

    def _sound(self, span: Span) -> None:
        self._keep_silent_until(span.at)
        if self._began is None:
            self._began = span.at
            self._delivered = 0
        self._silent = 0
        self._deliver(span.samples)

    def _keep_silent_until(self, moment: float) -> None:
        if self._began is None:
            return
        gap = round((moment - self._began) * self.sample_rate) - self._delivered
        silence = min(gap, self._most_silence - self._silent)
        if silence > 0:
            self._silent += silence
            self._deliver(np.zeros((silence, *self._shape), np.int16))
        if self._silent == self._most_silence:
            self._rest()

    def _deliver(self, samples: Samples) -> None:
        assert self._began is not None
        at = self._began + self._delivered / self.sample_rate
        self._delivered += len(samples)
        frame = AudioFrame.from_samples(samples, self.sample_rate)
        for listener in tuple(self._listeners):
            listener.deliver(at, frame)

    def _rest(self) -> None:
        self._began = None
        for listener in tuple(self._listeners):
            listener.rest()
