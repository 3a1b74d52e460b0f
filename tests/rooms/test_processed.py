"""Rooms whose microphones are processed: what is compared with what, and what is left of it."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import numpy as np
import pytest

from antiphon import clock
from antiphon.audio import AudioFrame, rms_dbfs
from antiphon.audio.frame import Samples
from antiphon.errors import ConfigurationError
from antiphon.rooms import AudioProcessing, LocalRoom
from antiphon.rooms.local import AudioSource
from antiphon.rooms.local.port import LocalRoomPort
from antiphon.rooms.processed import ProcessedPort, Tap
from tests.rooms.local_kit import join, publish, sound, turns

RATE = 16_000


class Diary:
    """A processor that writes down what it is given, and makes it half as loud."""

    def __init__(self, options: AudioProcessing) -> None:
        self.options = options
        self.voice: list[int] = []
        self.blocks: list[int] = []

    def heard(self, block: AudioFrame) -> AudioFrame:
        self.blocks.append(block.samples_per_channel)
        return AudioFrame.from_samples(block.samples // 2, block.sample_rate)

    def played(self, block: AudioFrame) -> None:
        assert block.duration == 0.01
        self.voice += block.samples.tolist()


class Scene:
    """An agent's port in a room with Ann, and her microphone."""

    def __init__(self, port: ProcessedPort, ann: LocalRoom, source: AudioSource) -> None:
        self.port = port
        self.ann = ann
        self.source = source
        self.frames: list[AudioFrame] = []
        self.diaries: list[Diary] = []

    @property
    def heard(self) -> Samples:
        """All that was heard of her."""
        return np.concatenate([frame.samples for frame in self.frames])

    async def listen(self, frame_ms: int) -> None:
        frames = self.port.microphone("ann", sample_rate=RATE, frame_ms=frame_ms)
        async with aclosing(frames):
            async for frame in frames:
                self.frames.append(frame)


@asynccontextmanager
async def room(make: Any = None, *, frame_ms: int = 20) -> AsyncGenerator[Scene]:
    """Somebody listens to Ann by a processed port."""
    agent, ann = await join("agent"), await join("ann")
    source = AudioSource(RATE, 1, queue_size_ms=60_000)
    diaries: list[Diary] = []

    def diary(options: AudioProcessing) -> Diary:
        diaries.append(Diary(options))
        return diaries[-1]

    port = ProcessedPort(LocalRoomPort(agent), AudioProcessing(), make or diary)
    scene = Scene(port, ann, source)
    scene.diaries = diaries
    await publish(ann, source)
    listening = asyncio.create_task(scene.listen(frame_ms))
    await turns()
    try:
        yield scene
    finally:
        listening.cancel()
        await asyncio.wait({listening})
        await ann.disconnect()
        await agent.disconnect()


