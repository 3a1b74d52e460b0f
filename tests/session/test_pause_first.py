"""Whoever speaks while the agent does is heard out first, in a room and on virtual time."""

import asyncio

import numpy as np
import pytest

from antiphon import clock
from antiphon.audio import combine_frames
from antiphon.caller.recorder import Side
from antiphon.core import messages as m
from antiphon.core.turns import LATE_SECONDS
from antiphon.multimodal import TurnPolicy
from antiphon.realtime import Capabilities, ConfigureTurns
from antiphon.testing.scripted import ScriptedSession
from tests.session.stage import Stage, stage

PAUSE = TurnPolicy(barge_in="pause")
HEEDS = Capabilities(configurable_turns=True)
TEXT = "one two three four"
WORDS = tuple(
    m.Word(text=text, start_ms=n * 1000, end_ms=n * 1000 + 900)
    for n, text in enumerate(TEXT.split())
)


async def speaks(model: ScriptedSession) -> m.ContentId:
    """The model answers in four seconds, of which 1.8 pass."""
    content = await model.answer(TEXT, seconds=4.0, words=WORDS)
    await asyncio.sleep(1.8)
    return content


def told(scene: Stage) -> list[str]:
    """The events about speech so far."""
    return [event for event in scene.events if event != "user_speech_committed"]


async def test_a_backchannel_pauses_the_agent_and_the_answer_is_heard_to_its_end() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.expect(ConfigureTurns)
        await speaks(model)
        await model.user_says("Mm-hmm.", seconds=0.6)

    async with stage(script, turns=PAUSE, capabilities=HEEDS) as scene:
        await scene.until("agent_started_speaking")
        began = clock.now()
        await scene.until("agent_speech_committed")
        assert clock.now() - began == pytest.approx(4.6, abs=0.05)
        assert told(scene) == [
            "agent_started_speaking",
            "user_started_speaking",
            "user_stopped_speaking",
            "agent_stopped_speaking",
            "agent_speech_committed",
        ]
        assert scene.told("agent_speech_committed") == [TEXT]
        assert scene.detail("agent_speech_committed")["heard_ms"] == 4000
        assert scene.states[3:] == ["speaking", "listening", "speaking", "listening"]
        scene.scripted.verify()


async def test_a_noise_without_words_is_waited_out() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.expect(ConfigureTurns)
        await speaks(model)
        model.report(m.UserStarted())
        await asyncio.sleep(0.7)
        model.report(m.UserStopped())

    async with stage(script, turns=PAUSE, capabilities=HEEDS) as scene:
        await scene.until("agent_started_speaking")
        began = clock.now()
        await scene.until("agent_speech_committed")
        assert clock.now() - began == pytest.approx(4.0 + 0.7 + 1.0, abs=0.05)
        scene.scripted.verify()


async def test_words_stop_the_agent_where_it_paused_and_are_answered() -> None:
    async def script(model: ScriptedSession) -> None:
        settings = await model.expect(ConfigureTurns)
        assert settings == ConfigureTurns(interrupt_response=False, create_response=False)
        await speaks(model)
        await model.user_says("No, stop!", seconds=0.8)
        truncate = await model.expect(m.Truncate)
        assert 1800 <= truncate.heard_ms <= 1815
        request = await model.expect(m.CreateResponse)
        await model.answer("Very well.", seconds=1.0, request=request)

    async with stage(script, turns=PAUSE, capabilities=HEEDS) as scene:
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_interrupted") == ["one two..."]
        assert scene.told("agent_speech_committed") == ["Very well."]
        scene.scripted.verify()


async def test_one_who_goes_on_speaking_stops_the_agent_for_good() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.expect(ConfigureTurns)
        await speaks(model)
        model.report(m.UserStarted())

    async with stage(script, turns=PAUSE, capabilities=HEEDS) as scene:
        await scene.until("user_started_speaking")
        began = clock.now()
        await scene.until("agent_speech_interrupted")
        assert clock.now() - began == pytest.approx(0.5 + 0.5 + LATE_SECONDS)
        heard_ms = scene.detail("agent_speech_interrupted")["heard_ms"]
        assert 1800 <= heard_ms <= 1815


async def test_the_pause_is_silent_and_the_room_hears_every_sample_of_the_answer() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.expect(ConfigureTurns)
        await speaks(model)
        await model.user_says("uh-huh", seconds=0.6)

    side = Side()
    async with stage(script, turns=PAUSE, capabilities=HEEDS) as scene:
        scene.user.on("track_subscribed", lambda track, *_: track.listen(side))
        await scene.until("agent_speech_committed")
        await asyncio.sleep(0.2)
    (take,) = side.takes
    loud = np.flatnonzero(combine_frames(take.frames).samples)
    (gap,) = [g for g in np.diff(loud) if g > 2400]
    assert gap / 24_000 == pytest.approx(0.6, abs=0.03)
    assert (loud[-1] - loud[0] - gap) / 24_000 == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("ending", ["interrupt", "leave", "close", "reply"])
async def test_whatever_ends_a_pause_tells_what_was_heard(ending: str) -> None:
    async def script(model: ScriptedSession) -> None:
        await speaks(model)
        model.report(m.UserStarted())

    async with stage(script, turns=PAUSE, capabilities=HEEDS) as scene:
        await scene.until("user_started_speaking")
        await asyncio.sleep(0.3)
        match ending:
            case "interrupt":
                scene.agent.interrupt()
            case "leave":
                await scene.user.disconnect()
            case "close":
                await scene.agent.aclose()
            case "reply":
                scene.agent.generate_reply()
        await scene.until("agent_speech_interrupted")
        assert scene.told("agent_speech_interrupted") == ["one two..."]
        heard_ms = scene.detail("agent_speech_interrupted")["heard_ms"]
        assert 1800 <= heard_ms <= 1815


@pytest.mark.parametrize(
    ("policy", "capabilities", "commands"),
    [
        (TurnPolicy(), HEEDS, []),
        (PAUSE, Capabilities(), []),
        (
            TurnPolicy(barge_in="ignore"),
            HEEDS,
            [ConfigureTurns(interrupt_response=False, create_response=True)],
        ),
        (
            PAUSE,
            Capabilities(configurable_turns=True, server_vad_enabled=False),
            [ConfigureTurns(interrupt_response=False, create_response=True)],
        ),
    ],
)
async def test_a_model_is_told_of_turns_where_it_heeds_that_and_does_otherwise_by_itself(
    policy: TurnPolicy, capabilities: Capabilities, commands: list[ConfigureTurns]
) -> None:
    async with stage(turns=policy, capabilities=capabilities) as scene:
        await asyncio.sleep(0.1)
        assert scene.model.unexpected() == commands


async def test_turns_are_configured_before_anything_else() -> None:
    async with stage(turns=PAUSE, capabilities=HEEDS) as scene:
        scene.agent.generate_reply()
        await scene.model.expect(ConfigureTurns)
        await scene.model.expect(m.CreateResponse)
