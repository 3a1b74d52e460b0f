"""OpenAI's speech-to-speech models, over the Realtime API."""

from antiphon.plugins.openai.realtime.model import RealtimeModel
from antiphon.plugins.openai.realtime.objects import (
    InputSpeechCommitted,
    InputTranscriptionCompleted,
    InputTranscriptionFailed,
    RealtimeContent,
    RealtimeError,
    RealtimeOutput,
    RealtimeResponse,
    RealtimeToolCall,
)
from antiphon.plugins.openai.realtime.options import (
    InputTranscriptionOptions,
    RealtimeSessionOptions,
    RetentionRatio,
    SemanticVadOptions,
    ServerVadOptions,
)
from antiphon.plugins.openai.realtime.session import RealtimeSession

__all__ = [
    "InputSpeechCommitted",
    "InputTranscriptionCompleted",
    "InputTranscriptionFailed",
    "InputTranscriptionOptions",
    "RealtimeContent",
    "RealtimeError",
    "RealtimeModel",
    "RealtimeOutput",
    "RealtimeResponse",
    "RealtimeSession",
    "RealtimeSessionOptions",
    "RealtimeToolCall",
    "RetentionRatio",
    "SemanticVadOptions",
    "ServerVadOptions",
]
