"""Somebody's microphone in a LiveKit room, whichever of their tracks that is at the moment."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Literal, TypeAlias, get_args

import numpy as np
from livekit import rtc

from antiphon.audio import AudioFrame, own_frame
from antiphon.errors import ConfigurationError
from antiphon.rooms.livekit.joining import HEAD_SECONDS, without_repetition
from antiphon.rooms.livekit.preconnect import Preconnect
from antiphon.rooms.livekit.recording import MOST_SECONDS
from antiphon.rooms.microphones import preferred
from antiphon.utils.aio import Chan, TaskSet

__all__ = ["Cancellation", "Microphone", "cancellation", "microphones_of"]

Cancellation: TypeAlias = "rtc.NoiseCancellationOptions | rtc.FrameProcessor[rtc.AudioFrame] | None"
"""What the SDK applies to a track that is read."""
MOST_UNREAD = 100
"""Frames that a reader may lag behind, besides a recording; then the oldest are dropped."""
MOST_AT_ONCE = 10
"""Frames; of more that have piled up, a model is not given the rest in no time, but ten times as
fast as it was said."""
CATCH_UP = 10
HEAD_PATIENCE_SECONDS = 0.5
RoomEvent: TypeAlias = Literal[
    "participant_connected",
    "track_published",
    "track_unpublished",
    "track_subscribed",
    "track_unsubscribed",
    "track_muted",
    "track_unmuted",
]
EVENTS: tuple[RoomEvent, ...] = get_args(RoomEvent)
"""After any of these it may be another track that is to be heard."""


def ignore() -> None:
    """Nobody wants to know."""


class Microphone:
    """Hears the newest microphone track of `identity` that is not muted, in mono frames.

    It subscribes to that one, and unsubscribes when it hears another. While all of them are muted
    it stays with the one it has. One who is away for a reconnect is heard again afterwards. What
    was recorded on a track before (`preconnect`) is heard before what comes live.
    """

    def __init__(
        self,
        room: rtc.Room,
        identity: str,
        *,
        sample_rate: int,
        frame_ms: int,
        switched: Callable[[str], None],
        noise_cancellation: Cancellation = None,
        unprocessed: Callable[[], None] = ignore,
        preconnect: Preconnect | None = None,
    ) -> None:
        """`switched` is told of another track that is heard in place of one that is still there;
        `unprocessed`, that the SDK refuses the noise cancellation, and it is done without.
        """
        self.identity = identity
        """Whose it is."""
        self.dropped = 0
        """Frames that were lost because they were not read in time."""
        self._room = room
        self._sample_rate = sample_rate
        self._frame_ms = frame_ms
        self._switched = switched
        self._noise_cancellation = noise_cancellation
        self._unprocessed = unprocessed
        self._preconnect = preconnect
        self._most_unread = MOST_UNREAD + round(MOST_SECONDS * 1000 / frame_ms)
        self._chosen: rtc.RemoteTrackPublication | None = None
        self._track: rtc.Track | None = None
        self._reader: asyncio.Task[None] | None = None
        self._tasks = TaskSet()
        self._frames: Chan[AudioFrame] = Chan(self._most_unread)
        for event in EVENTS:
            room.on(event, self._look)
        self._look()

    async def frames(self) -> AsyncGenerator[AudioFrame, None]:
        """What is heard, until `close`."""
        async for frame in self._frames:
            yield frame
            if self._frames.qsize() > MOST_AT_ONCE:
                await asyncio.sleep(frame.duration / CATCH_UP)

    def close(self) -> None:
        """Hear no more."""
        for event in EVENTS:
            self._room.off(event, self._look)
        self._read(None)
        self._frames.close()

    async def aclose(self) -> None:
        """`close`, and wait until the native stream is let go."""
        self.close()
        await self._tasks.aclose()

    def _look(self) -> None:
        """Hear what is to be heard now that something has changed."""
        self._choose(self._best())
        track = self._chosen.track if self._chosen is not None else None
        if track is not self._track:
            self._read(track)

    def _best(self) -> rtc.RemoteTrackPublication | None:
        who = self._room.remote_participants.get(self.identity)
        microphones = [] if who is None else microphones_of(who)
        return preferred(microphones, self._chosen)

    def _choose(self, wanted: rtc.RemoteTrackPublication | None) -> None:
        if wanted is self._chosen:
            return
        before, self._chosen = self._chosen, wanted
        if wanted is not None:
            wanted.set_subscribed(True)
        if before is not None and self._is_there(before):
            before.set_subscribed(False)
            self._switched(self.identity)

    def _is_there(self, publication: rtc.RemoteTrackPublication) -> bool:
        who = self._room.remote_participants.get(self.identity)
        return who is not None and publication in who.track_publications.values()

    def _read(self, track: rtc.Track | None) -> None:
        """Read this track, and no other."""
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None
        self._track = track
        if track is not None:
            self._reader = self._tasks.create_task(
                self._hear(track, self._chosen), name="microphone track"
            )

    async def _hear(self, track: rtc.Track, publication: rtc.RemoteTrackPublication | None) -> None:
        stream = self._open(track)
        try:
            if self._preconnect is not None and publication is not None:
                recorded = self._preconnect.take(self.identity, publication, self._sample_rate)
                await self._queue_recording(await recorded, stream)
            async for event in stream:
                self._queue(own_frame(event.frame))
        finally:
            await stream.aclose()

    def _open(self, track: rtc.Track) -> rtc.AudioStream:
        try:
            return self._stream(track)
        except AssertionError:  # which is all that the SDK says when its engine refuses something
            if self._noise_cancellation is None:
                raise
            self._noise_cancellation = None
            self._unprocessed()
            return self._stream(track)

    def _stream(self, track: rtc.Track) -> rtc.AudioStream:
        return rtc.AudioStream(
            track,
            sample_rate=self._sample_rate,
            num_channels=1,
            frame_size_ms=self._frame_ms,
            capacity=self._most_unread,
            noise_cancellation=self._noise_cancellation,
            auto_close_noise_cancellation=False,  # the next track is read with the same one
        )

    async def _queue_recording(self, recording: AudioFrame | None, stream: rtc.AudioStream) -> None:
        """Hear `recording`, and then what has come live by now."""
        if recording is None:
            return
        head = [frame.samples for frame in await self._head_of(stream)]
        live = np.concatenate(head) if head else np.zeros(0, np.int16)
        said = np.concatenate((without_repetition(recording, live), live))
        length = self._sample_rate * self._frame_ms // 1000
        for start in range(len(said) % length, len(said), length):
            frame = AudioFrame.from_samples(said[start : start + length], self._sample_rate)
            self._queue(frame)

    async def _head_of(self, stream: rtc.AudioStream) -> list[AudioFrame]:
        """The first frames that come live; nothing, where nothing is said."""
        head: list[AudioFrame] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(HEAD_PATIENCE_SECONDS):
                async for event in stream:
                    head.append(own_frame(event.frame))
                    if len(head) * self._frame_ms >= HEAD_SECONDS * 1000:
                        break
        return head

    def _queue(self, heard: AudioFrame) -> None:
        if self._frames.full():
            self._frames.recv_nowait()
            self.dropped += 1
        self._frames.send_nowait(heard)


def cancellation(given: object) -> Cancellation:
    """What was given, if the SDK knows it. Raises ConfigurationError."""
    if given is None or isinstance(given, rtc.NoiseCancellationOptions | rtc.FrameProcessor):
        return given
    raise ConfigurationError(
        "noise_cancellation is an rtc.NoiseCancellationOptions, an rtc.FrameProcessor or an "
        f"antiphon.rooms.AudioProcessing, not {given!r}."
    )


def microphones_of(participant: rtc.RemoteParticipant) -> list[rtc.RemoteTrackPublication]:
    """The microphone tracks of `participant`, the newest last."""
    return [
        publication
        for publication in participant.track_publications.values()
        if publication.kind == rtc.TrackKind.KIND_AUDIO
        and publication.source == rtc.TrackSource.SOURCE_MICROPHONE
    ]
