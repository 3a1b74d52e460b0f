"""What a session sees of a LiveKit room."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

from livekit import rtc

from antiphon.audio import AudioFrame
from antiphon.errors import RoomClosed
from antiphon.rooms.base import Caption, Presence, RoomListener
from antiphon.rooms.livekit.display import Display
from antiphon.rooms.livekit.line import Line
from antiphon.rooms.livekit.media_path import MediaPath
from antiphon.rooms.livekit.microphone import Microphone, cancellation, microphones_of
from antiphon.rooms.livekit.preconnect import Preconnect
from antiphon.rooms.livekit.requests import read_chat, serve
from antiphon.rooms.livekit.rivals import Rivals
from antiphon.rooms.livekit.roster import Roster, presence
from antiphon.rooms.livekit.speaker import LiveKitSpeaker, Nowhere
from antiphon.rooms.livekit.voice import Voice, publish
from antiphon.utils.aio import gracefully_cancel

__all__ = ["LiveKitPort"]

MUTE = "The agent may not publish in this room: its answers are shown there, and not spoken."
UNPROCESSED = (
    "LiveKit's SDK refuses this noise cancellation: import the package it comes with, and see what "
    "its vendor allows. The microphone is heard as it is."
)
STILL = "LiveKit has not taken the agent's voice for 3 s: its track is published anew."


class LiveKitPort:
    """`rooms.base.RoomPort` around a `livekit.rtc.Room` that is connected.

    While the room reconnects, what is published waits; once it is closed, it is dropped.
    `noise_cancellation` is a vendor's, and applied by the SDK to every microphone; a FrameProcessor
    is the program's to close. Raises RoomClosed for a room that is not connected,
    ConfigurationError for a noise cancellation that the SDK does not know.
    """

    def __init__(self, room: rtc.Room, noise_cancellation: object = None) -> None:
        self._noise_cancellation = cancellation(noise_cancellation)
        if not room.isconnected():
            raise RoomClosed("This room is not connected: connect it, then start the agent in it.")
        self._room = room
        self._me = room.local_participant
        self._display = Display(room)
        self._voice: Voice | None = None
        self._preconnect = Preconnect(room)
        self._microphones: set[Microphone] = set()
        self._listener: RoomListener | None = None

    def participants(self) -> list[Presence]:
        here = sorted(self._room.remote_participants.values(), key=arrival)
        return [presence(who) for who in here]

    def listen(self, listener: RoomListener) -> Callable[[], None]:
        self._listener = listener
        roster = Roster(self._room, listener, self._left)
        stop_recordings = self._preconnect.listen()
        rivals = Rivals(self._room, self._display, listener.agent_found)
        self._room.on("participant_permissions_changed", self._permissions_changed)

        def leave() -> None:
            self._listener = None
            roster.close()
            stop_recordings()
            rivals.close()
            self._room.off("participant_permissions_changed", self._permissions_changed)
            self._display.close()

        return leave

    @asynccontextmanager
    async def speaker(self, sample_rate: int) -> AsyncGenerator[LiveKitSpeaker]:
        voice = self._aloud if self._me.permissions.can_publish else self._mute
        try:
            async with voice(sample_rate) as speaker:
                yield speaker
        finally:
            await self._display.show_nothing()

    @asynccontextmanager
    async def _mute(self, sample_rate: int) -> AsyncGenerator[LiveKitSpeaker]:
        self._trouble("permission", MUTE)
        speaker = LiveKitSpeaker(Nowhere(), sample_rate, replace=nowhere_else)
        async with running(speaker.run(), "voice"):
            yield speaker

    @asynccontextmanager
    async def _aloud(self, sample_rate: int) -> AsyncGenerator[LiveKitSpeaker]:
        async def replace() -> Voice:
            self._trouble("playout_stalled", STILL)
            await self._withdraw()
            self._voice = await publish(self._room, sample_rate)
            line.published_anew()
            return self._voice

        self._voice = await publish(self._room, sample_rate)
        speaker = LiveKitSpeaker(self._voice, sample_rate, replace=replace)
        path = MediaPath(self._room, speaker)
        line = Line(self._room, speaker)
        try:
            async with running(speaker.run(), "voice"):
                async with running(path.run(lambda: self._voice), "media path"):
                    yield speaker
        finally:
            line.close()
            await self._withdraw()

    async def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator[AudioFrame, None]:
        microphone = Microphone(
            self._room,
            identity,
            sample_rate=sample_rate,
            frame_ms=frame_ms,
            switched=self._switched,
            noise_cancellation=self._noise_cancellation,
            unprocessed=lambda: self._trouble("noise_cancellation_failed", UNPROCESSED),
            preconnect=self._preconnect,
        )
        self._microphones.add(microphone)
        try:
            async for frame in microphone.frames():
                yield frame
        finally:
            self._microphones.discard(microphone)
            await microphone.aclose()

    def read_chat(self, told: Callable[[str, str], None]) -> Callable[[], None]:
        return read_chat(self._room, told)

    def serve(self, methods: Mapping[str, Callable[[str], None]]) -> Callable[[], None]:
        serve(self._me, methods)

        def leave() -> None:
            for name in methods:
                self._me.unregister_rpc_method(name)

        return leave

    async def publish_state(self, state: str) -> None:
        await self._display.show_state(state)

    async def publish_caption(self, caption: Caption) -> None:
        await self._display.show_caption(caption, track_sid=self._track_of(caption.speaker))

    async def _withdraw(self) -> None:
        voice, self._voice = self._voice, None
        if voice is not None:
            await voice.withdraw()

    def _permissions_changed(self, who: rtc.Participant) -> None:
        is_me = who.identity == self._me.identity
        voice = self._voice
        if is_me and voice is not None and voice.sid and not self._me.permissions.can_publish:
            voice.lost()
            self._trouble("permission", MUTE)

    def _left(self, identity: str) -> None:
        for microphone in self._microphones:
            if microphone.identity == identity:
                microphone.close()

    def _switched(self, identity: str) -> None:
        self._trouble("input_switched", f"{identity} is heard by another microphone now.")

    def _trouble(self, kind: str, message: str) -> None:
        if self._listener is not None:
            self._listener.room_troubled(kind, message)

    def _track_of(self, speaker: str | None) -> str:
        """The id of the track that `speaker` speaks on, empty where there is none."""
        if speaker is None:
            return "" if self._voice is None else self._voice.sid
        who = self._room.remote_participants.get(speaker)
        microphones = microphones_of(who) if who else []
        return microphones[-1].sid if microphones else ""


async def nowhere_else() -> Nowhere:
    """There is no better place for a voice that goes nowhere."""
    return Nowhere()


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None], name: str) -> AsyncGenerator[None]:
    """Have `work` done meanwhile."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await gracefully_cancel(task)


def arrival(who: rtc.RemoteParticipant) -> float:
    """When they came; those of whom that is not known came first."""
    return 0.0 if who.joined_at is None else who.joined_at.timestamp()
