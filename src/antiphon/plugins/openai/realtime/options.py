"""What a session can be told, checked before anything is sent."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any, Literal, TypeAlias

from antiphon.plugins.openai.checks import (
    check_choice,
    check_count,
    check_dict,
    check_flag,
    check_json,
    check_kind,
    check_list,
    check_name,
    check_range,
    check_that,
)
from antiphon.plugins.openai.realtime.bounds import check_instructions
from antiphon.realtime import ConfigureTurns
from antiphon.utils import NotGivenOr, is_given

__all__ = [
    "AudioFormat",
    "Dialect",
    "Eagerness",
    "InputTranscriptionOptions",
    "Modality",
    "NoiseReduction",
    "RealtimeSessionOptions",
    "RetentionRatio",
    "SemanticVadOptions",
    "ServerVadOptions",
    "ToolChoice",
    "TurnDetection",
    "Voice",
    "check_changes",
    "given",
    "with_turns",
]

Dialect: TypeAlias = Literal["ga", "beta"]
Modality: TypeAlias = Literal["text", "audio"]
AudioFormat: TypeAlias = Literal["pcm16", "g711_ulaw", "g711_alaw"]
Eagerness: TypeAlias = Literal["auto", "low", "medium", "high"]
NoiseReduction: TypeAlias = Literal["near_field", "far_field"]
ReasoningEffort: TypeAlias = Literal["minimal", "low", "medium", "high", "xhigh"]
ToolChoice: TypeAlias = Literal["auto", "none", "required"] | dict[str, Any]
"""A dict names the one tool that must be called: `{"type": "function", "name": …}`."""

Voice: TypeAlias = str | dict[str, str]
"""A name, or a voice of one's own: `{"id": …}`, not in the beta dialect."""

SAMPLE_RATES: dict[AudioFormat, int] = {"pcm16": 24_000, "g711_ulaw": 8_000, "g711_alaw": 8_000}

TRACING = {"workflow_name": str, "group_id": str, "metadata": dict}
PROMPT = {"id": str, "version": str, "variables": dict}
"""The fields of what is given as a dict, each of its type."""


@dataclass(frozen=True, slots=True)
class ServerVadOptions:
    """The service ends a turn after a silence."""

    threshold: float = 0.5
    """How loud speech is, from 0 to 1."""
    prefix_padding_ms: int = 300
    """How much audio from before the speech belongs to it."""
    silence_duration_ms: int = 500
    """The silence that ends a turn."""
    _: KW_ONLY
    create_response: bool = True
    """Answer when a turn ends."""
    interrupt_response: bool | None = None
    """Stop the answer under way when the user begins to speak; None is the service's default."""
    idle_timeout_ms: int | None = None
    """Speak up when the user has been silent for so long after an answer (5,000 to 30,000)."""

    def __post_init__(self) -> None:
        check_range("threshold", self.threshold, 0.0, 1.0)
        check_count("prefix_padding_ms", self.prefix_padding_ms, 0, 5_000)
        check_count("silence_duration_ms", self.silence_duration_ms, 0, 10_000)
        check_flag("create_response", self.create_response)
        if self.interrupt_response is not None:
            check_flag("interrupt_response", self.interrupt_response)
        if self.idle_timeout_ms is not None:
            check_count("idle_timeout_ms", self.idle_timeout_ms, 5_000, 30_000)


@dataclass(frozen=True, kw_only=True, slots=True)
class SemanticVadOptions:
    """The service ends a turn when what was said is complete."""

    eagerness: Eagerness = "auto"
    """How soon it takes the turn."""
    create_response: bool = True
    """Answer when a turn ends."""
    interrupt_response: bool = True
    """Stop the answer under way when the user begins to speak."""

    def __post_init__(self) -> None:
        check_choice("eagerness", self.eagerness, Eagerness)
        check_flag("create_response", self.create_response)
        check_flag("interrupt_response", self.interrupt_response)


TurnDetection: TypeAlias = ServerVadOptions | SemanticVadOptions


