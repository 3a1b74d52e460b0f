"""Rows 136 to 160: OpenAI's realtime model, against the stand-in service, on virtual time."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from antiphon import MultimodalAgent
from antiphon.caller import Caller
from antiphon.errors import ModelRefused
from antiphon.llm import ChatContext, ChatMessage, FunctionContext, ToolCall
from antiphon.plugins.openai import realtime
from antiphon.plugins.openai.realtime import RealtimeModel, RealtimeSession
from antiphon.rooms import LocalRoom
from antiphon.testing.fake_openai import (
    Answer,
    Calls,
    Failure,
    FakeConnection,
    FakeOpenAI,
    NeverEnds,
    Options,
    TextAnswer,
)
from antiphon.testing.scripted import tone

if TYPE_CHECKING:
    from antiphon.metrics import MultimodalLLMMetrics

KEY = "sk-test-0123456789"


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "AZURE_")):
            monkeypatch.delenv(name)


@asynccontextmanager
async def session(
    service: FakeOpenAI, *, model: RealtimeModel | None = None, **options: Any
) -> AsyncIterator[tuple[RealtimeSession, FakeConnection]]:
    """A session left to itself, and the service's end of its line, configured."""
    model = model or RealtimeModel(api_key=KEY, dialer=service.dialer())
    alone = model.session(**options)
    line = await service.connected()
    await line.said("session.updated")
    await asyncio.sleep(0.1)
    try:
        yield alone, line
    finally:
        await model.aclose()


def listen(alone: RealtimeSession, *events: Any) -> list[tuple[str, Any]]:
    """What is told from now on, with its argument."""
    told: list[tuple[str, Any]] = []
    for event in events:
        alone.on(
            event, lambda *args, event=event: told.append((event, *args) if args else (event, None))
        )
    return told


async def say(alone: RealtimeSession, seconds: float = 1.0) -> None:
    """The user speaks, and then is silent for a second."""
    frame_seconds = 0.1
    for sounds in (seconds, 0.0):
        for _ in range(round((seconds if sounds else 1.0) / frame_seconds)):
            frame = tone(frame_seconds)
            if not sounds:
                frame.samples[:] = 0
            alone.input_audio_buffer.append(frame)
            await asyncio.sleep(frame_seconds)


async def test_row_134_the_metrics_of_an_answer_are_those_of_its_response_done() -> None:
    async with session(FakeOpenAI(answers=[Answer("one two", seconds=1.0)])) as (alone, line):
        told = listen(alone, "metrics_collected")
        alone.response.create()
        done = await line.said("response.done")
        await asyncio.sleep(0.1)
        metrics: MultimodalLLMMetrics = told[0][1]
        usage = done["response"]["usage"]
        assert metrics.request_id == done["response"]["id"]
        assert metrics.total_tokens == usage["total_tokens"]
        assert metrics.label == "antiphon.plugins.openai.realtime.model.RealtimeModel"
        assert metrics.tokens_per_second == metrics.completion_tokens / metrics.duration
        audio = usage["output_token_details"]["audio_tokens"]
        assert metrics.output_token_details.audio_tokens == audio
        assert metrics.error is None


async def test_row_135_an_answer_that_failed_says_why() -> None:
    failure = Failure(code="server_error", message="Overloaded.")
    async with session(FakeOpenAI(answers=[failure])) as (alone, line):
        told = listen(alone, "metrics_collected")
        alone.response.create()
        await line.said("response.done")
        await asyncio.sleep(0.1)
        error = told[0][1].error
        assert (error.type, error.code, error.message) == ("failed", "server_error", "Overloaded.")


async def test_row_136_the_defaults_are_those_of_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    service = FakeOpenAI()
    model = RealtimeModel(dialer=service.dialer())
    async with session(service, model=model) as (_, line):
        assert line.dial.url == "wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1"
        assert line.dial.headers["authorization"] == "Bearer sk-of-the-environment"
        config = line.received[0]["session"]
        assert config["output_modalities"] == ["audio"]
        assert config["audio"]["output"]["voice"] == "alloy"
        assert config["audio"]["input"]["turn_detection"]["type"] == "server_vad"


