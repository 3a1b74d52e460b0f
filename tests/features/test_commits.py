"""Rows 69 to 72 and 86: what is committed of what was heard."""

import asyncio
import logging

import pytest

from tests.realtime.old_model import GEMINI
from tests.realtime.stage import stage

STORY = "One two three four five six seven eight."


async def test_row_069_an_answer_heard_to_its_end_is_committed_in_full() -> None:
    async with stage() as scene:
        scene.answer(STORY, seconds=4.0)
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == [STORY]
        assert scene.told("agent_speech_interrupted") == []
        assert scene.agent.chat_ctx_copy().messages[-1].content == STORY


async def test_row_070_of_an_answer_cut_short_the_words_heard_are_told_with_three_dots() -> None:
    async with stage() as scene:
        scene.answer(STORY, seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        (told,) = scene.told("agent_speech_interrupted")
        heard = told.removesuffix("...")
        assert heard != told and STORY.startswith(heard)
        assert "One two" in heard and "seven" not in heard
        assert scene.told("agent_speech_committed") == []


async def test_row_071_the_models_own_conversation_has_what_was_heard() -> None:
    """Decision 20: the three dots are for the program alone, the model never reads them."""
    async with stage() as scene:
        scene.answer("Hello there.", item_id="first")
        await scene.until("agent_speech_committed")
        scene.answer(STORY, seconds=8.0, item_id="second")
        await scene.until("agent_started_speaking", 2)
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        (told,) = scene.told("agent_speech_interrupted")
        assert scene.calls("update") == [
            ("update", "first", "Hello there."),
            ("update", "second", told.removesuffix("...")),
        ]


async def test_row_072_models_that_cannot_truncate_have_their_answers_committed_once() -> None:
    """Decision 21 supersedes the row: they are committed as far as heard, and told nothing."""
    async with stage(GEMINI) as scene:
        scene.answer("Hello there.", item_id="first")
        await scene.until("agent_speech_committed")
        scene.answer(STORY, seconds=8.0, item_id="second")
        await scene.until("agent_started_speaking", 2)
        await asyncio.sleep(3.0)
        scene.agent.interrupt()
        await asyncio.sleep(1.0)
        assert scene.told("agent_speech_committed") == ["Hello there."]
        (told,) = scene.told("agent_speech_interrupted")
        assert told.startswith("One two") and told.endswith("...")
        assert scene.session.calls == []


@pytest.mark.parametrize("interrupted", [False, True])
async def test_row_086_commits_are_in_the_log_with_their_lengths(
    interrupted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Decision 9: the documented keys hold the length of what was said, not the words."""
    with caplog.at_level(logging.DEBUG):
        async with stage() as scene:
            scene.transcribe("u1", "hello there")
            scene.answer(STORY, seconds=4.0)
            await scene.until("agent_started_speaking")
            await asyncio.sleep(3.0)
            if interrupted:
                scene.agent.interrupt()
            await asyncio.sleep(3.0)
            event = "agent_speech_interrupted" if interrupted else "agent_speech_committed"
            (told,) = scene.told(event)
    (user,) = [r.__dict__ for r in caplog.records if r.message == "committed user speech"]
    (agent,) = [r.__dict__ for r in caplog.records if r.message == "committed agent speech"]
    assert user["user_transcript"] == len("hello there")
    assert (agent["agent_transcript"], agent["interrupted"]) == (len(told), interrupted)
    assert "hello there" not in caplog.text and "One two" not in caplog.text


async def test_row_086_the_words_are_in_the_log_where_they_are_wanted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with stage(log_content=True) as scene:
            scene.transcribe("u1", "hello there")
            await scene.until("user_speech_committed")
    (user,) = [r.__dict__ for r in caplog.records if r.message == "committed user speech"]
    assert user["user_transcript"] == "hello there"
