"""Who is in a LiveKit room, through its reconnects.

| somebody | while the room is connected   | while it reconnects                                   |
|----------|-------------------------------|-------------------------------------------------------|
| leaves   | is told                       | is missed: a server that restarts forgets everybody   |
| joins    | is told, unless it was missed | as when it is connected                               |

Who is still missed 10 s after the room is connected again has left: a client dials every 5 to 8 s,
and a server tells of one who publishes nothing up to 3 s later. That it reconnects is told as a
trouble of the room, `room_lost`, and so is that it has, `room_restored`.
"""

import asyncio
from collections.abc import Callable

from livekit import rtc

from antiphon.rooms.base import ParticipantKind, Presence, RoomListener

__all__ = ["Roster"]

RETURN_SECONDS = 10.0
LOST = "The line to the LiveKit server is broken: it is dialled again."
RESTORED = "The line to the LiveKit server is there again."
GIVEN_UP = "connection_lost"
"""Why it ends when the SDK has dialled in vain, which it calls an unknown reason."""
KINDS = {
    rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD: ParticipantKind.STANDARD,
    rtc.ParticipantKind.PARTICIPANT_KIND_SIP: ParticipantKind.SIP,
    rtc.ParticipantKind.PARTICIPANT_KIND_AGENT: ParticipantKind.AGENT,
}


class Roster:
    """Tells one listener who comes and goes, and that the room is closed."""

    def __init__(self, room: rtc.Room, listener: RoomListener, left: Callable[[str], None]) -> None:
        """`left` is told of leavers before the listener is."""
        self._room = room
        self._listener = listener
        self._left = left
        self._missed: set[str] = set()
        self._is_lost = False
        self._farewell: asyncio.TimerHandle | None = None
        room.on("participant_connected", self._joined)
        room.on("participant_disconnected", self._gone)
        room.on("connection_state_changed", self._state_changed)
        room.on("disconnected", self._closed)

    def close(self) -> None:
        """Tell nothing more."""
        self._room.off("participant_connected", self._joined)
        self._room.off("participant_disconnected", self._gone)
        self._room.off("connection_state_changed", self._state_changed)
        self._room.off("disconnected", self._closed)
        self._stop_timer()

    def _joined(self, who: rtc.RemoteParticipant) -> None:
        if who.identity in self._missed:
            self._missed.remove(who.identity)
        else:
            self._listener.participant_joined(presence(who))

    def _gone(self, who: rtc.RemoteParticipant) -> None:
        if self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED:
            self._say_goodbye(who.identity)
        else:
            self._missed.add(who.identity)

    def _state_changed(self, state: rtc.ConnectionState.ValueType) -> None:
        self._stop_timer()
        if state == rtc.ConnectionState.CONN_RECONNECTING:
            self._lost()
        elif state == rtc.ConnectionState.CONN_CONNECTED:
            self._restored()

    def _lost(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._listener.room_troubled("room_lost", LOST)

    def _restored(self) -> None:
        if self._is_lost:
            self._is_lost = False
            self._listener.room_troubled("room_restored", RESTORED)
        if self._missed:
            loop = asyncio.get_running_loop()
            self._farewell = loop.call_later(RETURN_SECONDS, self._give_up)

    def _give_up(self) -> None:
        while self._missed:
            self._say_goodbye(self._missed.pop())

    def _say_goodbye(self, identity: str) -> None:
        self._left(identity)
        self._listener.participant_left(identity)

    def _closed(self, reason: rtc.DisconnectReason.ValueType) -> None:
        is_known = reason != rtc.DisconnectReason.UNKNOWN_REASON
        self._listener.room_closed(
            rtc.DisconnectReason.Name(reason).lower() if is_known else GIVEN_UP
        )

    def _stop_timer(self) -> None:
        if self._farewell is not None:
            self._farewell.cancel()
            self._farewell = None


def presence(who: rtc.RemoteParticipant) -> Presence:
    """Somebody, as a session sees them."""
    return Presence(identity=who.identity, kind=KINDS.get(who.kind, ParticipantKind.OTHER))
