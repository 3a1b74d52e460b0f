"""Defects 5, 6, 12, 17, 18, 22, 24 and 25 of LiveKit Agents 0.12, the better behaviour."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from antiphon import MultimodalAgent
from antiphon.audio import AudioFrame
from antiphon.caller import Caller
from antiphon.core import messages as m
from antiphon.llm import ChatContext
from antiphon.realtime import Capabilities
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone
from antiphon.vad import VAD, VADCapabilities, VADEvent, VADEventType, VADStream
from tests.session.stage import stage


@asynccontextmanager
async def call(
    model: ScriptedModel, vad: VAD | None = None
) -> AsyncIterator[tuple[MultimodalAgent, Caller]]:
    """An agent and a caller with a microphone."""
    room = LocalRoom()
    await room.connect("local://call", "agent")
    agent = MultimodalAgent(model=model, vad=vad)
    agent.start(room)
    async with Caller.join(room) as caller:
        try:
            yield agent, caller
        finally:
            await agent.aclose()
            await room.disconnect()


async def test_defect_5_a_second_start_is_refused_and_opens_no_second_session() -> None:
    model = ScriptedModel()
    async with call(model) as (agent, caller):
        with pytest.raises(RuntimeError, match="already started"):
            agent.start(caller.room)
        assert len(model.sessions) == 1


async def test_defect_6_an_agent_can_be_closed_and_leaves_nothing() -> None:
    before = asyncio.all_tasks()
    model = ScriptedModel()
    async with call(model) as (agent, _):
        await asyncio.sleep(1.0)
        await agent.aclose()
        await agent.aclose()
        assert model.sessions[0].is_closed
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_defect_12_the_greeting_knows_the_context() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.expect(m.CreateResponse)
        assert [x.content for x in model.chat_ctx.messages] == ["You are a pirate."]

    async with stage(script, chat_ctx=ChatContext().append(text="You are a pirate.")) as scene:
        scene.agent.generate_reply()
        await asyncio.sleep(1.0)
        assert scene.agent.state != "initializing"


async def test_defect_17_the_microphone_is_heard_as_it_speaks_and_not_in_a_burst() -> None:
    model = ScriptedModel()
    async with call(model) as (_, caller):
        await caller.play(tone(1.0))
        heard = sum(frame.duration for frame in model.sessions[0].microphone)
        assert heard == pytest.approx(1.0, abs=0.06)


async def test_defect_18_frames_carry_their_true_rate() -> None:
    model = ScriptedModel(capabilities=Capabilities(input_audio_sample_rate=16_000))
    async with call(model) as (_, caller):
        await caller.play(tone(0.5))
        frames = model.sessions[0].microphone
        assert {(f.sample_rate, f.samples_per_channel) for f in frames} == {(16_000, 320)}


async def test_defect_22_a_new_microphone_takes_over_and_the_old_one_is_let_go() -> None:
    model = ScriptedModel()
    async with call(model) as (_, caller):
        await caller.play(tone(0.5))
        tasks = len(asyncio.all_tasks())
        for _ in range(5):
            async with Caller.join(caller.room.name, "caller") as again:
                await again.play(tone(0.5))
        await asyncio.sleep(0.5)
        assert len(asyncio.all_tasks()) <= tasks
        assert model.sessions[0].microphone[-1].samples_per_channel == 480


async def test_defect_24_before_the_start_it_is_said_what_to_do() -> None:
    agent = MultimodalAgent(model=ScriptedModel())
    for method in (agent.interrupt, agent.generate_reply):
        with pytest.raises(RuntimeError, match=r"call start\(\) first"):
            method()


class Ear(VAD):
    """Hears speech in whatever is not silent."""

    def __init__(self) -> None:
        super().__init__(capabilities=VADCapabilities(update_interval=0.02))

    def stream(self) -> "EarStream":
        return EarStream(self)


class EarStream(VADStream):
    def __init__(self, vad: Ear) -> None:
        super().__init__(vad)
        self._speaks = False

    async def detect(self, frame: AudioFrame) -> list[VADEvent]:
        speaks = bool(frame.samples.any())
        if speaks == self._speaks:
            return []
        self._speaks = speaks
        kind = VADEventType.START_OF_SPEECH if speaks else VADEventType.END_OF_SPEECH
        return [VADEvent(kind, 0, 0.0, 0.0, 0.0)]

    async def finish(self) -> list[VADEvent]:
        return []


async def test_defect_25_a_vad_of_ones_own_silences_the_agent_at_once_and_ends_no_turn() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("a long answer that is cut off somewhere in it", seconds=10.0)
        await asyncio.sleep(3.0)
        model.report(m.UserStarted())
        await asyncio.sleep(0.4)
        model.report(m.UserStopped())

    events: list[str] = []
    async with call(ScriptedModel(script), Ear()) as (agent, caller):
        for name in ("user_started_speaking", "user_stopped_speaking", "agent_stopped_speaking"):
            agent.on(name, lambda name=name: events.append(name))
        await caller.silence(2.9)
        assert events == []
        await caller.play(tone(0.3))
        assert events == ["user_started_speaking", "agent_stopped_speaking"]
        await asyncio.sleep(2.0)
        assert events[2:] == ["user_stopped_speaking"]


async def test_defect_25_a_vad_hears_again_after_the_model_was_lost_in_mid_speech() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.started()
        model.report(m.UserStarted())
        model.report(m.ModelLost(message="the line is cut"))
        model.report(m.ModelRestored())
        await model.answer("a long answer that is cut off somewhere in it", seconds=10.0)

    events: list[str] = []
    async with call(ScriptedModel(script), Ear()) as (agent, caller):
        agent.on("agent_stopped_speaking", lambda: events.append("stopped"))
        await caller.silence(2.0)
        await caller.play(tone(0.3))
        assert events == ["stopped"]


async def test_defect_25_a_noise_that_only_the_vad_hears_leaves_nobody_speaking() -> None:
    events: list[str] = []
    async with call(ScriptedModel(), Ear()) as (agent, caller):
        agent.on("user_started_speaking", lambda: events.append("started"))
        agent.on("user_stopped_speaking", lambda: events.append("stopped"))
        await caller.play(tone(0.2))
        await caller.silence(0.5)
        assert events == ["started", "stopped"]
