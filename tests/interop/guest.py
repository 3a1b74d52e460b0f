"""Somebody in a LiveKit room who is no agent: what they say, and all that they hear and see."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import numpy as np
from livekit import rtc

from antiphon import clock
from antiphon.audio.frame import Samples
from antiphon.testing.scripted import tone
from antiphon.utils import shortuuid
from antiphon.utils.aio import TaskSet, gracefully_cancel
from tests.interop.server import Kind, LiveKitServer

__all__ = [
    "JITTER",
    "Caption",
    "Guest",
    "Heard",
    "Microphone",
    "guest",
    "room_name",
    "sing",
    "until",
]

RATE = 24_000
JITTER = 0.25
"""Seconds by which a listener's jitter buffer may stretch what it plays, on a busy machine."""
LOUD = 500
"""Peak above which a block of 10 ms is no silence."""


@dataclass
class Heard:
    """A block of 10 ms that came out of the room."""

    at: float
    samples: Samples

    @property
    def peak(self) -> int:
        return int(np.abs(self.samples.astype(int)).max(initial=0))

    @property
    def is_loud(self) -> bool:
        """No silence, nor the noise that a codec makes of it."""
        return self.peak > LOUD


@dataclass
class Caption:
    """A text stream on `lk.transcription`."""

    identity: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    is_over: bool = False

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Guest:
    """One who has joined."""

    def __init__(self, room: rtc.Room) -> None:
        self.room = room
        self.heard: list[Heard] = []
        """What came on the voices of others, block by block."""
        self.captions: list[Caption] = []
        self.packets: list[rtc.TranscriptionSegment] = []
        """Segments that came as transcription packets."""
        self.states: list[str] = []
        """The agent's, as its attribute showed them."""
        self._tasks = TaskSet()
        self._microphone: asyncio.Task[None] | None = None
        room.on("track_subscribed", self._listen)
        room.on("transcription_received", self.packets.extend)
        room.on("participant_attributes_changed", self._attributes_changed)
        room.register_text_stream_handler("lk.transcription", self._caption_opened)

    @property
    def loud(self) -> list[Heard]:
        """What was no silence."""
        return [block for block in self.heard if block.is_loud]

    def loud_seconds(self, since: float = 0.0) -> float:
        """How much of it there was."""
        return sum(block.at >= since for block in self.loud) / 100

    async def publish(self, name: str = "mic", *, level: float = 1.0) -> "Microphone":
        """Begin to send a tone by a microphone."""
        source = rtc.AudioSource(RATE, 1, 200)
        track = rtc.LocalAudioTrack.create_audio_track(name, source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        publication = await self.room.local_participant.publish_track(track, options)
        task = self._tasks.create_task(sing(source, level), name=name)
        return Microphone(self.room, track, publication, task)

    async def aclose(self) -> None:
        """Leave."""
        await self._tasks.aclose()
        await self.room.disconnect()

    def _listen(self, track: rtc.Track) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO:
            self._tasks.create_task(self._hear(track), name="ear")

    async def _hear(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1)
        try:
            async for event in stream:
                samples = np.frombuffer(event.frame.data, np.int16)
                self.heard.append(Heard(clock.now(), samples))
        finally:
            await stream.aclose()

    def _attributes_changed(self, changed: dict[str, str], _who: Any) -> None:
        if (state := changed.get("lk.agent.state")) is not None:
            self.states.append(state)

    def _caption_opened(self, reader: rtc.TextStreamReader, identity: str) -> None:
        caption = Caption(identity, dict(reader.info.attributes or {}))
        self.captions.append(caption)
        self._tasks.create_task(self._read(reader, caption), name="caption")

    async def _read(self, reader: rtc.TextStreamReader, caption: Caption) -> None:
        with suppress(rtc.StreamError):  # the writer was cut off
            async for piece in reader:
                caption.pieces.append(piece)
        caption.attributes = dict(reader.info.attributes or {})
        caption.is_over = True


@dataclass
class Microphone:
    """A track that sends a tone."""

    room: rtc.Room
    track: rtc.LocalAudioTrack
    publication: rtc.LocalTrackPublication
    task: asyncio.Task[None]

    async def unpublish(self) -> None:
        await gracefully_cancel(self.task)
        await self.room.local_participant.unpublish_track(self.publication.sid)


async def sing(source: rtc.AudioSource, level: float) -> None:
    """Send a tone, for ever."""
    samples = (tone(1.0, RATE).samples * level).astype(np.int16)
    pieces = [samples[start : start + RATE // 50] for start in range(0, RATE, RATE // 50)]
    for piece in cycle(pieces):
        await source.capture_frame(rtc.AudioFrame(piece.tobytes(), RATE, 1, len(piece)))


@asynccontextmanager
async def guest(
    server: LiveKitServer, identity: str, room: str, *, kind: Kind = "standard"
) -> AsyncIterator[Guest]:
    """`identity`, in the room for a while."""
    joined = rtc.Room()
    who = Guest(joined)
    await joined.connect(server.url, server.token(identity, room, kind=kind))
    try:
        yield who
    finally:
        await who.aclose()


async def until(is_so: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what it depends on tells nobody
            await asyncio.sleep(0.01)


def room_name() -> str:
    """A room where nobody has been."""
    return shortuuid("room_")
