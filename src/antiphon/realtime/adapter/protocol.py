"""What a model object of LiveKit Agents 0.12 has, by its names there.

A session emits, synchronously and on its loop:

| event                                 | arguments                       |
|---------------------------------------|---------------------------------|
| `input_speech_started`                |                                 |
| `input_speech_stopped`                |                                 |
| `input_speech_committed`              |                                 |
| `input_speech_transcription_completed`| _InputTranscriptionProto        |
| `input_speech_transcription_failed`   | an object with `item_id`        |
| `response_created`                    | an object with `id`             |
| `response_content_added`              | _ContentProto                   |
| `response_content_done`               | _ContentProto                   |
| `response_done`                       | an object with `id`, `status`   |
| `agent_speech_transcription_completed`| _InputTranscriptionProto        |
| `agent_speech_stopped`                |                                 |
| `function_calls_collected`            | list[FunctionCallInfo]          |
| `function_calls_finished`             | list[CalledFunction]            |
| `metrics_collected`                   | MultimodalLLMMetrics            |

A model need not emit all of them, nor pass arguments to those that have none here.
"""

from collections.abc import AsyncIterable, Awaitable, Callable
from typing import Any, Literal, Protocol

from antiphon.llm import ChatContext, FunctionContext

__all__ = [
    "_CapabilitiesProto",
    "_ContentProto",
    "_InputTranscriptionProto",
    "_RealtimeAPI",
    "_RealtimeAPISession",
]


class _CapabilitiesProto(Protocol):
    """What the model can do."""

    @property
    def supports_truncate(self) -> bool: ...
    @property
    def input_audio_sample_rate(self) -> int | None: ...


class _InputTranscriptionProto(Protocol):
    """The words of an item."""

    item_id: str
    transcript: str


class _ContentProto(Protocol):
    """A content part of an answer; its streams end when no more comes."""

    response_id: str
    item_id: str
    output_index: int
    content_index: int
    text: str
    audio: list[Any]
    text_stream: AsyncIterable[str]
    audio_stream: AsyncIterable[Any]
    content_type: Literal["text", "audio"]


class _RealtimeAPISession(Protocol):
    """One conversation with the model.

    Where it has them, `playout_complete` is left alone, `aclose()` is awaited at the end, and
    `_init_sync_task`, an awaitable, before anybody is spoken or listened to.
    """

    @property
    def fnc_ctx(self) -> FunctionContext | None: ...
    @fnc_ctx.setter
    def fnc_ctx(self, value: FunctionContext | None) -> None: ...
    @property
    def server_vad_enabled(self) -> bool: ...
    @property
    def _init_sync_task(self) -> Awaitable[Any]: ...
    def on(self, event: str, callback: Callable[..., None]) -> Any: ...
    def chat_ctx_copy(self) -> ChatContext: ...
    async def set_chat_ctx(self, ctx: ChatContext) -> None: ...
    def create_response(
        self,
        on_duplicate: Literal["cancel_existing", "cancel_new", "keep_both"] = "keep_both",
    ) -> Any: ...
    def cancel_response(self) -> Any: ...
    def commit_audio_buffer(self) -> Any: ...
    def _push_audio(self, frame: Any) -> None: ...
    def _recover_from_text_response(self, item_id: str) -> None: ...
    def _update_conversation_item_content(self, item_id: str, content: Any = None) -> None: ...
    def _truncate_conversation_item(
        self, item_id: str, content_index: int, audio_end_ms: int
    ) -> None: ...


class _RealtimeAPI(Protocol):
    """A model."""

    @property
    def capabilities(self) -> _CapabilitiesProto: ...
    def session(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None
    ) -> _RealtimeAPISession: ...
