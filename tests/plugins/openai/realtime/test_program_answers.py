"""The service notices the ends of turns, and the program says when it is to answer."""

import asyncio
from typing import Any

import pytest

from antiphon.plugins.openai.realtime import RealtimeModel, ServerVadOptions
from antiphon.testing.fake_openai import Abort, Answer, FakeOpenAI, Options
from antiphon.testing.scripted import tone
from tests.plugins.openai.realtime.stage import KEY, Scene, conversation


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


# -- the program takes the turns, too --------------------------------------------------------------

MOMENTS = [
    "input_audio_buffer.committed",
    "conversation.item.input_audio_transcription.completed",
    "response.created",
]


async def pushes_to_talk(scene: Scene) -> None:
    """The user holds the button of a program that ends turns by the session itself."""
    (session,) = scene.model.sessions
    await scene.speak()
    await asyncio.sleep(2.0)  # until the microphone, after its last sound, sends nothing
    session.commit_audio_buffer()


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_turn_of_the_programs_own_that_is_answered_by_its_words_survives_a_lost_line(
    moment: str,
) -> None:
    service = FakeOpenAI(answers=[Answer("Yes.", seconds=1.0)] * 3, heard=["Is it?", "Is it?"])
    service.after(moment, Abort())
    async with conversation(service, turn_detection=None) as scene:
        scene.agent.on("user_speech_committed", lambda _: scene.agent.generate_reply())
        await service.connected()
        await pushes_to_talk(scene)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert scene.said == [("user", "Is it?"), ("assistant", "Yes.")]
        assert scene.told("user_speech_committed") == ["Is it?"]
        assert scene.troubles == ["model_lost", "model_restored"]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_so_it_does_in_a_session_alone(moment: str) -> None:
    service = FakeOpenAI(answers=[Answer("Yes.", seconds=1.0)] * 3, heard=["Is it?", "Is it?"])
    service.after(moment, Abort())
    model = RealtimeModel(api_key=KEY, dialer=service.dialer(), turn_detection=None)
    session = model.session()
    session.on("input_speech_transcription_completed", lambda _: session.response.create())
    await service.connected()
    session.input_audio_buffer.append(tone(1.0))
    session.input_audio_buffer.commit()
    await asyncio.sleep(10.0)
    known = [message.content for message in session.chat_ctx_copy().messages]
    assert known == ["Is it?", "Yes."]
    assert [item["role"] for item in service.sessions[1].conversation] == ["user", "assistant"]
    await model.aclose()


async def test_what_was_said_since_is_a_turn_of_its_own() -> None:
    service = FakeOpenAI(
        answers=[Answer("One.", seconds=1.0), Answer("Two.", seconds=1.0)],
        heard=["The first?", "The first?", "The second?"],
    )
    service.after("input_audio_buffer.committed", Abort())
    model = RealtimeModel(api_key=KEY, dialer=service.dialer(), turn_detection=None)
    session = model.session()
    session.on("input_speech_transcription_completed", lambda _: session.response.create())
    await service.connected()
    await asyncio.sleep(1.0)
    service.refuse_dials(None, times=2)
    session.input_audio_buffer.append(tone(1.0))
    session.input_audio_buffer.commit()
    await asyncio.sleep(0.1)
    session.input_audio_buffer.append(tone(2.0))
    line = await service.connected(2)
    await line.said("response.done")
    session.input_audio_buffer.append(tone(1.0))
    session.input_audio_buffer.commit()
    await asyncio.sleep(5.0)
    known = [message.content for message in session.chat_ctx_copy().messages]
    assert known == ["The first?", "One.", "The second?", "Two."]
    heard = [event.get("audio", "end") for event in line.received if "buffer" in event["type"]]
    assert heard == ["<48000 bytes>", "end", "<96000 bytes>", "<48000 bytes>", "end"]
    await model.aclose()


async def test_a_turn_of_which_no_words_would_come_is_kept_as_sound() -> None:
    service = FakeOpenAI()
    service.after("input_audio_buffer.committed", Abort())
    options: dict[str, Any] = {"turn_detection": None, "input_audio_transcription": None}
    async with conversation(service, **options) as scene:
        await service.connected()
        await pushes_to_talk(scene)
        await service.connected(2)
        await asyncio.sleep(5.0)
        assert [item["content"][0]["type"] for item in scene.line.conversation] == ["input_audio"]
