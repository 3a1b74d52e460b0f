"""A session that nobody runs: it begins, waits, asks and ends by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from livekit import rtc

from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError, ModelConnectionError, ModelError, ModelRefused
from antiphon.llm import ChatImage, ChatMessage, FunctionContext, ToolCall, ai_callable
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.plugins.openai.realtime.session import RealtimeSession
from antiphon.plugins.wire import Connection, Dialer, Endpoint
from antiphon.testing.fake_openai import (
    Abort,
    Answer,
    Calls,
    Failure,
    FakeOpenAI,
    NeverStarts,
    Options,
    Refusal,
)
from antiphon.testing.scripted import tone
from tests.plugins.openai.realtime.stage import KEY, conversation


class Gate:
    """A way to the service that is closed at first."""

    def __init__(self, service: FakeOpenAI) -> None:
        self._dialer = service.dialer()
        self.is_open = False

    async def dial(self, endpoint: Endpoint) -> Connection:
        if not self.is_open:
            raise ModelConnectionError("the way is closed")
        return await self._dialer.dial(endpoint)


class Tools(FunctionContext):
    """A quick tool and a slow one."""

    @ai_callable(description="Takes two seconds.")
    async def slow(self) -> str:
        await asyncio.sleep(2.0)
        return "slow"

    @ai_callable(description="Is done at once.")
    async def quick(self) -> str:
        return "quick"


@asynccontextmanager
async def alone(
    service: FakeOpenAI, *, dialer: Dialer | None = None, **options: Any
) -> AsyncIterator[tuple[RealtimeSession, RealtimeModel]]:
    """A session, just made."""
    model = RealtimeModel(api_key=KEY, dialer=dialer or service.dialer(), **options)
    session = model.session(fnc_ctx=Tools())
    try:
        yield session, model
    finally:
        await model.aclose()


def listen(session: RealtimeSession, event: Any) -> list[Any]:
    """What is told with that event from now on."""
    told: list[Any] = []
    session.on(event, told.append)
    return told


def test_a_session_that_nobody_could_begin_is_not_made() -> None:
    model = RealtimeModel(api_key=KEY, dialer=FakeOpenAI().dialer())
    with pytest.raises(RuntimeError, match=r"^model\.session\(\) needs a running event loop"):
        model.session()
    assert model.sessions == []


# -- the service is there late ---------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [5.0, 12.0, 25.0, 45.0])
async def test_a_session_alone_asks_once_however_late_the_service_is_there(seconds: float) -> None:
    service = FakeOpenAI()
    gate = Gate(service)
    async with alone(service, dialer=gate) as (session, _):
        answered = session.response.create()
        await asyncio.sleep(seconds)
        gate.is_open = True
        line = await service.connected()
        assert await answered
        await asyncio.sleep(15.0)
        assert line.types_received().count("response.create") == 1
        assert [item["type"] for item in line.conversation] == ["message"]


@pytest.mark.parametrize("seconds", [5.0, 12.0, 25.0, 45.0])
async def test_an_agent_greets_once_however_late_the_service_is_there(seconds: float) -> None:
    service = FakeOpenAI(answers=[Answer("Welcome.", seconds=1.0)] * 2)
    gate = Gate(service)
    async with conversation(service, dialer=gate) as scene:
        scene.agent.generate_reply()
        await asyncio.sleep(seconds)
        gate.is_open = True
        await scene.until("agent_speech_committed")
        await scene.user.silence(15.0)
        assert scene.said == [("assistant", "Welcome.")]
        assert scene.line.types_received().count("response.create") == 1
        assert set(scene.troubles) == {"model_unreachable"}


# -- asking ----------------------------------------------------------------------------------------


async def test_what_is_asked_for_as_soon_as_the_session_is_made_is_answered() -> None:
    async with alone(FakeOpenAI()) as (session, _):
        assert await session.response.create()


async def test_what_is_called_off_as_soon_as_it_was_asked_for_is_not() -> None:
    service = FakeOpenAI()
    async with alone(service) as (session, _):
        answered = session.response.create()
        session.response.cancel()
        assert not await answered
        line = await service.connected()
        await asyncio.sleep(5.0)
        assert "response.create" not in line.types_received()


async def test_an_agent_asks_for_what_was_asked_for_before_it_ran_the_session() -> None:
    service = FakeOpenAI()
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    session = model.session()
    session.take_over()
    session.response.create(instructions="Greet.")
    told: list[Any] = []
    running = asyncio.create_task(session.run(told.append))
    await service.connected()
    running.cancel()
    await model.aclose()
    assert told[0].instructions == "Greet."


async def test_who_waits_for_an_answer_that_never_begins_is_told_when_it_is_given_up() -> None:
    service = FakeOpenAI(answers=[NeverStarts()] * 2)
    async with alone(service) as (session, _):
        errors = listen(session, "error")
        began = asyncio.get_running_loop().time()
        with pytest.raises(ModelError, match="asked twice"):
            await session.response.create()
        assert 20.0 <= asyncio.get_running_loop().time() - began < 21.0
        assert [error.type for error in errors] == ["reply_timeout"] * 2


async def test_an_answer_says_what_the_program_has_attached_and_nothing_else() -> None:
    async with alone(FakeOpenAI()) as (session, _):
        done = listen(session, "response_done")
        assert await session.response.create(metadata={"for": "the greeting"})
        assert await session.response.create()
        await asyncio.sleep(10.0)
        assert [response.metadata for response in done] == [{"for": "the greeting"}, None]


async def test_an_answer_that_fails_is_asked_for_again() -> None:
    service = FakeOpenAI(answers=[Failure(), Answer("Hello.")])
    async with alone(service) as (session, _):
        done = listen(session, "response_done")
        assert await session.response.create()
        await asyncio.sleep(5.0)
        assert [response.status for response in done] == ["failed", "completed"]


async def test_an_answer_that_fails_after_it_was_said_is_not() -> None:
    service = FakeOpenAI(answers=[Failure(after=Answer("Hello.")), Answer("Hello.")])
    async with alone(service) as (session, _):
        done = listen(session, "response_done")
        assert await session.response.create()
        await asyncio.sleep(5.0)
        assert [response.status for response in done] == ["failed"]


# -- tools -----------------------------------------------------------------------------------------


async def test_the_outputs_of_one_answer_are_sent_together_in_the_order_of_the_calls() -> None:
    slow = ToolCall(call_id="call_1", name="slow", arguments="{}")
    quick = ToolCall(call_id="call_2", name="quick", arguments="{}")
    service = FakeOpenAI(answers=[Calls(slow, quick), Answer("Done.")])
    async with alone(service) as (session, _):
        assert await session.response.create()
        line = await service.connected()
        await line.said("response.done")
        await asyncio.sleep(1.0)
        assert "conversation.item.create" not in line.types_received()
        await line.got("response.create", 2)
        sent = [x["item"] for x in line.received if x["type"] == "conversation.item.create"]
        assert [item["call_id"] for item in sent] == ["call_1", "call_2"]


async def test_a_server_that_counts_calls_anew_in_every_answer_has_each_of_them_run() -> None:
    call = ToolCall(call_id="call_0", name="quick", arguments="{}")
    service = FakeOpenAI(
        answers=[Calls(call), Answer("One."), Calls(call), Answer("Two.")], heard=["Go.", "Again."]
    )
    async with conversation(service, fnc_ctx=Tools()) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed", 1)
        await scene.speak()
        await scene.until("agent_speech_committed", 2)
        messages = scene.agent.chat_ctx_copy().messages
        outputs = [x.tool_call_id for x in messages if x.role == "tool"]
        assert len(outputs) == len(set(outputs)) == 2
        assert len(scene.told("function_calls_finished")) == 2
        sent = [x["item"] for x in scene.line.received if x["type"] == "conversation.item.create"]
        assert [item["call_id"] for item in sent] == ["call_0", "call_0"]
        assert scene.troubles == []


# -- images ----------------------------------------------------------------------------------------


async def test_of_messages_with_several_images_the_last_few_images_are_kept() -> None:
    service = FakeOpenAI()
    images = [ChatImage(image=f"https://images.test/{n}.png") for n in (1, 2)]
    async with alone(service, max_images=2) as (session, _):
        for message_id in ("first", "second"):
            message = ChatMessage.create(text="Look.", images=images, role="user")
            message.id = message_id
            assert await session.conversation.item.create(message)
        await session.conversation.item.create(ChatMessage.create(text="Well?"))
        line = await service.connected()
        shown = [item for item in line.conversation if len(item["content"]) > 1]
        assert [item["id"] for item in shown] == ["second"]


# -- refusals --------------------------------------------------------------------------------------


async def test_what_is_mended_is_no_error_to_a_program_that_closes_at_the_first() -> None:
    options = Options(starting=0.3)
    service = FakeOpenAI(answers=[Answer("To you."), Answer("To the program.")], options=options)
    async with alone(service) as (session, _):
        errors = listen(session, "error")
        line = await service.connected()
        message = ChatMessage.create(text="Hi.")
        assert await session.conversation.item.create(message)
        assert await session.conversation.item.create(message)
        assert await session.conversation.item.delete(item_id="none")
        speaking = asyncio.create_task(say_something(session))
        await line.said("input_audio_buffer.committed")
        assert await session.response.create()
        await speaking
        await asyncio.sleep(10.0)
        refusals = [event["error"]["code"] for event in line.sent if event["type"] == "error"]
        assert len(refusals) == 3
        assert "conversation_already_has_active_response" in refusals
        assert errors == []


async def test_nobody_asks_again_for_an_answer_beside_the_conversation() -> None:
    ill = Refusal(code="server_error", type="server_error", message="Hiccup.")
    async with alone(FakeOpenAI(answers=[ill])) as (session, _):
        errors = listen(session, "error")
        with pytest.raises(ModelRefused, match=r"Hiccup\."):
            await session.response.create(conversation="none")
        assert [error.message for error in errors] == ["Hiccup."]


async def test_the_answer_to_a_probe_is_no_error() -> None:
    service = FakeOpenAI()
    async with alone(service) as (session, _):
        errors = listen(session, "error")
        line = await service.connected()
        await asyncio.sleep(1.0)
        error = {"type": "invalid_request_error", "message": "Empty.", "event_id": "probe"}
        line.send({"type": "error", "error": error})
        await asyncio.sleep(1.0)
        assert errors == []


async def test_a_session_that_has_had_its_day_is_one_error_and_no_two() -> None:
    service = FakeOpenAI()
    async with alone(service) as (session, _):
        errors = listen(session, "error")
        line = await service.connected()
        await asyncio.sleep(1.0)
        expired = {"type": "invalid_request_error", "code": "session_expired", "message": "Over."}
        line.send({"type": "error", "error": expired})
        await service.connected(2)
        await asyncio.sleep(1.0)
        assert [error.type for error in errors] == ["model_lost"]


async def test_a_turn_of_nothing_is_an_error_of_the_program_that_has_ended_it() -> None:
    service = FakeOpenAI()
    async with alone(service, turn_detection=None) as (session, _):
        errors = listen(session, "error")
        await service.connected()
        session.input_audio_buffer.commit()
        await asyncio.sleep(1.0)
        assert [error.code for error in errors] == ["input_audio_buffer_commit_empty"]


# -- the line --------------------------------------------------------------------------------------


async def test_a_session_alone_tells_that_the_line_is_lost_and_of_which_turn_the_words_are() -> (
    None
):
    service = FakeOpenAI(heard=["Hello?"], options=Options(transcription_delay=5.0))
    async with alone(service) as (session, _):
        errors = listen(session, "error")
        committed = listen(session, "input_speech_committed")
        failed = listen(session, "input_speech_transcription_failed")
        line = await service.connected()
        speaking = asyncio.create_task(say_something(session))
        await line.said("response.created")
        line.abort()
        await speaking
        await asyncio.sleep(1.0)
        assert [lost.item_id for lost in failed] == [committed[0].item_id]
        assert "model_lost" in [error.type for error in errors]


async def test_a_refused_session_is_over_and_whoever_waits_is_told() -> None:
    async with alone(FakeOpenAI(api_key="another")) as (session, model):
        errors = listen(session, "error")
        answered = session.response.create()
        created = session.conversation.item.create(ChatMessage.create(text="Hi."))
        assert not await answered
        with pytest.raises(ModelConnectionError):
            await created
        await asyncio.sleep(0.1)
        assert [error.type for error in errors] == ["ModelRefused"]
        assert model.sessions == []
        with pytest.raises(ModelConnectionError):
            await session.response.create()


async def test_a_closed_session_answers_nobody_at_once() -> None:
    service = FakeOpenAI()
    async with alone(service) as (session, _):
        await service.connected()
        await session.aclose()
        now = asyncio.get_running_loop().time()
        for beside in ("auto", "none"):
            with pytest.raises(ModelConnectionError):
                await session.response.create(conversation=beside)
        assert asyncio.get_running_loop().time() == now


async def say_something(session: RealtimeSession) -> None:
    """A second of sound, and silence, as they are spoken."""
    silence = AudioFrame(bytes(960), 24_000, 1, 480)
    for n in range(100):
        session.input_audio_buffer.append(tone(0.02) if n < 50 else silence)
        await asyncio.sleep(0.02)


# -- what a program gives it -----------------------------------------------------------------------


async def test_a_frame_of_livekit_is_heard_at_the_rate_of_the_service() -> None:
    service = FakeOpenAI()
    async with alone(service, turn_detection=None) as (session, _):
        line = await service.connected()
        session.input_audio_buffer.append(rtc.AudioFrame(bytes(4 * 4800), 48_000, 2, 4800))
        await asyncio.sleep(1.0)
        assert len(line.microphone) == pytest.approx(2 * 2400, abs=20)
        for nothing in (None, b"pcm", 5):
            with pytest.raises(TypeError, match="audio comes as AudioFrame"):
                session.input_audio_buffer.append(nothing)  # type: ignore[arg-type]


async def test_a_recording_that_is_appended_at_once_is_heard_as_a_whole() -> None:
    service = FakeOpenAI()
    async with alone(service, turn_detection=None) as (session, _):
        line = await service.connected()
        await asyncio.sleep(1.0)
        for _ in range(300):
            session.input_audio_buffer.append(tone(0.1))
        session.input_audio_buffer.commit()
        assert await session.response.create()
        assert len(line.microphone) == 30.0 * 48_000


async def test_what_of_a_recording_is_lost_before_the_service_is_there_is_told() -> None:
    service = FakeOpenAI()
    async with alone(service, turn_detection=None) as (session, _):
        errors = listen(session, "error")
        session.input_audio_buffer.append(tone(30.0))
        session.input_audio_buffer.append(tone(60.0))
        await asyncio.sleep(5.0)
        assert [error.type for error in errors] == ["input_audio_dropped"]
        assert errors[0].message.startswith("30000 ms")


async def test_what_is_no_tools_and_no_id_is_named_and_changes_nothing() -> None:
    async with alone(FakeOpenAI()) as (session, _):
        tools = session.fnc_ctx
        with pytest.raises(ConfigurationError, match="fnc_ctx is FunctionContext or None"):
            session.fnc_ctx = 5  # type: ignore[assignment]
        assert session.fnc_ctx is tools
        item = session.conversation.item
        refused: list[tuple[str, Callable[[], object]]] = [
            ("item_id", lambda: item.delete(item_id=5)),  # type: ignore[arg-type]
            ("item_id", lambda: item.truncate(item_id="", content_index=0, audio_end_ms=1)),
            ("content_index", lambda: item.truncate(item_id="x", content_index=-1, audio_end_ms=1)),
            ("audio_end_ms", lambda: item.truncate(item_id="x", content_index=0, audio_end_ms=0.5)),  # type: ignore[arg-type]
            ("previous_item_id", lambda: item.create(ChatMessage(role="user"), 5)),  # type: ignore[arg-type]
        ]
        for name, ask in refused:
            with pytest.raises(ConfigurationError, match=name):
                ask()


@pytest.mark.parametrize(
    "metadata", [{str(n): "" for n in range(16)}, {"k" * 65: ""}, {"key": "v" * 513}]
)
async def test_more_metadata_than_the_service_takes_is_refused(metadata: dict[str, str]) -> None:
    async with alone(FakeOpenAI()) as (session, _):
        with pytest.raises(ConfigurationError, match="metadata has at most 15 entries"):
            session.response.create(metadata=metadata)


async def test_an_output_is_there_before_the_reply_though_the_line_was_lost() -> None:
    slow = Calls(ToolCall(call_id="call_1", name="slow", arguments="{}"))
    service = FakeOpenAI(answers=lambda turn: Answer("Done.") if turn.outputs else slow)
    service.after("response.done", Abort())
    async with alone(service) as (session, _):
        finished = listen(session, "function_calls_finished")
        errors = listen(session, "error")
        await session.response.create()
        await asyncio.sleep(10.0)
        assert len(finished) == 1
        assert [item["type"] for item in service.sessions[1].conversation] == [
            "function_call",
            "function_call_output",
            "message",
        ]
        assert [error.type for error in errors] == ["model_lost"]


@pytest.mark.parametrize("moment", ["response.output_item.added", "response.output_item.done"])
async def test_a_call_that_broke_off_with_the_line_leaves_nothing_behind(moment: str) -> None:
    quick = Calls(ToolCall(call_id="call_1", name="quick", arguments="{}"))
    service = FakeOpenAI(answers=lambda turn: Answer("Done.") if turn.outputs else quick)
    service.after(moment, Abort())
    async with alone(service) as (session, _):
        finished = listen(session, "function_calls_finished")
        session.response.create()
        await asyncio.sleep(10.0)
        assert len(finished) == 1
        assert [item["type"] for item in service.sessions[1].conversation] == [
            "function_call",
            "function_call_output",
            "message",
        ]
