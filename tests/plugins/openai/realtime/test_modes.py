"""The ways in which a program may use the model: its dialects, its formats, its own turns."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from antiphon.core.turns import TurnPolicy
from antiphon.errors import ModelConnectionError
from antiphon.llm import ChatMessage, FunctionContext, ToolCall
from antiphon.testing.fake_openai import Abort, Answer, Calls, FakeOpenAI, Options, Rewrite
from antiphon.testing.scripted import tone
from antiphon.tts import SynthesizedAudio
from tests.plugins.openai.realtime.stage import conversation


class Voice:
    """Speaks for half a second."""

    sample_rate = 24_000
    num_channels = 1

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        yield SynthesizedAudio(tone(0.5), text)


QUESTION, ANSWER = "How are you?", "I am fine."
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChw"
    "GA60e6kgAAAABJRU5ErkJggg=="
)


def asked(**options: Any) -> FakeOpenAI:
    return FakeOpenAI(answers=[Answer(ANSWER, seconds=1.0)] * 3, heard=[QUESTION] * 3, **options)


@pytest.mark.parametrize("audio_format", ["g711_ulaw", "g711_alaw"])
async def test_a_telephone_is_spoken_to_in_its_own_format(audio_format: Any) -> None:
    service = asked()
    formats = {"input_audio_format": audio_format, "output_audio_format": audio_format}
    async with conversation(service, **formats) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert 1.5 * 8000 < len(scene.line.microphone) < 5 * 8000
        assert scene.troubles == []


async def test_a_telephone_loses_no_word_with_the_line() -> None:
    service = asked(options=Options(transcription_delay=10.0))
    formats: dict[str, Any] = {"input_audio_format": "g711_ulaw"}
    async with conversation(service, **formats) as scene:
        await scene.speak()
        await scene.line.said("response.created")
        await asyncio.sleep(0.02)
        scene.line.abort()
        await scene.until("agent_speech_committed")
        (_, sound), _ = scene.said
        assert sound.frame.sample_rate == 8000
        assert sound.frame.duration == pytest.approx(1.5, abs=0.5)
        assert scene.troubles == ["model_lost", "model_restored"]


async def test_the_beta_dialect_is_spoken_from_end_to_end() -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="The weather of a city")
    async def weather(city: str) -> str:
        return f"sunny in {city}"

    call = ToolCall(call_id="call_a", name="weather", arguments='{"city": "Rome"}')
    service = FakeOpenAI(
        dialect="beta",
        answers=[Calls(call), Answer(ANSWER, seconds=6.0), Answer("Yes?", seconds=1.0)],
        heard=[QUESTION, "Wait."],
    )
    options: dict[str, Any] = {"dialect": "beta", "base_url": "https://self.hosted.test/v1"}
    async with conversation(service, fnc_ctx=tools, **options) as scene:
        await scene.speak()
        await scene.until("agent_started_speaking")
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert [role for role, _ in scene.said] == [
            "user",
            "assistant",
            "tool",
            "assistant",
            "user",
            "assistant",
        ]
        assert [e.message for e in scene.told("error")] == []


async def test_a_server_that_gives_no_metadata_back_is_understood() -> None:
    service = FakeOpenAI(dialect="beta", answers=[Answer(ANSWER, seconds=1.0)])
    service.before(
        "response.created",
        Rewrite(lambda e: [e | {"response": e["response"] | {"metadata": None}}]),
    )
    options: dict[str, Any] = {"dialect": "beta", "base_url": "https://self.hosted.test/v1"}
    async with conversation(service, **options) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(30.0)
        assert scene.line.types_received().count("response.create") == 1
        assert scene.troubles == []


async def test_a_program_ends_the_turns_itself() -> None:
    service = asked()
    async with conversation(service, turn_detection=None) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        assert scene.troubles == []  # nobody had said anything: there was no turn to end
        await scene.speak()
        assert "response.created" not in scene.line.types_sent()[-3:]
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed", 2)
        assert scene.said == [("assistant", ANSWER), ("user", QUESTION), ("assistant", ANSWER)]
        assert scene.troubles == []


@pytest.mark.parametrize("moment", ["upon commit", "after commit", "upon request"])
async def test_a_turn_that_the_program_has_ended_is_answered_over_a_lost_line(moment: str) -> None:
    service = asked()
    if moment == "upon commit":
        service.upon("input_audio_buffer.commit", Abort())
    elif moment == "after commit":
        service.after("input_audio_buffer.committed", Abort())
    else:
        service.upon("response.create", Abort())
    async with conversation(service, turn_detection=None) as scene:
        await service.connected()
        await scene.speak()
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert [role for role, _ in scene.said] == ["user", "assistant"]
        assert [item["role"] for item in scene.line.conversation] == ["user", "assistant"]
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert scene.line.types_received().count("response.create") == 1


async def test_an_agent_that_pauses_first_leaves_interrupting_and_answering_to_itself() -> None:
    service = asked()
    policy = {"turns": TurnPolicy(barge_in="pause")}
    async with conversation(service, agent=policy) as scene:
        await service.connected()
        update = await scene.line.got("session.update")
        detection = update["session"]["audio"]["input"]["turn_detection"]
        assert (detection["create_response"], detection["interrupt_response"]) == (False, False)
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        scene.line.abort()
        line = await service.connected(2)
        detection = (await line.got("session.update"))["session"]["audio"]["input"]
        assert detection["turn_detection"]["create_response"] is False
        await scene.speak()
        await scene.until("agent_speech_committed", 2)


@pytest.mark.parametrize("type", ["input_audio_buffer.committed", "response.create"])
async def test_an_agent_that_pauses_first_answers_once_over_a_lost_line(type: str) -> None:
    service = asked()
    moment = service.upon if type == "response.create" else service.after
    moment(type, Abort())
    async with conversation(service, agent={"turns": TurnPolicy(barge_in="pause")}) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert [role for role, _ in scene.said] == ["user", "assistant"]
        assert [item["role"] for item in scene.line.conversation] == ["user", "assistant"]


async def test_what_a_program_does_by_the_session_survives_a_lost_line() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        session = scene.model.sessions[0]
        note = ChatMessage(role="user", id="note", content="Mind the step.")
        gone = ChatMessage(role="user", id="gone", content="Never mind.")
        assert await session.conversation.item.create(note)
        assert await session.conversation.item.create(gone)
        assert await session.conversation.item.delete(item_id="gone")
        assert await session.response.create()
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", "Mind the step."), ("assistant", ANSWER)]
        scene.line.abort()
        line = await service.connected(2)
        await line.said("conversation.item.done", 2)
        assert [item["id"] for item in line.conversation][0] == "note"
        assert len(line.conversation) == 2


async def test_what_a_program_does_while_the_line_is_lost_is_done_when_it_is_back() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        items = scene.model.sessions[0].conversation.item
        first = ChatMessage(role="user", id="first", content="One.")
        second = ChatMessage(role="user", id="second", content="Two.")
        assert await items.create(first)
        service.refuse_dials(None, times=3)
        scene.line.abort()
        await scene.until("error")
        assert await items.create(second, "first")
        assert [item["id"] for item in scene.line.conversation] == ["first", "second"]
        assert [content for _, content in scene.said] == ["One.", "Two."]
        assert set(scene.troubles) == {"model_lost", "model_restored"}


async def test_an_answer_is_asked_for_by_the_session_under_an_agent() -> None:
    service = FakeOpenAI(answers=[Answer("one two three four", seconds=4.0), Answer(ANSWER)])
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        response = scene.model.sessions[0].response
        assert await response.create(metadata={"mood": "kind"}, instructions="Be kind.")
        asked_for = await scene.line.got("response.create")
        assert asked_for["response"]["metadata"]["mood"] == "kind"
        await scene.until("agent_started_speaking")
        assert not await response.create(on_duplicate="cancel_new")
        await asyncio.sleep(1.0)
        assert await response.create(on_duplicate="cancel_existing")
        await scene.until("agent_speech_committed")
        assert scene.events.count("agent_speech_interrupted") == 1


async def test_nothing_is_waited_for_after_the_end() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        session = scene.model.sessions[0]
        service.refuse_dials(None, times=100)
        scene.line.abort()
        await scene.until("error")
        message = ChatMessage(role="user", content="Hi.")
        created = session.conversation.item.create(message)
        answered = session.response.create()
        await scene.agent.aclose()
        with pytest.raises(ModelConnectionError):
            await created
        assert not await answered
        with pytest.raises(ModelConnectionError):
            await session.conversation.item.create(message)


async def test_the_last_images_are_kept() -> None:
    service = asked()
    async with conversation(service, max_images=2) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        session = scene.model.sessions[0]
        for n in range(4):
            assert await session.push_image(PIXEL, text=f"picture {n}")
        await scene.line.got("conversation.item.delete", 2)
        await asyncio.sleep(0.5)
        shown = [item["content"][0]["text"] for item in scene.line.conversation]
        assert shown == ["picture 2", "picture 3"]
        scene.line.abort()
        line = await service.connected(2)
        await line.got("conversation.item.delete", 2)
        await asyncio.sleep(1.0)
        assert [item["content"][0]["text"] for item in line.conversation] == shown
        assert scene.troubles == ["model_lost", "model_restored"]


async def test_a_session_that_writes_no_words_down_keeps_what_was_said_as_sound() -> None:
    service = asked()
    options: dict[str, Any] = {"input_audio_transcription": None}
    async with conversation(service, **options) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        scene.line.abort()
        line = await service.connected(2)
        await line.said("conversation.item.done", 2)
        parts = [item["content"][0]["type"] for item in line.conversation]
        assert parts == ["input_audio", "output_text"]


async def test_a_model_that_was_told_to_write_is_read_aloud_by_a_voice() -> None:
    service = FakeOpenAI(answers=[Answer(ANSWER), Answer("Yes?")], heard=[QUESTION, "Wait."])
    async with conversation(service, agent={"tts": Voice()}, modalities=["text"]) as scene:
        await scene.speak()
        await scene.until("agent_started_speaking")
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        await scene.line.got("conversation.item.create")
        await asyncio.sleep(0.5)
        assert [item["role"] for item in scene.line.conversation] == ["user", "assistant"]
        await scene.speak()
        await scene.until("agent_speech_committed", 2)
        assert scene.troubles == []


async def test_a_model_that_was_told_to_write_is_kept_in_writing_without_a_voice() -> None:
    service = FakeOpenAI(answers=[Answer(ANSWER), Answer("Yes?")], heard=[QUESTION, "Wait."])
    async with conversation(service, modalities=["text"]) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert len(scene.line.conversation) == 2
        scene.line.abort()
        line = await service.connected(2)
        await line.said("conversation.item.done", 2)
        await scene.speak()
        await scene.until("agent_speech_committed", 2)
        assert scene.troubles == ["model_lost", "model_restored"]
        assert "agent_started_speaking" not in scene.events


async def test_one_answer_that_was_asked_for_in_writing_is_kept_in_writing() -> None:
    service = FakeOpenAI(answers=[Answer(ANSWER), Answer("Yes?")], heard=[QUESTION])
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(0.5)
        assert await scene.model.sessions[0].response.create(modalities=["text"])
        await scene.until("agent_speech_committed")
        assert scene.said == [("assistant", ANSWER)]
        assert "agent_started_speaking" not in scene.events
        await scene.speak()
        await scene.until("agent_started_speaking")
        assert scene.troubles == []


async def test_one_answer_that_was_asked_for_in_writing_is_read_aloud_by_a_voice() -> None:
    service = FakeOpenAI(answers=[Answer(ANSWER)])
    async with conversation(service, agent={"tts": Voice()}) as scene:
        await service.connected()
        await asyncio.sleep(0.5)
        assert await scene.model.sessions[0].response.create(modalities=["text"])
        await scene.until("agent_started_speaking")
        await scene.until("agent_speech_committed")
        assert scene.said == [("assistant", ANSWER)]
        assert scene.troubles == []