def test_row_136_no_key_is_a_value_error_that_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="set OPENAI_API_KEY, or pass api_key="):
        RealtimeModel()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "AZURE_OPENAI_ENDPOINT"),
        ({"azure_endpoint": "https://a.test", "base_url": "https://b.test"}, "exclude each other"),
        ({"azure_endpoint": "https://a.test"}, "AZURE_OPENAI_API_KEY"),
    ],
)
def test_row_137_what_azure_lacks_is_named(options: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        RealtimeModel.with_azure(azure_deployment="mine", **options)


async def test_row_137_azure_is_dialled_with_its_own_key() -> None:
    service = FakeOpenAI(dialect="beta")
    model = RealtimeModel.with_azure(
        azure_deployment="mine",
        azure_endpoint="https://res.openai.azure.com/",
        api_version="2024-10-01-preview",
        api_key="azure-key",
        dialer=service.dialer(),
    )
    async with session(service, model=model) as (_, line):
        assert line.dial.url.startswith("wss://res.openai.azure.com/openai/realtime?")
        assert line.dial.query == {"api-version": "2024-10-01-preview", "deployment": "mine"}
        assert line.dial.headers["api-key"] == "azure-key"
        assert "authorization" not in line.dial.headers


async def test_row_138_a_session_overrides_what_it_is_given() -> None:
    service = FakeOpenAI()
    options: dict[str, Any] = {"instructions": "Be brief.", "voice": "verse"}
    options["turn_detection"] = None
    async with session(service, **options) as (alone, line):
        config = line.received[0]["session"]
        assert config["instructions"] == "Be brief."
        assert config["audio"]["output"]["voice"] == "verse"
        assert config["audio"]["input"]["turn_detection"] is None
        assert not alone.server_vad_enabled


async def test_row_139_the_model_knows_its_sessions_and_closes_them() -> None:
    service = FakeOpenAI()
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    async with session(service, model=model) as (alone, line):
        assert model.sessions == [alone]
        assert model.capabilities.supports_truncate
        await model.aclose()
        assert model.sessions == []
        await line.closed()


async def test_row_140_a_session_can_be_changed() -> None:
    service = FakeOpenAI()
    async with session(service) as (alone, line):
        told = listen(alone, "session_updated")
        alone.session_update(instructions="Be kind.")
        update = await line.got("session.update", 2)
        assert update["session"]["instructions"] == "Be kind."
        await line.said("session.updated", 2)
        await asyncio.sleep(0.1)
        assert told[-1][1].instructions == "Be kind."


async def test_row_141_the_input_buffer_is_appended_to_cleared_and_committed() -> None:
    service = FakeOpenAI()
    async with session(service, turn_detection=None) as (alone, line):
        alone.input_audio_buffer.append(tone(0.2))
        alone.input_audio_buffer.clear()
        alone.input_audio_buffer.append(tone(0.2))
        alone.input_audio_buffer.commit()
        await line.said("input_audio_buffer.committed")
        types = [event["type"] for event in line.received[1:]]
        assert types == [
            "input_audio_buffer.append",
            "input_audio_buffer.clear",
            "input_audio_buffer.append",
            "input_audio_buffer.commit",
        ]


async def test_row_142_items_are_created_truncated_and_deleted() -> None:
    service = FakeOpenAI(answers=[Answer("one two three", seconds=3.0)])
    async with session(service) as (alone, line):
        first = ChatMessage.create(text="first", role="user")
        second = ChatMessage.create(text="zeroth", role="user")
        assert await alone.conversation.item.create(first)
        assert await alone.conversation.item.create(second, "root")
        assert [item["id"] for item in line.conversation] == [second.id, first.id]
        assert await alone.conversation.item.delete(item_id=first.id)
        assert [item["id"] for item in line.conversation] == [second.id]
        await alone.response.create()
        done = await line.said("response.done")
        item_id = done["response"]["output"][0]["id"]
        items = alone.conversation.item
        assert await items.truncate(item_id=item_id, content_index=0, audio_end_ms=1000)
        with pytest.raises(ModelRefused):
            await items.truncate(item_id="item_none", content_index=0, audio_end_ms=1000)


async def test_row_143_the_conversation_is_kept_in_the_order_of_the_service() -> None:
    service = FakeOpenAI()
    async with session(service) as (alone, _):
        messages = {
            name: ChatMessage(role="user", id=f"item_{name}", content=name) for name in "abc"
        }
        await alone.conversation.item.create(messages["a"])
        await alone.conversation.item.create(messages["b"])
        await alone.conversation.item.create(messages["c"], "item_a")
        assert [message.content for message in alone.chat_ctx_copy().messages] == ["a", "c", "b"]


async def test_row_144_a_new_context_costs_the_fewest_changes() -> None:
    """Decision 27: in GA there is no silent audio to patch."""
    service = FakeOpenAI()
    before = ChatContext()
    for word in ("one", "two", "three"):
        before.append(role="user", text=word)
    async with session(service, chat_ctx=before) as (alone, line):
        await line.said("conversation.item.done", 3)
        after = alone.chat_ctx_copy()
        del after.messages[1]
        after.append(role="user", text="four")
        await alone.set_chat_ctx(after)
        assert line.types_received()[4:] == ["conversation.item.delete", "conversation.item.create"]
        assert [i["content"][0]["text"] for i in line.conversation] == ["one", "three", "four"]


async def test_row_145_what_was_said_is_in_the_context() -> None:
    service = FakeOpenAI(answers=[Answer("I am fine.", seconds=0.5)], heard=["How are you?"])
    async with session(service) as (alone, line):
        await say(alone)
        await line.said("response.done")
        await asyncio.sleep(0.1)
        said = [(message.role, message.content) for message in alone.chat_ctx_copy().messages]
        assert said == [("user", "How are you?"), ("assistant", "I am fine.")]


async def test_row_146_a_second_answer_waits_replaces_or_is_not_asked_for() -> None:
    long = Answer("one two three four", seconds=4.0)
    service = FakeOpenAI(answers=[long] * 4, options=Options(pace=1.0))
    async with session(service) as (alone, line):
        await alone.response.create()
        assert not await alone.response.create(on_duplicate="cancel_new")
        both = alone.response.create(on_duplicate="keep_both")
        await asyncio.sleep(1.0)
        assert not both.done()
        await both
        await alone.response.create(on_duplicate="cancel_existing")
        statuses = [
            event["response"]["status"] for event in line.sent if event["type"] == "response.done"
        ]
        assert statuses == ["completed", "cancelled"]
        with pytest.raises(ValueError, match="on_duplicate"):
            alone.response.create(on_duplicate="never")  # type: ignore[arg-type]


async def test_row_147_an_answer_can_be_made_beside_the_conversation() -> None:
    service = FakeOpenAI(answers=[TextAnswer("a joke")])
    async with session(service) as (alone, line):
        told = listen(alone, "response_done")
        await alone.response.create(
            conversation="none",
            instructions="Classify.",
            modalities=["text"],
            metadata={"topic": "mood"},
        )
        await line.said("response.done")
        asked = await line.got("response.create")
        assert asked["response"]["conversation"] == "none"
        assert asked["response"]["instructions"] == "Classify."
        assert asked["response"]["output_modalities"] == ["text"]
        await asyncio.sleep(0.1)
        (_, response) = told[0]
        assert response.metadata["topic"] == "mood"
        assert response.output[0].content[0].text == "a joke"
        assert alone.chat_ctx_copy().messages == []


async def test_row_148_only_an_answer_under_way_is_cancelled() -> None:
    service = FakeOpenAI(answers=[NeverEnds(Answer("one two", seconds=1.0))])
    async with session(service) as (alone, line):
        alone.response.cancel()
        await asyncio.sleep(0.1)
        assert "response.cancel" not in line.types_received()
        await alone.response.create()
        alone.response.cancel()
        await line.got("response.cancel")
        done = await line.said("response.done")
        assert done["response"]["status"] == "cancelled"


EVENTS = [
    "input_speech_started",
    "input_speech_stopped",
    "input_speech_committed",
    "response_created",
    "response_output_added",
    "response_content_added",
    "input_speech_transcription_completed",
    "response_content_done",
    "response_output_done",
    "metrics_collected",
    "response_done",
]


@pytest.mark.parametrize("event", EVENTS)
async def test_row_149_a_turn_is_told_event_by_event(event: Any) -> None:
    service = FakeOpenAI(answers=[Answer("I am fine.", seconds=0.5)], heard=["How are you?"])
    async with session(service) as (alone, line):
        told = listen(alone, event)
        await say(alone)
        await line.said("response.done")
        await asyncio.sleep(0.1)
        assert len(told) == 1


async def test_row_150_a_part_can_be_read_while_it_grows() -> None:
    service = FakeOpenAI(answers=[Answer("one two three", seconds=1.5)])
    async with session(service) as (alone, _):
        added: asyncio.Future[realtime.RealtimeContent] = asyncio.Future()
        alone.on("response_content_added", added.set_result)
        await alone.response.create()
        content = await added
        assert "".join([piece async for piece in content.text_stream]) == "one two three"
        frames = [frame async for frame in content.audio_stream]
        assert sum(frame.duration for frame in frames) == pytest.approx(1.5)


async def test_row_151_what_was_written_instead_of_spoken_is_deleted_and_asked_for_again() -> None:
    """Decision 27: in GA there is no silent audio between the two."""
    service = FakeOpenAI(answers=[TextAnswer("Hm."), Answer("I am here.", seconds=0.5)])
    room = LocalRoom()
    await room.connect("local://features", "agent")
    agent = MultimodalAgent(model=RealtimeModel(api_key=KEY, dialer=service.dialer()))
    async with Caller.join("features"):
        agent.start(room)
        agent.generate_reply()
        line = await service.connected()
        await line.said("response.done", 2)
        await agent.aclose()
    await room.disconnect()
    types = [kind for kind in line.types_received() if kind != "session.update"]
    assert types[:3] == ["response.create", "conversation.item.delete", "response.create"]


async def test_row_152_an_output_stands_behind_its_call_and_then_an_answer_is_asked_for() -> None:
    tools = FunctionContext()
    tools.ai_callable(description="Adds")(add)
    call = ToolCall(call_id="call_1", name="add", arguments='{"a": 1, "b": 2}')
    service = FakeOpenAI(answers=[Calls(call), Answer("Three.", seconds=0.5)])
    async with session(service, fnc_ctx=tools) as (alone, line):
        told = listen(alone, "function_calls_collected", "function_calls_finished")
        alone.response.create()
        await line.said("response.done", 2)
        types = line.types_received()[1:]
        assert types == ["response.create", "conversation.item.create", "response.create"]
        kinds = [item["type"] for item in line.conversation]
        assert kinds == ["function_call", "function_call_output", "message"]
        assert line.conversation[1]["output"] == "3"
        assert [event for event, _ in told] == [
            "function_calls_collected",
            "function_calls_finished",
        ]


async def test_row_153_a_tools_output_does_not_wait_for_the_voice() -> None:
    """Decision 25: the output goes out at once, the reply when no response is active."""
    tools = FunctionContext()
    tools.ai_callable(description="Adds")(add)
    call = ToolCall(call_id="call_1", name="add", arguments='{"a": 1, "b": 2}')
    service = FakeOpenAI(answers=[Calls(call), Answer("Three.", seconds=0.5)])
    async with session(service, fnc_ctx=tools) as (alone, line):
        alone.playout_complete.clear()
        alone.response.create()
        await line.said("response.done", 2)


async def test_row_154_a_tool_that_returns_nothing_is_answered_with_null() -> None:
    """Decision 25: None is sent as `null`, and replied to."""
    tools = FunctionContext()

    @tools.ai_callable(description="Rings")
    def ring() -> None:
        pass

    call = ToolCall(call_id="call_1", name="ring", arguments="{}")
    service = FakeOpenAI(answers=[Calls(call), Answer("Done.", seconds=0.5)])
    async with session(service, fnc_ctx=tools) as (alone, line):
        alone.response.create()
        await line.said("response.done", 2)
        assert line.conversation[1]["output"] == "null"


async def test_row_155_an_error_is_told_in_the_words_of_the_service() -> None:
    async with session(FakeOpenAI()) as (alone, line):
        told = listen(alone, "error")
        line.send({"type": "error", "error": {"type": "server_error", "message": "Oh no."}})
        await asyncio.sleep(0.1)
        assert [(error.type, error.message) for _, error in told] == [("server_error", "Oh no.")]


async def test_row_156_words_that_cannot_be_found_are_told() -> None:
    async with session(FakeOpenAI()) as (alone, line):
        told = listen(alone, "input_speech_transcription_failed")
        line.send(
            {
                "type": "conversation.item.input_audio_transcription.failed",
                "item_id": "item_1",
                "content_index": 0,
                "error": {"type": "transcription_error", "message": "Too quiet."},
            }
        )
        await asyncio.sleep(0.1)
        assert [(failed.item_id, failed.message) for _, failed in told] == [
            ("item_1", "Too quiet.")
        ]


async def test_row_157_turns_can_end_when_what_was_said_is_complete() -> None:
    detection = realtime.SemanticVadOptions(eagerness="high", create_response=False)
    async with session(FakeOpenAI(), turn_detection=detection) as (_, line):
        assert line.received[0]["session"]["audio"]["input"]["turn_detection"] == {
            "type": "semantic_vad",
            "eagerness": "high",
            "create_response": False,
            "interrupt_response": True,
        }


async def test_row_158_the_transcriber_is_told_language_and_words_to_expect() -> None:
    written = realtime.InputTranscriptionOptions(
        model="gpt-transcribe", language="de", prompt="ÖBB"
    )
    async with session(FakeOpenAI(), input_audio_transcription=written) as (_, line):
        assert line.received[0]["session"]["audio"]["input"]["transcription"] == {
            "model": "gpt-transcribe",
            "language": "de",
            "prompt": "ÖBB",
        }


async def test_row_159_an_answer_is_measured() -> None:
    service = FakeOpenAI(answers=[Answer("one two", seconds=1.0)], options=Options(thinking=0.3))
    async with session(service) as (alone, line):
        told = listen(alone, "metrics_collected")
        alone.response.create()
        done = await line.said("response.done")
        await asyncio.sleep(0.1)
        metrics: MultimodalLLMMetrics = told[0][1]
        usage = done["response"]["usage"]
        assert 0 <= metrics.ttft <= metrics.duration
        assert not metrics.cancelled
        assert metrics.completion_tokens == usage["output_tokens"]
        assert metrics.prompt_tokens == usage["input_tokens"]
        cached = usage["input_token_details"]["cached_tokens"]
        assert metrics.input_token_details.cached_tokens == cached


async def test_row_159_an_answer_that_failed_is_measured_too() -> None:
    service = FakeOpenAI(answers=[Failure(code=None)])
    async with session(service) as (alone, line):
        told = listen(alone, "metrics_collected", "response_done")
        alone.response.create()
        await line.said("response.done")
        await asyncio.sleep(0.1)
        assert {event for event, _ in told} == {"metrics_collected", "response_done"}


async def test_row_160_the_beta_header_goes_to_beta_servers_alone() -> None:
    service = FakeOpenAI(dialect="beta")
    model = RealtimeModel(
        api_key=KEY, base_url="https://mine.test/v1", dialect="beta", dialer=service.dialer()
    )
    async with session(service, model=model) as (_, line):
        assert line.dial.headers["openai-beta"] == "realtime=v1"
        assert line.dial.headers["user-agent"].startswith("Antiphon/")
    async with session(ga := FakeOpenAI()) as (_, line):
        assert "openai-beta" not in line.dial.headers
        assert ga.sessions == [line]


def add(a: int, b: int) -> int:
    return a + b
