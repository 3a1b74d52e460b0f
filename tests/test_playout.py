"""The agent's voice: what is played, how it stops, and how much of it was heard."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.core.events import Heard, PlayoutEnded, PlayoutStarted
from antiphon.core.values import ContentId
from antiphon.playout import Playout, PlayoutEvent, Track
from antiphon.rooms.local import AudioSource, LocalAudioTrack
from antiphon.rooms.local.publications import TrackPublishOptions
from antiphon.rooms.local.room import LocalRoom
from antiphon.rooms.local.speaker import LocalSpeaker
from antiphon.testing.scripted import tone

RATE = 24_000
FIRST = ContentId(response_id="r1", item_id="i1")
SECOND = ContentId(response_id="r1", item_id="i2")


class Ear:
    """Somebody who listens to the track, and keeps every sample."""

    def __init__(self) -> None:
        self.heard: list[AudioFrame] = []

    def deliver(self, at: float, frame: AudioFrame) -> None:
        self.heard.append(frame)

    def rest(self) -> None: ...

    def end(self) -> None: ...

    @property
    def samples(self) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        """All of it, silence at the end left out."""
        pieces = [frame.samples for frame in self.heard] or [np.zeros(0, np.int16)]
        return np.trim_zeros(np.concatenate(pieces), "b")


class Voice:
    """A playout that plays into a room, and what it has reported."""

    def __init__(self) -> None:
        self.events: list[PlayoutEvent] = []
        self.playout = Playout(RATE, self.events.append)
        self.ear = Ear()

    def begin(self, content: ContentId) -> None:
        self.playout.buffer(content)
        self.playout.play(content)

    def end_of(self, content: ContentId) -> float:
        """How many ms of the part were heard, which was played to its end last."""
        event = self.events[-1]
        assert isinstance(event, PlayoutEnded)
        assert (event.content, event.interrupted) == (content, False)
        return event.heard_ms

    def kinds(self) -> list[type[PlayoutEvent]]:
        return [type(event) for event in self.events]


class Countdown:
    """A speaker that has played 10 ms more whenever somebody looks how much it has."""

    sample_rate = RATE

    def __init__(self) -> None:
        self._queued = 0

    async def write(self, frame: AudioFrame) -> None:
        self._queued += frame.samples_per_channel

    def queued(self) -> int:
        self._queued = max(self._queued - RATE // 100, 0)
        return self._queued

    def clear(self) -> int:
        dropped, self._queued = self._queued, 0
        return dropped

    async def heard_by(self, identity: str) -> None: ...


async def nobody_is_waited_for() -> None: ...


@asynccontextmanager
async def voice() -> AsyncGenerator[Voice]:
    room = LocalRoom()
    await room.connect("local://playout", "agent")
    source = AudioSource(RATE, 1)
    track = LocalAudioTrack.create_audio_track("assistant_voice", source)
    publication = await room.local_participant.publish_track(track, TrackPublishOptions())
    scene = Voice()
    track.listen(scene.ear)

    run = scene.playout.run(LocalSpeaker(source, publication), nobody_is_waited_for)
    task = asyncio.create_task(run)
    try:
        yield scene
    finally:
        task.cancel()
        await asyncio.wait({task})
        await room.disconnect()


async def test_a_part_is_played_to_its_end_and_every_sample_counts() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        audio = tone(1.234)
        scene.playout.push(FIRST, audio)
        scene.playout.end(FIRST)
        await asyncio.sleep(2.0)
        assert scene.kinds() == [PlayoutStarted, PlayoutEnded]
        assert scene.end_of(FIRST) == pytest.approx(1234.0)
        assert np.array_equal(scene.ear.samples, np.trim_zeros(audio.samples, "b"))


@pytest.mark.parametrize("blocks", range(1, 7))
async def test_a_part_ends_though_the_last_of_it_is_played_just_after_a_look(blocks: int) -> None:
    scene = Voice()
    scene.begin(FIRST)
    scene.playout.push(FIRST, tone(blocks / 100))
    scene.playout.end(FIRST)
    task = asyncio.create_task(scene.playout.run(Countdown(), nobody_is_waited_for))
    await asyncio.sleep(1.0)
    task.cancel()
    assert scene.kinds() == [PlayoutStarted, PlayoutEnded]
    assert scene.end_of(FIRST) == pytest.approx(blocks * 10.0)


@pytest.mark.parametrize("after", [0.015, 0.1, 0.333, 0.5, 0.995])
async def test_a_stop_silences_within_ten_ms_and_says_exactly_what_was_heard(after: float) -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(3.0))
        await asyncio.sleep(after)
        heard_ms = scene.playout.stop(FIRST)
        await asyncio.sleep(1.0)
        assert after * 1000 <= heard_ms <= after * 1000 + 15.001
        assert len(scene.ear.samples) == pytest.approx(heard_ms * RATE / 1000, abs=2)


async def test_a_cut_fades_out_instead_of_clicking() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(3.0))
        await asyncio.sleep(0.5)
        scene.playout.stop(FIRST)
        await asyncio.sleep(1.0)
        steps = np.abs(np.diff(scene.ear.samples.astype(int)))
        assert steps.max() <= np.abs(np.diff(tone(0.1).samples.astype(int))).max() + 1
        assert abs(int(scene.ear.samples[-1])) < 50


async def test_what_was_stopped_stays_silent_whatever_comes_later() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(0.5))
        await asyncio.sleep(0.2)
        scene.playout.stop(FIRST)
        assert scene.playout.push(FIRST, tone(0.5)) is None
        scene.begin(SECOND)
        scene.playout.push(SECOND, tone(0.3))
        scene.playout.end(SECOND)
        await asyncio.sleep(1.0)
        assert scene.end_of(SECOND) == pytest.approx(300.0)
        assert len(scene.ear.samples) < 0.55 * RATE


async def test_a_part_that_was_never_played_was_not_heard() -> None:
    async with voice() as scene:
        scene.playout.buffer(SECOND)
        scene.playout.push(SECOND, tone(0.5))
        assert scene.playout.stop(SECOND) == 0.0
        assert scene.playout.stop(SECOND) == 0.0


async def test_a_mark_is_reported_once_it_was_heard_and_not_before() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(1.0))
        scene.playout.wake_at(FIRST, 500.0)
        await asyncio.sleep(0.485)
        assert scene.kinds() == [PlayoutStarted]
        await asyncio.sleep(0.016)  # the room plays 10 ms at a time
        assert scene.kinds() == [PlayoutStarted, Heard]


async def test_a_mark_that_comes_when_all_there_is_was_heard_is_reported_at_once() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(0.5))
        await asyncio.sleep(1.0)
        scene.playout.wake_at(FIRST, 400.0)
        await asyncio.sleep(0.01)
        assert scene.events[1:] == [Heard(content=FIRST, ms=500.0)]


async def test_what_was_played_is_kept_for_a_while_and_every_sample_counts_all_the_same() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(30.0))
        assert scene.playout.kept_seconds == 30.0
        await asyncio.sleep(20.0)
        assert scene.playout.kept_seconds == pytest.approx(14.0, abs=0.12)
        assert scene.playout.heard_samples(FIRST) == pytest.approx(20.0 * RATE, abs=0.03 * RATE)
        scene.playout.buffer(SECOND)
        scene.playout.push(SECOND, tone(5.0))
        assert scene.playout.kept_seconds == pytest.approx(19.0, abs=0.12)
        heard_ms = scene.playout.stop(FIRST)
        await asyncio.sleep(1.0)
        assert heard_ms == pytest.approx(20_000, abs=20)
        assert len(scene.ear.samples) == pytest.approx(heard_ms * RATE / 1000, abs=2)
        assert np.array_equal(scene.ear.samples[: 19 * RATE], tone(19.0).samples)
        assert scene.playout.kept_seconds == 5.0


async def test_one_who_is_busy_with_other_things_keeps_further_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait = Track.wait

    async def late(track: Track, seconds: float) -> None:
        await wait(track, seconds)
        await asyncio.sleep(0.1)

    async with voice() as scene:
        monkeypatch.setattr(Track, "wait", late)
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(3.0))
        scene.playout.end(FIRST)
        await asyncio.sleep(3.15)
        assert scene.kinds() == [PlayoutStarted, PlayoutEnded]


async def test_audio_that_comes_late_is_waited_for() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        for _ in range(3):
            scene.playout.push(FIRST, tone(0.1))
            await asyncio.sleep(0.5)
        scene.playout.end(FIRST)
        await asyncio.sleep(0.1)
        assert scene.kinds() == [PlayoutStarted, PlayoutEnded]
        assert scene.end_of(FIRST) == pytest.approx(300.0)


async def test_audio_of_another_rate_and_in_stereo_is_played_as_mono_at_the_speakers_rate() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(0.5, 24_000))
        both = np.stack([tone(0.5, 48_000).samples] * 2, axis=1)
        scene.playout.push(FIRST, AudioFrame.from_samples(both, 48_000))
        scene.playout.end(FIRST)
        await asyncio.sleep(2.0)
        assert scene.end_of(FIRST) == pytest.approx(1000.0, abs=1)


async def test_a_part_without_audio_ends_unheard() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.end(FIRST)
        await asyncio.sleep(0.1)
        assert scene.events == [PlayoutEnded(content=FIRST, heard_ms=0.0)]


# -- pauses ----------------------------------------------------------------------------------------


def pieces(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> list[tuple[int, int]]:
    """Where there is sound, start and end (exclusive): what is apart by more than 50 ms."""
    loud = np.flatnonzero(samples)
    edges = np.flatnonzero(np.diff(loud) > RATE // 20)
    starts = [loud[0], *loud[edges + 1]]
    ends = [*loud[edges], loud[-1]]
    return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("after", [0.015, 0.1, 0.333, 0.5, 0.995])
async def test_a_pause_is_silent_within_ten_ms_and_goes_on_with_the_very_next_sample(
    after: float,
) -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        noise = np.random.default_rng(1).integers(1000, 9000, 2 * RATE).astype(np.int16)
        scene.playout.push(FIRST, AudioFrame.from_samples(noise, RATE))
        scene.playout.end(FIRST)
        await asyncio.sleep(after)
        scene.playout.pause(FIRST)
        paused_at = scene.playout.heard_samples(FIRST)
        await asyncio.sleep(0.5)
        assert after * RATE <= scene.playout.heard_samples(FIRST) <= (after + 0.015001) * RATE
        scene.playout.resume(FIRST)
        await asyncio.sleep(2.5)
        assert scene.end_of(FIRST) == pytest.approx(2000.0)
        assert scene.kinds() == [PlayoutStarted, PlayoutEnded]
        (_, first_end), (second_start, _) = pieces(scene.ear.samples)
        heard = np.concatenate([scene.ear.samples[:first_end], scene.ear.samples[second_start:]])
        fade = round(0.005 * RATE)
        assert np.array_equal(heard[: first_end - fade - 1], noise[: first_end - fade - 1])
        rest = noise[paused_at + fade :]
        assert np.array_equal(heard[-len(rest) :], rest)


async def test_a_pause_fades_out_and_in_instead_of_clicking() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(3.0))
        await asyncio.sleep(0.5)
        scene.playout.pause(FIRST)
        await asyncio.sleep(0.5)
        scene.playout.resume(FIRST)
        await asyncio.sleep(1.0)
        steps = np.abs(np.diff(scene.ear.samples.astype(int)))
        assert steps.max() <= np.abs(np.diff(tone(0.1).samples.astype(int))).max() + 150


async def test_what_is_stopped_while_it_is_paused_was_heard_as_far_as_the_pause() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(3.0))
        await asyncio.sleep(0.5)
        scene.playout.pause(FIRST)
        await asyncio.sleep(0.5)
        heard_ms = scene.playout.stop(FIRST)
        await asyncio.sleep(0.5)
        assert 500 <= heard_ms <= 515.001
        assert len(scene.ear.samples) == pytest.approx(heard_ms * RATE / 1000, abs=2)


@pytest.mark.parametrize("ending", ["stop", "pause"])
async def test_a_pause_that_ends_before_its_fade_was_played_loses_nothing(ending: str) -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(3.0))
        await asyncio.sleep(0.5)
        scene.playout.pause(FIRST)
        scene.playout.resume(FIRST)
        if ending == "pause":
            scene.playout.pause(FIRST)
        heard_ms = scene.playout.stop(FIRST)
        await asyncio.sleep(0.5)
        assert len(scene.ear.samples) == pytest.approx(heard_ms * RATE / 1000, abs=2)


async def test_nothing_is_heard_or_reported_of_a_part_while_it_is_paused() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.pause(FIRST)
        scene.playout.pause(FIRST)
        scene.playout.push(FIRST, tone(0.5))
        scene.playout.end(FIRST)
        await asyncio.sleep(2.0)
        assert scene.events == []
        scene.playout.resume(FIRST)
        scene.playout.resume(FIRST)
        await asyncio.sleep(1.0)
        assert scene.end_of(FIRST) == pytest.approx(500.0)
        assert np.array_equal(scene.ear.samples, np.trim_zeros(tone(0.5).samples, "b"))


async def test_audio_that_comes_in_a_pause_is_kept() -> None:
    async with voice() as scene:
        scene.begin(FIRST)
        scene.playout.push(FIRST, tone(0.2))
        await asyncio.sleep(0.1)
        scene.playout.pause(FIRST)
        scene.playout.push(FIRST, tone(0.2))
        scene.playout.end(FIRST)
        await asyncio.sleep(1.0)
        scene.playout.resume(FIRST)
        await asyncio.sleep(1.0)
        assert scene.end_of(FIRST) == pytest.approx(400.0)


async def test_a_part_that_is_not_there_is_not_paused() -> None:
    async with voice() as scene:
        scene.playout.pause(SECOND)
        scene.playout.resume(SECOND)
        scene.playout.buffer(SECOND)
        scene.playout.resume(SECOND)
        assert scene.playout.stop(SECOND) == 0.0
