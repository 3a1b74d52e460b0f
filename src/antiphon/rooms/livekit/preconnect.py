"""What somebody said before they heard of the agent: the pre-connect buffer of LiveKit's clients.

A client records its microphone until it hears that somebody is subscribed to it, and sends that as
a stream of bytes.

| the recording                         | then                                                 |
|---------------------------------------|------------------------------------------------------|
| is announced by the track             | is waited for, up to 2 s                             |
| has come                              | is heard before what comes live                      |
| is longer than 10 s                   | its last 10 s are                                    |
| comes later, or a second time         | is dropped                                           |
| is one of more than 16 of tracks that | is dropped                                           |
| nobody listens to                     |                                                      |
| is no PCM, or nobody knows of what    | is dropped: browsers send Opus, which nothing here   |
| rate                                  | can decode                                           |

What is dropped is in the log.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

from livekit import rtc

from antiphon.audio import AudioFrame
from antiphon.audio.mix import remix
from antiphon.audio.resample import resample
from antiphon.utils.aio import TaskSet

__all__ = ["MOST_SECONDS", "Preconnect"]

logger = logging.getLogger(__name__)

ANNOUNCED = 6
"""`TF_PRECONNECT_BUFFER` of LiveKit's protocol, for which the SDK has no public name."""
TOPIC = "lk.agent.pre-connect-audio-buffer"
MOST_SECONDS = 10.0
PATIENCE_SECONDS = 2.0
READING_SECONDS = 10.0
MOST_KEPT = 16
"""Recordings of tracks that are not heard yet."""
RATES = range(8000, 96_001)
CHANNELS = range(1, 3)
CODED = ("opus", "webm", "ogg", "mp4", "mpeg", "aac", "flac")
"""In the MIME type of what is no PCM."""
SAMPLE_BYTES = 2

Key: TypeAlias = tuple[str, str]
"""Whose track it is, and its id."""


@dataclass(frozen=True, slots=True)
class Format:
    """What the bytes are: 16 bit PCM of that rate."""

    sample_rate: int
    num_channels: int

    @property
    def most_bytes(self) -> int:
        """Of what is kept."""
        samples = round(MOST_SECONDS * self.sample_rate)
        return samples * self.num_channels * SAMPLE_BYTES

    def frame(self, data: bytes | bytearray) -> AudioFrame:
        """The sound in `data`, of which the last sample may be incomplete."""
        count = len(data) // (self.num_channels * SAMPLE_BYTES)
        whole = bytes(data[: count * self.num_channels * SAMPLE_BYTES])
        return AudioFrame(whole, self.sample_rate, self.num_channels, count)


class Preconnect:
    """The recordings that have come to a room, or are to come."""

    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._recordings: dict[Key, asyncio.Future[AudioFrame]] = {}
        self._taken: set[Key] = set()
        self._tasks = TaskSet()

    def listen(self) -> Callable[[], None]:
        """Take recordings, until the result is called."""
        try:
            self._room.register_byte_stream_handler(TOPIC, self._opened)
        except ValueError:
            logger.info("the program takes what comes on %s itself", TOPIC)
            return self._close

        def leave() -> None:
            self._room.unregister_byte_stream_handler(TOPIC)
            self._close()

        return leave

    async def take(
        self, identity: str, publication: rtc.RemoteTrackPublication, sample_rate: int
    ) -> AudioFrame | None:
        """What was said on that track before, once, in mono at that rate; None is nothing."""
        key = (identity, publication.sid)
        announced = ANNOUNCED in publication.audio_features
        if key in self._taken or not (announced or key in self._recordings):
            self._taken.add(key)
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                recording = await self._recording(key)
        except TimeoutError:
            logger.info("what %s recorded before has not come, and is not waited for", identity)
            return None
        finally:
            self._taken.add(key)
            self._recordings.pop(key, None)
        return resample(remix(recording, 1), sample_rate)

    def _recording(self, key: Key) -> "asyncio.Future[AudioFrame]":
        if key not in self._recordings:
            self._recordings[key] = asyncio.get_running_loop().create_future()
        return self._recordings[key]

    def _opened(self, reader: rtc.ByteStreamReader, identity: str) -> None:
        attributes = reader.info.attributes or {}
        key = (identity, attributes.get("trackId", ""))
        sound = format_of(reader.info.mime_type, attributes)
        if sound is None:
            refuse(identity, f"it is {reader.info.mime_type or 'of no known format'}: send PCM")
        elif key in self._taken:
            refuse(identity, "it is late")
        elif len(self._recordings) >= MOST_KEPT and key not in self._recordings:
            refuse(identity, "too many others wait to be heard")
        else:
            self._tasks.create_task(self._read(reader, key, sound), name="early microphone")
            return
        reader.close()

    async def _read(self, reader: rtc.ByteStreamReader, key: Key, sound: Format) -> None:
        recording = self._recording(key)
        data = bytearray()
        try:
            async with asyncio.timeout(READING_SECONDS), closing(reader):
                async for piece in reader:
                    data += piece
                    del data[: max(len(data) - sound.most_bytes, 0)]
        except (TimeoutError, rtc.StreamError) as error:
            refuse(key[0], str(error) or "it does not end")
            return
        if recording.done() or key in self._taken:
            refuse(key[0], "it is late")
            return
        recording.set_result(sound.frame(data))

    def _close(self) -> None:
        for task in self._tasks.tasks:
            task.cancel()


@asynccontextmanager
async def closing(reader: rtc.ByteStreamReader) -> AsyncGenerator[None]:
    """Let go of `reader`, read to its end or not."""
    try:
        yield
    finally:
        reader.close()


def format_of(mime_type: str, attributes: dict[str, str]) -> Format | None:
    """What the bytes are; None where that is not known, or cannot be used."""
    if any(sign in mime_type.lower() for sign in CODED):
        return None
    try:
        rate, channels = int(attributes["sampleRate"]), int(attributes["channels"])
    except (KeyError, ValueError):
        return None
    return Format(rate, channels) if rate in RATES and channels in CHANNELS else None


def refuse(identity: str, why: str) -> None:
    """Note that a recording is not heard."""
    logger.warning("what %s said before the agent came is not heard: %s", identity, why)
