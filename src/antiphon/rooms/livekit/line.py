"""The line to the listeners: whether what the agent says gets through to them."""

import asyncio
from collections.abc import Callable

from livekit import rtc

from antiphon.rooms.livekit.speaker import LiveKitSpeaker

__all__ = ["Line"]

SUBSCRIPTION_SECONDS = 11.0
"""How long somebody is waited for who listens to a track that was published anew: longer than those
whom a server has forgotten are, in `roster`, so that nobody is spoken to who has left."""


class Line:
    """Up while the room is connected; after a full reconnect, as soon as somebody listens again.

    `rtc.Room.isconnected()` is true while the room reconnects, so the connection's state is what
    counts. The SDK does not tell who has subscribed: as long as none of those whom the agent talks
    with is back, it is somebody else. Who does not subscribe within 11 s is spoken to all the same.
    """

    def __init__(
        self, room: rtc.Room, speaker: LiveKitSpeaker, *, has_company: Callable[[], bool]
    ) -> None:
        """`speaker` is told when the line is down, and when it is up again; `has_company` says
        whether one of those whom the agent talks with is in the room."""
        self._room = room
        self._speaker = speaker
        self._has_company = has_company
        self._is_subscribed = False
        """Somebody is, to the track that was published anew."""
        self._patience: asyncio.TimerHandle | None = None
        room.on("connection_state_changed", self._look)
        room.on("local_track_republished", self.published_anew)
        room.on("local_track_subscribed", self._subscribed)
        room.on("participant_connected", self._joined)
        self._look()

    def close(self) -> None:
        """Look at it no more."""
        self._room.off("connection_state_changed", self._look)
        self._room.off("local_track_republished", self.published_anew)
        self._room.off("local_track_subscribed", self._subscribed)
        self._room.off("participant_connected", self._joined)
        self._stop_waiting()

    def published_anew(self) -> None:
        """Nobody has subscribed to the track that there is now."""
        self._speaker.broken("listener")
        self._is_subscribed = False
        self._stop_waiting()
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(SUBSCRIPTION_SECONDS, self._go_on)

    def _subscribed(self) -> None:
        self._is_subscribed = True
        self._joined()

    def _joined(self) -> None:
        """Go on if that is whom they waited for."""
        if self._is_subscribed and self._has_company():
            self._go_on()

    def _go_on(self) -> None:
        self._stop_waiting()
        self._speaker.mended("listener")

    def _look(self) -> None:
        if self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED:
            self._speaker.mended("connection")
        else:
            self._speaker.broken("connection")

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
