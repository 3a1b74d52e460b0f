"""Rows 34 to 49: what a model tells, and what the agent makes of it."""

import asyncio
import logging

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.metrics import MultimodalLLMMetrics
from antiphon.multimodal.multimodal_agent import EventTypes
from antiphon.rooms.local import AudioSource
from tests.realtime.old_model import GEMINI, Transcription
from tests.realtime.stage import OldStage, stage
from tests.rooms.local_kit import publish

STORY = "One two three four five six seven eight."


class Ear:
    """Counts the samples of a voice."""

    def __init__(self) -> None:
        self.voiced = 0

    def deliver(self, at: float, frame: AudioFrame) -> None:
        self.voiced += int(np.count_nonzero(np.abs(frame.samples) > 500))

    def rest(self) -> None: ...

    def end(self) -> None: ...


def ear_on(scene: OldStage) -> Ear:
    """The user's ear, on the agent's voice."""
    (publication,) = scene.user.remote_participants["agent"].track_publications.values()
    assert publication.track is not None
    ear = Ear()
    publication.track.listen(ear)
    return ear


# -- answers ------------------------------------------------------------------------------------


async def test_row_034_an_answer_is_heard_and_shown() -> None:
    async with stage() as scene:
        ear = ear_on(scene)
        scene.answer("One two three four.", seconds=2.0)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(0.5)
        assert ear.voiced > 1.8 * 24_000
        assert scene.said("agent")[0] == ("One", False)
        assert scene.said("agent")[-1] == ("One two three four.", True)


@pytest.mark.parametrize("index", [0, 1])
async def test_row_035_what_is_truncated_is_the_part_that_plays(index: int) -> None:
    """Decision 13: parts play in order; the newest that has begun is the current one."""
    async with stage() as scene:
        for content_index in (0, 1):
            content = scene.begin("answer", response_id="r", content_index=content_index)
            scene.speak(content, f"Part {content_index} is a rather long one.", 4.0)
            content.close()
        await scene.until("agent_started_speaking", 1 + index)
        await asyncio.sleep(2.0)
        scene.agent.interrupt()
        ((_, item_id, content_index, heard_ms),) = scene.calls("truncate")[-1:]
        assert (item_id, content_index) == ("answer", index)
        assert 2000 <= heard_ms <= 2020


async def test_row_036_an_answer_in_writing_is_recovered_from(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The warning has the length of the text: no words are logged (decision 9)."""
    async with stage() as scene:
        scene.write("t1", "In writing.")
        await asyncio.sleep(0.5)
        assert scene.session.calls == [("recover", "t1")]
    (warning,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    extra = {key: warning.__dict__[key] for key in ("item_id", "text", "retries")}
    assert extra == {"item_id": "t1", "text": len("In writing."), "retries": 1}


async def test_row_037_an_answer_aloud_lets_the_retries_begin_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage(max_text_response_retries=4) as scene:
        for n in range(8):
            if n == 4:
                scene.answer("Aloud.")
                await scene.until("agent_speech_committed")
            scene.write(f"t{n}")
            await asyncio.sleep(0.5)
        assert len(scene.calls("recover")) == 8
        assert "closed" not in scene.events
    warned = [record.__dict__ for record in caplog.records if record.levelno == logging.WARNING]
    assert [warning["retries"] for warning in warned] == [1, 2, 3, 4, 1, 2, 3, 4]


async def test_row_038_the_error_says_what_to_do_about_answers_in_writing() -> None:
    async with stage() as scene:
        for n in range(6):
            scene.write(f"t{n}")
            await asyncio.sleep(0.5)
        with pytest.raises(RuntimeError) as error:
            await scene.agent.wait_closed()
    assert str(error.value) == (
        "The OpenAI Realtime API returned a text response after 5 retries. Please try to reduce "
        "the number of text system or assistant messages in the chat context."
    )


# -- the user -----------------------------------------------------------------------------------


async def test_row_039_a_turn_of_the_user_opens_an_empty_line() -> None:
    async with stage() as scene:
        await publish(scene.user, AudioSource(24_000, 1))
        scene.session.emit("input_speech_committed")
        await asyncio.sleep(0.5)
        assert scene.said("ann") == [("", False)]


async def test_row_040_the_users_words_fill_the_line_that_is_open() -> None:
    async with stage() as scene:
        await publish(scene.user, AudioSource(24_000, 1))
        scene.session.emit("input_speech_committed")
        await asyncio.sleep(0.5)
        scene.transcribe("u1", "hello there")
        await asyncio.sleep(0.5)
        assert scene.said("ann") == [("", False), ("hello there", True)]
        assert len({segment for _, segment, _, _ in scene.captions}) == 1


async def test_row_041_a_model_that_truncates_is_told_the_users_words() -> None:
    async with stage() as scene:
        scene.transcribe("u1", "hello there")
        assert scene.session.calls == [("update", "u1", "hello there")]
    async with stage(GEMINI) as scene:
        scene.transcribe("u1", "hello there")
        assert scene.session.calls == []


async def test_row_042_the_users_words_are_committed_as_a_string() -> None:
    async with stage() as scene:
        scene.transcribe("u1", "hello there")
        assert scene.events == ["user_speech_committed"]
        assert scene.told("user_speech_committed") == ["hello there"]


async def test_row_043_the_agents_own_words_complete_its_answer_once() -> None:
    """Decision 21: the transcript completes the item, and does not commit it a second time."""
    async with stage(GEMINI) as scene:
        scene.answer("", seconds=2.0)
        await scene.until("agent_stopped_speaking")
        words = Transcription("answer", "One two three.")
        for _ in range(2):
            scene.session.emit("agent_speech_transcription_completed", words)
        await asyncio.sleep(0.5)
        assert scene.said("agent")[-1] == ("One two three.", True)
        assert scene.told("agent_speech_committed") == ["One two three."]


async def test_row_044_the_model_can_stop_the_agent_without_a_user_who_speaks() -> None:
    async with stage(GEMINI) as scene:
        scene.answer(STORY, seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.session.emit("agent_speech_stopped")
        assert scene.events == [
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_interrupted",
        ]


async def test_row_045_a_user_who_speaks_is_told_of_first_and_silences_the_agent() -> None:
    async with stage() as scene:
        scene.answer(STORY, seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.session.emit("input_speech_started")
        assert scene.events[1:] == [
            "user_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_interrupted",
        ]


async def test_row_046_the_end_of_the_users_speech_is_told() -> None:
    async with stage() as scene:
        scene.session.emit("input_speech_started")
        assert scene.events == ["user_started_speaking"]
        scene.session.emit("input_speech_stopped")
        assert scene.events == ["user_started_speaking", "user_stopped_speaking"]


# -- what is passed on --------------------------------------------------------------------------


async def test_row_047_calls_are_passed_on_as_they_are() -> None:
    await is_passed_on("function_calls_collected", [object()])


async def test_row_048_answered_calls_are_passed_on_as_they_are() -> None:
    await is_passed_on("function_calls_finished", [object()])


async def test_row_049_metrics_are_passed_on_as_they_are() -> None:
    await is_passed_on("metrics_collected", MultimodalLLMMetrics.__new__(MultimodalLLMMetrics))


async def is_passed_on(event: EventTypes, argument: object) -> None:
    heard: list[object] = []
    async with stage() as scene:
        scene.agent.on(event, heard.append)
        scene.session.emit(event, argument)
    assert len(heard) == 1 and heard[0] is argument
