"""The beta dialect, as spoken by self-hosted servers and old Azure deployments: what we say.

What it has no words for is left out: images, MCP, custom voices, idle timeouts, prompts,
truncation, reasoning, …
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from antiphon.plugins.openai.codec.client_events import (
    ClientEvent,
    CreateItem,
    CreateResponse,
    UpdateSession,
)
from antiphon.plugins.openai.codec.configuration import (
    FunctionChoice,
    FunctionTool,
    McpChoice,
    Modality,
    NoiseReduction,
    ResponseConfig,
    SessionConfig,
    Tool,
    ToolChoice,
    Transcription,
    TurnDetection,
)
from antiphon.plugins.openai.codec.objects import Item, Part
from antiphon.plugins.openai.codec.shapes import Shape, event_with, given
from antiphon.plugins.openai.codec.text import written

__all__ = ["encode"]

PART_TYPES = MappingProxyType({"output_text": "text", "output_audio": "audio"})


def encode(event: ClientEvent) -> bytes:
    """The event on the wire."""
    match event:
        case UpdateSession():
            return event_with(event, session=session_of(event.session))
        case CreateResponse(response=ResponseConfig() as config):
            return event_with(event, response=response_of(config))
        case CreateItem():
            return written(replace(event, item=item_in_beta(event.item)))
        case _:
            return written(event)


def session_of(config: SessionConfig) -> Shape:
    """`session` of `session.update`."""
    return given(
        model=config.model,
        modalities=modalities(config.output_modalities),
        instructions=config.instructions,
        voice=known_voice(config.voice),
        speed=config.speed,
        input_audio_format=config.input_format,
        output_audio_format=config.output_format,
        input_audio_transcription=without(config.transcription, "languages", "keywords", "delay"),
        input_audio_noise_reduction=without(config.noise_reduction, "strength"),
        turn_detection=without(config.turn_detection, "idle_timeout_ms"),
        tools=functions(config.tools),
        tool_choice=choice(config.tool_choice),
        temperature=config.temperature,
        max_response_output_tokens=config.max_output_tokens,
        tracing=config.tracing,
    )


def response_of(config: ResponseConfig) -> Shape:
    """`response` of `response.create`."""
    return given(
        conversation=config.conversation,
        input=UNSET if config.input is UNSET else [item_in_beta(item) for item in config.input],
        instructions=config.instructions,
        modalities=modalities(config.output_modalities),
        voice=known_voice(config.voice),
        output_audio_format=config.output_format,
        tools=functions(config.tools),
        tool_choice=choice(config.tool_choice),
        temperature=config.temperature,
        max_response_output_tokens=config.max_output_tokens,
        metadata=config.metadata,
    )


def item_in_beta(item: Item) -> Item:
    """The item with the beta's types of parts, and without images."""
    if item.content is None:
        return item
    parts = (part for part in item.content if part.type != "input_image")
    return replace(item, content=tuple(map(part_in_beta, parts)))


def part_in_beta(part: Part) -> Part:
    return replace(part, type=PART_TYPES.get(part.type, part.type))


def modalities(wanted: Sequence[Modality] | UnsetType) -> list[Modality] | UnsetType:
    """Audio comes with its transcript, which counts as text here."""
    if wanted is UNSET:
        return UNSET
    return ["text", "audio"] if "audio" in wanted else ["text"]


def known_voice(voice: Any) -> str | UnsetType:
    return voice if isinstance(voice, str) else UNSET


def functions(tools: Sequence[Tool] | UnsetType) -> list[FunctionTool] | UnsetType:
    if tools is UNSET:
        return UNSET
    return [tool for tool in tools if isinstance(tool, FunctionTool)]


def choice(wanted: ToolChoice | UnsetType) -> str | UnsetType:
    """A function cannot be named: the nearest is that some function must be called."""
    match wanted:
        case FunctionChoice():
            return "required"
        case McpChoice():
            return UNSET
        case _:
            return wanted


def without(
    options: Transcription | NoiseReduction | TurnDetection | None | UnsetType, *fields: str
) -> Any:
    """The options without those fields."""
    if options is None or options is UNSET:
        return options
    return replace(options, **dict.fromkeys(fields, UNSET))
