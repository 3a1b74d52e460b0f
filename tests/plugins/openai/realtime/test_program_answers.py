"""The service notices the ends of turns, and the program says when it is to answer."""

import asyncio

import pytest

from antiphon.plugins.openai.realtime import ServerVadOptions
from antiphon.testing.fake_openai import Abort, Answer, FakeOpenAI, Options
from tests.plugins.openai.realtime.stage import conversation


@pytest.mark.parametrize(
    "moment",
    [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
    ],
)
async def test_a_question_that_the_program_is_to_answer_survives_a_lost_line(moment: str) -> None:
    service = FakeOpenAI(answers=[Answer("Yes.", seconds=1.0)] * 3, heard=["Is it?", "Is it?"])
    service.after(moment, Abort())
    reports = ServerVadOptions(create_response=False)
    async with conversation(service, turn_detection=reports) as scene:
        scene.agent.on("user_speech_committed", lambda _: scene.agent.generate_reply())
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert scene.said == [("user", "Is it?"), ("assistant", "Yes.")]
        assert scene.told("user_speech_committed") == ["Is it?"]


async def test_a_question_whose_answer_was_asked_for_already_is_not_heard_again() -> None:
    options = Options(starting=0.5, transcription_delay=1.0)
    service = FakeOpenAI(answers=[Answer("Yes.", seconds=1.0)] * 3, options=options)
    reports = ServerVadOptions(create_response=False)
    async with conversation(service, turn_detection=reports) as scene:
        (session,) = scene.model.sessions
        session.on("input_speech_committed", lambda _: session.response.create())
        speaking = asyncio.create_task(scene.speak())
        line = await service.connected()
        await line.got("response.create")
        line.abort()
        await speaking
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert [role for role, _ in scene.said] == ["user", "assistant"]
        assert scene.events.count("user_started_speaking") == 1
