"""Records both sides of a conversation on one timeline, and writes them as time goes by."""

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np

from antiphon.audio import AudioFrame, Resampler

__all__ = ["Channel", "Tape", "Voice"]

Channel: TypeAlias = Literal["users", "agent"]

CHANNELS: dict[Channel, int] = {"users": 0, "agent": 1}
"""Left and right."""
FINAL_SECONDS = 3.0
"""What is older than this is not changed any more: neither a late frame nor a cut goes so far."""
BLOCK_SECONDS = 1.0
"""Silence is written in pieces of this length."""


class Tape:
    """What is laid on it goes to `write` in stereo, a few seconds later; `close` writes the rest.

    Times are loop times; the tape begins at `zero`.
    """

    def __init__(self, sample_rate: int, zero: float, write: Callable[[AudioFrame], None]) -> None:
        self.sample_rate = sample_rate
        self._zero = zero
        self._write = write
        self._written = 0
        """Samples that were."""
        self._kept = np.zeros((0, 2), np.int32)
        """Those that follow."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self._written + len(self._kept)) / self.sample_rate

    def position(self, at: float) -> int:
        """The sample that sounds at `at`."""
        return round((at - self._zero) * self.sample_rate)

    def lay(self, channel: Channel, start: int, frame: AudioFrame) -> None:
        """Add `frame`, which is mono and of the tape's rate, from that sample on."""
        first = start - self._written
        samples = frame.samples[max(-first, 0) :]
        first = max(first, 0)
        self._reach(first + len(samples))
        self._kept[first : first + len(samples), CHANNELS[channel]] += samples

    def erase(self, channel: Channel, start: int) -> None:
        """Make it silent from that sample on."""
        self._kept[max(start - self._written, 0) :, CHANNELS[channel]] = 0

    def forward(self, now: float) -> None:
        """Write what is final by now."""
        self._write_until(self.position(now - FINAL_SECONDS))

    def close(self) -> None:
        """Write all that is left."""
        self._write_until(self._written + len(self._kept))

    def _reach(self, length: int) -> None:
        if (missing := length - len(self._kept)) > 0:
            self._kept = np.concatenate((self._kept, np.zeros((missing, 2), np.int32)))

    def _write_until(self, end: int) -> None:
        block = round(BLOCK_SECONDS * self.sample_rate)
        while self._written < end:
            length = min(block, end - self._written)
            self._reach(length)
            done, self._kept = self._kept[:length], self._kept[length:]
            self._written += length
            samples = done.clip(-32768, 32767).astype(np.int16)
            self._write(AudioFrame.from_samples(samples, self.sample_rate))


class Voice:
    """Lays the frames of one voice on a tape, one behind the other.

    Where their times leave a gap of more than `slack` seconds, there is one on the tape.
    """

    def __init__(self, tape: Tape, channel: Channel, *, slack: float) -> None:
        self._tape = tape
        self._channel: Channel = channel
        self._slack = round(slack * tape.sample_rate)
        self._resampler = Resampler(tape.sample_rate)
        self._end: int | None = None
        """Where it goes on; None: where it begins to sound."""
        self._late = 0
        """Samples by which it sounds later than it was laid."""

    def sound(self, at: float, frame: AudioFrame) -> None:
        """`frame` sounds from `at` on."""
        start = self._tape.position(at)
        if self._end is None or abs(start - self._end) > self._slack:
            self._end = start
        self._late = start - self._end
        ready = self._resampler.push(frame)
        self._tape.lay(self._channel, self._end, ready)
        self._end += ready.samples_per_channel

    def cut(self, at: float) -> None:
        """Nothing sounds from `at` on of what was laid."""
        if self._end is not None:
            self._end = min(self._end, self._tape.position(at) - self._late)
            self._tape.erase(self._channel, self._end)
