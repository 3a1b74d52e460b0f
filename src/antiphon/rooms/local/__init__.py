"""The embedded room: people and agents in one process, on the surface of `livekit.rtc`."""

from antiphon.audio import AudioFrame
from antiphon.rooms.local.kinds import (
    ConnectionState,
    DataPacketKind,
    DisconnectReason,
    ParticipantKind,
    TrackKind,
    TrackSource,
)
from antiphon.rooms.local.local_participant import LocalParticipant
from antiphon.rooms.local.participants import Participant, RemoteParticipant
from antiphon.rooms.local.publications import (
    LocalTrackPublication,
    RemoteTrackPublication,
    TrackPublishOptions,
)
from antiphon.rooms.local.room import LocalRoom, RoomOptions
from antiphon.rooms.local.rpc import RpcError, RpcInvocationData
from antiphon.rooms.local.source import AudioSource
from antiphon.rooms.local.stream import AudioFrameEvent, AudioStream
from antiphon.rooms.local.text import (
    TextStreamInfo,
    TextStreamReader,
    Transcription,
    TranscriptionSegment,
)
from antiphon.rooms.local.tracks import LocalAudioTrack, RemoteAudioTrack
from antiphon.rooms.local.view import DataPacket
from antiphon.rooms.local.writer import TextStreamWriter

__all__ = [
    "AudioFrame",
    "AudioFrameEvent",
    "AudioSource",
    "AudioStream",
    "ConnectionState",
    "DataPacket",
    "DataPacketKind",
    "DisconnectReason",
    "LocalAudioTrack",
    "LocalParticipant",
    "LocalRoom",
    "LocalTrackPublication",
    "Participant",
    "ParticipantKind",
    "RemoteAudioTrack",
    "RemoteParticipant",
    "RemoteTrackPublication",
    "RoomOptions",
    "RpcError",
    "RpcInvocationData",
    "TextStreamInfo",
    "TextStreamReader",
    "TextStreamWriter",
    "TrackKind",
    "TrackPublishOptions",
    "TrackSource",
    "Transcription",
    "TranscriptionSegment",
]