@dataclass(frozen=True, slots=True)
class InputTranscriptionOptions:
    """How what the user says is written down."""

    model: str | None = None
    """None is the dialect's default: gpt-transcribe, or whisper-1 in the beta dialect."""
    language: str | None = None
    """ISO 639-1, such as `en`; None has it guessed."""
    prompt: str | None = None
    """Words to expect."""

    def __post_init__(self) -> None:
        check_kind("the model of InputTranscriptionOptions", self.model, str)
        check_that(self.model != "", "the model of InputTranscriptionOptions is named, or None.")
        check_kind("language", self.language, str)
        check_that(self.language != "", "language is a name such as 'en', or None, not ''.")
        check_kind("prompt", self.prompt, str)


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionRatio:
    """How a conversation that has grown too long is cut back by the service."""

    ratio: float = 0.8
    """So much of it is kept: less keeps the cache warm for longer."""
    post_instructions_tokens: int | None = None
    """The length, behind the instructions, from which on it is cut."""

    def __post_init__(self) -> None:
        check_range("ratio", self.ratio, 0.0, 1.0)
        if self.post_instructions_tokens is not None:
            check_count("post_instructions_tokens", self.post_instructions_tokens, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class RealtimeSessionOptions:
    """Everything a session is told; each option is checked here, by name."""

    model: str
    modalities: tuple[Modality, ...] = ("text", "audio")
    """What answers are made of: with "audio" they are spoken, with their text beside."""
    instructions: str = ""
    voice: Voice = "alloy"
    speed: float | None = None
    """0.25 to 1.5 times the usual."""
    input_audio_format: AudioFormat = "pcm16"
    output_audio_format: AudioFormat = "pcm16"
    input_audio_transcription: InputTranscriptionOptions | None = field(
        default_factory=InputTranscriptionOptions
    )
    turn_detection: TurnDetection | None = field(default_factory=ServerVadOptions)
    """None: the program says when a turn ends."""
    noise_reduction: NoiseReduction | None = None
    tool_choice: ToolChoice = "auto"
    parallel_tool_calls: bool | None = None
    temperature: float = 0.8
    """Of the beta dialect alone."""
    max_response_output_tokens: int | Literal["inf"] = "inf"
    truncation: Literal["auto", "disabled"] | RetentionRatio | None = None
    tracing: Literal["auto"] | dict[str, Any] | None = None
    prompt: dict[str, Any] | None = None
    """A stored prompt: `{"id": …, "version": …, "variables": {…}}`. Instructions and tools that are
    given take the place of its own."""
    reasoning_effort: ReasoningEffort | None = None
    max_images: int = 4
    """How many images are kept in the conversation; older ones are deleted."""

    def __post_init__(self) -> None:
        check_name("model", self.model)
        check_voice(self.voice)
        check_that(
            isinstance(self.instructions, str),
            f"instructions is a string, not {self.instructions!r}.",
        )
        check_instructions(self.instructions)
        check_list("modalities", self.modalities, Modality)
        object.__setattr__(self, "modalities", tuple(self.modalities))  # a list is taken, too
        check_choice("input_audio_format", self.input_audio_format, AudioFormat)
        check_choice("output_audio_format", self.output_audio_format, AudioFormat)
        check_kind("turn_detection", self.turn_detection, ServerVadOptions, SemanticVadOptions)
        check_kind(
            "input_audio_transcription", self.input_audio_transcription, InputTranscriptionOptions
        )
        check_tool_choice(self.tool_choice)
        check_range("temperature", self.temperature, 0.6, 1.2)
        check_count("max_images", self.max_images, 1, 100)
        if self.max_response_output_tokens != "inf":
            check_limit(self.max_response_output_tokens)
        self._check_what_may_be_none()

    def _check_what_may_be_none(self) -> None:
        if self.noise_reduction is not None:
            check_choice("noise_reduction", self.noise_reduction, NoiseReduction)
        if self.reasoning_effort is not None:
            check_choice("reasoning_effort", self.reasoning_effort, ReasoningEffort)
        if self.speed is not None:
            check_range("speed", self.speed, 0.25, 1.5)
        if self.parallel_tool_calls is not None:
            check_flag("parallel_tool_calls", self.parallel_tool_calls)
        if not (self.truncation is None or isinstance(self.truncation, RetentionRatio)):
            check_truncation(self.truncation)
        if not (self.tracing is None or self.tracing == "auto"):
            check_dict("tracing", self.tracing, TRACING, or_else='"auto"')
            check_json("tracing", self.tracing)
        if self.prompt is not None:
            check_dict("prompt", self.prompt, PROMPT, wants="id")
            check_json("prompt", self.prompt)

    @property
    def input_rate(self) -> int:
        """Hz of the audio that goes in."""
        return SAMPLE_RATES[self.input_audio_format]

    @property
    def output_rate(self) -> int:
        """Hz of the audio that comes out."""
        return SAMPLE_RATES[self.output_audio_format]

    @property
    def is_spoken(self) -> bool:
        """Answers are audio."""
        return "audio" in self.modalities


def with_turns(options: RealtimeSessionOptions, command: ConfigureTurns) -> RealtimeSessionOptions:
    """The options, with what the service's turn detection does besides reporting, if anything."""
    if options.turn_detection is None:
        return options
    if not command.detect:
        return replace(options, turn_detection=None)
    detection = replace(
        options.turn_detection,
        create_response=command.create_response,
        interrupt_response=command.interrupt_response,
    )
    return replace(options, turn_detection=detection)


FIXED = ("model", "input_audio_format", "output_audio_format")
"""Of a session these cannot be changed."""


def given(
    *,
    input_audio_transcription: NotGivenOr[InputTranscriptionOptions | None],
    turn_detection: NotGivenOr[TurnDetection | None],
    **changes: Any,
) -> dict[str, Any]:
    """Those of the options that are given, by name.

    None leaves an option as it is, but for the two of which it says that there is none.
    """
    found = {name: value for name, value in changes.items() if value is not None}
    if is_given(input_audio_transcription):
        found["input_audio_transcription"] = input_audio_transcription
    if is_given(turn_detection):
        found["turn_detection"] = turn_detection
    return found


def check_changes(options: RealtimeSessionOptions, changes: Mapping[str, object]) -> None:
    """Raise ConfigurationError for changes of what cannot be changed, or is no option."""
    names = [name for name in RealtimeSessionOptions.__dataclass_fields__ if name not in FIXED]
    for name, value in changes.items():
        check_that(
            name in names or name in FIXED,
            f"{name} is no option of a session: session_update takes {', '.join(names)}.",
        )
        check_that(
            name in names or value is None or value == getattr(options, name),
            f"{name} cannot be changed while a session lasts: begin another one.",
        )


def check_voice(voice: object) -> None:
    """Raise ConfigurationError unless it is a name, or the id of a voice of one's own."""
    if isinstance(voice, dict):
        check_dict("voice", voice, {"id": str}, wants="id")
    else:
        check_that(
            isinstance(voice, str) and voice.strip() != "",
            f'voice is a name or {{"id": …}}, not {voice!r}.',
        )


def check_tool_choice(choice: object) -> None:
    """Raise ConfigurationError unless it is a mode, or names a tool."""
    if not isinstance(choice, dict):
        check_choice("tool_choice", choice, Literal["auto", "none", "required"])
        return
    function = choice.get("function", choice)
    name = function.get("name") if isinstance(function, dict) else None
    is_function = choice.get("type", "function") == "function"
    check_that(
        is_function and isinstance(name, str) and name.strip() != "",
        f'tool_choice names a tool: {{"type": "function", "name": …}}, not {choice!r}.',
    )


def check_limit(limit: object) -> None:
    """Raise ConfigurationError unless it is a number of tokens."""
    check_that(
        isinstance(limit, int) and not isinstance(limit, bool) and 1 <= limit <= 4096,
        f'max_response_output_tokens is a whole number from 1 to 4096 or "inf", not {limit!r}.',
    )


def check_truncation(truncation: object) -> None:
    """Raise ConfigurationError unless it is a mode."""
    check_that(
        truncation in ("auto", "disabled"),
        f"truncation is 'auto', 'disabled' or a RetentionRatio, not {truncation!r}.",
    )
