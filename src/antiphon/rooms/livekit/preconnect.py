"""What somebody said before they heard of the agent: the pre-connect buffer of LiveKit's clients.

A client records its microphone until it hears that somebody is subscribed to it, and sends that as
a stream of bytes.

| the recording                         | then                                                 |
|---------------------------------------|------------------------------------------------------|
| is announced by the track             | is waited for, up to 2 s until it begins to come, up |
|                                       | to 5 s more until it has                             |
| has come                              | is heard before what comes live                      |
| is longer than 10 s                   | its last 10 s are                                    |
| is what a browser records             | is decoded in a thread, with PyAV                    |
| cannot be read, or is too large       | is dropped, and waited for no longer                 |
| is announced by a track of somebody   | is not waited for: after a reconnect tracks are      |
| whose recording was, and who has not  | published as they were, and announce what has long   |
| left since                            | been heard                                           |
| comes later, or a second time         | is dropped                                           |
| is of a track that is not heard       | is dropped: what follows it was never heard          |
| within 15 s                           |                                                      |
| is one of more than 16 of tracks that | is dropped                                           |
| nobody listens to                     |                                                      |

What is dropped is in the log.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

from livekit import rtc

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.audio.mix import remix
from antiphon.audio.resample import resample
from antiphon.rooms.livekit.recording import Unreadable, recording_of
from antiphon.utils.aio import TaskSet

__all__ = ["Preconnect"]

logger = logging.getLogger(__name__)

ANNOUNCED = 6
"""`TF_PRECONNECT_BUFFER` of LiveKit's protocol, for which the SDK has no public name."""
TOPIC = "lk.agent.pre-connect-audio-buffer"
BEGINNING_SECONDS = 2.0
ENDING_SECONDS = 5.0
READING_SECONDS = 10.0
KEPT_SECONDS = 15.0
MOST_KEPT = 16
"""Recordings of tracks that are not heard yet."""
Key: TypeAlias = tuple[str, str]
"""Whose track it is, and its id."""


class Expected:
    """A recording that has come, or is to come."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        """Set once some of it is on its way."""
        self.since = clock.now()
        """When it was first known of."""
        self.sound: asyncio.Future[AudioFrame | None] = asyncio.get_running_loop().create_future()
        """All of it; None: there is nothing to hear. Cancelled where nobody waits any more."""

    async def wait(self) -> AudioFrame | None:
        """All of it. Raises TimeoutError."""
        async with asyncio.timeout(BEGINNING_SECONDS):
            await self.begun.wait()
        async with asyncio.timeout(ENDING_SECONDS):
            return await self.sound


class Preconnect:
    """The recordings that have come to a room, or are to come."""

    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._recordings: dict[Key, Expected] = {}
        self._taken: set[Key] = set()
        self._met: set[str] = set()
        """Those whose recordings were waited for, and who have not left since."""
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
        self._drop_old_ones()
        announced = ANNOUNCED in publication.audio_features and identity not in self._met
        if key in self._taken or not (announced or key in self._recordings):
            self._taken.add(key)
            return None
        recording = None
        try:
            recording = await self._expected(key).wait()
        except TimeoutError:
            logger.info("what %s recorded before has not come, and is not waited for", identity)
        finally:
            self._taken.add(key)
            self._recordings.pop(key, None)
        self._met.add(identity)
        if recording is None:
            return None
        return await asyncio.to_thread(resample, remix(recording, 1), sample_rate)

    def left(self, identity: str) -> None:
        """Whoever that is has left; if they come again, they may have recorded something anew."""
        self._met.discard(identity)

    def _expected(self, key: Key) -> Expected:
        if key not in self._recordings:
            self._recordings[key] = Expected()
        return self._recordings[key]

    def _opened(self, reader: rtc.ByteStreamReader, identity: str) -> None:
        key = (identity, (reader.info.attributes or {}).get("trackId", ""))
        self._drop_old_ones()
        if (why := self._refusal(key)) is not None:
            refuse(identity, why)
            reader.close()
            return
        expected = self._expected(key)
        expected.begun.set()
        self._tasks.create_task(receive(reader, identity, expected), name="early microphone")

    def _drop_old_ones(self) -> None:
        """Forget what has waited too long for somebody to listen to its track."""
        for key, recording in tuple(self._recordings.items()):
            if clock.now() - recording.since > KEPT_SECONDS:
                del self._recordings[key]
                self._taken.add(key)
                refuse(key[0], f"nobody has listened to its track for {KEPT_SECONDS:g} s")

    def _refusal(self, key: Key) -> str | None:
        """What speaks against reading a recording of that track."""
        if key in self._taken:
            return "it is late"
        expected = self._recordings.get(key)
        if expected is not None and expected.begun.is_set():
            return "there is one of this track already"
        if expected is None and len(self._recordings) >= MOST_KEPT:
            return "too many others wait to be heard"
        return None

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


async def receive(reader: rtc.ByteStreamReader, identity: str, expected: Expected) -> None:
    """Read what `identity` recorded, for whoever waits for it."""
    recording = None
    try:
        recording = await read(reader)
    except (TimeoutError, rtc.StreamError, Unreadable) as error:
        refuse(identity, str(error) or "it does not end")
    finally:
        if not expected.sound.done():
            expected.sound.set_result(recording)
        elif recording is not None:
            refuse(identity, "it is late")


async def read(reader: rtc.ByteStreamReader) -> AudioFrame:
    """What was recorded, once all of it is here. Raises TimeoutError, StreamError, Unreadable."""
    async with asyncio.timeout(READING_SECONDS), closing(reader):
        recording = recording_of(reader.info.mime_type, reader.info.attributes or {})
        async for piece in reader:
            recording.add(piece)
    return await recording.sound()


def refuse(identity: str, why: str) -> None:
    """Note that a recording is not heard."""
    logger.warning("what %s said before the agent came is not heard: %s", identity, why)
