"""Somebody's voice in a room, and how a transcript of it goes over the wire."""

from collections.abc import Mapping
from typing import Any, Protocol

from antiphon.transcription.library import library_of

__all__ = ["Participant", "Room", "Track", "Voice", "find_micro_track_id"]


class Room(Protocol):
    """A `livekit.rtc.Room` or a `LocalRoom`, as far as transcripts need it."""

    @property
    def local_participant(self) -> Any: ...
    @property
    def remote_participants(self) -> Mapping[str, Any]: ...
    def isconnected(self) -> bool: ...


class Participant(Protocol):
    """Somebody in a room."""

    @property
    def identity(self) -> str: ...


class Track(Protocol):
    """A track, or the publication of one."""

    @property
    def sid(self) -> str: ...


class Voice:
    """What one participant says on one track.

    Without a track it is the participant's microphone; raises ValueError where they have none.
    """

    def __init__(
        self, room: Room, participant: Participant | str, track: Track | str | None
    ) -> None:
        self._room = room
        self._library = library_of(room)
        self._identity = participant if isinstance(participant, str) else participant.identity
        self._track_sid = track_id(room, self._identity, track)

    def packet(self, segment_id: str, text: str, *, final: bool, language: str = "") -> Any:
        """One segment as it stands now: a `Transcription` of the room's library."""
        segment = self._library.TranscriptionSegment(
            id=segment_id, text=text, start_time=0, end_time=0, language=language, final=final
        )
        return self._library.Transcription(
            participant_identity=self._identity, track_sid=self._track_sid, segments=[segment]
        )

    def is_packet(self, value: object) -> bool:
        """Whether it is a `Transcription` of the room's library."""
        return isinstance(value, self._library.Transcription)

    async def publish(self, packet: Any) -> None:
        """Show it to everybody in the room, if it says anything and there is a room.

        Raises whatever the room's library raises.
        """
        if packet.segments and self._room.isconnected():
            await self._room.local_participant.publish_transcription(packet)


def find_micro_track_id(room: Room, identity: str) -> str:
    """The id of the first microphone that `identity` has published in `room`.

    Raises ValueError if they are not there, or have published none.
    """
    participant = room.remote_participants.get(identity)
    if room.local_participant.identity == identity:
        participant = room.local_participant
    if participant is None:
        raise ValueError(f"participant {identity} not found")
    microphone = library_of(room).TrackSource.SOURCE_MICROPHONE
    for publication in participant.track_publications.values():
        if publication.source == microphone:
            return str(publication.sid)
    raise ValueError(f"participant {identity} does not have a microphone track")


def track_id(room: Room, identity: str, track: Track | str | None) -> str:
    """The id of `track`; of the participant's microphone where there is no track."""
    if track is None:
        return find_micro_track_id(room, identity)
    return track if isinstance(track, str) else track.sid
