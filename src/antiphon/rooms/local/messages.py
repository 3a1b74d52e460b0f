"""What the members of a hub tell each other, and what a member tells itself for later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from antiphon.rooms.local.kinds import DisconnectReason, ParticipantKind
from antiphon.rooms.local.publications import TrackOffer
from antiphon.rooms.local.text import TextStreamInfo, Transcription

__all__ = [
    "DataSent",
    "Evicted",
    "Introduction",
    "Left",
    "Message",
    "Profile",
    "ProfileChanged",
    "RpcAnswered",
    "RpcCalled",
    "SubscriptionWanted",
    "TextStreamAdded",
    "TextStreamClosed",
    "TextStreamOpened",
    "TrackMuted",
    "TrackPublished",
    "TrackSubscribed",
    "TrackUnpublished",
    "TrackUnsubscribed",
    "Transcribed",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """Who a participant is."""

    identity: str
    sid: str
    kind: ParticipantKind
    name: str = ""
    metadata: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduction:
    """A participant is here, with these tracks."""

    profile: Profile
    tracks: tuple[TrackOffer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """A participant is no longer here."""

    identity: str
    reason: DisconnectReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Evicted:
    """Whoever receives this is no longer in the room."""

    reason: DisconnectReason


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileChanged:
    """A participant's name, metadata or attributes are others now."""

    before: Profile
    profile: Profile
    changed_attributes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackPublished:
    """A participant has a new track."""

    identity: str
    track: TrackOffer


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackUnpublished:
    """A participant has taken a track back."""

    identity: str
    sid: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackMuted:
    """A track was muted, or unmuted."""

    identity: str
    sid: str
    muted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionWanted:
    """A reminder to oneself: subscribe to somebody's track, or unsubscribe."""

    identity: str
    sid: str
    wanted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackSubscribed:
    """To the publisher: `identity` is subscribed to your track."""

    identity: str
    sid: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackUnsubscribed:
    """To the publisher: `identity` is no longer subscribed to your track."""

    identity: str
    sid: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DataSent:
    """A participant has sent bytes."""

    identity: str
    payload: bytes
    topic: str
    reliable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RpcCalled:
    """A participant calls a method of whoever receives this."""

    identity: str
    request_id: str
    method: str
    payload: str
    seconds: float
    """How long the answer is waited for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RpcAnswered:
    """A call of whoever receives this was answered, or has failed."""

    request_id: str
    payload: str
    """The answer, or why it failed."""
    code: int | None
    """Of what went wrong; None where nothing did."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcribed:
    """A participant has published captions."""

    transcription: Transcription


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStreamOpened:
    """A participant begins to send a text."""

    info: TextStreamInfo
    writer: str
    author: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStreamAdded:
    """The next piece of a text."""

    stream_id: str
    piece: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStreamClosed:
    """A text is complete."""

    stream_id: str
    attributes: Mapping[str, str]


Message: TypeAlias = (
    Introduction
    | Left
    | Evicted
    | ProfileChanged
    | TrackPublished
    | TrackUnpublished
    | TrackMuted
    | SubscriptionWanted
    | TrackSubscribed
    | TrackUnsubscribed
    | DataSent
    | RpcCalled
    | RpcAnswered
    | Transcribed
    | TextStreamOpened
    | TextStreamAdded
    | TextStreamClosed
)
