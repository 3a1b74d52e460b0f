"""What is played is what is heard: to the sample, and without ticking for nobody."""

import asyncio
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError, RoomClosed, RoomError
from antiphon.rooms.local import AudioSource, AudioStream, LocalAudioTrack
from antiphon.testing import virtual
from tests.rooms.local_kit import RATE, Reader, sound, turns, wakeups


def voice(rate: int = RATE, channels: int = 1) -> tuple[AudioSource, LocalAudioTrack]:
    source = AudioSource(rate, channels)
    return source, LocalAudioTrack.create_audio_track("voice", source)


def reader_of(track: LocalAudioTrack, rate: int = RATE, frame_ms: int = 10) -> Reader:
    return Reader(AudioStream(track, sample_rate=rate, frame_size_ms=frame_ms))


async def test_a_listener_hears_what_is_played_when_it_is_played() -> None:
    source, track = voice()
    reader = reader_of(track)
    await asyncio.sleep(0.5)

    await source.capture_frame(sound(800))
    await source.wait_for_playout()

    assert clock.now() == 0.6
    await asyncio.sleep(0.02)
    assert reader.sounds == list(range(1, 801))
    assert reader.heard[0].at == 0.5
    assert [round(event.at - 0.5, 6) for event in reader.heard[:3]] == [0, 0.01, 0.02]
    await reader.stop()


async def test_nobody_hears_what_was_cleared() -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(4000))
    await asyncio.sleep(0.123)

    assert source.clear_queue() == 4000 - 13 * 80
    assert source.queued_samples == 0
    assert source.played_samples == 13 * 80

    await asyncio.sleep(0.5)
    assert reader.sounds == list(range(1, 13 * 80 + 1))
    await reader.stop()


async def test_a_full_queue_makes_the_writer_wait_until_there_is_room() -> None:
    source = AudioSource(RATE, 1, queue_size_ms=100)

    await source.capture_frame(sound(800))
    await source.capture_frame(sound(800))
    assert clock.now() == 0.0
    await source.capture_frame(sound(800))

    assert clock.now() == pytest.approx(0.1)
    assert source.queued_samples == 2400 - 880


async def test_a_writer_that_is_cancelled_while_it_waits_has_queued_nothing() -> None:
    source = AudioSource(RATE, 1, queue_size_ms=100)
    await source.capture_frame(sound(1600))
    writer = asyncio.create_task(source.capture_frame(sound(800)))
    await turns()

    writer.cancel()
    await asyncio.wait([writer])

    assert source.queued_samples == 1600 - 80


async def test_writers_take_their_turns() -> None:
    source, track = voice()
    reader = reader_of(track)
    await asyncio.gather(
        *(source.capture_frame(sound(8000, first=1 + 8000 * turn)) for turn in range(3))
    )
    await source.wait_for_playout()
    await asyncio.sleep(0.02)

    assert reader.sounds == list(range(1, 24001))
    await reader.stop()


async def test_clearing_ends_the_wait_for_the_end_with_the_block_in_flight() -> None:
    source, _ = voice()
    await source.capture_frame(sound(8000))
    waiter = asyncio.create_task(source.wait_for_playout())
    await asyncio.sleep(0.203)

    source.clear_queue()
    await waiter

    assert clock.now() == pytest.approx(0.21)


async def test_a_buffer_may_be_reused_once_it_is_captured() -> None:
    source, track = voice()
    reader = reader_of(track)
    buffer = bytearray(sound(800).data)

    await source.capture_frame(AudioFrame(buffer, RATE, 1, 800))
    buffer[:] = bytes(len(buffer))
    await asyncio.sleep(0.2)

    assert reader.sounds == list(range(1, 801))
    await reader.stop()


@pytest.mark.parametrize("length", [0, 1, 79, 81, 80_000])
async def test_frames_of_any_length_are_played_whole(length: int) -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(length))
    await asyncio.sleep(12)

    assert len(reader.sounds) == length
    assert source.played_samples == length
    await reader.stop()


async def test_a_frame_of_another_format_is_refused_by_name() -> None:
    source, _ = voice()
    with pytest.raises(ConfigurationError, match="plays 1 channels at 8000 Hz, not 1 at 24000"):
        await source.capture_frame(sound(10, rate=24000))


async def test_a_closed_source_takes_no_more() -> None:
    source, _ = voice()
    await source.capture_frame(sound(8000))
    await source.aclose()

    with pytest.raises(RoomClosed, match="was closed"):
        await source.capture_frame(sound(10))
    assert source.queued_samples == 0


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(RoomError, match="cannot play 0 channels"):
        AudioSource(RATE, 0)
    with pytest.raises(RoomError, match="frames of 0 ms"):
        AudioStream(voice()[1], frame_size_ms=0)


