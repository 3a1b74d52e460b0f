"""What is shown in a LiveKit room: the agent's state, and captions."""

import asyncio
from contextlib import suppress

from livekit import rtc

from antiphon import clock
from antiphon.errors import RoomError
from antiphon.rooms.base import AGENT_SINCE, AGENT_STATE, Caption
from antiphon.rooms.captions import CaptionPublisher
from antiphon.rooms.livekit.answers import answered
from antiphon.utils.aio import TaskSet

__all__ = ["Display"]


class Display:
    """Shows things as soon as the room does not reconnect; drops them once it is closed.

    A server that was restarted knows nothing: it is shown the state anew, and those who read a
    segment that grows are given it anew, from its beginning. Raises RoomError for what is refused.
    """

    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._me = room.local_participant
        self._captions = CaptionPublisher(self._me, packet)
        self._state: str | None = None
        self.since: float | None = None
        """Since when a state has been shown, in seconds since the epoch; None: none is."""
        self._settled = asyncio.Event()
        """Set while the room does not reconnect."""
        self._tasks = TaskSet()
        self._look()

    def open(self) -> None:
        """Follow the room through its reconnects, until `close`."""
        self._room.on("connection_state_changed", self._look)
        self._room.on("reconnected", self._reconnected)
        self._look()

    def close(self) -> None:
        """Wait for nothing any more."""
        self._room.off("connection_state_changed", self._look)
        self._room.off("reconnected", self._reconnected)
        self._settled.set()
        for task in self._tasks.tasks:
            task.cancel()

    async def show_state(self, state: str) -> None:
        """Show the agent's state as its attribute."""
        self._state = state
        if self.since is None:
            self.since = clock.wall()
        if await self._is_connected():
            await self._set({AGENT_STATE: state, AGENT_SINCE: f"{self.since:.3f}"})

    async def show_nothing(self) -> None:
        """Take the state back: there is no conversation any more."""
        was_shown, self._state, self.since = self._state is not None, None, None
        if was_shown and self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED:
            with suppress(RoomError):  # it is over, whether it is seen or not
                await self._set({AGENT_STATE: "", AGENT_SINCE: ""})

    async def show_caption(self, caption: Caption, *, track_sid: str) -> None:
        """Show a caption of what was said on that track; empty: on none."""
        if await self._is_connected():
            async with answered():
                await self._captions.publish(caption, track_sid=track_sid)

    async def _set(self, attributes: dict[str, str]) -> None:
        async with answered():
            await self._me.set_attributes(attributes)

    async def _is_connected(self) -> bool:
        """Whether the room is connected, as soon as it does not reconnect."""
        await self._settled.wait()
        return self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED

    def _look(self) -> None:
        if self._room.connection_state == rtc.ConnectionState.CONN_RECONNECTING:
            self._settled.clear()
        else:
            self._settled.set()

    def _reconnected(self) -> None:
        self._captions.forget()
        if self._state is not None:
            self._tasks.create_task(self._show_anew(self._state), name="agent state")

    async def _show_anew(self, state: str) -> None:
        with suppress(RoomError):  # a display that lags behind is none of the program's business
            await self.show_state(state)


def packet(caption: Caption, speaker: str, track_sid: str) -> rtc.Transcription | None:
    """The packet; None without a track: the SDK aborts the process of who receives such a one."""
    if not track_sid:
        return None
    segment = rtc.TranscriptionSegment(
        id=caption.segment_id,
        text=caption.text,
        start_time=0,
        end_time=0,
        language="",
        final=caption.final,
    )
    return rtc.Transcription(participant_identity=speaker, track_sid=track_sid, segments=[segment])
