"""Rows 78 to 84: what a model object of 0.12 has to have, and that this is enough."""

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from antiphon import MultimodalAgent, multimodal
from antiphon.llm import ChatContext
from antiphon.realtime.adapter import protocol
from antiphon.testing.scripted import tone
from antiphon.utils.aio import Chan
from tests.features.kit import captions_in, events_of, joined

TOLD = ("user_speech_committed", "agent_speech_committed", "agent_speech_interrupted")


@dataclass
class Abilities:
    """Nothing but what `_CapabilitiesProto` asks for."""

    supports_truncate: bool = True
    input_audio_sample_rate: int | None = None


@dataclass
class Words:
    """Nothing but what `_InputTranscriptionProto` asks for."""

    item_id: str
    transcript: str


class Part:
    """Nothing but what `_ContentProto` asks for."""

    def __init__(self, item_id: str, content_index: int = 0) -> None:
        self.response_id = "r"
        self.item_id = item_id
        self.output_index = 0
        self.content_index = content_index
        self.text = ""
        self.audio: list[Any] = []
        self.text_stream: Chan[str] = Chan()
        self.audio_stream: Chan[Any] = Chan()
        self.content_type = "audio"


class BareSession:
    """Nothing but what `_RealtimeAPISession` asks for; no emitter, no `off`, no `aclose`."""

    def __init__(self, chat_ctx: ChatContext, fnc_ctx: Any) -> None:
        self.fnc_ctx = fnc_ctx
        self.server_vad_enabled = True
        self._init_sync_task = asyncio.ensure_future(asyncio.sleep(0))
        self.calls: list[tuple[Any, ...]] = []
        self._chat_ctx = chat_ctx
        self._listeners: dict[str, Callable[..., None]] = {}

    def tell(self, event: str, *args: Any) -> None:
        self._listeners[event](*args)

    def on(self, event: str, callback: Callable[..., None]) -> None:
        self._listeners[event] = callback

    def chat_ctx_copy(self) -> ChatContext:
        return self._chat_ctx.copy()

    async def set_chat_ctx(self, ctx: ChatContext) -> None:
        self.calls.append(("set_chat_ctx", len(ctx.messages)))

    def create_response(self, on_duplicate: str = "keep_both") -> None:
        self.calls.append(("create_response", on_duplicate))

    def cancel_response(self) -> None:
        self.calls.append(("cancel_response",))

    def commit_audio_buffer(self) -> None:
        self.calls.append(("commit_audio_buffer",))

    def _push_audio(self, frame: Any) -> None:
        self.calls.append(("push", frame.samples_per_channel))

    def _recover_from_text_response(self, item_id: str) -> None:
        self.calls.append(("recover", item_id))

    def _update_conversation_item_content(self, item_id: str, content: Any = None) -> None:
        self.calls.append(("update", item_id, content))

    def _truncate_conversation_item(
        self, item_id: str, content_index: int, audio_end_ms: int
    ) -> None:
        self.calls.append(("truncate", item_id, content_index))


class CompletingSession(BareSession):
    """One of 0.12.17, which has `playout_complete`."""

    def __init__(self, chat_ctx: ChatContext, fnc_ctx: Any) -> None:
        super().__init__(chat_ctx, fnc_ctx)
        self.playout_complete = asyncio.Event()
        self.playout_complete.set()


class BareModel:
    """Nothing but what `_RealtimeAPI` asks for."""

    def __init__(
        self, abilities: Abilities | None = None, kind: type[BareSession] = BareSession
    ) -> None:
        self.capabilities = abilities or Abilities()
        self._kind = kind
        self.sessions: list[BareSession] = []

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: Any) -> BareSession:
        self.sessions.append(self._kind(chat_ctx, fnc_ctx))
        return self.sessions[-1]


def part(item_id: str, text: str, seconds: float, *, content_index: int = 0) -> Part:
    """A content part, whole."""
    content = Part(item_id, content_index)
    content.text_stream.send_nowait(text)
    content.audio_stream.send_nowait(tone(seconds))
    content.text_stream.close()
    content.audio_stream.close()
    return content


async def conversation(model: BareModel) -> list[tuple[Any, ...]]:
    """Ann says hello, is answered, and cuts the next answer short: what was told of it."""
    room, ann = await joined(), await joined("ann")
    agent = MultimodalAgent(model=model)
    told = events_of(agent, *TOLD)
    agent.start(room)
    await asyncio.sleep(0.5)
    (session,) = model.sessions
    session.tell("input_speech_transcription_completed", Words("u1", "hello"))
    session.tell("response_content_added", part("a1", "Good morning.", 1.0))
    await asyncio.sleep(3.0)
    session.tell("response_content_added", part("a2", "One two three four five six.", 6.0))
    await asyncio.sleep(3.0)
    session.tell("input_speech_started")
    await asyncio.sleep(1.0)
    await agent.aclose()
    for someone in (ann, room):
        await someone.disconnect()
    return told


