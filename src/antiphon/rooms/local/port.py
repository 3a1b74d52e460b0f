"""What a session sees of a local room."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError, RoomClosed, RoomError
from antiphon.rooms.base import (
    AGENT_STATE,
    AGENT_TRACK,
    Caption,
    ParticipantKind,
    Presence,
    RoomListener,
)
from antiphon.rooms.captions import CaptionPublisher
from antiphon.rooms.local.kinds import DisconnectReason, TrackSource
from antiphon.rooms.local.kinds import ParticipantKind as RtcKind
from antiphon.rooms.local.microphone import Microphone, microphones_of
from antiphon.rooms.local.participants import RemoteParticipant
from antiphon.rooms.local.publications import TrackPublishOptions
from antiphon.rooms.local.room import LocalRoom
from antiphon.rooms.local.rpc import RpcError
from antiphon.rooms.local.source import AudioSource
from antiphon.rooms.local.speaker import LocalSpeaker
from antiphon.rooms.local.text import Transcription, TranscriptionSegment
from antiphon.rooms.local.tracks import LocalAudioTrack
from antiphon.rooms.requests import read_chat, serve

__all__ = ["LocalRoomPort"]

KINDS = {
    RtcKind.PARTICIPANT_KIND_STANDARD: ParticipantKind.STANDARD,
    RtcKind.PARTICIPANT_KIND_SIP: ParticipantKind.SIP,
    RtcKind.PARTICIPANT_KIND_AGENT: ParticipantKind.AGENT,
}


class LocalRoomPort:
    """`rooms.base.RoomPort` around a `LocalRoom` that is connected.

    Once the room was left, what would be published is dropped: there is nobody to see it.
    Raises RoomClosed for a room that was never connected, ConfigurationError for a noise
    cancellation: there is none here but `AudioProcessing`, which works in every kind of room.
    """

    def __init__(self, room: LocalRoom, noise_cancellation: object = None) -> None:
        if noise_cancellation is not None:
            raise ConfigurationError(
                f"The embedded room has no noise cancellation {noise_cancellation!r}: "
                "pass an antiphon.rooms.AudioProcessing."
            )
        self._room = room
        self._me = room.local_participant
        self._captions = CaptionPublisher(self._me, packet)
        self._voice_sid = ""

    def participants(self) -> list[Presence]:
        return [presence(who) for who in self._room.remote_participants.values()]

    def listen(self, listener: RoomListener) -> Callable[[], None]:
        def joined(who: RemoteParticipant) -> None:
            listener.participant_joined(presence(who))

        def left(who: RemoteParticipant) -> None:
            listener.participant_left(who.identity)

        def closed(reason: DisconnectReason) -> None:
            listener.room_closed(reason.name.lower())

        self._room.on("participant_connected", joined)
        self._room.on("participant_disconnected", left)
        self._room.on("disconnected", closed)

        def leave() -> None:
            self._room.off("participant_connected", joined)
            self._room.off("participant_disconnected", left)
            self._room.off("disconnected", closed)

        return leave

    async def settled(self) -> None:
        """Nobody else is here whom a room of this kind would have to ask for."""

    @asynccontextmanager
    async def speaker(self, sample_rate: int) -> AsyncGenerator[LocalSpeaker]:
        source = AudioSource(sample_rate, 1)
        track = LocalAudioTrack.create_audio_track(AGENT_TRACK, source)
        options = TrackPublishOptions(source=TrackSource.SOURCE_MICROPHONE)
        publication = await self._me.publish_track(track, options)
        self._voice_sid = publication.sid
        try:
            yield LocalSpeaker(source, publication)
        finally:
            source.close()
            with suppress(RoomError):  # the room was left, and the track with it
                self._me.withdraw(publication.sid)

    async def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator[AudioFrame, None]:
        microphone = Microphone(self._room, identity, sample_rate=sample_rate, frame_ms=frame_ms)
        try:
            async for frame in microphone:
                yield frame
        finally:
            microphone.close()

    def read_chat(self, told: Callable[[str, str], None]) -> Callable[[], None]:
        return read_chat(self._room, told)

    def serve(self, methods: Mapping[str, Callable[[str], None]]) -> Callable[[], None]:
        return serve(self._me, methods, refusal=refusal)

    async def publish_state(self, state: str) -> None:
        with suppress(RoomClosed):
            await self._me.set_attributes({AGENT_STATE: state})

    async def publish_caption(self, caption: Caption) -> None:
        with suppress(RoomClosed):
            await self._captions.publish(caption, track_sid=self._track_of(caption.speaker))

    def _track_of(self, speaker: str | None) -> str:
        """The id of the track that `speaker` speaks on, empty where there is none."""
        if speaker is None:
            return self._voice_sid
        who = self._room.remote_participants.get(speaker)
        microphones = microphones_of(who) if who else []
        return microphones[-1].sid if microphones else ""


def presence(who: RemoteParticipant) -> Presence:
    return Presence(identity=who.identity, kind=KINDS.get(who.kind, ParticipantKind.OTHER))


def refusal(message: str) -> RpcError:
    return RpcError(RpcError.ErrorCode.APPLICATION_ERROR, message)


def packet(caption: Caption, speaker: str, track_sid: str) -> Transcription:
    segment = TranscriptionSegment(
        id=caption.segment_id,
        text=caption.text,
        start_time=0,
        end_time=0,
        language="",
        final=caption.final,
    )
    return Transcription(participant_identity=speaker, track_sid=track_sid, segments=[segment])
