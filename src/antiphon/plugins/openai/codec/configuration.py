"""How a session and a response are set up, in words that are nobody's dialect.

UNSET is not sent: the server keeps what it has. None is sent as null: off. What a dialect cannot
say is left out where it is written.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from antiphon.plugins.openai.codec.objects import Item

__all__ = [
    "AudioFormat",
    "CustomVoice",
    "FunctionChoice",
    "FunctionTool",
    "McpChoice",
    "McpTool",
    "Modality",
    "NoiseReduction",
    "Prompt",
    "ReasoningEffort",
    "ResponseConfig",
    "RetentionRatio",
    "SessionConfig",
    "TokenLimits",
    "Tool",
    "ToolChoice",
    "Tracing",
    "Transcription",
    "TurnDetection",
]

AudioFormat: TypeAlias = Literal["pcm16", "g711_ulaw", "g711_alaw"]
"""16 bit PCM at 24 kHz, or one of the two codes of telephony at 8 kHz; mono."""
Modality: TypeAlias = Literal["text", "audio"]
ReasoningEffort: TypeAlias = Literal["minimal", "low", "medium", "high", "xhigh"]


class Transcription(Struct, frozen=True, kw_only=True):
    """How what the user says is written down; beta has `model`, `language` and `prompt` alone."""

    model: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    languages: tuple[str, ...] | UnsetType = UNSET
    keywords: tuple[str, ...] | UnsetType = UNSET
    prompt: str | UnsetType = UNSET
    delay: str | UnsetType = UNSET
    """`minimal` … `xhigh`."""


class TurnDetection(Struct, frozen=True, kw_only=True):
    """How the server finds the end of a user's turn."""

    type: Literal["server_vad", "semantic_vad"] = "server_vad"
    threshold: float | UnsetType = UNSET
    prefix_padding_ms: int | UnsetType = UNSET
    silence_duration_ms: int | UnsetType = UNSET
    idle_timeout_ms: int | None | UnsetType = UNSET
    """GA only."""
    eagerness: Literal["low", "medium", "high", "auto"] | UnsetType = UNSET
    """Of `semantic_vad`."""
    create_response: bool | UnsetType = UNSET
    interrupt_response: bool | UnsetType = UNSET


class NoiseReduction(Struct, frozen=True, kw_only=True):
    """How the microphone's noise is taken away."""

    type: Literal["near_field", "far_field"] | UnsetType = UNSET
    strength: float | UnsetType = UNSET
    """GA only."""


class CustomVoice(Struct, frozen=True, kw_only=True):
    """A voice of the user's own; GA only."""

    id: str


class FunctionTool(Struct, frozen=True, kw_only=True, tag="function"):
    """A tool that we run."""

    name: str
    description: str | UnsetType = UNSET
    parameters: Mapping[str, Any] | UnsetType = UNSET
    """JSON Schema."""


class McpTool(Struct, frozen=True, kw_only=True, tag="mcp"):
    """The tools of an MCP server, which the model's server runs; GA only."""

    server_label: str
    server_url: str | UnsetType = UNSET
    connector_id: str | UnsetType = UNSET
    server_description: str | UnsetType = UNSET
    authorization: str | UnsetType = UNSET
    """A token: not shown in the repr."""
    headers: Mapping[str, str] | UnsetType = UNSET
    """May hold keys: not shown in the repr."""
    allowed_tools: tuple[str, ...] | Mapping[str, Any] | UnsetType = UNSET
    allowed_callers: tuple[str, ...] | UnsetType = UNSET
    require_approval: str | Mapping[str, Any] | UnsetType = UNSET
    defer_loading: bool | UnsetType = UNSET
    tunnel_id: str | UnsetType = UNSET

    def __repr__(self) -> str:
        return f"McpTool(server_label={self.server_label!r})"


Tool: TypeAlias = FunctionTool | McpTool


class FunctionChoice(Struct, frozen=True, kw_only=True, tag="function"):
    """That function, whatever was said."""

    name: str


