"""The agent's voice: what is played, how it stops, and how much of it was heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.core.events import Heard, PlayoutEnded, PlayoutStarted
from antiphon.core.values import ContentId
from antiphon.playout import Playout, PlayoutEvent
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


@asynccontextmanager
async def voice() -> AsyncIterator[Voice]:
    room = LocalRoom()
    await room.connect("local://playout", "agent")
    source = AudioSource(RATE, 1)
    track = LocalAudioTrack.create_audio_track("assistant_voice", source)
    publication = await room.local_participant.publish_track(track, TrackPublishOptions())
    scene = Voice()
    track.listen(scene.ear)

    async def nobody_is_waited_for() -> None: ...

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
        await asyncio.sleep(0.49)
        assert scene.kinds() == [PlayoutStarted]
        await asyncio.sleep(0.05)
        assert scene.kinds() == [PlayoutStarted, Heard]


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
