"""Audio of the program's own: taken as it is played, and no more than that."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from antiphon import MultimodalAgent, clock
from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.errors import ConfigurationError
from antiphon.rooms import LocalRoom
from antiphon.testing import virtual
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone
from tests.session.stage import stage


class Source:
    """Gives frames without end and without waiting, and notes how many and when it was closed."""

    def __init__(self, seconds: float = 0.1) -> None:
        self.given = 0.0
        self.closed_at: float | None = None
        self._seconds = seconds

    async def frames(self) -> AsyncIterator[AudioFrame]:
        try:
            while True:
                self.given += self._seconds
                yield tone(self._seconds)
        finally:
            self.closed_at = clock.now()


async def pieces(*frames: Any) -> AsyncIterator[Any]:
    for frame in frames:
        yield frame


async def test_a_source_without_end_is_taken_as_it_is_played_and_closed_when_it_is_stopped() -> (
    None
):
    source = Source()
    async with stage() as scene:
        handle = scene.agent.say(source.frames())
        await asyncio.sleep(10.0)
        assert 10.0 < source.given < 13.0
        handle.interrupt()
        await handle
        stopped_at = clock.now()
        await asyncio.sleep(30.0)
    assert source.closed_at == pytest.approx(stopped_at, abs=0.01)
    assert source.given < 13.0


async def test_one_that_nobody_is_there_to_hear_waits() -> None:
    source, room = Source(), LocalRoom()
    await room.connect("local://empty", "agent")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    agent.say(source.frames())
    await asyncio.sleep(600.0)
    assert source.given < 2.5
    await agent.aclose()
    await room.disconnect()
    assert source.closed_at is not None


async def test_frames_of_no_length_hold_up_nobody() -> None:
    async def nothing() -> AsyncIterator[AudioFrame]:
        for _ in range(1000):
            yield AudioFrame(b"", 24_000, 1, 0)

    async with stage() as scene:
        await asyncio.wait_for(scene.agent.say(nothing()), 5.0)
        assert scene.agent.state == "listening"


async def test_the_model_answers_meanwhile_and_the_source_ends_with_its_handle() -> None:
    async def script(model: ScriptedSession) -> None:
        await asyncio.sleep(2.0)
        await model.user_says("hello", seconds=0.5)
        await model.answer("hi there", seconds=1.0)

    source = Source()
    async with stage(script) as scene:
        handle = scene.agent.say(source.frames(), allow_interruptions=False)
        await asyncio.sleep(6.0)
        handle.interrupt()
        await scene.until("agent_speech_committed")
        assert source.closed_at is not None
        assert scene.told("agent_speech_committed") == ["hi there"]


async def test_a_pause_of_eight_seconds_is_no_end() -> None:
    async def live() -> AsyncIterator[AudioFrame]:
        yield tone(1.0)
        await asyncio.sleep(8.0)
        yield tone(1.0)

    async with stage() as scene:
        handle = scene.agent.say(live())
        await handle
        assert (handle.interrupted, scene.told("error")) == (False, [])


async def test_a_source_that_hangs_for_a_minute_is_given_up_and_told() -> None:
    async def hanging() -> AsyncIterator[AudioFrame]:
        yield tone(0.5)
        await asyncio.Event().wait()

    async with stage() as scene:
        await scene.agent.say(hanging(), allow_interruptions=False)
        (trouble,) = scene.told("error")
        assert trouble.kind == "response_failed"
        assert "did not go on for 60 s" in trouble.message
        assert scene.agent.state == "listening"


async def test_a_sources_own_timeout_is_told_as_it_is() -> None:
    async def failing() -> AsyncIterator[AudioFrame]:
        yield tone(0.5)
        raise TimeoutError("the disk is slow")

    async with stage() as scene:
        await scene.agent.say(failing())
        assert [trouble.message for trouble in scene.told("error")] == ["the disk is slow"]


@pytest.mark.parametrize("frame", [b"abc", None, "x"])
async def test_what_is_no_frame_is_refused_in_one_sentence(frame: object) -> None:
    async with stage() as scene:
        await scene.agent.say(pieces(tone(0.5), frame))
        (trouble,) = scene.told("error")
        assert trouble.message == f"say() plays audio frames, not {frame!r}."


async def test_a_recording_whose_words_are_given_is_part_of_the_conversation() -> None:
    words = "This call is recorded."
    async with stage() as scene:
        said = await scene.agent.say(pieces(tone(1.0), tone(1.0)), text=words)
        assert said == words
        (message,) = scene.agent.chat_ctx_copy().messages
        assert (message.role, message.content) == ("assistant", words)
        assert scene.told("agent_speech_committed") == [words]
        created = await scene.model.expect(m.CreateItem)
        assert (created.message.role, created.message.content) == ("assistant", words)


async def test_a_recording_that_is_cut_off_is_kept_as_far_as_it_was_heard() -> None:
    words = "One two three four five six seven eight."
    async with stage() as scene:
        handle = scene.agent.say(pieces(*[tone(0.5)] * 6), text=words)
        await asyncio.sleep(1.2)
        handle.interrupt()
        heard = await handle
        assert heard.startswith("One two") and not heard.endswith("eight.")
        assert scene.told("agent_speech_interrupted") == [f"{heard}..."]
        created = await scene.model.expect(m.CreateItem)
        assert created.message.content == heard


@pytest.mark.parametrize(
    ("source", "text", "words"),
    [("Hello.", "Hello.", "words are given by themselves"), (pieces(), 5, "not 5")],
    ids=["words of words", "no words"],
)
async def test_words_that_belong_to_no_audio_are_refused(
    source: Any, text: Any, words: str
) -> None:
    async with stage() as scene:
        with pytest.raises(ConfigurationError, match=f"^text is the words of .*{words}"):
            scene.agent.say(source, text=text)


async def test_a_recording_leaves_no_message_without_words() -> None:
    async with stage() as scene:
        await scene.agent.say(pieces(tone(0.5)))
        assert scene.agent.chat_ctx_copy().messages == []


async def test_a_model_that_is_busy_for_ever_is_given_up_after_ten_seconds() -> None:
    async def script(model: ScriptedSession) -> None:
        while True:
            request = await model.expect(m.CreateResponse)
            refused = m.ResponseRefused(request_id=request.request_id, message="busy", busy=True)
            model.report(refused)

    async with stage(script) as scene:
        scene.agent.generate_reply()
        await scene.until("error")
        assert clock.now() == pytest.approx(10.0, abs=0.1)
        await asyncio.sleep(60.0)
        assert [trouble.kind for trouble in scene.told("error")] == ["reply_timeout"]
        assert scene.agent.state == "listening"


def test_an_agent_whose_loop_ends_before_it_began_is_closed_all_the_same() -> None:
    reasons: list[str] = []

    async def main() -> None:
        room = LocalRoom()
        await room.connect("local://brief", "agent")
        agent = MultimodalAgent(model=ScriptedModel())
        agent.on("closed", reasons.append)
        agent.start(room)

    virtual.run(main())
    assert reasons == ["cancelled"]
