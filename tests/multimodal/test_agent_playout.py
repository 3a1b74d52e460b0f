"""The public playout of 0.12: one speech at a time, each ended cleanly."""

import asyncio
import sys
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from antiphon import clock
from antiphon.audio import AudioFrame, Frame
from antiphon.multimodal.agent_playout import AgentPlayout
from antiphon.rooms.local import AudioSource
from antiphon.testing.scripted import tone
from tests.multimodal.speaking import (
    TEXT,
    broken,
    endless,
    speaking,
    streamed,
    voiced,
)
from tests.transcription.screen import RATE, settled

STARTED = ("started",)
STOPPED = ("stopped", False)
CUT = ("stopped", True)


async def test_a_speech_is_heard_to_its_end_and_shown_in_full() -> None:
    async with speaking() as agent:
        handle = agent.say(item_id="item_7")
        assert not handle.done()
        await handle
        assert agent.events == [STARTED, STOPPED]
        assert (handle.item_id, handle.content_index, handle.interrupted) == ("item_7", 0, False)
        assert handle.audio_samples == 4 * RATE
        assert handle.text_chars == len(TEXT)
        await asyncio.sleep(0.1)
        assert " ".join(agent.screen.finals) == TEXT
        assert np.array_equal(agent.ear.samples, np.trim_zeros(tone(4.0).samples))


async def test_the_position_heard_is_known_while_it_plays() -> None:
    async with speaking() as agent:
        handle = agent.say()
        assert handle.audio_samples == 0
        await asyncio.sleep(1.5)
        assert handle.audio_samples == pytest.approx(1.5 * RATE, abs=0.011 * RATE)
        assert 0 < handle.text_chars < len(TEXT)


async def test_an_interruption_is_in_force_on_return() -> None:
    async with speaking() as agent:
        handle = agent.say()
        await asyncio.sleep(1.5)
        handle.interrupt()
        assert handle.done()
        assert handle.interrupted
        assert agent.stage.source.queued_duration == 0
        heard = handle.audio_samples
        await asyncio.sleep(1.0)
        assert agent.events == [STARTED, CUT]
        assert handle.audio_samples == heard == pytest.approx(1.5 * RATE, abs=0.016 * RATE)
        assert len(agent.ear.samples) == pytest.approx(heard, abs=2)


async def test_an_interrupted_text_stays_as_far_as_it_was_shown() -> None:
    async with speaking() as agent:
        forwarder = agent.forwarder()
        handle = agent.say(forwarder=forwarder)
        await asyncio.sleep(1.1)
        handle.interrupt()
        shown = forwarder.played_text
        await asyncio.sleep(3.0)
        assert forwarder.played_text == shown == "Good evening to you"
        assert handle.text_chars == len(shown)
        assert agent.screen.finals == []


async def test_the_transcript_is_closed_when_the_speech_is_reported_stopped() -> None:
    async with speaking() as agent:
        forwarder = agent.forwarder()
        closed: list[bool] = []
        agent.playout.on("playout_stopped", lambda _: closed.append(forwarder.closed))
        await agent.say(forwarder=forwarder)
        assert closed == [True]


async def test_a_second_interruption_changes_nothing() -> None:
    async with speaking() as agent:
        handle = agent.say()
        await asyncio.sleep(1.0)
        handle.interrupt()
        heard = handle.audio_samples
        handle.interrupt()
        await asyncio.sleep(1.0)
        handle.interrupt()
        assert handle.audio_samples == heard
        assert agent.events == [STARTED, CUT]


async def test_what_was_heard_to_its_end_is_not_interrupted_afterwards() -> None:
    async with speaking() as agent:
        handle = agent.say()
        await handle
        handle.interrupt()
        assert not handle.interrupted
        assert agent.events == [STARTED, STOPPED]


