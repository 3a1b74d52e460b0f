"""Models that misbehave: whatever they send, nobody is left speaking."""

import asyncio

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.realtime import AudioDelta
from antiphon.testing.scripted import ScriptedSession, tone
from tests.session.stage import stage


async def test_a_content_that_never_ends_is_ended_and_told() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="one two three and then"))
        model.speak(content, 2.0)

    async with stage(script) as scene:
        await scene.until("agent_stopped_speaking")
        await asyncio.sleep(60.0)
        assert scene.agent.state == "listening"
        assert scene.told("error")[0].kind == "reply_timeout"
        assert scene.told("agent_speech_interrupted")
        await scene.model.expect(m.CancelResponse)


async def test_a_response_that_never_begins_is_asked_for_again_and_then_given_up() -> None:
    async with stage() as scene:
        scene.agent.generate_reply()
        await asyncio.sleep(60.0)
        requests = [c for c in scene.model.commands if isinstance(c, m.CreateResponse)]
        assert len(requests) == 2
        assert [trouble.kind for trouble in scene.told("error")] == ["reply_timeout"] * 2
        assert scene.agent.state == "listening"


async def test_frames_of_no_length_of_ten_seconds_and_of_changing_rates_are_all_played() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="sounds of every kind"))
        for frame in (
            AudioFrame.create(24_000, 1, 0),
            tone(10.0),
            AudioFrame.create(24_000, 1, 1),
            tone(0.5, 48_000),
            tone(0.5, 8_000),
            AudioFrame.from_samples(np.full(2400, np.nan), 24_000),
        ):
            model.report(AudioDelta(content=content, frame=frame))
        model.finish(content)

    async with stage(script) as scene:
        await scene.until("agent_speech_committed")
        assert scene.detail("agent_speech_committed")["heard_ms"] == pytest.approx(11_100, abs=2)
        assert scene.agent.state == "listening"


def test_half_a_sample_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="half of a 16 bit sample"):
        AudioFrame(b"\x00\x01\x02", 24_000, 1, 1)


async def test_text_behind_the_audio_and_audio_behind_the_text_are_one_answer() -> None:
    async def script(model: ScriptedSession) -> None:
        first = await model.begin()
        model.speak(first, 1.0)
        await asyncio.sleep(0.5)
        model.report(m.TextArrived(content=first, text="text came late"))
        model.finish(first)
        await asyncio.sleep(2.0)
        second = await model.begin()
        model.report(m.TextArrived(content=second, text="audio came late"))
        await asyncio.sleep(0.5)
        model.speak(second, 1.0)
        model.finish(second)

    async with stage(script) as scene:
        await scene.until("agent_speech_committed", 2)
        assert scene.told("agent_speech_committed") == ["text came late", "audio came late"]


async def test_what_comes_for_unknown_and_ended_parts_is_dropped() -> None:
    async def script(model: ScriptedSession) -> None:
        unknown = m.ContentId(response_id="r", item_id="i")
        await model.started()
        model.report(m.TextArrived(content=unknown, text="nobody knows me"))
        model.report(AudioDelta(content=unknown, frame=tone(1.0)))
        model.report(m.ContentDone(content=unknown))
        content = await model.answer("That is all.", seconds=0.5)
        model.report(AudioDelta(content=content, frame=tone(5.0)))
        model.finish(content)

    async with stage(script) as scene:
        await asyncio.sleep(10.0)
        assert scene.told("agent_speech_committed") == ["That is all."]
        assert scene.detail("agent_speech_committed")["heard_ms"] == 500


async def test_a_lost_model_leaves_nobody_speaking_and_is_told_the_conversation_again() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("tell me a story", seconds=0.5)
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="once upon a time there was"))
        model.speak(content, 1.0)
        await asyncio.sleep(0.5)
        model.report(m.ModelLost(message="the line is cut", retry_in=1.0))
        await asyncio.sleep(5.0)
        model.report(m.ModelRestored())

    async with stage(script) as scene:
        await scene.until("error", 2)
        assert [trouble.kind for trouble in scene.told("error")] == ["model_lost", "model_restored"]
        assert scene.agent.state == "listening"
        told = [c.message.content for c in scene.model.commands if isinstance(c, m.CreateItem)]
        assert told[0] == "tell me a story"
        assert "once upon a time there was".startswith(str(told[1]))
