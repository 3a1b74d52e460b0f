"""The sound of a conversation, as a timeline looks at it: how loud it is where, and who speaks."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame, voiced_spans
from antiphon.cli.caller_voice import CallerVoice
from antiphon.cli.timeline.model import Span

__all__ = ["PEAK_RATE", "Sound"]

PEAK_RATE = 200
"""Columns of the waveform a second."""
LISTEN_SECONDS = 0.02
REMEMBERED_SECONDS = 60.0
"""What came longer before is not looked at: `CallerVoice` does not remember it."""
NOTICED_SECONDS = 0.5
"""So long before it is noticed may speech have begun."""

Levels: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sound:
    """`conversation.wav`: the caller left, the agent right."""

    frame: AudioFrame

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frame.duration

    def peaks(self, channel: int) -> Levels:
        """The loudest sample of each column, 255 being full scale."""
        samples = np.abs(self.frame.samples[:, channel].astype(np.int32))
        hop = max(self.frame.sample_rate // PEAK_RATE, 1)
        starts = np.arange(0, len(samples), hop)
        loudest = np.maximum.reduceat(samples, starts) if len(starts) else samples
        return np.ceil(loudest / 32768 * 255).clip(0, 255).astype(np.uint8)

    def voiced(self, channel: int, span: Span) -> list[Span]:
        """Where there is voice within `span`; seconds."""
        piece = self._piece(channel, span)
        return [(span[0] + a / 1000, span[0] + b / 1000) for a, b in voiced_spans(piece)]

    def caller_spoke(self, noticed: Span) -> Span:
        """When the words began and ended of a turn that was noticed to begin and to end then.

        The same as `CallerVoice` tells of a conversation that is going on.
        """
        since, until = max(noticed[0] - NOTICED_SECONDS, 0.0), noticed[1]
        voiced = self.voiced(0, (since, until))
        start = voiced[0][0] if voiced else noticed[0]
        return min(start, noticed[0]), self._caller_ended(noticed)

    def _caller_ended(self, noticed: Span) -> float:
        voice = CallerVoice()
        since = max(noticed[0], noticed[1] - REMEMBERED_SECONDS)
        first = since // LISTEN_SECONDS * LISTEN_SECONDS
        for at in np.arange(first, noticed[1], LISTEN_SECONDS):
            voice.deliver(at, self._piece(0, (at, min(at + LISTEN_SECONDS, noticed[1]))))
        return min(voice.ended_before(noticed[1] + 1e-6, since=since), noticed[1])

    def _piece(self, channel: int, span: Span) -> AudioFrame:
        rate = self.frame.sample_rate
        start, end = (round(max(at, 0.0) * rate) for at in span)
        return AudioFrame.from_samples(self.frame.samples[start:end, channel], rate)
