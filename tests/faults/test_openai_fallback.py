"""Faults of the line to OpenAI that last: rows 10 and 12, where another model goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from antiphon import MultimodalAgent, clock
from antiphon.caller import Caller
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.realtime import FallbackModel
from antiphon.rooms import LocalRoom
from antiphon.testing.fake_openai import Abort, Answer, FakeOpenAI
from tests.faults.test_openai_network import ANSWER, QUESTION, asked, texts
from tests.plugins.openai.realtime.stage import KEY, Scene


@asynccontextmanager
async def two_services(first: FakeOpenAI, second: FakeOpenAI) -> AsyncIterator[Scene]:
    """An agent that prefers the first service; the scene's is the second."""
    hosts = [(first, "wss://first.example/v1"), (second, "wss://second.example/v1")]
    models = [RealtimeModel(api_key=KEY, dialer=x.dialer(), base_url=url) for x, url in hosts]
    room = LocalRoom()
    await room.connect("local://two-services", "agent")
    agent = MultimodalAgent(model=FallbackModel(models, patience=5.0))
    async with Caller.join("local://two-services") as user:
        scene = Scene(agent, second, user, models[1])
        agent.start(room)
        try:
            yield scene
        finally:
            await agent.aclose()
            await room.disconnect()


async def test_fault_12_where_a_service_stays_ill_another_model_goes_on() -> None:
    ill = asked()
    well = FakeOpenAI(answers=[Answer("Yes, really.")], heard=["Really?"])
    async with two_services(ill, well) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        ill.refuse_dials(503, times=1000)
        ill.sessions[-1].abort()
        await scene.speak(2.0)
        await scene.until("agent_speech_committed", 2)
        assert texts(scene.line) == [QUESTION, ANSWER, "Really?", "Yes, really."]
        assert [text for _, text in scene.said] == texts(scene.line)
        assert set(scene.troubles) == {"model_lost", "model_restored"}
        assert scene.troubles[-1] == "model_restored"


async def test_fault_12_however_often_it_is_dialled_nobody_waits_longer_than_was_said() -> None:
    ill, well = asked(), FakeOpenAI()
    async with two_services(ill, well) as scene:
        await asyncio.sleep(1.0)
        ill.refuse_dials(503, times=1000)
        ill.sessions[-1].abort()
        lost_at = clock.now()
        await well.connected()
        assert clock.now() - lost_at <= 5.5
        assert scene.troubles.count("model_lost") > 3


async def test_fault_12_a_question_that_was_not_answered_is_answered_by_another_model() -> None:
    ill = asked(starting=0.3, transcription_delay=0.105)  # when no sound is on its way
    well = FakeOpenAI(answers=[Answer(ANSWER)])
    ill.after("conversation.item.input_audio_transcription.completed", Abort())
    async with two_services(ill, well) as scene:
        await ill.connected()
        ill.refuse_dials(503, times=1000)
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert texts(scene.line) == [QUESTION, ANSWER]


async def test_fault_10_a_key_that_is_refused_leaves_the_conversation_to_another_model() -> None:
    locked, well = FakeOpenAI(), FakeOpenAI(answers=[Answer("Hello.")])
    locked.refuse_dials(401, times=10)
    async with two_services(locked, well) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_speech_committed")
        assert len(locked.dials) == 1
        assert scene.troubles == ["model_lost", "model_restored"]
        assert scene.told("agent_speech_committed") == ["Hello."]
