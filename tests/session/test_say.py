"""Words that the program wants spoken."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.errors import ConfigurationError
from antiphon.realtime import Capabilities
from antiphon.testing.scripted import ScriptedSession, tone
from antiphon.tts import SynthesizedAudio, WordTime
from tests.session.stage import stage


class Voice:
    """Speaks a word in half a second; `broken` says nothing but why."""

    sample_rate = 24_000
    num_channels = 1

    def __init__(self, broken: str = "") -> None:
        self._broken = broken

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        if self._broken:
            raise RuntimeError(self._broken)
        words = text.split()
        times = tuple(WordTime(word, n * 0.5, n * 0.5 + 0.5) for n, word in enumerate(words))
        yield SynthesizedAudio(tone(0.5 * len(words)), text, times)


async def recording(seconds: float) -> AsyncIterator[AudioFrame]:
    """A recording that arrives in pieces."""
    for _ in range(round(seconds / 0.1)):
        yield tone(0.1)


async def live(seconds: float) -> AsyncIterator[AudioFrame]:
    """A recording that is made while it is played."""
    for _ in range(round(seconds / 0.1)):
        await asyncio.sleep(0.1)
        yield tone(0.1)


async def speaks_what_it_is_given(model: ScriptedSession) -> None:
    request = await model.expect(m.Say)
    await model.answer(request.text, seconds=2.0, request=request)


async def test_the_model_speaks_given_words_where_it_can() -> None:
    can_say = Capabilities(can_say=True)
    async with stage(speaks_what_it_is_given, capabilities=can_say) as scene:
        handle = scene.agent.say("Mind the gap.")
        assert not handle.done()
        assert await handle == "Mind the gap."
        assert (handle.done(), handle.interrupted) == (True, False)
        assert scene.told("agent_speech_committed") == ["Mind the gap."]


async def test_a_voice_speaks_them_where_the_model_cannot_and_the_model_is_told() -> None:
    async with stage(tts=Voice()) as scene:
        assert await scene.agent.say("One two three.") == "One two three."
        created = await scene.model.expect(m.CreateItem)
        assert (created.message.role, created.message.content) == ("assistant", "One two three.")
        assert scene.agent.chat_ctx_copy().messages[-1].content == "One two three."
        assert scene.model.unexpected() == []


async def test_a_user_who_interrupts_is_told_to_the_model_as_far_as_was_heard() -> None:
    async def script(model: ScriptedSession) -> None:
        await asyncio.sleep(1.4)
        model.report(m.UserStarted())

    async with stage(script, tts=Voice()) as scene:
        handle = scene.agent.say("One two three four five.")
        assert await handle == "One two three"
        assert handle.interrupted
        created = await scene.model.expect(m.CreateItem)
        assert created.message.content == "One two three"
        assert scene.told("agent_speech_interrupted") == ["One two three..."]
        assert scene.model.unexpected() == []


async def test_words_that_must_be_heard_are_not_interrupted_by_the_user() -> None:
    async def script(model: ScriptedSession) -> None:
        await asyncio.sleep(1.0)
        model.report(m.UserStarted())
        await asyncio.sleep(0.5)
        model.report(m.UserStopped())

    async with stage(script, tts=Voice()) as scene:
        handle = scene.agent.say("This call is recorded.", allow_interruptions=False)
        assert await handle == "This call is recorded."
        assert "user_started_speaking" in scene.events


async def test_the_program_can_stop_its_own_words_and_nothing_else() -> None:
    async with stage(tts=Voice()) as scene:
        first = scene.agent.say("One two three four.")
        second = scene.agent.say("Five six.")
        await asyncio.sleep(1.2)
        first.interrupt()
        assert first.done()
        assert first.heard_text == "One two"
        first.interrupt()
        assert await second == "Five six."


async def test_words_that_were_not_begun_are_over_when_they_are_called_off() -> None:
    async with stage(tts=Voice()) as scene:
        scene.agent.say("One two three four.")
        second = scene.agent.say("Five six.")
        second.interrupt()
        assert await second == ""
        assert second.interrupted
        await asyncio.sleep(5.0)
        assert scene.told("agent_speech_committed") == ["One two three four."]


async def test_audio_of_the_programs_own_is_played() -> None:
    async with stage() as scene:
        handle = scene.agent.say(recording(1.5))
        assert await handle == ""
        assert not handle.interrupted
        assert scene.events == ["agent_started_speaking", "agent_stopped_speaking"]
        assert scene.records[-1].at >= 1.45


async def test_without_a_voice_it_is_refused_in_one_sentence() -> None:
    async with stage() as scene:
        with pytest.raises(ConfigurationError, match="tts="):
            scene.agent.say("Hello.")


async def test_a_voice_that_breaks_is_told_and_ends_nothing_else() -> None:
    async with stage(tts=Voice(broken="no voice today")) as scene:
        handle = scene.agent.say("Hello.")
        assert await handle == ""
        assert handle.interrupted
        assert scene.told("error")[0].message == "no voice today"
        assert scene.agent.state == "listening"


async def test_the_end_of_the_conversation_ends_what_is_being_said() -> None:
    async with stage(tts=Voice()) as scene:
        handle = scene.agent.say("One two three four five six.")
        await asyncio.sleep(1.3)
        await scene.agent.aclose()
        assert await handle == "One two three"
        assert handle.interrupted


async def test_after_the_end_nothing_is_said() -> None:
    async with stage(tts=Voice()) as scene:
        await scene.agent.aclose()
        handle = scene.agent.say("Hello?")
        assert await asyncio.wait_for(handle, 1.0) == ""


class SlowVoice(Voice):
    """Makes a word of half a second every 400 ms; breaks after so many, if told so."""

    def __init__(self, breaks_after: int = 100) -> None:
        super().__init__()
        self._breaks_after = breaks_after

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        for n, word in enumerate(text.split()):
            if n == self._breaks_after:
                raise RuntimeError("hoarse")
            await asyncio.sleep(0.4)
            yield SynthesizedAudio(tone(0.5), f"{word} ", (WordTime(word, 0.0, 0.5),))


async def test_narrated_words_are_heard_while_the_model_is_lost_and_told_it_afterwards() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.started()
        model.report(m.ModelLost(message="the line is cut"))
        await asyncio.sleep(10.0)
        model.report(m.ModelRestored())

    async with stage(script, tts=Voice()) as scene:
        await scene.until("error")
        assert await scene.agent.say("One moment please.") == "One moment please."
        assert scene.model.commands == []
        await scene.until("error", 2)
        created = await scene.model.expect(m.CreateItem)
        assert created.message.content == "One moment please."
        assert not scene.model.unexpected()


async def test_narrated_words_go_on_when_the_model_is_lost_and_when_it_comes_back() -> None:
    async def script(model: ScriptedSession) -> None:
        await asyncio.sleep(1.5)
        model.report(m.ModelLost(message="the line is cut"))
        await asyncio.sleep(0.5)
        model.report(m.ModelRestored())

    async with stage(script, tts=SlowVoice()) as scene:
        handle = scene.agent.say("one two three four five six seven eight")
        assert await handle == "one two three four five six seven eight"
        assert not handle.interrupted
        told = [trouble.kind for trouble in scene.told("error")]
        assert told == ["model_lost", "model_restored"]
        created = await scene.model.expect(m.CreateItem)
        assert created.message.content == "one two three four five six seven eight"
        assert not scene.model.unexpected()


async def test_a_voice_that_hangs_is_asked_once_more() -> None:
    class Absent(Voice):
        calls = 0

        async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
            self.calls += 1
            if self.calls == 1:
                await asyncio.Event().wait()
            async for clause in super().synthesize(text):
                yield clause

    async with stage(tts=Absent()) as scene:
        handle = scene.agent.say("Hello there.")
        assert await handle == "Hello there."
        assert not handle.interrupted
        assert [trouble.kind for trouble in scene.told("error")] == ["reply_timeout"]


async def test_a_recording_plays_on_when_the_model_is_lost_and_can_be_stopped_meanwhile() -> None:
    async def script(model: ScriptedSession) -> None:
        await asyncio.sleep(1.0)
        model.report(m.ModelLost(message="the line is cut"))

    async with stage(script) as scene:
        handle = scene.agent.say(live(60.0))
        await asyncio.sleep(5.0)
        assert scene.states[-1] == "speaking"
        handle.interrupt()
        assert handle.done()
        assert scene.states[-1] == "listening"
        second = scene.agent.say(recording(1.0))
        await second
        assert not second.interrupted


async def test_the_models_own_answer_waits_for_words_that_are_being_narrated() -> None:
    async def script(model: ScriptedSession) -> None:
        await asyncio.sleep(1.0)
        await model.user_says("what?", seconds=0.5)
        await model.answer("Hi there.", seconds=1.0)

    async with stage(script, tts=SlowVoice()) as scene:
        handle = scene.agent.say("one two three four five six", allow_interruptions=False)
        assert await handle == "one two three four five six"
        assert not handle.interrupted
        await scene.until("agent_speech_committed", 2)
        assert scene.told("agent_speech_committed")[-1] == "Hi there."


async def test_words_that_break_off_where_they_are_made_were_not_heard_to_their_end() -> None:
    async with stage(tts=SlowVoice(breaks_after=2)) as scene:
        handle = scene.agent.say("one two three four")
        assert await handle == "one two"
        assert handle.interrupted


async def test_protected_words_that_wait_do_not_protect_what_is_said_before_them() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("a long ordinary answer", seconds=5.0)
        await asyncio.sleep(2.0)
        model.report(m.UserStarted())

    async with stage(script, tts=Voice()) as scene:
        await scene.until("agent_started_speaking")
        handle = scene.agent.say("Seven eight.", allow_interruptions=False)
        await scene.until("agent_speech_interrupted")
        assert await handle == "Seven eight."


async def test_a_voice_that_clings_does_not_keep_the_model_open() -> None:
    class Clinging(Voice):
        async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
            while True:
                try:
                    await asyncio.sleep(1.0)
                except asyncio.CancelledError:
                    await asyncio.sleep(60.0)
                yield SynthesizedAudio(tone(0.1), text, ())

    async with stage(tts=Clinging()) as scene:
        scene.agent.say("One.")
        await asyncio.sleep(0.5)
        await scene.agent.aclose()
        assert scene.model.is_closed


class RoomFrame:
    """A frame of another library, with the fields of `livekit.rtc.AudioFrame`."""

    def __init__(self, frame: AudioFrame) -> None:
        self.data = frame.data
        self.sample_rate = frame.sample_rate
        self.num_channels = frame.num_channels
        self.samples_per_channel = frame.samples_per_channel


async def test_a_recording_may_be_in_frames_of_the_room() -> None:
    async def of_the_room() -> AsyncIterator[RoomFrame]:
        async for frame in recording(1.0):
            yield RoomFrame(frame)

    async with stage() as scene:
        handle = scene.agent.say(of_the_room())  # type: ignore[arg-type]
        await handle
        assert not handle.interrupted
        assert scene.told("error") == []
