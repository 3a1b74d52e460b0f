"""Somebody's microphone, whichever of their tracks that is at the moment."""

from collections import deque
from typing import TYPE_CHECKING

from antiphon.audio import AudioFrame
from antiphon.rooms.local.kinds import TrackKind, TrackSource
from antiphon.rooms.local.participants import RemoteParticipant
from antiphon.rooms.local.publications import RemoteTrackPublication
from antiphon.rooms.local.pulse import Pulse
from antiphon.rooms.local.room import LocalRoom, RoomEvent
from antiphon.rooms.local.stream import AudioStream
from antiphon.rooms.microphones import preferred

if TYPE_CHECKING:
    from antiphon.rooms.local.tracks import RemoteAudioTrack

__all__ = ["Microphone", "microphones_of"]

EVENTS: tuple[RoomEvent, ...] = (
    "track_published",
    "track_unpublished",
    "track_subscribed",
    "track_muted",
    "track_unmuted",
    "participant_disconnected",
    "disconnected",
)
"""After any of these it may be another track that is to be heard."""


class Microphone:
    """Hears the newest microphone track of `identity` that is not muted, in mono frames.

    It subscribes to that one, and unsubscribes when it hears another or is closed. While all of
    them are muted it stays with the one it has. The async iteration ends when they leave, the
    room closes, or it is closed; it is for one reader.
    """

    def __init__(self, room: LocalRoom, identity: str, *, sample_rate: int, frame_ms: int) -> None:
        self._room = room
        self._participant = room.remote_participants.get(identity)
        self._sample_rate = sample_rate
        self._frame_ms = frame_ms
        self._chosen: RemoteTrackPublication | None = None
        self._track: RemoteAudioTrack | None = None
        """The track of the newest stream."""
        self._streams: deque[AudioStream] = deque()
        """Read one after the other: all but the newest have ended."""
        self._closed = False
        self._news = Pulse()
        for event in EVENTS:
            room.on(event, self._look)
        self._look()

    def __aiter__(self) -> "Microphone":
        return self

    async def __anext__(self) -> AudioFrame:
        while True:
            while self._streams:
                async for heard in self._streams[0]:
                    return heard.frame
                self._streams.popleft()
            if self._closed:
                raise StopAsyncIteration
            await self._news.wait()

    def close(self) -> None:
        """Hear no more, at once; what was not read is dropped."""
        self._stop()
        for stream in self._streams:
            stream.close()

    def _look(self) -> None:
        """Hear what is to be heard now that something has changed."""
        if not self._is_here():
            self._stop()
            return
        self._choose(self._best())
        track = self._chosen.track if self._chosen else None
        if track is not None and track is not self._track:
            self._track = track
            self._streams.append(
                AudioStream(track, sample_rate=self._sample_rate, frame_size_ms=self._frame_ms)
            )
            self._news.beat()

    def _stop(self) -> None:
        for event in EVENTS:
            self._room.off(event, self._look)
        self._choose(None)
        self._closed = True
        self._news.beat()

    def _is_here(self) -> bool:
        who = self._participant
        if who is None or not self._room.isconnected():
            return False
        return self._room.remote_participants.get(who.identity) is who

    def _best(self) -> RemoteTrackPublication | None:
        microphones = microphones_of(self._participant) if self._participant else []
        return preferred(microphones, self._chosen)

    def _choose(self, wanted: RemoteTrackPublication | None) -> None:
        if wanted is self._chosen:
            return
        if self._chosen is not None:
            self._release(self._chosen)
        self._chosen = wanted
        if wanted is not None:
            wanted.set_subscribed(True)

    def _release(self, publication: RemoteTrackPublication) -> None:
        publication.set_subscribed(False)
        if publication.track is not None and publication.track is self._track:
            self._streams[-1].close()


def microphones_of(participant: RemoteParticipant) -> list[RemoteTrackPublication]:
    """The microphone tracks of `participant`, the newest last."""
    return [
        publication
        for publication in participant.track_publications.values()
        if publication.kind is TrackKind.KIND_AUDIO
        and publication.source is TrackSource.SOURCE_MICROPHONE
    ]
