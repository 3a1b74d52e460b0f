"""What the tests of the local room are told with."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples
from antiphon.rooms.local import (
    AudioFrameEvent,
    AudioSource,
    AudioStream,
    LocalAudioTrack,
    LocalRoom,
    LocalTrackPublication,
    RoomOptions,
    TrackPublishOptions,
    TrackSource,
)
from antiphon.testing import VirtualLoop

RATE = 8000


async def join(identity: str, room: str = "kitchen", *, auto_subscribe: bool = True) -> LocalRoom:
    """`identity`, in the room."""
    joined = LocalRoom()
    await joined.connect(f"local://{room}", identity, RoomOptions(auto_subscribe=auto_subscribe))
    return joined


async def turns(count: int = 5) -> None:
    """Let everybody hear of everything."""
    for _ in range(count):
        await asyncio.sleep(0)


async def publish(
    room: LocalRoom, source: AudioSource, name: str = "mic"
) -> tuple[LocalAudioTrack, LocalTrackPublication]:
    """A microphone in the room, out of `source`."""
    track = LocalAudioTrack.create_audio_track(name, source)
    options = TrackPublishOptions(source=TrackSource.SOURCE_MICROPHONE)
    publication = await room.local_participant.publish_track(track, options)
    await turns()
    return track, publication


def sound(length: int, first: int = 1, rate: int = RATE) -> AudioFrame:
    """`length` samples, none of them silent, that can be told apart."""
    samples = (np.arange(first - 1, first - 1 + length) % 32767 + 1).astype(np.int16)
    return AudioFrame.from_samples(samples, rate)


def events_of(room: LocalRoom, *names: Any) -> list[tuple[Any, ...]]:
    """A list that grows by each event of these names, with its arguments."""
    seen: list[tuple[Any, ...]] = []

    def noting(name: str) -> Callable[..., None]:
        return lambda *arguments: seen.append((name, *arguments))

    for name in names:
        room.on(name, noting(name))
    return seen


class Reader:
    """Reads a stream to its end in a task of its own, and keeps what it heard."""

    def __init__(self, stream: AudioStream) -> None:
        self.heard: list[AudioFrameEvent] = []
        self.read_at: list[float] = []
        self._stream = stream
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for event in self._stream:
            self.heard.append(event)
            self.read_at.append(clock.now())

    async def stop(self) -> None:
        await self._stream.aclose()
        await self._task

    async def ended(self) -> None:
        await self._task

    @property
    def samples(self) -> Samples:
        """All of it in a row."""
        return joined(self.heard)

    @property
    def sounds(self) -> list[int]:
        """The samples that are not silent."""
        return [int(sample) for sample in self.samples if sample]


def joined(heard: list[AudioFrameEvent]) -> Samples:
    if not heard:
        return np.zeros(0, np.int16)
    return np.concatenate([event.frame.samples for event in heard])


def wakeups() -> int:
    """How often the virtual clock has jumped."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop.wakeups