@pytest.mark.parametrize("frame_ms", [20, 100, 25])
async def test_the_microphone_is_processed_in_blocks_of_10_ms_and_heard_in_whole_frames(
    frame_ms: int,
) -> None:
    async with room(frame_ms=frame_ms) as scene:
        await scene.source.capture_frame(sound(RATE // 2, rate=RATE))
        await asyncio.sleep(1.0)
        assert set(scene.diaries[0].blocks) == {RATE // 100}
        assert {frame.samples_per_channel for frame in scene.frames} == {RATE * frame_ms // 1000}
        assert max(scene.heard) == RATE // 2 // 2


async def test_what_the_agent_says_is_known_before_it_can_come_back() -> None:
    async with room() as scene, scene.port.speaker(RATE) as speaker:
        await scene.source.capture_frame(AudioFrame.create(RATE, 1, RATE))
        await asyncio.sleep(0.3)
        (diary,) = scene.diaries
        assert not any(diary.voice)
        await speaker.write(sound(RATE // 10, rate=RATE))
        await asyncio.sleep(0.2)
        assert [sample for sample in diary.voice if sample] == list(range(1, RATE // 10 + 1))


async def test_what_is_cleared_is_not_expected_back() -> None:
    async with room() as scene, scene.port.speaker(RATE) as speaker:
        await scene.source.capture_frame(AudioFrame.create(RATE, 1, RATE))
        await asyncio.sleep(0.1)
        await speaker.write(sound(RATE // 2, rate=RATE))
        await asyncio.sleep(0.1)
        dropped = speaker.clear()
        await asyncio.sleep(0.5)
        voice = [sample for sample in scene.diaries[0].voice if sample]
        assert voice == list(range(1, RATE // 2 - dropped + 1))
        assert speaker.sample_rate == RATE
        assert speaker.queued() == 0


def test_a_tap_is_silent_where_nothing_is_said_and_forgets_what_is_too_old() -> None:
    tap = Tap()
    assert tap.take(0.0) is None
    tap.write(sound(100, rate=8000))
    first, second = tap.take(0.0), tap.take(0.01)
    assert first is not None
    assert second is not None
    assert first.samples.tolist() == list(range(1, 81))
    assert second.samples.tolist() == [*range(81, 101), *[0] * 60]
    tap.write(sound(100, rate=8000))
    late = tap.take(1.0)
    assert late is not None
    assert not late.samples.any()


def test_a_tap_keeps_a_second() -> None:
    tap = Tap()
    tap.write(sound(12_000, rate=8000))
    first = tap.take(0.0)
    assert first is not None
    assert first.samples[0] == 4001


def test_an_option_is_a_switch() -> None:
    with pytest.raises(ConfigurationError, match="noise_suppression is True or False, not 'high'"):
        AudioProcessing(noise_suppression="high")  # type: ignore[arg-type]


async def test_without_the_sdk_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "livekit", None)
    monkeypatch.delitem(sys.modules, "antiphon.rooms.livekit.processing", raising=False)
    agent = await join("agent")
    with pytest.raises(ConfigurationError, match=r"pip install 'antiphon\[livekit\]'"):
        ProcessedPort(LocalRoomPort(agent), AudioProcessing())
    await agent.disconnect()


# -- with the SDK's own module ---------------------------------------------------------------------


def native() -> Any:
    """The SDK's processor."""
    pytest.importorskip("livekit.rtc")
    from antiphon.rooms.livekit.processing import NativeProcessor

    return NativeProcessor


def speech(seconds: float, rate: int = RATE) -> Samples:
    """Something that comes and goes as speech does."""
    noise = np.random.default_rng(1).normal(0.0, 4000.0, round(seconds * rate))
    beat = np.sin(2 * np.pi * 3.0 * np.arange(len(noise)) / rate) > 0
    return (noise * beat).clip(-32768, 32767).astype(np.int16)


def loudness(samples: Samples) -> float:
    return float(rms_dbfs(AudioFrame.from_samples(samples, RATE)))


async def test_the_agents_own_voice_is_taken_out_of_what_it_hears() -> None:
    voice, back = speech(4.0), 0.12
    async with room(native()) as scene, scene.port.speaker(RATE) as speaker:
        began = clock.now()
        quiet = np.zeros(round(back * RATE), np.int16)
        echo = np.concatenate((quiet, voice // 3))
        await scene.source.capture_frame(AudioFrame.from_samples(echo, RATE))
        for start in range(0, len(voice), RATE // 50):
            ahead = began + start / RATE - clock.now() - 0.06
            await asyncio.sleep(max(ahead, 0.0))
            await speaker.write(AudioFrame.from_samples(voice[start : start + RATE // 50], RATE))
        await asyncio.sleep(0.1)
        second = slice(3 * RATE, 4 * RATE)
        assert loudness(echo[second]) > -35.0
        assert loudness(scene.heard[second]) < loudness(echo[second]) - 25.0


async def test_steady_noise_is_taken_out_and_nobody_elses_voice() -> None:
    fan = np.random.default_rng(2).normal(0.0, 300.0, 4 * RATE).astype(np.int16)
    t = np.arange(RATE) / RATE
    vowel = sum(np.sin(2 * np.pi * 150.0 * k * t) / k for k in range(1, 12)) * 4000.0
    tune = np.concatenate((np.zeros(3 * RATE), vowel * (np.sin(2 * np.pi * 2.0 * t) > 0)))
    async with room(native()) as scene:
        said = (fan + tune).clip(-32768, 32767).astype(np.int16)
        await scene.source.capture_frame(AudioFrame.from_samples(said, RATE))
        await asyncio.sleep(4.0)
        before, during = slice(2 * RATE, 3 * RATE), slice(3 * RATE, 4 * RATE - 1600)
        assert loudness(scene.heard[before]) < loudness(said[before]) - 8.0
        assert loudness(scene.heard[during]) > loudness(said[during]) - 6.0
