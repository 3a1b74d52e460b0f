"""Rows 61 to 66 and 73 to 77: the agent's voice, and whose microphone it hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from antiphon import MultimodalAgent
from antiphon.audio import AudioFrame
from antiphon.rooms.local import (
    AudioSource,
    AudioStream,
    LocalAudioTrack,
    LocalRoom,
    LocalTrackPublication,
    TrackKind,
    TrackPublishOptions,
    TrackSource,
    microphone,
)
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone
from tests.features.kit import joined
from tests.realtime.old_model import Capabilities
from tests.realtime.stage import stage

RATE = 24_000


class Ear:
    """Keeps the frames that come."""

    def __init__(self) -> None:
        self.frames: list[AudioFrame] = []

    def deliver(self, at: float, frame: AudioFrame) -> None:
        self.frames.append(frame)

    def rest(self) -> None: ...

    def end(self) -> None: ...


class Listening:
    """An agent that listens in a room with Ann."""

    def __init__(self, room: LocalRoom, ann: LocalRoom, model: ScriptedModel) -> None:
        self.room = room
        self.ann = ann
        self._model = model

    @property
    def session(self) -> ScriptedSession:
        return self._model.sessions[0]

    @property
    def seconds_heard(self) -> float:
        """How much of sound the model has been given, silence left out."""
        samples = [frame.samples for frame in self.session.microphone]
        return float(sum(np.count_nonzero(np.abs(piece) > 500) for piece in samples)) / RATE


@asynccontextmanager
async def listening(*, auto_subscribe: bool = True) -> AsyncIterator[Listening]:
    room, ann = await joined(auto_subscribe=auto_subscribe), await joined("ann")
    model = ScriptedModel()
    agent = MultimodalAgent(model=model)
    agent.start(room)
    await asyncio.sleep(0.5)
    try:
        yield Listening(room, ann, model)
    finally:
        await agent.aclose()
        for someone in (ann, room):
            await someone.disconnect()


async def offer(
    room: LocalRoom, source: AudioSource, kind: TrackSource = TrackSource.SOURCE_MICROPHONE
) -> LocalTrackPublication:
    """A track in the room, out of `source`."""
    track = LocalAudioTrack.create_audio_track("mine", source)
    published = await room.local_participant.publish_track(track, TrackPublishOptions(source=kind))
    await asyncio.sleep(0.1)
    return published


async def speak(source: AudioSource, seconds: float) -> None:
    await source.capture_frame(tone(seconds, source.sample_rate))
    await asyncio.sleep(seconds + 0.5)


# -- the agent's voice --------------------------------------------------------------------------


async def test_row_061_the_agent_speaks_at_24_khz_in_mono() -> None:
    async with stage() as scene:
        (publication,) = scene.user.remote_participants["agent"].track_publications.values()
        assert publication.track is not None
        ear = Ear()
        publication.track.listen(ear)
        scene.answer("Hello.", seconds=1.0)
        await scene.until("agent_speech_committed")
        assert {(frame.sample_rate, frame.num_channels) for frame in ear.frames} == {(RATE, 1)}


async def test_row_062_its_track_is_a_microphone_named_assistant_voice() -> None:
    async with stage() as scene:
        (publication,) = scene.user.remote_participants["agent"].track_publications.values()
        assert publication.name == "assistant_voice"
        assert publication.source is TrackSource.SOURCE_MICROPHONE
        assert publication.kind is TrackKind.KIND_AUDIO


async def test_row_063_the_user_is_heard_at_once_and_the_agent_waits_to_be_heard() -> None:
    """Decision 16: it is the first answer that waits for a listener, for three seconds at most."""

    async def script(model: ScriptedSession) -> None:
        await model.answer("Good morning.", seconds=1.0)

    room, ann = await joined(), await joined("ann", auto_subscribe=False)
    source = AudioSource(RATE, 1)
    await offer(ann, source)
    model = ScriptedModel(script)
    agent = MultimodalAgent(model=model)
    started: list[float] = []
    agent.on("agent_started_speaking", lambda: started.append(asyncio.get_running_loop().time()))
    before = asyncio.get_running_loop().time()
    agent.start(room)
    await speak(source, 0.5)
    assert model.sessions[0].microphone
    await asyncio.sleep(10.0)
    assert started == [pytest.approx(before + 3.0, abs=0.2)]
    await agent.aclose()
    for someone in (ann, room):
        await someone.disconnect()


# -- what the model hears -----------------------------------------------------------------------


async def heard(rate: int | None, own_rate: int) -> list[AudioFrame]:
    """What a model with that input rate is given of half a second of sound."""
    async with stage(Capabilities(input_audio_sample_rate=rate)) as scene:
        source = AudioSource(own_rate, 1)
        await offer(scene.user, source)
        await speak(source, 0.5)
        return scene.session.pushed


async def test_row_064_models_of_the_old_protocol_hear_frames_of_100_ms() -> None:
    """Decision 10; our own models hear frames of 20 ms (decision 16)."""
    assert {frame.samples_per_channel for frame in await heard(None, RATE)} == {2400}
    async with listening() as scene:
        source = AudioSource(RATE, 1)
        await offer(scene.ann, source)
        await speak(source, 0.5)
        assert {frame.samples_per_channel for frame in scene.session.microphone} == {480}


@pytest.mark.parametrize(("rate", "expected"), [(None, 24_000), (16_000, 16_000), (8_000, 8_000)])
async def test_row_065_the_microphone_is_heard_at_the_rate_of_the_model(
    rate: int | None, expected: int
) -> None:
    frames = await heard(rate, 48_000)
    assert {frame.sample_rate for frame in frames} == {expected}
    samples = np.concatenate([frame.samples for frame in frames])
    voiced = np.count_nonzero(np.abs(samples) > 500) / expected
    assert voiced == pytest.approx(0.5, abs=0.1)


async def test_row_066_frames_say_at_which_rate_they_are() -> None:
    """Defect 18: frames of 100 ms at 16 kHz have 1600 samples, and say 16 kHz."""
    frames = await heard(16_000, 48_000)
    assert frames
    assert {(frame.sample_rate, frame.samples_per_channel) for frame in frames} == {(16_000, 1600)}


# -- whose microphone ---------------------------------------------------------------------------


async def test_row_073_a_newcomer_takes_over_only_from_one_who_has_left() -> None:
    """Defect 3: the link is kept; who left may come back for 20 s."""
    room, ann = await joined(), await joined("ann")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    await asyncio.sleep(0.5)
    bob = await joined("bob")
    await asyncio.sleep(0.5)
    speakers = [agent.current_speaker]
    await ann.disconnect()
    await asyncio.sleep(25.0)
    speakers.append(agent.current_speaker)
    assert speakers == ["ann", "bob"]
    await agent.aclose()
    for someone in (bob, room):
        await someone.disconnect()


async def test_row_074_a_microphone_is_subscribed_to_where_the_room_does_not_do_so() -> None:
    async with listening(auto_subscribe=False) as scene:
        source = AudioSource(RATE, 1)
        await offer(scene.ann, source)
        await speak(source, 1.0)
        (publication,) = scene.room.remote_participants["ann"].track_publications.values()
        assert publication.subscribed
        assert scene.seconds_heard == pytest.approx(1.0, abs=0.1)


async def test_row_075_what_is_no_microphone_is_not_listened_to() -> None:
    async with listening() as scene:
        film = AudioSource(RATE, 1)
        await offer(scene.ann, film, TrackSource.SOURCE_SCREENSHARE_AUDIO)
        await speak(film, 1.0)
        assert scene.seconds_heard == 0.0


class CountedStreams:
    """Takes the place of `AudioStream`, and keeps each that is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[AudioStream] = []
        monkeypatch.setattr(microphone, "AudioStream", self)

    def __call__(self, *args: Any, **kwargs: Any) -> AudioStream:
        self.made.append(AudioStream(*args, **kwargs))
        return self.made[-1]


async def test_row_076_a_track_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = CountedStreams(monkeypatch)
    async with listening() as scene:
        source = AudioSource(RATE, 1)
        await offer(scene.ann, source)
        ann = scene.room.remote_participants["ann"]
        (publication,) = ann.track_publications.values()
        for _ in range(3):
            scene.room.emit("track_published", publication, ann)
            scene.room.emit("track_subscribed", publication.track, publication, ann)
        await speak(source, 1.0)
        assert len(streams.made) == 1
        assert scene.seconds_heard == pytest.approx(1.0, abs=0.1)


async def test_row_077_another_track_ends_the_reading_of_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    streams = CountedStreams(monkeypatch)
    async with listening() as scene:
        old, new = AudioSource(RATE, 1), AudioSource(RATE, 1)
        await offer(scene.ann, old)
        await speak(old, 1.0)
        await offer(scene.ann, new)
        await asyncio.gather(speak(old, 1.0), speak(new, 1.0))
        assert scene.seconds_heard == pytest.approx(2.0, abs=0.2)
        assert len(streams.made) == 2
        with pytest.raises(StopAsyncIteration):
            await anext(streams.made[0])
