"""Defects 1, 2 and 9 of LiveKit Agents 0.12, as a user of the public `AgentPlayout` meets them."""

import asyncio

import pytest

from antiphon import clock
from antiphon.testing.scripted import tone
from tests.multimodal.speaking import TEXT, endless, speaking
from tests.transcription.screen import RATE

STARTED = ("started",)
STOPPED = ("stopped", False)
CUT = ("stopped", True)


async def test_defect_1_a_second_speech_ends_the_first_with_its_event_and_its_count() -> None:
    async with speaking() as agent:
        forwarder = agent.forwarder()
        first = agent.say("This one is cut short in the middle.", forwarder=forwarder)
        await asyncio.sleep(1.0)
        second = agent.say(TEXT, 4.0)
        assert (first.done(), first.interrupted) == (True, True)
        assert agent.stage.source.queued_duration == 0
        await second
        assert agent.events == [STARTED, CUT, STARTED, STOPPED]
        assert forwarder.closed
        assert first.audio_samples == pytest.approx(RATE, abs=0.016 * RATE)


async def test_defect_1_a_speech_that_was_replaced_shows_no_ghost_words() -> None:
    async with speaking() as agent:
        agent.say("This one is cut short in the middle.")
        await asyncio.sleep(1.0)
        ghost = agent.screen.ids[0]
        replaced_at = clock.now()
        await agent.say(TEXT, 4.0)
        await asyncio.sleep(10.0)
        shown = [caption.at for caption in agent.screen.captions if caption.segment.id == ghost]
        assert max(shown) <= replaced_at
        assert " ".join(agent.screen.finals) == TEXT


async def test_defect_1_the_second_speech_is_heard_though_the_first_is_all_there() -> None:
    async with speaking() as agent:
        first = agent.say(audio=60.0)
        await asyncio.sleep(1.0)
        second = agent.say(audio=2.0)
        await second
        await asyncio.sleep(0.1)
        assert second.audio_samples == 2 * RATE
        assert len(agent.ear.samples) >= first.audio_samples + 2 * RATE - 2


async def test_defect_2_each_end_belongs_to_the_speech_that_ended() -> None:
    async with speaking() as agent:
        old_forwarder, new_forwarder = agent.forwarder(), agent.forwarder()
        shown: list[tuple[str, str, bool]] = []

        def note(interrupted: bool) -> None:
            shown.append((old_forwarder.played_text, new_forwarder.played_text, interrupted))

        agent.playout.on("playout_stopped", note)
        old = agent.say(forwarder=old_forwarder, item_id="old")
        await asyncio.sleep(1.1)
        old.interrupt()
        new = agent.say("And now for something else.", 2.0, forwarder=new_forwarder, item_id="new")
        assert (old.interrupted, new.interrupted) == (True, False)
        assert (old.text_chars, new.text_chars) == (len("Good evening to you"), 0)
        await new
        assert shown == [
            ("Good evening to you", "", True),
            ("Good evening to you", "And now for something else.", False),
        ]
        assert (old.audio_samples < 1.2 * RATE, new.audio_samples) == (True, 2 * RATE)


async def test_defect_9_a_text_part_is_done_by_itself_and_stops_nothing() -> None:
    async with speaking() as agent:
        handle = agent.say("Only to be read.", 0.0)
        await asyncio.wait_for(handle, 1.0)
        assert (handle.done(), handle.interrupted, handle.audio_samples) == (True, False, 0)
        handle.interrupt()
        assert not handle.interrupted
        assert agent.events == []


async def test_defect_9_a_text_part_that_never_ends_gives_way_without_a_trace() -> None:
    async with speaking() as agent:
        stuck = agent.say(endless("Only to be read."), endless())
        await asyncio.sleep(5.0)
        assert not stuck.done()
        spoken = agent.say(TEXT, 4.0)
        await spoken
        assert (stuck.done(), stuck.audio_samples, stuck.text_chars) == (True, 0, 0)
        assert agent.events == [STARTED, STOPPED]


async def test_defect_9_a_speech_whose_streams_never_end_ends_with_its_playout() -> None:
    async with speaking() as agent:
        handle = agent.say(endless(TEXT), endless(tone(1.0)))
        await asyncio.sleep(3.0)
        assert handle.audio_samples == RATE
        await agent.playout.aclose()
        assert agent.events == [STARTED, CUT]
        assert handle.audio_samples == RATE
