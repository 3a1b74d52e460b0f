"""Defects 14, 15, 19 and 20 of LiveKit Agents 0.12, as a user of the public classes meets them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from antiphon.errors import RoomError
from antiphon.transcription import STTSegmentsForwarder, TTSSegmentsForwarder
from tests.multimodal.speaking import speaking
from tests.transcription.forwarding import FailingPublisher, audio, final, interim
from tests.transcription.screen import scene, settled


@pytest.mark.parametrize("error", [RoomError("no"), RuntimeError("no"), TimeoutError()])
async def test_defect_14_one_failed_publish_loses_one_transcript(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene() as stage:
        FailingPublisher(stage.agent, monkeypatch, error, failures=1)
        forwarder = STTSegmentsForwarder(room=stage.room, participant="ann")
        for text in ["lost", "kept", "kept too"]:
            forwarder.update(final(text))
        await settled()
        assert stage.screen.finals == ["kept", "kept too"]
        await forwarder.aclose()


async def test_defect_14_a_publish_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scene() as stage:
        FailingPublisher(stage.agent, monkeypatch, None, failures=1)
        forwarder = STTSegmentsForwarder(room=stage.room, participant="ann")
        forwarder.update(final("lost"))
        forwarder.update(final("kept"))
        await asyncio.sleep(10.0)
        assert stage.screen.finals == ["kept"]
        await forwarder.aclose()


async def test_defect_15_utterances_that_are_transcribed_late_keep_to_their_own_segments() -> None:
    async with scene() as stage:
        forwarder = STTSegmentsForwarder(room=stage.room, participant="ann")
        forwarder.update(interim("", "item_1"))
        forwarder.update(interim("", "item_2"))
        forwarder.update(final("the second", "item_2"))
        forwarder.update(final("the first", "item_1"))
        await settled()
        first, second, second_again, first_again = stage.screen.ids
        assert first == first_again != second == second_again
        await forwarder.aclose()


async def test_defect_19_text_that_comes_after_the_audio_is_shown_in_full() -> None:
    async def late() -> AsyncIterator[str]:
        yield "Good evening to you all. I hope the "
        await asyncio.sleep(3.0)
        yield "crossing was calm today!"

    async with speaking() as agent:
        forwarder = agent.forwarder()
        texts: list[str] = []
        agent.playout.on("playout_stopped", lambda _: texts.append(forwarder.played_text))
        handle = agent.say(late(), 2.0, forwarder=forwarder)
        await handle
        await settled()
        assert texts == ["Good evening to you all. I hope the crossing was calm today!"]
        assert agent.screen.finals == [
            "Good evening to you all.",
            "I hope the crossing was calm today!",
        ]


async def test_defect_19_a_forwarder_shows_what_comes_after_its_playout_has_finished() -> None:
    async with scene() as stage:
        forwarder = TTSSegmentsForwarder(room=stage.room, participant=stage.agent)
        forwarder.segment_playout_started()
        forwarder.push_text("Good evening to you all. I hope ")
        forwarder.push_audio(audio(1.0))
        forwarder.mark_audio_segment_end()
        await asyncio.sleep(1.0)
        forwarder.segment_playout_finished()
        await asyncio.sleep(1.0)
        forwarder.push_text("it was calm today!")
        await forwarder.aclose()
        await settled()
        assert forwarder.played_text == "Good evening to you all. I hope it was calm today!"
        assert stage.screen.finals == ["Good evening to you all.", "I hope it was calm today!"]


async def test_defect_20_a_piece_is_shown_though_its_text_came_long_before_its_audio() -> None:
    async with scene() as stage:
        forwarder = TTSSegmentsForwarder(room=stage.room, participant=stage.agent)
        forwarder.push_text("Good evening to you all.")
        forwarder.mark_text_segment_end()
        forwarder.push_audio(audio(2.0))
        forwarder.mark_audio_segment_end()
        forwarder.segment_playout_started()
        await asyncio.sleep(0.5)
        forwarder.push_text("I hope the crossing was calm.")
        forwarder.mark_text_segment_end()
        await asyncio.sleep(1.5)
        forwarder.segment_playout_finished()
        await asyncio.sleep(3.0)
        assert stage.screen.finals == ["Good evening to you all."]
        forwarder.push_audio(audio(3.0))
        forwarder.mark_audio_segment_end()
        forwarder.segment_playout_started()
        await asyncio.sleep(3.0)
        forwarder.segment_playout_finished()
        await forwarder.aclose()
        await settled()
        assert stage.screen.finals == ["Good evening to you all.", "I hope the crossing was calm."]
