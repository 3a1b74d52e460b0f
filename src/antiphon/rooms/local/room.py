"""The embedded room: the surface of `livekit.rtc.Room`, within one process."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from antiphon.errors import RoomClosed, RoomError
from antiphon.rooms.local.hub import find_hub
from antiphon.rooms.local.kinds import ConnectionState, DisconnectReason, ParticipantKind
from antiphon.rooms.local.local_participant import LocalParticipant
from antiphon.rooms.local.membership import Membership
from antiphon.rooms.local.messages import Profile
from antiphon.rooms.local.participants import RemoteParticipant
from antiphon.rooms.local.text import TextInbox, TextStreamHandler
from antiphon.utils import EventEmitter, shortuuid

__all__ = ["LocalRoom", "RoomEvent", "RoomOptions"]

RoomEvent: TypeAlias = Literal[
    "participant_connected",
    "participant_disconnected",
    "track_published",
    "track_unpublished",
    "track_subscribed",
    "track_unsubscribed",
    "track_muted",
    "track_unmuted",
    "local_track_published",
    "local_track_subscribed",
    "participant_attributes_changed",
    "participant_metadata_changed",
    "participant_name_changed",
    "transcription_received",
    "data_received",
    "connected",
    "disconnected",
    "connection_state_changed",
]


@dataclass(frozen=True)
class RoomOptions:
    """How a room is joined."""

    auto_subscribe: bool = True
    """Subscribe to every track as soon as it is there."""


class LocalRoom(EventEmitter[RoomEvent]):
    """A room that exists in this process only, among those who connect to one `local://NAME`.

    Events are emitted one at a time, never from within a call. A participant who joins under the
    identity of another puts the other out. `loop` is there for likeness: the running loop counts.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop | None = None,
        *,
        kind: ParticipantKind = ParticipantKind.PARTICIPANT_KIND_STANDARD,
    ) -> None:
        super().__init__()
        self._kind = kind
        self._inbox = TextInbox()
        self._stay: Membership | None = None
        self._state = ConnectionState.CONN_DISCONNECTED

    async def connect(self, url: str, token: str, options: RoomOptions | None = None) -> None:
        """Join the room at `url`, `local://NAME`, under the identity `token`.

        Raises RoomError for another kind of url, no identity, or while connected.
        """
        if self.isconnected():
            raise RoomError("This room is connected already: disconnect it first.")
        if not token:
            raise RoomError("A local room needs an identity as its token: give it any name.")
        self._stay = Membership(
            find_hub(url),
            Profile(identity=token, sid=shortuuid("PA_"), kind=self._kind),
            inbox=self._inbox,
            emit=self.emit,
            put_out=self._leave,
            auto_subscribe=(options or RoomOptions()).auto_subscribe,
        )
        self._stay.join()
        self._set_state(ConnectionState.CONN_CONNECTED)
        self.emit("connected")

    async def disconnect(
        self, *, reason: DisconnectReason = DisconnectReason.CLIENT_INITIATED
    ) -> None:
        """Leave the room; nothing happens if it was left already."""
        self._leave(reason)

    def isconnected(self) -> bool:
        """Whether one has joined and not left; true while reconnecting, as in `livekit.rtc`."""
        return self._state is not ConnectionState.CONN_DISCONNECTED

    @property
    def connection_state(self) -> ConnectionState:
        """Whether the room can be talked in now."""
        return self._state

    @property
    def name(self) -> str:
        """The NAME of `local://NAME`; empty before connecting."""
        return self._stay.hub.name if self._stay else ""

    @property
    async def sid(self) -> str:
        """The id of the room; as in `livekit.rtc` it is awaited."""
        return self._joined().hub.sid

    @property
    def local_participant(self) -> LocalParticipant:
        """Oneself. Raises RoomClosed before connecting."""
        return self._joined().me

    @property
    def remote_participants(self) -> Mapping[str, RemoteParticipant]:
        """The others by identity, in the order in which they joined."""
        return self._stay.view.remote_participants if self._stay else {}

    def register_text_stream_handler(self, topic: str, handler: TextStreamHandler) -> None:
        """Call `handler(reader, identity)` for each text stream on `topic`.

        Raises RoomError if the topic has a handler already.
        """
        self._inbox.register(topic, handler)

    def unregister_text_stream_handler(self, topic: str) -> None:
        """Nothing happens if the topic has no handler."""
        self._inbox.unregister(topic)

    def _joined(self) -> Membership:
        if self._stay is None:
            raise RoomClosed("This room is not connected: await its connect() first.")
        return self._stay

    def _leave(self, reason: DisconnectReason) -> None:
        if self._stay is None or not self.isconnected():
            return
        self._stay.leave(reason)
        self._set_state(ConnectionState.CONN_DISCONNECTED)
        self.emit("disconnected", reason)

    def _set_state(self, state: ConnectionState) -> None:
        self._state = state
        self.emit("connection_state_changed", state)
