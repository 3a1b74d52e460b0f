"""Options and tools, as the service is told them."""

from collections.abc import Collection
from typing import Any

from msgspec import UNSET, UnsetType

from antiphon.llm import FunctionContext
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.functions import build_function_description
from antiphon.plugins.openai.realtime.options import (
    Dialect,
    InputTranscriptionOptions,
    RealtimeSessionOptions,
    RetentionRatio,
    SemanticVadOptions,
    ServerVadOptions,
    ToolChoice,
    TurnDetection,
    Voice,
)

__all__ = [
    "changed",
    "configuration",
    "or_unset",
    "tools_of",
    "turn_detection_of",
]

ON_THE_WIRE = {
    "modalities": "output_modalities",
    "input_audio_transcription": "transcription",
    "max_response_output_tokens": "max_output_tokens",
}
"""The options that have another name there."""

TRANSCRIBERS: dict[Dialect, str] = {"ga": "gpt-transcribe", "beta": "whisper-1"}


def configuration(
    options: RealtimeSessionOptions,
    fnc_ctx: FunctionContext | None,
    dialect: Dialect,
    *,
    is_azure: bool = False,
) -> wire.SessionConfig:
    """All that a session is told when it begins.

    Beside a stored prompt what is said here wins, so neither instructions nor tools are said where
    there are none. Azure's beta service refuses the limit "inf", which is its default.
    """
    is_stored = options.prompt is not None
    is_unlimited = options.max_response_output_tokens == "inf"
    return wire.SessionConfig(
        instructions=UNSET if is_stored and not options.instructions else options.instructions,
        output_modalities=options.modalities,
        voice=voice_of(options.voice),
        speed=or_unset(options.speed),
        input_format=options.input_audio_format,
        output_format=options.output_audio_format,
        transcription=transcription_of(options.input_audio_transcription, dialect),
        turn_detection=turn_detection_of(options.turn_detection),
        noise_reduction=UNSET
        if options.noise_reduction is None
        else wire.NoiseReduction(type=options.noise_reduction),
        tools=UNSET if is_stored and fnc_ctx is None else tools_of(fnc_ctx),
        tool_choice=choice_of(options.tool_choice),
        temperature=options.temperature,
        max_output_tokens=UNSET
        if is_unlimited and is_azure
        else options.max_response_output_tokens,
        truncation=truncation_of(options.truncation),
        tracing=tracing_of(options.tracing),
        prompt=UNSET if options.prompt is None else wire.Prompt(**options.prompt),
        reasoning_effort=or_unset(options.reasoning_effort),
        parallel_tool_calls=or_unset(options.parallel_tool_calls),
    )


def changed(config: wire.SessionConfig, options: Collection[str]) -> wire.SessionConfig:
    """Of a configuration, what those options say: the rest stays as it is."""
    names = [ON_THE_WIRE.get(option, option) for option in options]
    known = (name for name in names if name in wire.SessionConfig.__struct_fields__)
    return wire.SessionConfig(**{name: getattr(config, name) for name in known})


def tools_of(fnc_ctx: FunctionContext | None) -> tuple[wire.FunctionTool, ...]:
    """The tools that may be called."""
    infos = fnc_ctx.ai_functions.values() if fnc_ctx is not None else ()
    descriptions = [build_function_description(info)["function"] for info in infos]
    return tuple(
        wire.FunctionTool(name=d["name"], description=d["description"], parameters=d["parameters"])
        for d in descriptions
    )


def turn_detection_of(options: TurnDetection | None) -> wire.TurnDetection | None:
    """How the service ends turns; None where the program does."""
    match options:
        case ServerVadOptions():
            return wire.TurnDetection(
                type="server_vad",
                threshold=options.threshold,
                prefix_padding_ms=options.prefix_padding_ms,
                silence_duration_ms=options.silence_duration_ms,
                create_response=options.create_response,
                interrupt_response=or_unset(options.interrupt_response),
                idle_timeout_ms=or_unset(options.idle_timeout_ms),
            )
        case SemanticVadOptions():
            return wire.TurnDetection(
                type="semantic_vad",
                eagerness=options.eagerness,
                create_response=options.create_response,
                interrupt_response=options.interrupt_response,
            )
    return None


def transcription_of(
    options: InputTranscriptionOptions | None, dialect: Dialect
) -> wire.Transcription | None:
    if options is None:
        return None
    return wire.Transcription(
        model=options.model or TRANSCRIBERS[dialect],
        language=or_unset(options.language),
        prompt=or_unset(options.prompt),
    )


def voice_of(voice: Voice) -> str | wire.CustomVoice:
    return wire.CustomVoice(**voice) if isinstance(voice, dict) else voice


def choice_of(choice: ToolChoice) -> Any:
    if not isinstance(choice, dict):
        return choice
    function = choice.get("function", choice)
    return wire.FunctionChoice(name=function["name"])


def truncation_of(truncation: Any) -> Any:
    if not isinstance(truncation, RetentionRatio):
        return or_unset(truncation)
    limit = truncation.post_instructions_tokens
    limits = UNSET if limit is None else wire.TokenLimits(post_instructions=limit)
    return wire.RetentionRatio(retention_ratio=truncation.ratio, token_limits=limits)


def tracing_of(tracing: Any) -> Any:
    return wire.Tracing(**tracing) if isinstance(tracing, dict) else or_unset(tracing)


def or_unset(value: Any) -> Any | UnsetType:
    """What is None is not sent."""
    return UNSET if value is None else value
