"""The line to the listeners: whether what the agent says gets through to them."""

import asyncio
from collections.abc import Callable

from livekit import rtc

__all__ = ["Line"]

SUBSCRIPTION_SECONDS = 3.0
"""How long somebody is waited for who listens to a track that was published anew."""


class Line:
    """Up while the room is connected; after a full reconnect, as soon as somebody listens again.

    `rtc.Room.isconnected()` is true while the room reconnects, so the connection's state is what
    counts. Who does not subscribe within 3 s is spoken to all the same.
    """

    def __init__(self, room: rtc.Room, changed: Callable[[bool], None]) -> None:
        """`changed` is told whether the line is up, each time that this changes."""
        self._room = room
        self._changed = changed
        self._is_up = True
        self._is_unheard = False
        """The track was published anew, and nobody has subscribed to it."""
        self._patience: asyncio.TimerHandle | None = None
        room.on("connection_state_changed", self._look)
        room.on("local_track_republished", self._republished)
        room.on("local_track_subscribed", self._subscribed)
        self._look()

    def close(self) -> None:
        """Look at it no more."""
        self._room.off("connection_state_changed", self._look)
        self._room.off("local_track_republished", self._republished)
        self._room.off("local_track_subscribed", self._subscribed)
        self._stop_waiting()

    def _republished(self) -> None:
        self._is_unheard = True
        loop = asyncio.get_running_loop()
        self._stop_waiting()
        self._patience = loop.call_later(SUBSCRIPTION_SECONDS, self._subscribed)

    def _subscribed(self) -> None:
        self._is_unheard = False
        self._stop_waiting()
        self._look()

    def _look(self) -> None:
        is_connected = self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED
        is_up = is_connected and not self._is_unheard
        if is_up != self._is_up:
            self._is_up = is_up
            self._changed(is_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
