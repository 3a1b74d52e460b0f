"""Rows 87 to 94: `AgentPlayout` and its handles."""

import asyncio

import numpy as np
import pytest

from antiphon.audio import Frame
from antiphon.multimodal.agent_playout import AgentPlayout
from antiphon.rooms.local import AudioSource
from antiphon.testing.scripted import tone
from tests.multimodal.speaking import TEXT, endless, speaking, streamed, voiced
from tests.transcription.screen import RATE

STARTED = ("started",)
STOPPED = ("stopped", False)
CUT = ("stopped", True)


async def test_row_087_a_handle_knows_its_item_and_whether_it_is_done() -> None:
    async with speaking() as agent:
        handle = agent.playout.play("item_7", 3, agent.forwarder(), streamed(TEXT), voiced(2.0))
        assert (handle.item_id, handle.content_index) == ("item_7", 3)
        assert (handle.done(), handle.interrupted) == (False, False)
        await asyncio.sleep(1.0)
        handle.interrupt()
        assert (handle.done(), handle.interrupted) == (True, True)
        handle.interrupt()
        whole = agent.say(audio=1.0)
        await whole
        assert (whole.done(), whole.interrupted) == (True, False)
        whole.interrupt()
        assert whole.interrupted is False


async def test_row_088_a_handle_knows_how_much_was_heard_while_it_plays_and_after() -> None:
    async with speaking() as agent:
        handle = agent.say(audio=4.0)
        assert handle.audio_samples == 0
        for seconds in (1.0, 2.0):
            await asyncio.sleep(1.0)
            assert handle.audio_samples == pytest.approx(seconds * RATE, abs=0.02 * RATE)
        handle.interrupt()
        heard = handle.audio_samples
        await asyncio.sleep(1.0)
        assert handle.audio_samples == heard == pytest.approx(2.0 * RATE, abs=0.02 * RATE)
        assert len(agent.ear.samples) == pytest.approx(heard, abs=2)
        whole = agent.say(audio=1.0)
        await whole
        assert whole.audio_samples == RATE


async def test_row_089_a_handle_knows_how_many_characters_were_shown() -> None:
    async with speaking() as agent:
        forwarder = agent.forwarder()
        handle = agent.say(forwarder=forwarder)
        await asyncio.sleep(1.5)
        assert 0 < handle.text_chars == len(forwarder.played_text) < len(TEXT)
        await handle
        assert handle.text_chars == len(TEXT)


async def test_row_090_audio_is_played_in_slices_of_20_ms_and_a_short_tail() -> None:
    """Decision 50: 480 samples where the documented system has 1200."""
    sizes: list[int] = []

    class WatchedSource(AudioSource):
        async def capture_frame(self, frame: Frame) -> None:
            sizes.append(frame.samples_per_channel)
            await super().capture_frame(frame)

    async with speaking() as agent:
        playout = AgentPlayout(audio_source=WatchedSource(RATE, 1))
        await playout.play("item", 0, agent.forwarder(), streamed(TEXT), voiced(0.25))
        await playout.aclose()
    assert sizes == [480] * 12 + [240]


async def test_row_091_the_start_is_told_once_at_the_first_sample() -> None:
    async with speaking() as agent:
        agent.say(audio=endless())
        await asyncio.sleep(1.0)
        assert agent.events == []
        await agent.say(audio=2.0)
        assert agent.events == [STARTED, STOPPED]
        assert agent.times[1] - agent.times[0] == pytest.approx(2.0, abs=0.1)
        await agent.say(audio=0.0)
        assert agent.events == [STARTED, STOPPED]


@pytest.mark.parametrize("interrupted", [True, False])
async def test_row_092_the_end_is_told_once_the_transcript_is_closed(interrupted: bool) -> None:
    async with speaking() as agent:
        forwarder = agent.forwarder()
        seen: list[tuple[bool, bool, list[str]]] = []

        def note(cut: bool) -> None:
            seen.append((cut, forwarder.closed, list(agent.screen.finals)))

        agent.playout.on("playout_stopped", note)
        handle = agent.say(audio=4.0, forwarder=forwarder)
        await asyncio.sleep(1.0)
        if interrupted:
            handle.interrupt()
        await handle
        await asyncio.sleep(0.5)
        ((cut, closed, finals),) = seen
        assert (cut, closed) == (interrupted, True)
        assert finals == agent.screen.finals
        assert " ".join(finals) == ("" if interrupted else TEXT)


async def test_row_093_an_interruption_clears_the_queue_of_the_source() -> None:
    cleared: list[float] = []

    class WatchedSource(AudioSource):
        def clear_queue(self) -> int:
            cleared.append(self.queued_duration)
            return super().clear_queue()

    async with speaking() as agent:
        source = WatchedSource(RATE, 1)
        playout = AgentPlayout(audio_source=source)
        handle = playout.play("item", 0, agent.forwarder(), streamed(TEXT), voiced(4.0))
        await asyncio.sleep(1.0)
        assert source.queued_duration > 0 and not cleared
        handle.interrupt()
        assert len(cleared) == 1 and cleared[0] > 0
        assert source.queued_duration == 0
        await playout.aclose()


async def test_row_094_a_second_speech_ends_the_first_cleanly() -> None:
    """Defect 1: the first is told to have stopped, and all of the second is heard."""
    async with speaking() as agent:
        forwarder = agent.forwarder()
        first = agent.say(audio=4.0, forwarder=forwarder)
        await asyncio.sleep(1.0)
        heard = len(agent.ear.samples)
        second = agent.say(audio=2.0)
        assert (first.done(), first.interrupted) == (True, True)
        await second
        await asyncio.sleep(0.1)
        assert agent.events == [STARTED, CUT, STARTED, STOPPED]
        assert forwarder.closed
        assert second.audio_samples == 2 * RATE
        voice = np.trim_zeros(tone(2.0).samples)
        assert np.array_equal(agent.ear.samples[-len(voice) :], voice)
        assert heard == pytest.approx(RATE, abs=0.05 * RATE)
