"""Under which names servers say what they say.

Both dialects are read alike, since no name means two things: the beta's names of a response's
output give the same events as GA's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from antiphon.plugins.openai.codec.server_events import (
    ArgumentsDelta,
    ArgumentsDone,
    AudioDelta,
    AudioDone,
    BufferCleared,
    BufferCommitted,
    ContentPartAdded,
    ContentPartDone,
    ConversationCreated,
    DtmfReceived,
    ErrorEvent,
    ItemAdded,
    ItemCreated,
    ItemDeleted,
    ItemDone,
    ItemRetrieved,
    ItemTruncated,
    McpCallArgumentsDelta,
    McpCallArgumentsDone,
    McpCallCompleted,
    McpCallFailed,
    McpCallInProgress,
    McpListToolsCompleted,
    McpListToolsFailed,
    McpListToolsInProgress,
    OutputBufferCleared,
    OutputBufferStarted,
    OutputBufferStopped,
    OutputItemAdded,
    OutputItemDone,
    RateLimitsUpdated,
    ResponseCreated,
    ResponseDone,
    ServerEvent,
    SessionCreated,
    SessionUpdated,
    SpeechStarted,
    SpeechStopped,
    TextDelta,
    TextDone,
    TimeoutTriggered,
    TranscriptDelta,
    TranscriptDone,
    TranscriptionCompleted,
    TranscriptionDelta,
    TranscriptionFailed,
    TranscriptionSegment,
)

__all__ = ["SERVER_EVENTS"]

Names: TypeAlias = Mapping[str, type[ServerEvent]]

SHARED: Names = {
    "session.created": SessionCreated,
    "session.updated": SessionUpdated,
    "error": ErrorEvent,
    "conversation.created": ConversationCreated,
    "conversation.item.created": ItemCreated,
    "conversation.item.deleted": ItemDeleted,
    "conversation.item.truncated": ItemTruncated,
    "conversation.item.retrieved": ItemRetrieved,
    "conversation.item.input_audio_transcription.completed": TranscriptionCompleted,
    "conversation.item.input_audio_transcription.delta": TranscriptionDelta,
    "conversation.item.input_audio_transcription.failed": TranscriptionFailed,
    "input_audio_buffer.committed": BufferCommitted,
    "input_audio_buffer.cleared": BufferCleared,
    "input_audio_buffer.speech_started": SpeechStarted,
    "input_audio_buffer.speech_stopped": SpeechStopped,
    "rate_limits.updated": RateLimitsUpdated,
    "response.created": ResponseCreated,
    "response.done": ResponseDone,
    "response.output_item.added": OutputItemAdded,
    "response.output_item.done": OutputItemDone,
    "response.content_part.added": ContentPartAdded,
    "response.content_part.done": ContentPartDone,
    "response.function_call_arguments.delta": ArgumentsDelta,
    "response.function_call_arguments.done": ArgumentsDone,
    "output_audio_buffer.started": OutputBufferStarted,
    "output_audio_buffer.stopped": OutputBufferStopped,
    "output_audio_buffer.cleared": OutputBufferCleared,
}

GA: Names = {
    "conversation.item.added": ItemAdded,
    "conversation.item.done": ItemDone,
    "conversation.item.input_audio_transcription.segment": TranscriptionSegment,
    "input_audio_buffer.timeout_triggered": TimeoutTriggered,
    "input_audio_buffer.dtmf_event_received": DtmfReceived,
    "response.output_audio.delta": AudioDelta,
    "response.output_audio.done": AudioDone,
    "response.output_audio_transcript.delta": TranscriptDelta,
    "response.output_audio_transcript.done": TranscriptDone,
    "response.output_text.delta": TextDelta,
    "response.output_text.done": TextDone,
    "mcp_list_tools.in_progress": McpListToolsInProgress,
    "mcp_list_tools.completed": McpListToolsCompleted,
    "mcp_list_tools.failed": McpListToolsFailed,
    "response.mcp_call_arguments.delta": McpCallArgumentsDelta,
    "response.mcp_call_arguments.done": McpCallArgumentsDone,
    "response.mcp_call.in_progress": McpCallInProgress,
    "response.mcp_call.completed": McpCallCompleted,
    "response.mcp_call.failed": McpCallFailed,
}

BETA: Names = {
    "response.audio.delta": AudioDelta,
    "response.audio.done": AudioDone,
    "response.audio_transcript.delta": TranscriptDelta,
    "response.audio_transcript.done": TranscriptDone,
    "response.text.delta": TextDelta,
    "response.text.done": TextDone,
}

SERVER_EVENTS: Names = MappingProxyType({**SHARED, **GA, **BETA})
"""Every event, by the names it has on the wire."""
