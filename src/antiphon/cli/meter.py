"""How loud a voice is, as a meter shows it: up at once, slowly down, the peak held for a while."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.audio.frame import FULL_SCALE

__all__ = ["SILENCE", "Meter", "Reading"]

SILENCE = -60.0
"""dBFS; what is quieter counts as so loud."""
BLOCK_SECONDS = 0.05
"""Loudness is measured over this time."""
HOLD_SECONDS = 1.5
FALL_PER_SECOND = 40.0
"""dB. A block has fallen to `SILENCE` when it is no longer held."""
MOST_BLOCKS = 1200
"""What is remembered: a minute, most of it yet to be played."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a meter shows, in dBFS from `SILENCE` to 0."""

    level: float = SILENCE
    """How loud it is: the root mean square over 50 ms, falling by 40 dB in a second."""
    peak: float = SILENCE
    """The highest sample of the last 1.5 s."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A stretch of sound."""

    at: float
    """Loop time at which it began."""
    level: float
    peak: float


class Meter:
    """Listens to a voice, of which frames may come before they are played."""

    def __init__(self) -> None:
        self._frames: list[AudioFrame] = []
        """Those that do not make a block yet."""
        self._began = 0.0
        """When the first of them did."""
        self._seconds = 0.0
        """How long they are."""
        self._blocks: deque[Block] = deque(maxlen=MOST_BLOCKS)

    def deliver(self, at: float, frame: AudioFrame) -> None:
        """Hear `frame`, which is played from loop time `at` on."""
        if not self._frames:
            self._began = at
        self._frames.append(frame)
        self._seconds += frame.duration
        if self._seconds >= BLOCK_SECONDS:
            self._measure()

    def rest(self) -> None: ...

    def end(self) -> None: ...

    def cut(self, at: float) -> None:
        """What was to be played after loop time `at` is not played."""
        self._frames.clear()
        self._seconds = 0.0
        while self._blocks and self._blocks[-1].at >= at:
            self._blocks.pop()

    def read(self, now: float) -> Reading:
        """What it shows at loop time `now`, which does not go back."""
        while self._blocks and self._blocks[0].at <= now - HOLD_SECONDS:
            self._blocks.popleft()
        heard = [block for block in self._blocks if block.at <= now]
        if not heard:
            return Reading()
        level = max(block.level - FALL_PER_SECOND * (now - block.at) for block in heard)
        return Reading(level=max(level, SILENCE), peak=max(block.peak for block in heard))

    def _measure(self) -> None:
        samples = np.concatenate([frame.samples.ravel() for frame in self._frames])
        power = float(np.mean(np.square(samples, dtype=np.float32)))
        peak = max(int(samples.max()), -int(samples.min()))
        block = Block(at=self._began, level=dbfs(math.sqrt(power)), peak=dbfs(peak))
        self._blocks.append(block)
        self._frames.clear()
        self._seconds = 0.0


def dbfs(amplitude: float) -> float:
    if amplitude <= 0.0:
        return SILENCE
    return max(20.0 * math.log10(amplitude / FULL_SCALE), SILENCE)
