"""The line to the listeners: whether what the agent says gets through to them."""

import asyncio

from livekit import rtc

from antiphon.rooms.livekit.speaker import LiveKitSpeaker

__all__ = ["Line"]

SUBSCRIPTION_SECONDS = 6.0
"""How long somebody is waited for who listens to a track that was published anew: longer than those
whom a server has forgotten are, in `roster`, so that nobody is spoken to who has left."""


class Line:
    """Up while the room is connected; after a full reconnect, as soon as somebody listens again.

    `rtc.Room.isconnected()` is true while the room reconnects, so the connection's state is what
    counts. Who does not subscribe within 6 s is spoken to all the same.
    """

    def __init__(self, room: rtc.Room, speaker: LiveKitSpeaker) -> None:
        """`speaker` is told when the line is down, and when it is up again."""
        self._room = room
        self._speaker = speaker
        self._patience: asyncio.TimerHandle | None = None
        room.on("connection_state_changed", self._look)
        room.on("local_track_republished", self.published_anew)
        room.on("local_track_subscribed", self._subscribed)
        self._look()

    def close(self) -> None:
        """Look at it no more."""
        self._room.off("connection_state_changed", self._look)
        self._room.off("local_track_republished", self.published_anew)
        self._room.off("local_track_subscribed", self._subscribed)
        self._stop_waiting()

    def published_anew(self) -> None:
        """Nobody has subscribed to the track that there is now."""
        self._speaker.broken("listener")
        self._stop_waiting()
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(SUBSCRIPTION_SECONDS, self._subscribed)

    def _subscribed(self) -> None:
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
