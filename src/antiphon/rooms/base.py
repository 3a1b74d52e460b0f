"""The port between a conversation and its room: what the session needs, and nothing more.

A program sees the room it brought (`livekit.rtc.Room`, `LocalRoom`); the session sees a `RoomPort`
that an adapter makes around it. All methods are called on the loop of the session.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from antiphon.audio import AudioFrame

__all__ = [
    "AGENT_SINCE",
    "AGENT_STATE",
    "AGENT_TRACK",
    "Attendant",
    "Board",
    "Caption",
    "ParticipantKind",
    "Presence",
    "RoomListener",
    "RoomPort",
    "Speaker",
]

AGENT_TRACK = "assistant_voice"
"""Name of the track that the agent speaks on."""
AGENT_STATE = "lk.agent.state"
"""The attribute in which the agent shows its state."""
AGENT_SINCE = "antiphon.since"
"""The attribute in which an agent shows since when, in seconds since the epoch, it has shown its
state: of two agents in a LiveKit room, the one that was first stays. At the end of the conversation
both are taken back there."""


class ParticipantKind(Enum):
    """What a participant is; only a standard one is listened to unless named."""

    STANDARD = "standard"
    SIP = "sip"
    AGENT = "agent"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Presence:
    """Somebody who is in the room."""

    identity: str
    kind: ParticipantKind = ParticipantKind.STANDARD


@dataclass(frozen=True, kw_only=True, slots=True)
class Caption:
    """One segment of a transcript, as it stands now.

    A segment keeps its id while it grows; the last version of it is `final`.
    """

    segment_id: str
    text: str
    final: bool
    speaker: str | None
    """Identity of who spoke; None is the agent."""


class RoomListener(Protocol):
    """Who is told of what happens in the room; called on the loop, one call at a time."""

    def participant_joined(self, who: Presence) -> None: ...
    def participant_left(self, identity: str) -> None: ...
    def agent_found(self, identity: str) -> None:
        """Another agent, which was first, holds a conversation in this room."""

    def room_closed(self, reason: str) -> None: ...
    def room_troubled(self, kind: str, message: str) -> None:
        """Something is wrong, or has changed, that the conversation survives."""


class Attendant(Protocol):
    """Who takes up what people in the room ask of the agent otherwise than by speaking."""

    def attend(self, room: "RoomPort") -> Callable[[], None]:
        """Begin; the result ends it."""
        ...


class Speaker(Protocol):
    """The agent's voice in the room: a queue of mono 16-bit samples that is played in real time."""

    @property
    def sample_rate(self) -> int:
        """Samples per second that `write` takes."""
        ...

    async def write(self, frame: AudioFrame) -> None:
        """Queue `frame` behind what is queued; waits only while the queue is full."""

    def queued(self) -> int:
        """Samples written that have not been played yet."""
        ...

    def clear(self) -> int:
        """Drop what has not been played, from the next 10 ms on, and return how many samples."""
        ...

    async def heard_by(self, identity: str) -> None:
        """Wait until that participant is subscribed to this voice."""


class Board(Protocol):
    """Where the agent shows something to everybody in the room."""

    async def publish_state(self, state: str) -> None:
        """Show the agent's state as its attribute `AGENT_STATE`."""

    async def publish_caption(self, caption: Caption) -> None:
        """Show a piece of a transcript to everybody in the room."""


class RoomPort(Board, Protocol):
    """A room, as far as one conversation needs it."""

    def participants(self) -> list[Presence]:
        """Who else is here now, in the order in which they came."""
        ...

    def listen(self, listener: RoomListener) -> Callable[[], None]:
        """Tell `listener` of joins, leaves and the end; the result takes it off again."""
        ...

    async def settled(self) -> None:
        """Wait until it is known whether another agent was here first."""

    def speaker(self, sample_rate: int) -> AbstractAsyncContextManager[Speaker]:
        """Publish the track `AGENT_TRACK`; leaving the context unpublishes it."""
        ...

    def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator[AudioFrame, None]:
        """Mono frames of that participant's microphone, over every (re)publication and mute of it.

        Ends when the participant leaves or the room closes. Close it with `aclose()`.
        """
        ...

    def read_chat(self, told: Callable[[str, str], None]) -> Callable[[], None]:
        """Tell `told` who writes something here and what, until the result is called."""
        ...

    def serve(self, methods: Mapping[str, Callable[[str], None]]) -> Callable[[], None]:
        """Let the others call these, by RPC, until the result is called.

        Each is given the identity of who calls it. A RoomError that it raises is told to them.
        """
        ...
