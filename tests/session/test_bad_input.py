"""Models that misbehave: whatever they send, nobody is left speaking."""

import asyncio

import numpy as np
import pytest

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.realtime import AudioDelta
from antiphon.testing.scripted import ScriptedSession, tone
from tests.session.stage import stage


@pytest.mark.parametrize("lasts", [1.0, 2.0, 3.3, 5.0, 20.0])
async def test_a_content_that_never_ends_is_ended_within_7_5_s_and_told_once(lasts: float) -> None:
    """It comes for so long, in real time, and is played to its end as far as it came."""

    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="one two three and then"))
        for _ in range(round(lasts / 0.1)):
            model.speak(content, 0.1)
            await asyncio.sleep(0.1)
        came.set_result(clock.now())

    came: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    async with stage(script) as scene:
        await scene.until("agent_stopped_speaking")
        stopped = clock.now()
        await asyncio.sleep(60.0)
        assert 4.9 <= stopped - await came <= 7.6
        assert scene.agent.state == "listening"
        assert [trouble.kind for trouble in scene.told("error")] == ["reply_timeout"]
        assert scene.told("agent_speech_interrupted")
        await scene.model.expect(m.CancelResponse)
        await scene.model.expect(m.Truncate)
        assert not scene.model.unexpected()


async def test_of_a_content_that_never_ends_what_was_made_ahead_is_heard_to_its_end() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="one two three and then"))
        model.speak(content, 30.0)

    async with stage(script) as scene:
        await scene.until("error")
        assert 5.0 <= clock.now() <= 7.6
        assert scene.states[-1] == "speaking"
        await scene.until("agent_speech_interrupted")
        assert scene.detail("agent_speech_interrupted")["heard_ms"] == 30_000
        assert scene.states[-1] == "listening"


async def test_an_answer_far_ahead_of_what_is_heard_is_cut_there_and_that_is_told_once() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.TextArrived(content=content, text="one two three and then"))
        for _ in range(70):
            model.report(AudioDelta(content=content, frame=ten_seconds))
        model.finish(content)
        assert (await model.expect(m.Truncate)).heard_ms == pytest.approx(5000, abs=50)

    ten_seconds = tone(10.0)
    async with stage(script) as scene:
        await scene.until("agent_started_speaking")
        await asyncio.sleep(5.0)
        scene.agent.interrupt()
        await asyncio.sleep(1.0)
        generated_ms = scene.detail("agent_speech_interrupted")["generated_ms"]
        assert generated_ms == pytest.approx(600_000, abs=10_500)
        assert [trouble.kind for trouble in scene.told("error")] == ["agent_audio_dropped"]
        scene.scripted.verify()


async def test_an_answer_that_stalls_unheard_is_asked_for_once_more_and_then_heard() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        cancel = await model.expect(m.CancelResponse)
        model.report(m.ResponseDone(response_id=cancel.response_id, status="cancelled"))
        assert (await model.expect(m.DeleteItem)).item_id == content.item_id
        await model.answer("Here I am.", seconds=1.0, request=await model.expect(m.CreateResponse))

    async with stage(script) as scene:
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["Here I am."]
        assert [trouble.kind for trouble in scene.told("error")] == ["reply_timeout"]
        assert "speaking" not in scene.states[: scene.states.index("thinking")]
        scene.scripted.verify()


async def test_an_answer_with_pauses_of_just_under_five_seconds_does_not_stall() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        for word in "slow but sure I do come to an end".split():
            await asyncio.sleep(4.9)
            model.report(m.TextArrived(content=content, text=f"{word} "))
            model.speak(content, 0.4)
        model.finish(content)

    async with stage(script) as scene:
        await scene.until("agent_speech_committed")
        assert not scene.told("error")
        assert not scene.model.commands


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
        assert scene.agent.state == "thinking", "the rest of the story is to come"
        told = [c.message.content for c in scene.model.commands if isinstance(c, m.CreateItem)]
        assert told[0] == "tell me a story"
        assert "once upon a time there was".startswith(str(told[1]))
        assert isinstance(scene.model.commands[-1], m.CreateResponse)
