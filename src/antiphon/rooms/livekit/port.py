"""What a session sees of a LiveKit room."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

from livekit import rtc

from antiphon.audio import AudioFrame
from antiphon.errors import RoomClosed, RoomError
from antiphon.rooms.base import AGENT_TRACK, Caption, Presence, RoomListener
from antiphon.rooms.livekit.answers import answered
from antiphon.rooms.livekit.display import Display
from antiphon.rooms.livekit.line import Line
from antiphon.rooms.livekit.microphone import Microphone, microphones_of
from antiphon.rooms.livekit.roster import Roster, presence
from antiphon.rooms.livekit.speaker import LiveKitSpeaker, Nowhere
from antiphon.utils.aio import gracefully_cancel

__all__ = ["LiveKitPort"]

QUEUE_MS = 200
"""What the native source may hold; the playout gives it much less."""
MUTE = "The agent may not publish in this room: its answers are shown there, and not spoken."


class LiveKitPort:
    """`rooms.base.RoomPort` around a `livekit.rtc.Room` that is connected.

    While the room reconnects, what is published waits; once it is closed, it is dropped.
    Raises RoomClosed for a room that is not connected.
    """

    def __init__(self, room: rtc.Room) -> None:
        if not room.isconnected():
            raise RoomClosed("This room is not connected: connect it, then start the agent in it.")
        self._room = room
        self._me = room.local_participant
        self._display = Display(room)
        self._voice: rtc.LocalTrackPublication | None = None
        self._microphones: set[Microphone] = set()
        self._listener: RoomListener | None = None

    def participants(self) -> list[Presence]:
        here = sorted(self._room.remote_participants.values(), key=arrival)
        return [presence(who) for who in here]

    def listen(self, listener: RoomListener) -> Callable[[], None]:
        self._listener = listener
        roster = Roster(self._room, listener, self._left)
        self._room.on("participant_permissions_changed", self._permissions_changed)

        def leave() -> None:
            self._listener = None
            roster.close()
            self._room.off("participant_permissions_changed", self._permissions_changed)
            self._display.close()

        return leave

    @asynccontextmanager
    async def speaker(self, sample_rate: int) -> AsyncGenerator[LiveKitSpeaker]:
        if not self._me.permissions.can_publish:
            self._trouble("permission", MUTE)
            async with running(LiveKitSpeaker(Nowhere(), sample_rate, None)) as speaker:
                yield speaker
            return
        source = rtc.AudioSource(sample_rate, 1, QUEUE_MS)
        try:
            self._voice = await self._publish(source)
            speaker = LiveKitSpeaker(source, sample_rate, self._voice)
            line = Line(self._room, speaker.line_changed)
            try:
                async with running(speaker):
                    yield speaker
            finally:
                line.close()
                await self._unpublish()
        finally:
            await source.aclose()

    async def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator[AudioFrame, None]:
        microphone = Microphone(
            self._room,
            identity,
            sample_rate=sample_rate,
            frame_ms=frame_ms,
            switched=self._switched,
        )
        self._microphones.add(microphone)
        try:
            async for frame in microphone.frames():
                yield frame
        finally:
            self._microphones.discard(microphone)
            await microphone.aclose()

    async def publish_state(self, state: str) -> None:
        await self._display.show_state(state)

    async def publish_caption(self, caption: Caption) -> None:
        await self._display.show_caption(caption, track_sid=self._track_of(caption.speaker))

    async def _publish(self, source: rtc.AudioSource) -> rtc.LocalTrackPublication:
        track = rtc.LocalAudioTrack.create_audio_track(AGENT_TRACK, source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        async with answered():
            return await self._me.publish_track(track, options)

    async def _unpublish(self) -> None:
        voice, self._voice = self._voice, None
        if voice is None or self._room.connection_state != rtc.ConnectionState.CONN_CONNECTED:
            return
        with suppress(RoomError):  # the room is left, and the track with it
            async with answered():
                await self._me.unpublish_track(voice.sid)

    def _permissions_changed(self, who: rtc.Participant) -> None:
        is_me = who.identity == self._me.identity
        if is_me and self._voice is not None and not self._me.permissions.can_publish:
            self._voice = None  # the server has withdrawn it
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


@asynccontextmanager
async def running(speaker: LiveKitSpeaker) -> AsyncGenerator[LiveKitSpeaker]:
    """Have what is written to `speaker` handed on."""
    task = asyncio.create_task(speaker.run(), name="voice")
    try:
        yield speaker
    finally:
        await gracefully_cancel(task)


def arrival(who: rtc.RemoteParticipant) -> float:
    """When they came; those of whom that is not known came first."""
    return 0.0 if who.joined_at is None else who.joined_at.timestamp()
