"""The GA dialect, as spoken by OpenAI's own host: what we say, in its shapes."""

from collections.abc import Sequence

from msgspec import UNSET, UnsetType

from antiphon.plugins.openai.codec.client_events import ClientEvent, CreateResponse, UpdateSession
from antiphon.plugins.openai.codec.configuration import (
    AudioFormat,
    Modality,
    ResponseConfig,
    SessionConfig,
)
from antiphon.plugins.openai.codec.session import FORMATS, Format
from antiphon.plugins.openai.codec.shapes import Shape, event_with, given, nested
from antiphon.plugins.openai.codec.text import written

__all__ = ["encode"]


def encode(event: ClientEvent) -> bytes:
    """The event on the wire."""
    match event:
        case UpdateSession():
            return event_with(event, session=session_of(event.session))
        case CreateResponse(response=ResponseConfig() as config):
            return event_with(event, response=response_of(config))
        case _:
            return written(event)


def session_of(config: SessionConfig) -> Shape:
    """`session` of `session.update`. There is no temperature."""
    return given(
        type="realtime",
        model=config.model,
        instructions=config.instructions,
        output_modalities=modalities(config.output_modalities),
        audio=nested(
            input=nested(
                format=format_of(config.input_format),
                noise_reduction=config.noise_reduction,
                transcription=config.transcription,
                turn_detection=config.turn_detection,
            ),
            output=nested(
                format=format_of(config.output_format),
                voice=config.voice,
                speed=config.speed,
            ),
        ),
        tools=config.tools,
        tool_choice=config.tool_choice,
        max_output_tokens=config.max_output_tokens,
        truncation=config.truncation,
        tracing=config.tracing,
        prompt=config.prompt,
        reasoning=nested(effort=config.reasoning_effort),
        parallel_tool_calls=config.parallel_tool_calls,
        include=config.include,
    )


def response_of(config: ResponseConfig) -> Shape:
    """`response` of `response.create`. There is no temperature."""
    return given(
        conversation=config.conversation,
        input=config.input,
        instructions=config.instructions,
        output_modalities=modalities(config.output_modalities),
        audio=nested(
            output=nested(format=format_of(config.output_format), voice=config.voice),
        ),
        tools=config.tools,
        tool_choice=config.tool_choice,
        max_output_tokens=config.max_output_tokens,
        metadata=config.metadata,
        prompt=config.prompt,
        reasoning=nested(effort=config.reasoning_effort),
        parallel_tool_calls=config.parallel_tool_calls,
    )


def modalities(wanted: Sequence[Modality] | UnsetType) -> list[Modality] | UnsetType:
    """One of the two: the transcript comes with the audio."""
    if wanted is UNSET:
        return UNSET
    return ["audio"] if "audio" in wanted else ["text"]


def format_of(name: AudioFormat | UnsetType) -> Format | UnsetType:
    return UNSET if name is UNSET else FORMATS[name]
