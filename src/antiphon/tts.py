"""Text to speech: what a synthesizer gives, and the port it is called through."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from antiphon.audio import AudioFrame

__all__ = ["TTS", "SynthesizedAudio", "WordTime"]


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word is spoken."""

    text: str
    start: float
    """Seconds from the start of the clause's audio."""
    end: float


@dataclass(frozen=True, slots=True)
class SynthesizedAudio:
    """A clause, spoken."""

    frame: AudioFrame
    text: str
    """The clause as it was given, white space included."""
    words: tuple[WordTime, ...] = ()
    """In order; empty where the engine does not know."""


class TTS(Protocol):
    """A synthesizer with one voice."""

    @property
    def sample_rate(self) -> int:
        """Of every frame it gives, in Hz."""
        ...

    @property
    def num_channels(self) -> int:
        """Of every frame it gives."""
        ...

    def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        """Speak `text`, one item a clause, in order; their texts joined give `text` back."""
        ...
