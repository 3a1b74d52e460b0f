"""The enums of `livekit.rtc` that a program meets, with their names and values."""

from enum import IntEnum

__all__ = [
    "ConnectionState",
    "DataPacketKind",
    "DisconnectReason",
    "ParticipantKind",
    "TrackKind",
    "TrackSource",
]


class ConnectionState(IntEnum):
    """Whether a room can be talked in now."""

    CONN_DISCONNECTED = 0
    CONN_CONNECTED = 1
    CONN_RECONNECTING = 2


class DataPacketKind(IntEnum):
    """Whether a packet may be lost on the way; in the embedded room none is."""

    KIND_LOSSY = 0
    KIND_RELIABLE = 1


class DisconnectReason(IntEnum):
    """Why a participant is no longer in the room."""

    UNKNOWN_REASON = 0
    CLIENT_INITIATED = 1
    DUPLICATE_IDENTITY = 2


class ParticipantKind(IntEnum):
    """What sort of participant somebody is."""

    PARTICIPANT_KIND_STANDARD = 0
    PARTICIPANT_KIND_INGRESS = 1
    PARTICIPANT_KIND_EGRESS = 2
    PARTICIPANT_KIND_SIP = 3
    PARTICIPANT_KIND_AGENT = 4


class TrackKind(IntEnum):
    """What a track carries."""

    KIND_UNKNOWN = 0
    KIND_AUDIO = 1
    KIND_VIDEO = 2


class TrackSource(IntEnum):
    """Where what a track carries comes from."""

    SOURCE_UNKNOWN = 0
    SOURCE_CAMERA = 1
    SOURCE_MICROPHONE = 2
    SOURCE_SCREENSHARE = 3
    SOURCE_SCREENSHARE_AUDIO = 4