class McpChoice(Struct, frozen=True, kw_only=True, tag="mcp"):
    """A tool of that MCP server, whatever was said; GA only."""

    server_label: str
    name: str | UnsetType = UNSET


ToolChoice: TypeAlias = Literal["auto", "none", "required"] | FunctionChoice | McpChoice


class Tracing(Struct, frozen=True, kw_only=True):
    """How the session is filed on the vendor's traces page."""

    workflow_name: str | UnsetType = UNSET
    group_id: str | UnsetType = UNSET
    metadata: Mapping[str, Any] | UnsetType = UNSET


class Prompt(Struct, frozen=True, kw_only=True):
    """Instructions that are kept on the server."""

    id: str
    version: str | UnsetType = UNSET
    variables: Mapping[str, Any] | UnsetType = UNSET


class TokenLimits(Struct, frozen=True, kw_only=True):
    """How long a conversation may be before its beginning is cut."""

    post_instructions: int | UnsetType = UNSET


class RetentionRatio(Struct, frozen=True, kw_only=True, tag="retention_ratio"):
    """How much of a conversation that is too long is kept, so that a cache stays of use."""

    retention_ratio: float
    token_limits: TokenLimits | UnsetType = UNSET


class SessionConfig(Struct, frozen=True, kw_only=True):
    """How a session is set up."""

    model: str | UnsetType = UNSET
    instructions: str | UnsetType = UNSET
    output_modalities: tuple[Modality, ...] | UnsetType = UNSET
    """With `audio` among them the model speaks, and says in writing what; else it writes."""
    voice: str | CustomVoice | UnsetType = UNSET
    speed: float | UnsetType = UNSET
    input_format: AudioFormat | UnsetType = UNSET
    output_format: AudioFormat | UnsetType = UNSET
    transcription: Transcription | None | UnsetType = UNSET
    turn_detection: TurnDetection | None | UnsetType = UNSET
    noise_reduction: NoiseReduction | None | UnsetType = UNSET
    tools: tuple[Tool, ...] | UnsetType = UNSET
    tool_choice: ToolChoice | UnsetType = UNSET
    max_output_tokens: int | Literal["inf"] | UnsetType = UNSET
    temperature: float | UnsetType = UNSET
    """Beta only."""
    tracing: Literal["auto"] | Tracing | None | UnsetType = UNSET
    truncation: Literal["auto", "disabled"] | RetentionRatio | UnsetType = UNSET
    """GA only, like all that follows."""
    prompt: Prompt | None | UnsetType = UNSET
    reasoning_effort: ReasoningEffort | UnsetType = UNSET
    parallel_tool_calls: bool | UnsetType = UNSET
    include: tuple[str, ...] | None | UnsetType = UNSET
    """`item.input_audio_transcription.logprobs`."""


class ResponseConfig(Struct, frozen=True, kw_only=True):
    """What a response has of its own, other than the session's."""

    instructions: str | UnsetType = UNSET
    output_modalities: tuple[Modality, ...] | UnsetType = UNSET
    voice: str | CustomVoice | UnsetType = UNSET
    output_format: AudioFormat | UnsetType = UNSET
    tools: tuple[Tool, ...] | UnsetType = UNSET
    tool_choice: ToolChoice | UnsetType = UNSET
    max_output_tokens: int | Literal["inf"] | UnsetType = UNSET
    temperature: float | UnsetType = UNSET
    """Beta only."""
    conversation: str | UnsetType = UNSET
    """`auto`, or `none` for a response that leaves the conversation as it is."""
    input: tuple[Item, ...] | UnsetType = UNSET
    """What the model is told instead of the conversation; it may hold items of type
    `item_reference` with the id of one that is in it."""
    metadata: Mapping[str, str] | UnsetType = UNSET
    prompt: Prompt | UnsetType = UNSET
    """GA only, like all that follows."""
    reasoning_effort: ReasoningEffort | UnsetType = UNSET
    parallel_tool_calls: bool | UnsetType = UNSET
