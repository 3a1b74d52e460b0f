"""Rows 95 to 103: what is said, on the screens of those in the room."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from antiphon import clock
from antiphon.errors import RoomError
from antiphon.rooms.local import Transcription
from antiphon.transcription import (
    STTSegmentsForwarder,
    TTSSegmentsForwarder,
    find_micro_track_id,
)
from tests.transcription.forwarding import FailingPublisher, audio, final, interim
from tests.transcription.screen import Scene, scene, settled
from tests.transcription.test_tts_oracle import play

CASES = json.loads((Path(__file__).parents[1] / "data/oracle/transcription.json").read_text())
GREETING = "Good evening to you all."
QUESTION = "Was the crossing calm today?"


@asynccontextmanager
async def forwarding(**options: Any) -> AsyncIterator[tuple[Scene, TTSSegmentsForwarder]]:
    """A scene, and a forwarder for its agent."""
    async with scene() as stage:
        forwarder = TTSSegmentsForwarder(room=stage.room, participant=stage.agent, **options)
        try:
            yield stage, forwarder
        finally:
            await forwarder.aclose()


def push(forwarder: TTSSegmentsForwarder, text: str, seconds: float) -> None:
    """One whole piece of speech."""
    forwarder.push_text(text)
    forwarder.mark_text_segment_end()
    forwarder.push_audio(audio(seconds))
    forwarder.mark_audio_segment_end()


@pytest.mark.parametrize("case", CASES[:3], ids=lambda case: case["input"][:20])
async def test_row_095_words_appear_at_the_documented_pace(case: dict[str, Any]) -> None:
    """Oracle kind `tts_forwarder_timing`, all of which is in `tests/transcription`."""
    async with scene() as stage:
        began, _ = await play(stage, case["input"], case["params"])
        seen = [(caption.at - began, caption.text) for caption in stage.screen.captions]
    recorded = [(event[0], event[2]) for event in case["output"]["events"]]
    assert [text for _, text in seen] == [text for _, text in recorded]
    assert [at for at, _ in seen] == pytest.approx([at for at, _ in recorded], abs=0.15)


async def test_row_095_without_the_end_of_the_audio_a_syllable_takes_a_usual_time() -> None:
    """By rule: 3.83 syllables a second, half of a word's time before it is shown."""
    async with forwarding(speed=2.0) as (stage, forwarder):
        forwarder.push_text("One two three four five six.")
        forwarder.mark_text_segment_end()
        forwarder.push_audio(audio(0.2))
        forwarder.segment_playout_started()
        await asyncio.sleep(3.0)
        times = [caption.at for caption in stage.screen.captions][:6]
    gaps = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    assert gaps == pytest.approx([1 / (2 * 3.83)] * 5, abs=0.01)


