"""A model object as a user of LiveKit Agents 0.12 writes one."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from antiphon.audio import AudioFrame
from antiphon.llm import ChatContext, FunctionContext
from antiphon.utils import EventEmitter
from antiphon.utils.aio import Chan


@dataclass
class Capabilities:
    supports_truncate: bool = True
    input_audio_sample_rate: int | None = None


GEMINI = Capabilities(supports_truncate=False, input_audio_sample_rate=16_000)


@dataclass
class Transcription:
    item_id: str
    transcript: str


@dataclass
class Response:
    id: str
    status: str = "completed"


@dataclass
class Content:
    response_id: str
    item_id: str
    output_index: int = 0
    content_index: int = 0
    content_type: Literal["text", "audio"] = "audio"
    text: str = ""
    audio: list[AudioFrame] = field(default_factory=list)
    text_stream: Chan[str] = field(default_factory=Chan)
    audio_stream: Chan[AudioFrame] = field(default_factory=Chan)

    def close(self) -> None:
        self.text_stream.close()
        self.audio_stream.close()


class Session(EventEmitter[str]):
    def __init__(self, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> None:
        super().__init__()
        self.fnc_ctx = fnc_ctx
        self.server_vad_enabled = True
        self.calls: list[tuple[Any, ...]] = []
        self.pushed: list[AudioFrame] = []
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._init_sync_task = asyncio.create_task(self._init())
        self.chat_ctx = chat_ctx

    async def _init(self) -> None:
        await self.ready

    def chat_ctx_copy(self) -> ChatContext:
        return self.chat_ctx.copy()

    async def set_chat_ctx(self, ctx: ChatContext) -> None:
        await asyncio.sleep(0.1)
        self.chat_ctx = ctx
        self.calls.append(("set_chat_ctx", [message.id for message in ctx.messages]))

    def create_response(self, on_duplicate: str = "keep_both") -> None:
        self.calls.append(("create_response", on_duplicate))

    def cancel_response(self) -> None:
        self.calls.append(("cancel_response",))

    def commit_audio_buffer(self) -> None:
        self.calls.append(("commit_audio_buffer",))

    def _push_audio(self, frame: AudioFrame) -> None:
        self.pushed.append(frame)

    def _recover_from_text_response(self, item_id: str) -> None:
        self.calls.append(("recover", item_id))

    def _update_conversation_item_content(self, item_id: str, content: Any = None) -> None:
        self.calls.append(("update", item_id, content))

    def _truncate_conversation_item(
        self, item_id: str, content_index: int, audio_end_ms: int
    ) -> None:
        self.calls.append(("truncate", item_id, content_index, audio_end_ms))


class Model:
    def __init__(self, capabilities: Capabilities | None = None) -> None:
        self.capabilities = capabilities or Capabilities()
        self.sessions: list[Session] = []

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> Session:
        self.sessions.append(Session(chat_ctx, fnc_ctx))
        return self.sessions[-1]
