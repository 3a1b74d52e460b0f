"""Puts the frames of several microphones side by side.

| a microphone                       | then                                                      |
|------------------------------------|-----------------------------------------------------------|
| sends, and so do the others        | one frame of each is a step, once each has sent one       |
| has sent nothing for 60 ms (muted, | is not waited for: the steps are made of the others'      |
| stalled, at rest)                  |                                                           |
| sends again, and has fallen behind | speech waits for its turn; of more than 60 ms the quiet   |
|                                    | frames are skipped, of more than 0.5 s the oldest         |
"""

from collections import deque
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.audio.frame import FULL_SCALE

__all__ = ["PATIENCE_SECONDS", "Alignment", "Step", "power_of"]

PATIENCE_SECONDS = 0.060
"""Longer than the unevenness of a room's streams, shorter than anybody notices."""
MOST_BEHIND_SECONDS = 0.5
QUIET = FULL_SCALE**2 * 10.0 ** (-50.0 / 10.0)
"""The power of 50 dB below full scale."""

Step: TypeAlias = dict[str, AudioFrame]
"""The frames that sound together, by the identity of who sent them."""


@dataclass(slots=True)
class Microphone:
    """What one of them has sent, and has not become part of a step."""

    sent_at: float
    """When its last frame came."""
    frames: deque[AudioFrame] = field(default_factory=deque)
    """All of one length."""

    @property
    def seconds(self) -> float:
        """How much that is."""
        return len(self.frames) * self.frames[0].duration if self.frames else 0.0


class Alignment:
    """Makes steps of frames as they come. Time is an argument, in seconds."""

    def __init__(self) -> None:
        self.skipped_seconds = 0.0
        """Of speech that came too late, and of quiet that was skipped to catch up."""
        self._microphones: dict[str, Microphone] = {}

    @property
    def is_waiting(self) -> bool:
        """Frames are here that wait for others."""
        return any(microphone.frames for microphone in self._microphones.values())

    def push(self, identity: str, frame: AudioFrame, now: float) -> None:
        """Add a frame."""
        microphone = self._microphones.get(identity)
        if microphone is None:
            microphone = self._microphones[identity] = Microphone(now)
        microphone.sent_at = now
        microphone.frames.append(frame)
        if microphone.seconds > MOST_BEHIND_SECONDS:
            self._skip(microphone)

    def due(self, now: float) -> list[Step]:
        """The steps that wait for nobody any longer, once all that comes now has come."""
        steps = []
        while self._is_due(now):
            steps.append(self._step())
        return steps

    def forget(self, identity: str) -> None:
        """Wait for nothing more of that one, whose frames are dropped."""
        self._microphones.pop(identity, None)

    def _is_due(self, now: float) -> bool:
        has_any = False
        for microphone in self._microphones.values():
            if microphone.frames:
                has_any = True
            elif now - microphone.sent_at < PATIENCE_SECONDS:
                return False
        return has_any

    def _step(self) -> Step:
        return {
            identity: self._next_of(microphone)
            for identity, microphone in self._microphones.items()
            if microphone.frames
        }

    def _next_of(self, microphone: Microphone) -> AudioFrame:
        if microphone.seconds > PATIENCE_SECONDS and power_of(microphone.frames[0]) < QUIET:
            self._skip(microphone)
        return microphone.frames.popleft()

    def _skip(self, microphone: Microphone) -> None:
        self.skipped_seconds += microphone.frames.popleft().duration


def power_of(frame: AudioFrame) -> float:
    """The mean square of its samples."""
    samples = frame.samples.astype(np.float32)
    return float(np.dot(samples, samples)) / max(len(samples), 1)
