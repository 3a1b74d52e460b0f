"""A session as servers describe it, in either dialect, and how it is thus set up."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeVar

from msgspec import UNSET, Struct, UnsetType

from antiphon.plugins.openai.codec.configuration import (
    AudioFormat,
    CustomVoice,
    Modality,
    NoiseReduction,
    Prompt,
    ReasoningEffort,
    RetentionRatio,
    SessionConfig,
    Tool,
    ToolChoice,
    Tracing,
    Transcription,
    TurnDetection,
)

__all__ = [
    "FORMATS",
    "Format",
    "Reasoning",
    "Session",
    "SessionAudio",
    "SessionInput",
    "SessionOutput",
]

T = TypeVar("T")


class Format(Struct, frozen=True, kw_only=True):
    """The format of sound, as GA says it."""

    type: str = ""
    rate: int | UnsetType = UNSET


FORMATS: Final[Mapping[AudioFormat, Format]] = MappingProxyType(
    {
        "pcm16": Format(type="audio/pcm", rate=24000),
        "g711_ulaw": Format(type="audio/pcmu"),
        "g711_alaw": Format(type="audio/pcma"),
    }
)
"""What GA calls the formats."""


class SessionInput(Struct, frozen=True, kw_only=True):
    """How GA describes what is heard."""

    format: Format | UnsetType = UNSET
    noise_reduction: NoiseReduction | None | UnsetType = UNSET
    transcription: Transcription | None | UnsetType = UNSET
    turn_detection: TurnDetection | None | UnsetType = UNSET


class SessionOutput(Struct, frozen=True, kw_only=True):
    """How GA describes what is said."""

    format: Format | UnsetType = UNSET
    voice: str | CustomVoice | UnsetType = UNSET
    speed: float | UnsetType = UNSET


class SessionAudio(Struct, frozen=True, kw_only=True):
    """How GA describes sound."""

    input: SessionInput = SessionInput()
    output: SessionOutput = SessionOutput()


class Reasoning(Struct, frozen=True, kw_only=True):
    """How much a model thinks before it speaks."""

    effort: ReasoningEffort | UnsetType = UNSET


class Session(Struct, frozen=True, kw_only=True):
    """What a server says of its session: GA's fields, then the beta's; `config` joins them."""

    id: str = ""
    object: str = ""
    type: str = ""
    """`realtime`; empty in the beta dialect."""
    expires_at: float | None = None
    """When the server will end it, in seconds since 1970."""
    model: str | UnsetType = UNSET
    instructions: str | UnsetType = UNSET
    output_modalities: tuple[Modality, ...] | UnsetType = UNSET
    audio: SessionAudio = SessionAudio()
    tools: tuple[Tool, ...] | UnsetType = UNSET
    tool_choice: ToolChoice | UnsetType = UNSET
    max_output_tokens: int | Literal["inf"] | UnsetType = UNSET
    tracing: Literal["auto"] | Tracing | None | UnsetType = UNSET
    truncation: Literal["auto", "disabled"] | RetentionRatio | UnsetType = UNSET
    prompt: Prompt | None | UnsetType = UNSET
    reasoning: Reasoning = Reasoning()
    parallel_tool_calls: bool | UnsetType = UNSET
    include: tuple[str, ...] | None | UnsetType = UNSET

    modalities: tuple[Modality, ...] | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    speed: float | UnsetType = UNSET
    temperature: float | UnsetType = UNSET
    input_audio_format: AudioFormat | UnsetType = UNSET
    output_audio_format: AudioFormat | UnsetType = UNSET
    input_audio_transcription: Transcription | None | UnsetType = UNSET
    input_audio_noise_reduction: NoiseReduction | None | UnsetType = UNSET
    turn_detection: TurnDetection | None | UnsetType = UNSET
    max_response_output_tokens: int | Literal["inf"] | UnsetType = UNSET

    @property
    def config(self) -> SessionConfig:
        """How the session is set up, in nobody's dialect; UNSET is what the server did not say."""
        heard, said = self.audio.input, self.audio.output
        return SessionConfig(
            model=self.model,
            instructions=self.instructions,
            output_modalities=first(self.output_modalities, self.modalities),
            voice=first(said.voice, self.voice),
            speed=first(said.speed, self.speed),
            input_format=first(name_of(heard.format), self.input_audio_format),
            output_format=first(name_of(said.format), self.output_audio_format),
            transcription=first(heard.transcription, self.input_audio_transcription),
            turn_detection=first(heard.turn_detection, self.turn_detection),
            noise_reduction=first(heard.noise_reduction, self.input_audio_noise_reduction),
            tools=self.tools,
            tool_choice=self.tool_choice,
            max_output_tokens=first(self.max_output_tokens, self.max_response_output_tokens),
            temperature=self.temperature,
            tracing=self.tracing,
            truncation=self.truncation,
            prompt=self.prompt,
            reasoning_effort=self.reasoning.effort,
            parallel_tool_calls=self.parallel_tool_calls,
            include=self.include,
        )


def first(ga: T | UnsetType, beta: T | UnsetType) -> T | UnsetType:
    """What the server said in either dialect."""
    return beta if ga is UNSET else ga


def name_of(sound: Format | UnsetType) -> AudioFormat | UnsetType:
    """Our name of a format; UNSET for one that we have none for."""
    for name, known in FORMATS.items():
        if sound is not UNSET and sound.type == known.type:
            return name
    return UNSET