async def test_a_source_that_runs_dry_gives_a_second_of_silence_and_then_nothing() -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(800))
    await asyncio.sleep(5)

    assert len(reader.samples) == 800 + RATE
    assert reader.heard[-1].at == pytest.approx(1.09)
    assert reader.read_at[-1] == pytest.approx(1.1, abs=0.021)
    await reader.stop()


async def test_a_short_gap_is_silence_of_its_exact_length() -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(100))
    await asyncio.sleep(0.4)
    await source.capture_frame(sound(100, first=101))
    await asyncio.sleep(2)

    assert list(np.flatnonzero(reader.samples)) == [*range(100), *range(3200, 3300)]
    await reader.stop()


async def test_what_begins_between_two_samples_is_placed_at_the_nearest() -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(100))
    await asyncio.sleep(0.4 + 0.7 / RATE)
    await source.capture_frame(sound(100, first=101))
    await asyncio.sleep(2)

    assert np.flatnonzero(reader.samples)[100] == 3201
    await reader.stop()


async def test_after_a_long_gap_hearing_begins_anew() -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(100))
    await asyncio.sleep(7.7771)
    await source.capture_frame(sound(80, first=101))
    await asyncio.sleep(2)

    (again,) = [event for event in reader.heard if 101 in event.frame.samples]
    assert again.at == pytest.approx(7.7771)
    assert again.frame.samples[0] == 101
    await reader.stop()


async def test_nothing_ticks_while_nobody_listens_or_nothing_is_queued() -> None:
    source, track = voice()
    stream = AudioStream(track, sample_rate=RATE)
    before = wakeups()
    await asyncio.sleep(600)
    assert wakeups() - before == 1

    await stream.aclose()
    await source.capture_frame(sound(8000))
    before = wakeups()
    await asyncio.sleep(600)
    assert wakeups() - before == 1
    assert source.played_samples == 8000


async def test_a_listener_costs_a_wakeup_every_20_ms_while_there_is_something_to_hear() -> None:
    (source, track), (other_source, other_track) = voice(), voice()
    readers = [reader_of(track), reader_of(other_track)]
    await asyncio.sleep(0.0137)
    before = wakeups()
    await source.capture_frame(sound(4 * RATE))
    await asyncio.sleep(0.0042)
    await other_source.capture_frame(sound(4 * RATE))
    await asyncio.sleep(100)

    assert wakeups() - before <= 5.02 * 50 + 3
    assert [len(reader.sounds) for reader in readers] == [4 * RATE, 4 * RATE]
    for reader in readers:
        await reader.stop()


async def test_a_muted_track_is_silent_in_real_time_and_then_says_nothing() -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(6 * RATE))
    await asyncio.sleep(1.005)
    track.mute()
    await asyncio.sleep(3)

    heard = len(reader.samples)
    assert reader.sounds == list(range(1, RATE + 81))
    assert heard == RATE + 80 + RATE

    track.unmute()
    await asyncio.sleep(0.1)
    assert reader.sounds[RATE + 80] == 4 * RATE + 81
    assert len(reader.samples) - heard <= 0.1 * RATE + 80
    await reader.stop()


async def test_nothing_ticks_for_a_muted_track() -> None:
    source, track = voice()
    reader = reader_of(track)
    await source.capture_frame(sound(100 * RATE))
    track.mute()
    await asyncio.sleep(2)
    before = wakeups()
    await asyncio.sleep(50)

    assert wakeups() - before == 1
    await reader.stop()


async def test_who_comes_late_hears_what_is_played_from_then_on() -> None:
    source, track = voice()
    await source.capture_frame(sound(8000))
    await asyncio.sleep(0.5)
    reader = reader_of(track)
    await asyncio.sleep(1)

    assert reader.sounds == list(range(4081, 8001))
    assert reader.heard[0].at == pytest.approx(0.51)
    await reader.stop()


async def test_a_slow_reader_loses_the_oldest_and_can_see_how_much() -> None:
    source, track = voice()
    stream = AudioStream(track, sample_rate=RATE)
    await source.capture_frame(sound(8 * RATE))
    await asyncio.sleep(8)

    assert stream.dropped_frames == 300
    assert (await anext(stream)).at == pytest.approx(3.0)
    await stream.aclose()