def is_whole(told: list[tuple[Any, ...]]) -> bool:
    return (
        told[:2]
        == [("user_speech_committed", "hello"), ("agent_speech_committed", "Good morning.")]
        and told[2][0] == "agent_speech_interrupted"
        and told[2][1].startswith("One two")
        and len(told) == 3
    )


async def test_row_078_a_model_needs_capabilities_and_sessions() -> None:
    assert multimodal._RealtimeAPI is protocol._RealtimeAPI  # noqa: SLF001 - names of 0.12
    model = BareModel()
    assert is_whole(await conversation(model))
    assert len(model.sessions) == 1


async def test_row_079_a_session_needs_no_more_than_the_protocol_asks_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert multimodal._RealtimeAPISession is protocol._RealtimeAPISession  # noqa: SLF001
    model = BareModel()
    assert is_whole(await conversation(model))
    assert not caplog.records
    asked = {name for name in vars(protocol._RealtimeAPISession) if not name.startswith("__")}  # noqa: SLF001
    asked -= {"_is_protocol", "_abc_impl", "_is_runtime_protocol"}
    assert asked == {
        "set_chat_ctx",
        "on",
        "_push_audio",
        "fnc_ctx",
        "chat_ctx_copy",
        "cancel_response",
        "create_response",
        "commit_audio_buffer",
        "server_vad_enabled",
        "_recover_from_text_response",
        "_update_conversation_item_content",
        "_truncate_conversation_item",
        "_init_sync_task",
    }
    calls = [call[0] for call in model.sessions[0].calls]
    assert calls == ["update", "update", "cancel_response", "truncate", "update"]


@pytest.mark.parametrize("supports_truncate", [True, False])
async def test_row_080_capabilities_are_two(supports_truncate: bool) -> None:
    model = BareModel(
        Abilities(supports_truncate=supports_truncate, input_audio_sample_rate=16_000)
    )
    assert is_whole(await conversation(model))
    assert bool(model.sessions[0].calls) is supports_truncate


async def test_row_081_a_content_part_has_two_streams_and_its_place() -> None:
    room, ann = await joined(), await joined("ann")
    model = BareModel()
    agent = MultimodalAgent(model=model)
    shown = captions_in(ann)
    agent.start(room)
    await asyncio.sleep(0.5)
    (session,) = model.sessions
    session.tell("response_content_added", part("a1", "Good morning. Again, ", 2.0))
    session.tell(
        "response_content_added", part("a1", "and again, and again.", 8.0, content_index=1)
    )
    await asyncio.sleep(5.0)
    agent.interrupt()
    assert ("truncate", "a1", 1) in session.calls
    assert [caption.text for caption in shown if caption.final][:1] == ["Good morning. Again,"]
    await agent.aclose()
    for someone in (ann, room):
        await someone.disconnect()


async def test_row_082_words_have_an_item_and_a_transcript() -> None:
    model = BareModel()
    assert (await conversation(model))[0] == ("user_speech_committed", "hello")
    assert model.sessions[0].calls[0] == ("update", "u1", "hello")


async def test_row_083_playout_complete_is_optional() -> None:
    """Decision 25: replies wait for no playout here, so where it is there it stays set."""
    without, with_it = BareModel(), BareModel(kind=CompletingSession)
    assert is_whole(await conversation(without))
    assert is_whole(await conversation(with_it))
    (session,) = with_it.sessions
    assert isinstance(session, CompletingSession)
    assert session.playout_complete.is_set()


async def test_row_084_a_session_keeps_both_responses_unless_told_otherwise() -> None:
    create = inspect.signature(protocol._RealtimeAPISession.create_response)  # noqa: SLF001
    assert create.parameters["on_duplicate"].default == "keep_both"
    model = BareModel()
    room, ann = await joined(), await joined("ann")
    agent = MultimodalAgent(model=model)
    agent.start(room)
    await asyncio.sleep(0.5)
    agent.generate_reply("keep_both")
    assert model.sessions[0].calls == [("create_response", "keep_both")]
    await agent.aclose()
    for someone in (ann, room):
        await someone.disconnect()
