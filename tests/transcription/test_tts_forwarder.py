"""What the agent says, on the screen of those in the room: word by word, as it is played."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from antiphon import clock
from antiphon.errors import ConfigurationError, RoomError
from antiphon.tokenize import basic
from antiphon.transcription import TTSSegmentsForwarder
from tests.transcription.forwarding import FailingPublisher, audio
from tests.transcription.screen import Scene, scene, settled

GREETING = "Good evening to you all."
QUESTION = "Was the crossing calm today?"


@asynccontextmanager
async def captions(**options: Any) -> AsyncIterator[tuple[Scene, TTSSegmentsForwarder]]:
    """A scene, and a forwarder for its agent; of which no task is left in the end."""
    async with scene() as stage:
        before = asyncio.all_tasks()
        forwarder = TTSSegmentsForwarder(room=stage.room, participant=stage.agent, **options)
        try:
            yield stage, forwarder
        finally:
            await forwarder.aclose()
        assert asyncio.all_tasks() <= before


def push(forwarder: TTSSegmentsForwarder, text: str, seconds: float) -> None:
    """One whole piece of speech."""
    forwarder.push_text(text)
    forwarder.mark_text_segment_end()
    forwarder.push_audio(audio(seconds))
    forwarder.mark_audio_segment_end()


async def test_each_sentence_is_a_segment_that_grows_by_words_and_then_is_final() -> None:
    async with captions() as (stage, forwarder):
        push(forwarder, "Good evening, all of you! See you soon, then.", 4.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(6.0)
        assert stage.screen.lines == [
            ("Good", False),
            ("Good evening", False),
            ("Good evening, all", False),
            ("Good evening, all of", False),
            ("Good evening, all of you", False),
            ("Good evening, all of you!", True),
            ("See", False),
            ("See you", False),
            ("See you soon", False),
            ("See you soon, then", False),
            ("See you soon, then.", True),
        ]
        first, second = dict.fromkeys(stage.screen.ids)
        assert stage.screen.ids == [first] * 6 + [second] * 5
        assert re.fullmatch("SG_[0-9a-f]{12}", first)


async def test_nothing_is_shown_before_the_playout_starts() -> None:
    async with captions() as (stage, forwarder):
        push(forwarder, GREETING, 2.0)
        await asyncio.sleep(5.0)
        assert stage.screen.captions == []
        assert forwarder.played_text == ""
        forwarder.segment_playout_started()
        await asyncio.sleep(0.5)
        assert stage.screen.lines == [("Good", False)]


async def test_all_that_is_left_is_shown_at_once_when_the_playout_has_finished() -> None:
    async with captions() as (stage, forwarder):
        push(forwarder, f"{GREETING} {QUESTION} Please mind the step.", 1.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(1.0)
        finished_at = clock.now()
        forwarder.segment_playout_finished()
        await settled()
        assert stage.screen.finals == [GREETING, QUESTION, "Please mind the step."]
        assert max(caption.at for caption in stage.screen.captions) == finished_at
        assert forwarder.played_text == f"{GREETING} {QUESTION} Please mind the step."


async def test_closing_after_the_playout_has_finished_loses_nothing() -> None:
    async with captions() as (stage, forwarder):
        forwarder.push_text(f"{GREETING} {QUESTION}")
        forwarder.segment_playout_started()
        forwarder.segment_playout_finished()
        await forwarder.aclose()
        await settled()
        assert stage.screen.finals == [GREETING, QUESTION]


async def test_closing_while_it_speaks_leaves_the_sentence_unfinished() -> None:
    async with captions() as (stage, forwarder):
        forwarder.push_text(f"{GREETING} {QUESTION}")
        forwarder.segment_playout_started()
        await asyncio.sleep(0.6)
        await asyncio.gather(forwarder.aclose(), forwarder.aclose())
        await forwarder.aclose()
        await asyncio.sleep(10.0)
        assert stage.screen.lines == [("Good", False), ("Good evening", False)]
        assert forwarder.played_text == "Good evening"


@pytest.mark.parametrize("after", [1.5, 1.75], ids=["in the gap", "before the next word"])
async def test_closing_between_two_sentences_keeps_the_first(after: float) -> None:
    async with captions() as (stage, forwarder):
        forwarder.push_text(f"{GREETING} {QUESTION}")
        forwarder.segment_playout_started()
        await asyncio.sleep(after)
        await forwarder.aclose()
        await asyncio.sleep(5.0)
        assert stage.screen.finals == [GREETING]
        assert forwarder.played_text == GREETING


async def test_once_closed_it_takes_nothing_more() -> None:
    async with captions() as (_, forwarder):
        await forwarder.aclose()
        assert forwarder.closed
        for refused in (
            forwarder.segment_playout_started,
            forwarder.segment_playout_finished,
            forwarder.mark_audio_segment_end,
            forwarder.mark_text_segment_end,
            lambda: forwarder.push_text(GREETING),
            lambda: forwarder.push_audio(audio(1.0)),
        ):
            with pytest.raises(RuntimeError, match="TTSForwarder is closed"):
                refused()


async def test_pieces_are_shown_one_after_the_other_as_each_is_played() -> None:
    async with captions() as (stage, forwarder):
        push(forwarder, GREETING, 2.0)
        push(forwarder, QUESTION, 2.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(5.0)
        assert stage.screen.finals == [GREETING]
        forwarder.segment_playout_finished()
        forwarder.segment_playout_started()
        await asyncio.sleep(2.0)
        forwarder.segment_playout_finished()
        await settled()
        assert stage.screen.finals == [GREETING, QUESTION]
        assert forwarder.played_text == f"{GREETING} {QUESTION}"


async def test_a_piece_may_be_empty() -> None:
    async with captions() as (stage, forwarder):
        forwarder.mark_text_segment_end()
        forwarder.mark_audio_segment_end()
        push(forwarder, GREETING, 2.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(5.0)
        assert stage.screen.captions == []
        forwarder.segment_playout_started()
        await asyncio.sleep(5.0)
        assert stage.screen.finals == [GREETING]


@pytest.mark.parametrize("speed", [0.5, 2.0])
async def test_words_come_at_the_speed_that_was_asked_for(speed: float) -> None:
    async with captions(speed=speed) as (stage, forwarder):
        forwarder.push_text(GREETING)
        forwarder.mark_text_segment_end()
        began = clock.now()
        forwarder.segment_playout_started()
        await asyncio.sleep(10.0)
        assert stage.screen.captions[-1].at - began == pytest.approx(5 / 3.83 / speed, abs=0.01)


@pytest.mark.parametrize("seconds", [2.0, 4.0, 8.0])
async def test_words_keep_up_with_audio_whose_length_is_known(seconds: float) -> None:
    async with captions(new_sentence_delay=0.0) as (stage, forwarder):
        push(forwarder, f"{GREETING} {GREETING} {GREETING}", seconds)
        began = clock.now()
        forwarder.segment_playout_started()
        await asyncio.sleep(20.0)
        assert stage.screen.captions[-1].at - began == pytest.approx(seconds, abs=0.3)


@pytest.mark.parametrize("speed", [0.0, -1.0])
async def test_a_speed_that_nobody_speaks_at_is_refused(speed: float) -> None:
    async with scene() as stage:
        with pytest.raises(ConfigurationError, match="speed"):
            TTSSegmentsForwarder(room=stage.room, participant=stage.agent, speed=speed)
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_scripts_without_spaces_grow_by_words_and_get_no_spaces() -> None:
    async with captions(sentence_tokenizer=basic.SentenceTokenizer(min_sentence_len=1)) as (
        stage,
        forwarder,
    ):
        push(forwarder, "我去北京。再见。", 2.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(5.0)
        assert stage.screen.finals == ["我去北京。", "再见。"]
        assert ("我去", False) in stage.screen.lines
        assert forwarder.played_text == "我去北京。再见。"


async def test_a_long_word_is_not_held_back_for_longer_than_two_syllables() -> None:
    async with captions(hyphenate_word=list) as (stage, forwarder):
        forwarder.push_text("Incomprehensibilities abound.")
        began = clock.now()
        forwarder.segment_playout_started()
        forwarder.mark_text_segment_end()
        await asyncio.sleep(1.0)
        assert stage.screen.captions[0].at - began == pytest.approx(2 / 3.83, abs=0.01)


async def test_a_dash_between_words_takes_no_time() -> None:
    async with captions() as (stage, forwarder):
        forwarder.push_text("Good — evening — to — you — all.")
        forwarder.mark_text_segment_end()
        began = clock.now()
        forwarder.segment_playout_started()
        await asyncio.sleep(5.0)
        assert stage.screen.captions[-1].at - began == pytest.approx(5 / 3.83, abs=0.01)


async def test_a_room_that_refuses_once_loses_one_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    async with captions() as (stage, forwarder):
        FailingPublisher(stage.agent, monkeypatch, RoomError("no"), failures=2)
        push(forwarder, GREETING, 2.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(5.0)
        assert stage.screen.lines[0] == ("Good evening to", False)
        assert stage.screen.finals == [GREETING]
        assert forwarder.played_text == GREETING


async def test_a_room_that_hangs_delays_neither_the_words_nor_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with captions() as (stage, forwarder):
        FailingPublisher(stage.agent, monkeypatch, None, failures=1000)
        push(forwarder, GREETING, 2.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(2.0)
        assert forwarder.played_text == GREETING
        forwarder.segment_playout_finished()
        began = clock.now()
        await forwarder.aclose()
        assert clock.now() - began == pytest.approx(1.0)


async def test_a_room_that_was_left_is_shown_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with captions() as (stage, forwarder):
        push(forwarder, GREETING, 2.0)
        forwarder.segment_playout_started()
        await stage.room.disconnect()
        await asyncio.sleep(5.0)
        assert (stage.screen.captions, caplog.records) == ([], [])
        assert forwarder.played_text == GREETING


async def test_a_tokenizer_that_fails_is_in_the_log_and_closing_still_works(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def hyphenate(word: str) -> list[str]:
        raise LookupError(word)

    async with captions(hyphenate_word=hyphenate) as (stage, forwarder):
        push(forwarder, GREETING, 2.0)
        forwarder.segment_playout_started()
        await settled()
    assert stage.screen.captions == []
    assert "the words of a tokenizer cannot be shown" in caplog.text