async def test_a_listener_gets_the_rate_and_the_channels_it_asked_for() -> None:
    source, track = voice(24000)
    stream = AudioStream(track, sample_rate=16000, num_channels=2, frame_size_ms=20)
    reader = Reader(stream)
    tone = (8000 * np.sin(np.arange(24000) * 2 * np.pi * 440 / 24000)).astype(np.int16)
    await asyncio.sleep(0.333)
    await source.capture_frame(AudioFrame.from_samples(tone, 24000))
    await asyncio.sleep(3)

    frames = [event.frame for event in reader.heard]
    assert {(f.sample_rate, f.num_channels, f.samples_per_channel) for f in frames} == {
        (16000, 2, 320)
    }
    expected = 8000 * np.sin(np.arange(16000) * 2 * np.pi * 440 / 16000)
    left = reader.samples[:16000, 0].astype(float)
    assert np.abs(left - expected)[100:-100].max() < 100
    assert reader.heard[0].at == pytest.approx(0.333)
    assert len(reader.samples) == 32000
    await reader.stop()


async def test_two_channels_are_played_side_by_side() -> None:
    source, track = voice(RATE, channels=2)
    reader = Reader(AudioStream(track, sample_rate=RATE, num_channels=2))
    samples = np.column_stack([sound(800).samples, -sound(800).samples])
    await source.capture_frame(AudioFrame.from_samples(samples, RATE))
    assert source.queued_duration == pytest.approx(0.09)
    await asyncio.sleep(0.2)

    assert source.num_channels == 2
    assert np.array_equal(reader.samples[:800], samples)
    assert not reader.samples[800:].any()
    await reader.stop()


async def test_closing_a_stream_ends_its_reading_at_once() -> None:
    _, track = voice()
    reader = reader_of(track)
    await asyncio.sleep(1)
    await reader.stop()

    assert clock.now() == 1.0


STEPS = st.lists(
    st.tuples(st.sampled_from("wwwcmu"), st.integers(1, 1500), st.integers(0, 300_000)),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(steps=STEPS, frame_ms=st.sampled_from([10, 20, 37]))
def test_whatever_happens_a_listener_hears_what_the_counts_say(
    steps: list[tuple[str, int, int]], frame_ms: int
) -> None:
    virtual.run(counts_agree(steps, frame_ms))


class Speech:
    """A track that is written to, cleared and muted, and what of it ought to be heard."""

    def __init__(self) -> None:
        self.source, self.track = voice()
        self._written = 0
        self._kept: list[int] = []
        self._unheard: set[int] = set()
        self._muted_from = 0

    async def do(self, step: str, length: int) -> None:
        match step:
            case "w":
                await self._write(length)
            case "c":
                dropped = self.source.clear_queue()
                self._kept = self._kept[: len(self._kept) - dropped]
            case "m" if not self.track.muted:
                self._muted_from = self.source.played_samples
                self.track.mute()
            case "u" if self.track.muted:
                self._unmute()

    async def finish(self) -> list[int]:
        """Play to the end; the samples that ought to have been heard, in order."""
        await self.source.wait_for_playout()
        if self.track.muted:
            self._unmute()
        return [sample for sample in self._kept if sample not in self._unheard]

    def check_counts(self) -> None:
        assert self.source.played_samples + self.source.queued_samples == len(self._kept)

    async def _write(self, length: int) -> None:
        await self.source.capture_frame(sound(length, first=self._written + 1))
        self._kept += range(self._written + 1, self._written + 1 + length)
        self._written += length

    def _unmute(self) -> None:
        self._unheard |= set(self._kept[self._muted_from : self.source.played_samples])
        self.track.unmute()


async def counts_agree(steps: list[tuple[str, int, int]], frame_ms: int) -> None:
    speech = Speech()
    reader = reader_of(speech.track, frame_ms=frame_ms)
    for step, length, microseconds in steps:
        await speech.do(step, length)
        speech.check_counts()
        await asyncio.sleep(microseconds / 1e6)
    expected = await speech.finish()
    await asyncio.sleep(1.1)

    assert reader.sounds == expected
    starts = [event.at for event in reader.heard]
    assert all(b - a >= frame_ms / 1000 - 1e-6 for a, b in pairwise(starts))
    await reader.stop()


async def test_what_is_no_frame_cannot_be_played() -> None:
    source, _ = voice()
    for thing in (None, b"ab"):
        with pytest.raises(TypeError, match=f"not as {type(thing).__name__}"):
            await source.capture_frame(thing)  # type: ignore[arg-type]