async def test_the_source_gets_slices_of_20_ms_and_a_short_tail() -> None:
    sizes: list[int] = []

    class WatchedSource(AudioSource):
        async def capture_frame(self, frame: Frame) -> None:
            sizes.append(frame.samples_per_channel)
            await super().capture_frame(frame)

    async with speaking() as agent:
        playout = AgentPlayout(audio_source=WatchedSource(RATE, 1))
        handle = playout.play("item", 0, agent.forwarder(), streamed(TEXT), voiced(0.25))
        await handle
        await playout.aclose()
    assert sizes == [480] * 12 + [240]


async def test_audio_of_another_rate_and_in_stereo_is_played_at_the_rate_of_the_source() -> None:
    async with speaking() as agent:
        both = AudioFrame.from_samples(np.stack([tone(1.0, 48_000).samples] * 2, axis=1), 48_000)

        async def stereo() -> AsyncIterator[AudioFrame]:
            yield both

        handle = agent.say(audio=stereo())
        await handle
        assert handle.audio_samples == pytest.approx(RATE, abs=RATE // 1000)


async def test_a_speech_without_audio_is_done_at_once_and_nobody_is_told() -> None:
    async with speaking() as agent:
        forwarder = agent.forwarder()
        handle = agent.say(audio=0.0, forwarder=forwarder)
        await settled()
        assert handle.done()
        assert not handle.interrupted
        assert forwarder.closed
        assert (agent.events, agent.screen.captions) == ([], [])
        assert (handle.audio_samples, handle.text_chars) == (0, 0)


async def test_a_speech_stopped_before_its_first_sample_was_never_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with speaking() as agent:
        handle = agent.say()
        handle.interrupt()
        await asyncio.sleep(1.0)
        assert handle.done()
        assert handle.interrupted
        assert (agent.events, handle.audio_samples) == ([], 0)
        assert caplog.records == []
        assert len(agent.ear.samples) == 0


async def test_a_new_speech_ends_the_one_before_it_first() -> None:
    async with speaking() as agent:
        old = agent.say(item_id="old")
        await asyncio.sleep(1.0)
        new = agent.say(item_id="new", audio=2.0)
        assert old.done()
        assert old.interrupted
        await new
        assert agent.events == [STARTED, CUT, STARTED, STOPPED]
        assert old.audio_samples == pytest.approx(1.0 * RATE, abs=0.016 * RATE)
        assert (new.audio_samples, new.text_chars) == (2 * RATE, len(TEXT))


async def test_of_several_speeches_in_one_turn_the_last_is_heard() -> None:
    async with speaking() as agent:
        handles = [agent.say(item_id=str(number), audio=1.0) for number in range(3)]
        await handles[-1]
        assert [handle.interrupted for handle in handles] == [True, True, False]
        assert [handle.audio_samples for handle in handles] == [0, 0, RATE]
        assert agent.events == [STARTED, STOPPED]


async def test_the_same_item_can_be_played_again() -> None:
    async with speaking() as agent:
        first = agent.say(audio=1.0)
        await asyncio.sleep(0.5)
        second = agent.say(audio=1.0)
        await second
        assert (first.interrupted, second.interrupted) == (True, False)
        assert second.audio_samples == RATE


async def test_a_stream_that_still_flows_is_read_no_more_once_its_speech_was_stopped() -> None:
    read: list[float] = []

    async def flowing() -> AsyncIterator[AudioFrame]:
        while True:
            read.append(clock.now())
            yield tone(0.1)
            await asyncio.sleep(0.05)

    async with speaking() as agent:
        handle = agent.say(audio=flowing())
        await asyncio.sleep(1.0)
        handle.interrupt()
        stopped_at = clock.now()
        await asyncio.sleep(1.0)
        assert max(read) <= stopped_at
        assert agent.events == [STARTED, CUT]


async def test_a_listener_may_interrupt_what_has_just_started() -> None:
    async with speaking() as agent:
        handle = agent.say()
        agent.playout.once("playout_started", handle.interrupt)
        await asyncio.sleep(1.0)
        assert agent.events == [STARTED, CUT]
        assert handle.audio_samples <= 0.016 * RATE


async def test_a_listener_may_play_the_next_speech_when_one_has_stopped() -> None:
    async with speaking() as agent:
        handles = [agent.say(audio=0.5)]
        agent.playout.once("playout_stopped", lambda _: handles.append(agent.say(audio=1.0)))
        await handles[0]
        await handles[1]
        assert agent.events == [STARTED, STOPPED, STARTED, STOPPED]
        assert handles[1].audio_samples == RATE


async def test_audio_that_breaks_off_ends_its_speech(caplog: pytest.LogCaptureFixture) -> None:
    async with speaking() as agent:
        forwarder = agent.forwarder()

        async def breaking() -> AsyncIterator[AudioFrame]:
            yield tone(4.0)
            await asyncio.sleep(1.0)
            raise ConnectionError("the line is dead")

        handle = agent.say(audio=breaking(), forwarder=forwarder)
        await asyncio.wait_for(handle, 2.0)
        assert agent.events == [STARTED, CUT]
        assert handle.audio_samples == pytest.approx(1.0 * RATE, abs=0.016 * RATE)
        assert forwarder.played_text == "Good evening to you"
        assert "audio of a speech broke off" in caplog.text


async def test_audio_that_breaks_off_at_once_does_not_hang(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with speaking() as agent:
        handle = agent.say(audio=broken())
        await asyncio.wait_for(handle, 1.0)
        assert agent.events == []
        assert "audio of a speech broke off" in caplog.text


async def test_text_that_breaks_off_leaves_the_audio_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with speaking() as agent:
        handle = agent.say(text=broken("Good evening to you all."), audio=2.0)
        await handle
        assert agent.events == [STARTED, STOPPED]
        assert (handle.audio_samples, handle.interrupted) == (2 * RATE, False)
        assert agent.screen.finals == ["Good evening to you all."]
        assert "text of a speech broke off" in caplog.text


async def test_text_that_never_ends_holds_a_speech_up_for_two_seconds_at_most() -> None:
    async with speaking() as agent:
        handle = agent.say(text=endless("Good evening to you all."), audio=2.0)
        await asyncio.sleep(2.5)
        assert handle.done()
        assert agent.events == [STARTED]
        await asyncio.sleep(2.0)
        assert agent.events == [STARTED, STOPPED]
        assert agent.times[-1] - agent.times[0] == pytest.approx(4.0, abs=0.1)
        assert agent.screen.finals == ["Good evening to you all."]


async def test_a_new_speech_does_not_wait_for_the_text_of_one_that_was_heard() -> None:
    async with speaking() as agent:
        agent.say(text=endless("Good evening to you all."), audio=2.0)
        await asyncio.sleep(2.5)
        handle = agent.say(audio=1.0)
        await asyncio.sleep(0.1)
        assert agent.events == [STARTED, STOPPED, STARTED]
        await handle
        assert handle.audio_samples == RATE


async def test_a_source_that_was_closed_ends_the_speech(caplog: pytest.LogCaptureFixture) -> None:
    async with speaking() as agent:
        handle = agent.say()
        await asyncio.sleep(1.0)
        agent.stage.source.close()
        await asyncio.wait_for(handle, 1.0)
        assert agent.events == [STARTED, CUT]
        assert handle.interrupted
        assert "cannot be played" in caplog.text
        following = agent.say()
        await asyncio.wait_for(following, 1.0)
        assert following.interrupted
        assert agent.events == [STARTED, CUT]


class FakeForwarder:
    """A program's own forwarder, all of whose methods do nothing."""

    played_text = ""

    def segment_playout_started(self) -> None: ...
    def segment_playout_finished(self) -> None: ...
    def push_audio(self, frame: Any) -> None: ...
    def mark_audio_segment_end(self) -> None: ...
    def push_text(self, text: str) -> None: ...
    def mark_text_segment_end(self) -> None: ...
    async def aclose(self) -> None: ...


async def test_a_forwarder_that_does_not_close_is_left_after_two_seconds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Stuck(FakeForwarder):
        async def aclose(self) -> None:
            await asyncio.Event().wait()

    async with speaking() as agent:
        agent.say(audio=1.0, forwarder=Stuck())
        await asyncio.sleep(4.0)
        assert agent.events == [STARTED, STOPPED]
        assert "could not be closed in time" in caplog.text


@pytest.mark.parametrize("method", ["segment_playout_finished", "aclose"])
async def test_a_forwarder_that_fails_at_the_end_does_not_hide_it(
    method: str, caplog: pytest.LogCaptureFixture
) -> None:
    forwarder = FakeForwarder()
    setattr(forwarder, method, fail)
    async with speaking() as agent:
        handle = agent.say(audio=1.0, forwarder=forwarder)
        await handle
        assert agent.events == [STARTED, STOPPED]
        assert "transcript of a speech failed" in caplog.text


@pytest.mark.parametrize(
    "method", ["segment_playout_started", "push_audio", "mark_audio_segment_end"]
)
async def test_a_forwarder_that_fails_before_the_speech_is_heard_ends_it(
    method: str, caplog: pytest.LogCaptureFixture
) -> None:
    forwarder = FakeForwarder()
    setattr(forwarder, method, fail)
    async with speaking() as agent:
        handle = agent.say(audio=1.0, forwarder=forwarder)
        await asyncio.wait_for(handle, 1.0)
        assert handle.interrupted
        assert agent.events == []
        following = agent.say(audio=1.0)
        await following
        assert agent.events == [STARTED, STOPPED]


def fail(*_: Any) -> None:
    raise RuntimeError("this forwarder is broken")


async def test_closing_stops_what_plays_and_lets_nothing_more_in() -> None:
    async with speaking() as agent:
        handle = agent.say()
        await asyncio.sleep(1.0)
        began = clock.now()
        await agent.playout.aclose()
        assert clock.now() - began < 0.1
        assert handle.interrupted
        assert agent.events == [STARTED, CUT]
        with pytest.raises(RuntimeError, match="closed"):
            agent.say(forwarder=FakeForwarder())
        await agent.playout.aclose()


async def test_a_source_of_livekit_gets_frames_of_livekit(monkeypatch: pytest.MonkeyPatch) -> None:
    class RtcFrame:
        """As `livekit.rtc.AudioFrame`: without our `samples`."""

        def __init__(self, data: Any, sample_rate: int, num_channels: int, length: int) -> None:
            assert len(data) == 2 * num_channels * length
            self.data = memoryview(data).cast("h")
            self.sample_rate = sample_rate
            self.num_channels = num_channels
            self.samples_per_channel = length

    class RtcSource(AudioSource):
        async def capture_frame(self, frame: Any) -> None:
            assert isinstance(frame, RtcFrame)
            data, length = bytes(frame.data), frame.samples_per_channel
            await super().capture_frame(AudioFrame(data, frame.sample_rate, 1, length))

    RtcSource.__module__ = "livekit.rtc.audio_source"
    library = ModuleType("livekit.rtc")
    library.AudioFrame = RtcFrame  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "livekit", ModuleType("livekit"))
    monkeypatch.setitem(sys.modules, "livekit.rtc", library)

    async def frames() -> AsyncIterator[RtcFrame]:
        yield RtcFrame(bytes(tone(0.5).data), RATE, 1, RATE // 2)

    async with speaking() as agent:
        playout = AgentPlayout(audio_source=RtcSource(RATE, 1))
        handle = playout.play("item", 0, agent.forwarder(), streamed(TEXT), frames())
        await handle
        await playout.aclose()
        assert handle.audio_samples == RATE // 2
