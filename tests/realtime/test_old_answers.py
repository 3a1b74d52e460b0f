"""What models of LiveKit Agents 0.12 answer, by row of the feature table."""

import asyncio
import logging

import pytest

from antiphon.testing.scripted import tone
from tests.realtime.old_model import GEMINI, Response, Transcription
from tests.realtime.stage import stage

# -- answers --------------------------------------------------------------------------------------


async def test_rows_34_69_71_an_answer_is_heard_committed_and_noted() -> None:
    async with stage() as scene:
        scene.answer("One two three four.", seconds=2.0)
        await scene.until("agent_speech_committed")
        assert scene.events == [
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_committed",
        ]
        assert scene.told("agent_speech_committed") == ["One two three four."]
        assert scene.session.calls == [("update", "answer", "One two three four.")]
        assert scene.states == ["initializing", "listening", "thinking", "speaking", "listening"]


async def test_rows_51_52_54_70_71_an_interruption_is_told_the_model_once_and_in_order() -> None:
    async with stage() as scene:
        scene.answer("One two three four five six seven eight.", seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        scene.agent.interrupt()
        (told,) = scene.told("agent_speech_interrupted")
        heard = told.removesuffix("...")
        assert heard.startswith("One two") and not heard.endswith("eight.")
        cancel, truncate, update = scene.session.calls
        assert cancel == ("cancel_response",)
        assert truncate[:3] == ("truncate", "answer", 0)
        heard_ms = next(r.detail for r in scene.records if r.event == "agent_speech_interrupted")
        assert abs(truncate[3] - heard_ms["heard_ms"]) <= 1
        assert update == ("update", "answer", heard)


async def test_row_51_what_is_still_being_made_is_cancelled_once() -> None:
    async with stage() as scene:
        content = scene.begin()
        scene.speak(content, "One two three four five six.", 6.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        assert [call[0] for call in scene.session.calls] == [
            "cancel_response",
            "truncate",
            "update",
        ]
        late = scene.begin("late", response_id=content.response_id)
        for part in (content, late):
            scene.speak(part, "And so on.", 1.0)
        await asyncio.sleep(1.0)
        assert scene.events.count("agent_started_speaking") == 1
        assert content.audio_stream.qsize() == late.audio_stream.qsize() == 5


async def test_row_50_an_interruption_of_nothing_makes_no_calls() -> None:
    async with stage() as scene:
        scene.agent.interrupt()
        assert not scene.session.calls
        assert scene.agent.state == "listening"


async def test_row_53_a_model_that_cannot_truncate_is_told_nothing() -> None:
    async with stage(GEMINI) as scene:
        scene.answer("One two three four five six.", seconds=6.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        await scene.until("agent_speech_interrupted")
        assert not scene.session.calls


async def test_row_44_the_model_itself_may_stop_the_agent() -> None:
    async with stage(GEMINI) as scene:
        scene.answer("One two three four five six.", seconds=6.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.session.emit("agent_speech_stopped")
        assert scene.events == [
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_interrupted",
        ]


async def test_answers_made_in_one_breath_are_heard_one_after_the_other() -> None:
    async with stage() as scene:
        scene.answer("The first one.", item_id="first")
        scene.answer("The second one.", item_id="second")
        await scene.until("agent_speech_committed", 2)
        assert scene.told("agent_speech_committed") == ["The first one.", "The second one."]


async def test_an_announced_response_ends_when_the_model_says_so() -> None:
    async with stage() as scene:
        scene.session.emit("response_created", Response("r"))
        content = scene.begin(response_id="r")
        scene.speak(content, "The first part.", 1.0)
        content.close()
        await scene.until("agent_speech_committed")
        assert scene.states[-1] == "thinking"
        scene.session.emit("response_done", Response("r"))
        assert scene.states[-1] == "listening"


async def test_an_answer_that_fails_is_told_and_asked_for_again_twice() -> None:
    async with stage() as scene:
        scene.agent.generate_reply()
        for response_id in ("r1", "r2", "r3"):
            scene.session.emit("response_done", Response(response_id, "failed"))
            await asyncio.sleep(3.0)
        assert [trouble.kind for trouble in scene.told("error")] == ["response_failed"] * 3
        assert [call[0] for call in scene.session.calls] == ["create_response"] * 3
        assert scene.agent.state == "listening"


async def test_a_stream_that_breaks_fails_the_answer_and_not_the_conversation() -> None:
    async with stage() as scene:
        content = scene.begin()
        content.audio_stream.send_nowait(None)  # type: ignore[arg-type]
        await scene.until("error")
        (trouble,) = scene.told("error")
        assert trouble.kind == "response_failed"
        scene.answer("I am still here.", item_id="next")
        await scene.until("agent_speech_committed")


# -- the transcripts of a model that hears itself late --------------------------------------------


async def test_row_43_an_answer_without_text_is_committed_when_its_words_are_known() -> None:
    async with stage(GEMINI) as scene:
        scene.answer("", seconds=2.0)
        await scene.until("agent_stopped_speaking")
        assert "agent_speech_committed" not in scene.events
        transcription = Transcription("of another id", "One two three.")
        scene.session.emit("agent_speech_transcription_completed", transcription)
        scene.session.emit("agent_speech_transcription_completed", transcription)
        await asyncio.sleep(0.5)
        assert scene.told("agent_speech_committed") == ["One two three."]
        assert scene.said("agent")[-1] == ("One two three.", True)
        assert scene.agent.chat_ctx_copy().messages[-1].content == "One two three."


async def test_row_43_words_that_come_while_it_speaks_are_told_at_its_end() -> None:
    async with stage(GEMINI) as scene:
        scene.answer("", seconds=2.0)
        await scene.until("agent_started_speaking")
        transcription = Transcription("answer", "One two three.")
        scene.session.emit("agent_speech_transcription_completed", transcription)
        await scene.until("agent_speech_committed")
        scene.session.emit("agent_speech_transcription_completed", transcription)
        assert scene.told("agent_speech_committed") == ["One two three."]


async def test_row_43_of_an_answer_that_was_cut_only_what_was_heard_is_told() -> None:
    async with stage(GEMINI) as scene:
        scene.answer("", seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(4.0)
        scene.session.emit("agent_speech_stopped")
        text = "One two three four five six seven eight."
        scene.session.emit("agent_speech_transcription_completed", Transcription("answer", text))
        (told,) = scene.told("agent_speech_interrupted")
        assert told.startswith("One two three") and "seven" not in told
        assert "agent_speech_committed" not in scene.events


async def test_words_without_an_id_that_is_known_are_those_of_the_latest_answer() -> None:
    async with stage(GEMINI) as scene:
        for item_id in ("first", "second"):
            scene.answer("", item_id=item_id)
            await scene.until("agent_stopped_speaking", 1 + (item_id == "second"))
        transcription = Transcription("of another id", "One two three.")
        scene.session.emit("agent_speech_transcription_completed", transcription)
        contents = {x.id: x.content for x in scene.agent.chat_ctx_copy().messages}
        assert contents == {"first": None, "second": "One two three."}


async def test_words_of_an_answer_that_nobody_heard_of_are_dropped() -> None:
    async with stage(GEMINI) as scene:
        transcription = Transcription("nobody's", "One two three.")
        scene.session.emit("agent_speech_transcription_completed", transcription)
        assert not scene.events


# -- answers in writing ---------------------------------------------------------------------------


async def test_row_36_an_answer_in_writing_is_recovered_from(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage() as scene:
        scene.write("t1", "In writing.")
        await asyncio.sleep(0.5)
        assert scene.session.calls == [("recover", "t1")]
        (record,) = [r for r in caplog.records if r.levelno == logging.WARNING]
        extra = {key: record.__dict__[key] for key in ("item_id", "text", "retries")}
        assert extra == {"item_id": "t1", "text": len("In writing."), "retries": 1}
        scene.answer("Aloud.")
        await scene.until("agent_speech_committed")


async def test_row_37_an_answer_aloud_lets_the_count_begin_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage() as scene:
        for n in range(8):
            if n == 4:
                scene.answer("Aloud.")
                await scene.until("agent_speech_committed")
            scene.write(f"t{n}")
            await asyncio.sleep(0.5)
        assert scene.calls("recover") == [("recover", f"t{n}") for n in range(8)]
        retries = [r.__dict__["retries"] for r in caplog.records if "retries" in r.__dict__]
        assert retries == [1, 2, 3, 4, 1, 2, 3, 4]
        assert "closed" not in scene.events


async def test_rows_15_38_a_model_that_only_writes_ends_the_conversation() -> None:
    async with stage(max_text_response_retries=2) as scene:
        for n in range(3):
            scene.write(f"t{n}")
            await asyncio.sleep(0.5)
        with pytest.raises(RuntimeError) as error:
            await scene.agent.wait_closed()
        assert str(error.value) == (
            "The OpenAI Realtime API returned a text response after 2 retries. "
            "Please try to reduce the number of text system or assistant messages in the chat "
            "context."
        )
        assert len(scene.calls("recover")) == 2


async def test_an_answer_in_writing_is_recovered_from_in_its_turn() -> None:
    async with stage() as scene:
        scene.answer("Aloud.")
        scene.write("t1")
        await scene.until("agent_speech_committed")
        await asyncio.sleep(0.5)
        assert scene.calls("recover") == [("recover", "t1")]


# -- answers that do not end as they should -----------------------------------------------------


async def test_an_announced_response_that_is_never_ended_is_ended_by_the_next() -> None:
    async with stage() as scene:
        scene.session.emit("response_created", Response("response of first"))
        scene.answer("The first one.", item_id="first")
        await scene.until("agent_speech_committed")
        scene.answer("The second one.", item_id="second")
        await scene.until("agent_speech_committed", 2)
        assert not scene.session.calls[2:]


async def test_of_an_answer_that_the_model_broke_off_what_came_is_heard() -> None:
    async with stage() as scene:
        content = scene.begin()
        scene.speak(content, "One two three four.", 2.0)
        await asyncio.sleep(0.1)
        scene.session.emit("response_done", Response(content.response_id, "incomplete"))
        scene.session.emit("response_done", Response(content.response_id, "incomplete"))
        await scene.until("agent_stopped_speaking")
        assert [trouble.kind for trouble in scene.told("error")] == ["response_incomplete"]
        assert scene.agent.state == "listening"


async def test_what_waits_behind_an_answer_is_dropped_with_it() -> None:
    async with stage() as scene:
        content = scene.begin("first")
        scene.speak(content, "One two three four.", 4.0)
        scene.answer("The second one.", item_id="second")
        await scene.until("agent_started_speaking")
        scene.session.emit("input_speech_started")
        await asyncio.sleep(10.0)
        assert scene.events.count("agent_started_speaking") == 1
        assert scene.calls("cancel_response") == [("cancel_response",)]


async def test_an_answer_that_was_called_off_before_it_began_is_cancelled() -> None:
    async with stage() as scene:
        scene.agent.generate_reply()
        scene.agent.interrupt()
        scene.answer("Too late.")
        await asyncio.sleep(2.0)
        assert scene.calls("cancel_response") == [("cancel_response",)]
        assert not scene.events


async def test_the_late_end_of_an_answer_is_not_that_of_the_next() -> None:
    async with stage() as scene:
        content = scene.answer("One.")
        await scene.until("agent_speech_committed")
        scene.agent.generate_reply()
        scene.session.emit("response_done", Response(content.response_id))
        await asyncio.sleep(0.1)
        assert scene.agent.state == "thinking"


async def test_the_end_of_a_response_that_nobody_asked_for_is_nothing() -> None:
    async with stage() as scene:
        scene.session.emit("response_done", Response("r"))
        assert not scene.events


async def test_frames_of_another_library_are_taken() -> None:
    class Frame:
        data = tone(0.2).data
        sample_rate, num_channels, samples_per_channel = 24_000, 1, 4800

    async with stage() as scene:
        content = scene.begin()
        content.text_stream.send_nowait("Hello.")
        content.audio_stream.send_nowait(Frame())  # type: ignore[arg-type]
        content.close()
        await scene.until("agent_speech_committed")
        heard = next(r.detail for r in scene.records if r.event == "agent_speech_committed")
        assert heard["generated_ms"] == 200


async def test_an_announced_answer_that_ended_before_its_turn_is_heard_to_its_end() -> None:
    async with stage() as scene:
        first = scene.begin("first")
        scene.speak(first, "The first one.", 1.0)
        scene.session.emit("response_created", Response("response of second"))
        second = scene.answer("The second one.", item_id="second")
        scene.session.emit("response_done", Response(second.response_id))
        await asyncio.sleep(3.0)
        first.close()
        await scene.until("agent_speech_committed", 2)
        assert scene.told("agent_speech_committed") == ["The first one.", "The second one."]
        assert scene.agent.state == "listening"
