"""Somebody's microphone in a LiveKit room, whichever of their tracks that is at the moment."""

from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from livekit import rtc

from antiphon.audio import AudioFrame
from antiphon.rooms.microphones import preferred
from antiphon.utils.aio import Chan, TaskSet

if TYPE_CHECKING:
    import asyncio

__all__ = ["Microphone", "microphones_of"]

MOST_UNREAD = 100
"""Frames that a reader may lag behind; then the oldest are dropped."""
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


class Microphone:
    """Hears the newest microphone track of `identity` that is not muted, in mono frames.

    It subscribes to that one, and unsubscribes when it hears another. While all of them are muted
    it stays with the one it has. One who is away for a reconnect is heard again afterwards.
    """

    def __init__(
        self,
        room: rtc.Room,
        identity: str,
        *,
        sample_rate: int,
        frame_ms: int,
        switched: Callable[[str], None],
    ) -> None:
        """`switched` is told of another track that is heard in place of one that is still there."""
        self.identity = identity
        """Whose it is."""
        self.dropped = 0
        """Frames that were lost because they were not read in time."""
        self._room = room
        self._sample_rate = sample_rate
        self._frame_ms = frame_ms
        self._switched = switched
        self._chosen: rtc.RemoteTrackPublication | None = None
        self._track: rtc.Track | None = None
        self._reader: asyncio.Task[None] | None = None
        self._tasks = TaskSet()
        self._frames: Chan[AudioFrame] = Chan(MOST_UNREAD)
        for event in EVENTS:
            room.on(event, self._look)
        self._look()

    async def frames(self) -> AsyncGenerator[AudioFrame, None]:
        """What is heard, until `close`."""
        async for frame in self._frames:
            yield frame

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
            self._reader = self._tasks.create_task(self._hear(track), name="microphone track")

    async def _hear(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(
            track,
            sample_rate=self._sample_rate,
            num_channels=1,
            frame_size_ms=self._frame_ms,
            capacity=MOST_UNREAD,
        )
        try:
            async for event in stream:
                self._queue(event.frame)
        finally:
            await stream.aclose()

    def _queue(self, heard: rtc.AudioFrame) -> None:
        if self._frames.full():
            self._frames.recv_nowait()
            self.dropped += 1
        self._frames.send_nowait(
            AudioFrame(heard.data, heard.sample_rate, heard.num_channels, heard.samples_per_channel)
        )


def microphones_of(participant: rtc.RemoteParticipant) -> list[rtc.RemoteTrackPublication]:
    """The microphone tracks of `participant`, the newest last."""
    return [
        publication
        for publication in participant.track_publications.values()
        if publication.kind == rtc.TrackKind.KIND_AUDIO
        and publication.source == rtc.TrackSource.SOURCE_MICROPHONE
    ]