async def test_row_096_each_sentence_grows_as_one_segment_and_then_is_final() -> None:
    async with forwarding() as (stage, forwarder):
        push(forwarder, f"{GREETING} {QUESTION}", 4.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(6.0)
        assert stage.screen.lines == [
            *[(" ".join(GREETING.rstrip(".").split()[: n + 1]), False) for n in range(5)],
            (GREETING, True),
            *[(" ".join(QUESTION.rstrip("?").split()[: n + 1]), False) for n in range(5)],
            (QUESTION, True),
        ]
        first, second = dict.fromkeys(stage.screen.ids)
        assert stage.screen.ids == [first] * 6 + [second] * 6
        assert re.fullmatch("SG_[0-9a-f]{12}", first)


async def test_row_097_what_is_left_is_shown_at_once_when_the_playout_has_finished() -> None:
    async with forwarding() as (stage, forwarder):
        push(forwarder, f"{GREETING} {QUESTION}", 8.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(1.0)
        assert stage.screen.finals == []
        finished = clock.now()
        forwarder.segment_playout_finished()
        await asyncio.sleep(2.0)
        assert stage.screen.finals == [GREETING, QUESTION]
        assert stage.screen.captions[-1].at - finished < 0.1
        assert [line for line in stage.screen.lines if line[0].startswith("Was")] == [
            (QUESTION, True)
        ]
        assert forwarder.played_text == f"{GREETING} {QUESTION}"


async def test_row_098_of_what_is_closed_while_it_is_spoken_nothing_is_final() -> None:
    async with forwarding() as (stage, forwarder):
        push(forwarder, GREETING, 4.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(1.5)
        await forwarder.aclose()
        await asyncio.sleep(5.0)
        assert stage.screen.lines and stage.screen.finals == []
        assert forwarder.played_text == stage.screen.lines[-1][0]


def louder(transcription: Transcription) -> Transcription:
    segments = [replace(segment, text=segment.text.upper()) for segment in transcription.segments]
    return replace(transcription, segments=segments)


async def later(value: Any) -> Any:
    await asyncio.sleep(0.01)
    return value


CALLBACKS: dict[str, tuple[Callable[..., Any], str]] = {
    "sync": (lambda _, transcription: louder(transcription), "HELLO"),
    "async": (lambda _, transcription: later(louder(transcription)), "HELLO"),
    "none": (lambda _, transcription: None, "hello"),
    "async none": (lambda _, transcription: later(None), "hello"),
}


@pytest.mark.parametrize("kind", CALLBACKS)
async def test_row_099_a_program_may_change_what_goes_out(kind: str) -> None:
    callback, shown = CALLBACKS[kind]
    async with forwarding(before_forward_cb=callback) as (stage, forwarder):
        push(forwarder, "hello", 0.5)
        forwarder.segment_playout_started()
        forwarder.segment_playout_finished()
        await asyncio.sleep(1.0)
        assert stage.screen.finals == [shown]
        users = STTSegmentsForwarder(room=stage.room, participant="ann", before_forward_cb=callback)
        users.update(final("hello"))
        await asyncio.sleep(1.0)
        assert stage.screen.finals == [shown, shown]
        await users.aclose()


async def test_row_100_a_caption_that_cannot_be_published_is_lost_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Defect 14: of the user's captions, too."""
    async with forwarding() as (stage, forwarder):
        FailingPublisher(stage.agent, monkeypatch, RoomError("no"), failures=1)
        users = STTSegmentsForwarder(room=stage.room, participant="ann")
        users.update(final("lost"))
        users.update(final("kept"))
        await settled()
        assert stage.screen.finals == ["kept"]
        await users.aclose()
        FailingPublisher(stage.agent, monkeypatch, RoomError("no"), failures=1)
        push(forwarder, GREETING, 2.0)
        forwarder.segment_playout_started()
        await asyncio.sleep(4.0)
        words = [text for text, is_final in stage.screen.lines[1:] if not is_final]
        assert words[0] == "Good evening"
        assert stage.screen.finals == ["kept", GREETING]


async def test_row_101_the_users_line_has_one_id_until_it_is_final() -> None:
    async with scene() as stage:
        forwarder = STTSegmentsForwarder(room=stage.room, participant="ann")
        for event in [interim(""), interim("what"), final("What?"), interim("and"), final("And?")]:
            forwarder.update(event)
        await settled()
        first, second = dict.fromkeys(stage.screen.ids)
        assert stage.screen.ids == [first] * 3 + [second] * 2
        assert stage.screen.finals == ["What?", "And?"]
        await forwarder.aclose()


async def test_row_102_who_has_no_microphone_is_named() -> None:
    async with scene() as stage:
        assert find_micro_track_id(stage.room, "agent") == stage.publication.sid
        assert find_micro_track_id(stage.room, "ann") == stage.ann_sid
        with pytest.raises(ValueError, match="^participant bob not found$"):
            find_micro_track_id(stage.room, "bob")
        with pytest.raises(
            ValueError, match="^participant guest does not have a microphone track$"
        ):
            find_micro_track_id(stage.room, "guest")


async def test_row_103_a_transcription_is_one_segment_of_one_speaker_on_one_track() -> None:
    sent: list[Transcription] = []
    async with scene() as stage:
        forwarder = STTSegmentsForwarder(
            room=stage.room,
            participant="ann",
            before_forward_cb=lambda _, transcription: sent.append(transcription),
        )
        forwarder.update(interim("what"))
        await settled()
        (transcription,) = sent
        assert transcription.participant_identity == "ann"
        assert transcription.track_sid == stage.ann_sid
        (segment,) = transcription.segments
        assert re.fullmatch("SG_[0-9a-f]{12}", segment.id)
        fields = (segment.text, segment.start_time, segment.end_time, segment.language)
        assert (*fields, segment.final) == ("what", 0, 0, "", False)
        (caption,) = stage.screen.captions
        assert (caption.identity, caption.track_sid) == ("ann", stage.ann_sid)
        assert caption.segment == segment
        await forwarder.aclose()
