"""The server's ear for turns: speech begins and ends by energy, over the audio's own time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from antiphon.testing.fake_openai.script import Event
from antiphon.testing.fake_openai.sound import Sound

__all__ = ["SpeechBegan", "SpeechEnded", "VoiceActivity"]

HOP_MS = 20
ONSET_MS = 60
"""A shorter noise is not speech."""
FLOOR_DBFS, RANGE_DB = -50.0, 20.0
"""What thresholds of 0 and 1 stand for: -50 and -30 dBFS, the default of 0.5 for -40."""
FULL_SCALE = 32768.0
SEMANTIC_SILENCE_MS = {"low": 2000, "medium": 1000, "auto": 1000, "high": 500}
SEMANTIC_PREFIX_MS = 300


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """With its prefix, at that offset in all audio of the session."""

    start_ms: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """With its silence, at that offset."""

    end_ms: int


class VoiceActivity:
    """A server VAD; a semantic one is the same with a longer patience."""

    def __init__(self, options: Event) -> None:
        self._silence_ms = silence_ms(options)
        self._prefix_ms: int = options.get("prefix_padding_ms", SEMANTIC_PREFIX_MS)
        threshold: float = options.get("threshold", 0.5)
        self._level = FULL_SCALE * math.pow(10, (FLOOR_DBFS + RANGE_DB * threshold) / 20)
        self._rest = b""
        self._voiced_ms = 0
        self._quiet_ms = 0
        self._is_speech = False

    def hear(self, data: bytes, sound: Sound, end_ms: float) -> Iterator[SpeechBegan | SpeechEnded]:
        """What begins and ends in `data`, whose end is at `end_ms` of all audio."""
        hop = sound.size(HOP_MS)
        audio = self._rest + data
        whole = len(audio) // hop * hop
        self._rest = audio[whole:]
        at_ms = round(end_ms - sound.ms(len(audio)))
        for start in range(0, whole, hop):
            at_ms += HOP_MS
            samples = sound.samples(audio[start : start + hop]).astype(np.float64)
            yield from self._hop(bool(np.sqrt(np.mean(samples**2)) >= self._level), at_ms)

    def _hop(self, is_voiced: bool, at_ms: int) -> Iterator[SpeechBegan | SpeechEnded]:
        self._voiced_ms = self._voiced_ms + HOP_MS if is_voiced else 0
        self._quiet_ms = 0 if is_voiced else self._quiet_ms + HOP_MS
        if not self._is_speech and self._voiced_ms >= ONSET_MS:
            self._is_speech = True
            yield SpeechBegan(max(at_ms - self._voiced_ms - self._prefix_ms, 0))
        elif self._is_speech and self._quiet_ms >= self._silence_ms:
            self._is_speech = False
            yield SpeechEnded(at_ms)


def silence_ms(options: Event) -> int:
    if options["type"] == "semantic_vad":
        return SEMANTIC_SILENCE_MS[options.get("eagerness", "auto")]
    duration: int = options.get("silence_duration_ms", 500)
    return duration
