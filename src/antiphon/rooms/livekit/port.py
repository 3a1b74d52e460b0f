"""What a session sees of a LiveKit room."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager

from livekit import rtc

from antiphon.audio import AudioFrame
from antiphon.errors import RoomClosed
from antiphon.rooms.base import Caption, Presence, RoomListener
from antiphon.rooms.livekit.display import Display
from antiphon.rooms.livekit.microphone import Microphone, cancellation, microphones_of
from antiphon.rooms.livekit.mouth import Mouth
from antiphon.rooms.livekit.preconnect import Preconnect
from antiphon.rooms.livekit.rights import missing
from antiphon.rooms.livekit.rivals import Rivals
from antiphon.rooms.livekit.roster import Roster, presence
from antiphon.rooms.livekit.speaker import LiveKitSpeaker
from antiphon.rooms.requests import read_chat, serve

__all__ = ["LiveKitPort"]

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
        self._mouth: Mouth | None = None
        self._missing: list[str] = []
        """Sentences about the rights that the agent lacks."""
        self._preconnect = Preconnect(room)
        self._microphones: set[Microphone] = set()
        self._listener: RoomListener | None = None
        self._rivals: Rivals | None = None

    def participants(self) -> list[Presence]:
        here = sorted(self._room.remote_participants.values(), key=arrival)
        return [presence(who) for who in here]

    def listen(self, listener: RoomListener) -> Callable[[], None]:
        self._listener = listener
        self._display.open()
        roster = Roster(self._room, listener, self._left)
        stop_recordings = self._preconnect.listen()
        rivals = self._rivals = Rivals(self._room, self._display, listener.agent_found)
        self._room.on("participant_permissions_changed", self._permissions_changed)

        def leave() -> None:
            self._listener = None
            roster.close()
            stop_recordings()
            rivals.close()
            self._room.off("participant_permissions_changed", self._permissions_changed)
            self._display.close()

        return leave

    async def settled(self) -> None:
        if self._rivals is not None:
            await self._rivals.settled()

    @asynccontextmanager
    async def speaker(self, sample_rate: int) -> AsyncGenerator[LiveKitSpeaker]:
        mouth = Mouth(self._room, sample_rate, stalled=self._stalled, has_company=self._has_company)
        self._note_rights()
        try:
            async with mouth.opened() as speaker:
                self._mouth = mouth
                yield speaker
        finally:
            self._mouth = None
            await self._display.show_nothing()

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
        return serve(self._me, methods, refusal=refusal)

    async def publish_state(self, state: str) -> None:
        await self._display.show_state(state)

    async def publish_caption(self, caption: Caption) -> None:
        await self._display.show_caption(caption, track_sid=self._track_of(caption.speaker))

    def _permissions_changed(self, who: rtc.Participant) -> None:
        if who.identity != self._me.identity:
            return
        self._note_rights()
        if self._mouth is not None:
            self._mouth.rights_changed()

    def _note_rights(self) -> None:
        """Tell of the rights that are missing, and were not before."""
        before, self._missing = self._missing, missing(self._me)
        for sentence in self._missing:
            if sentence not in before:
                self._trouble("permission", sentence)

    def _stalled(self) -> None:
        self._trouble("playout_stalled", STILL)

    def _has_company(self) -> bool:
        """Whether one of those who are listened to, if there are any, is in the room."""
        heard = [microphone.identity for microphone in self._microphones]
        return not heard or any(who in self._room.remote_participants for who in heard)

    def _left(self, identity: str) -> None:
        self._preconnect.left(identity)
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
            return "" if self._mouth is None else self._mouth.sid
        who = self._room.remote_participants.get(speaker)
        microphones = microphones_of(who) if who else []
        return microphones[-1].sid if microphones else ""


def arrival(who: rtc.RemoteParticipant) -> float:
    """When they came; those of whom that is not known came first."""
    return 0.0 if who.joined_at is None else who.joined_at.timestamp()


def refusal(message: str) -> rtc.RpcError:
    return rtc.RpcError(rtc.RpcError.ErrorCode.APPLICATION_ERROR, message)
