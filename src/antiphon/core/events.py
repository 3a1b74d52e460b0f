"""What the core is told. Positions in audio are milliseconds of one content part's audio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from antiphon.core.model_events import (
    ContentDone,
    ModelEvent,
    ResponseDone,
    ResponseRefused,
    TextArrived,
)
from antiphon.core.user_acts import UserAct

if TYPE_CHECKING:
    from antiphon.core.values import Canceller, ContentId
    from antiphon.llm.chat_context import ChatMessage

# -- what comes of an answer ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class AudioArrived:
    """The next audio of a content part has arrived; the audio itself stays outside the core."""

    content: ContentId
    ms: float
    voiced: tuple[tuple[float, float], ...] = ()
    """Spans (start, end) where it is voiced, in ms from the start of this piece."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AudioRefused:
    """The next audio of a content part has arrived, and nobody has room to keep it."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolFinished:
    """A tool call has its one output."""

    call_id: str
    output: str
    """What the model is told: text or JSON."""
    failure: str | None = None
    """What went wrong, for the program; None where it went well."""
    called_off_by: Canceller | None = None
    """Who called it off, where it did not come to its own end."""


# -- the agent's voice --------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class PlayoutStarted:
    """The first sample of a content part is being played."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A content part has been heard this far: the answer to `WakeAtHeard`."""

    content: ContentId
    ms: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PlayoutEnded:
    """A content part was played to its end, or was stopped."""

    content: ContentId
    heard_ms: float
    interrupted: bool = False


# -- the program and the room -----------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionReady:
    """The agent can be heard and hears: its track is published, its ears are open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SayRequested:
    """The program wants these words spoken, or this audio played."""

    name: str
    """Names it in `SayingEnded`."""
    text: str
    audio: Any = None
    """An iterator of audio frames, for the shell alone."""
    allow_interruptions: bool = True
    """A user who begins to speak stops it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SayingCalledOff:
    """The program does not want that spoken any more."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContextReplaced:
    """The program wants the conversation to have been this."""

    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipantJoined:
    """Somebody is in the room."""

    identity: str
    standard: bool = True
    """An ordinary participant, not an agent or a recorder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentFound:
    """Another agent holds a conversation in this room, and was first to."""

    identity: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipantLeft:
    """Somebody has left the room."""

    identity: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoke:
    """Of several who are listened to, this one was the one to speak, until now or a moment ago.

    Told when somebody else begins to speak, and before anything that depends on it.
    """

    identity: str
    seconds: float
    """How much of it was not told before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlinePassed:
    """The time set by `SetDeadline` is up."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionClosed:
    """The conversation is over: it was interrupted before, and nothing is handled after this."""

    reason: str
    failure: str | None = None
    """What went wrong, where something did."""


Event: TypeAlias = (
    ModelEvent
    | AudioArrived
    | AudioRefused
    | ToolFinished
    | PlayoutStarted
    | Heard
    | PlayoutEnded
    | SessionReady
    | UserAct
    | SayRequested
    | SayingCalledOff
    | ContextReplaced
    | ParticipantJoined
    | ParticipantLeft
    | AgentFound
    | Spoke
    | DeadlinePassed
    | SessionClosed
)

AnswerEvent: TypeAlias = (
    ResponseRefused
    | ResponseDone
    | TextArrived
    | AudioArrived
    | AudioRefused
    | ContentDone
    | PlayoutStarted
    | Heard
)
"""What happens to an answer, and concerns nothing else."""
