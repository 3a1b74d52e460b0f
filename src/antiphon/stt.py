"""Speech to text: what a recognizer says, and the port it is called through."""

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Protocol

from antiphon.audio import AudioFrame

__all__ = [
    "STT",
    "RecognitionUsage",
    "SpeechData",
    "SpeechEvent",
    "SpeechEventType",
]


@unique
class SpeechEventType(StrEnum):
    """What a `SpeechEvent` is about."""

    START_OF_SPEECH = "start_of_speech"
    INTERIM_TRANSCRIPT = "interim_transcript"
    """Words that may still change."""
    FINAL_TRANSCRIPT = "final_transcript"
    """Words that stay."""
    RECOGNITION_USAGE = "recognition_usage"
    END_OF_SPEECH = "end_of_speech"


@dataclass
class SpeechData:
    """One reading of what was said; times in seconds from the start of the audio."""

    language: str
    text: str
    start_time: float = 0.0
    end_time: float = 0.0
    confidence: float = 0.0
    """From 0 to 1; 0 where the engine does not say."""


@dataclass
class RecognitionUsage:
    """How much audio was recognized, in seconds."""

    audio_duration: float


@dataclass
class SpeechEvent:
    """Something a recognizer has to say; the likeliest reading comes first."""

    type: SpeechEventType
    request_id: str = ""
    alternatives: list[SpeechData] = field(default_factory=list)
    recognition_usage: RecognitionUsage | None = None


class STT(Protocol):
    """A recognizer of whole utterances."""

    async def recognize(self, frame: AudioFrame) -> SpeechEvent:
        """The words of one utterance, as a final transcript; empty text where none are heard."""
        ...
