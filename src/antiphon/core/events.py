"""What the core is told. Positions in audio are milliseconds of one content part's audio.

The events of a model are reported by it in these very words (`antiphon.realtime`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from antiphon.core.effects import EventName
    from antiphon.core.values import (
        Canceller,
        ContentId,
        ContentKind,
        OnDuplicate,
        ResponseStatus,
        Word,
    )
    from antiphon.llm.chat_context import ChatMessage, ToolCall

# -- the user -------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class UserStarted:
    """The user begins to speak."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UserStopped:
    """The user has stopped speaking."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UserCommitted:
    """What the user said has become an item of the conversation."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UserTranscribed:
    """The words of a user's item; None where they could not be found."""

    item_id: str
    text: str | None


# -- the model's answers ----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseCreated:
    """An answer has begun: to the request of that id, or of the model's own accord (None)."""

    response_id: str
    request_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseRefused:
    """A request for an answer was turned down."""

    request_id: str
    message: str
    busy: bool = False
    """Another answer was under way: the request may be sent again when that is done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseDone:
    """An answer has been generated to its end, or was cut off; one for each that was created."""

    response_id: str
    status: ResponseStatus = "completed"
    message: str = ""
    """Why, where it failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentAdded:
    """A content part has begun."""

    content: ContentId
    kind: ContentKind = "audio"


@dataclass(frozen=True, kw_only=True, slots=True)
class TextArrived:
    """The next text of a content part; the texts joined give the whole."""

    content: ContentId
    text: str
    words: tuple[Word, ...] = ()
    """Where the model knows: when each word of `text` is spoken. Joined by white space they give
    the text."""


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
class ContentDone:
    """No more text or audio comes for a content part."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentTranscribed:
    """The words of an item, from a model that finds out only later what it said."""

    item_id: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCallsReceived:
    """All tool calls of a response, once, before its `ResponseDone`.

    Of a response that was cancelled, those that arrived complete: they are answered, and not run.
    """

    response_id: str
    calls: tuple[ToolCall, ...]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricsArrived:
    """What a response has cost (a MultimodalLLMMetrics)."""

    metrics: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Relayed:
    """What a model that does more than speak has for the program's listeners, as it is."""

    event: EventName
    args: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelTroubled:
    """Something went wrong in the model, or beside it, that the conversation survives."""

    kind: str
    message: str
    retry_in: float | None = None
    """Seconds until it is tried again, where that is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelLost:
    """The line to the model is down; what was under way there is lost."""

    message: str
    retry_in: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelRestored:
    """There is a new, empty model session: it must be told the conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelRenewed:
    """While nobody spoke, another model session, an empty one, has taken the place of the one
    before: it must be told the conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageAdded:
    """A message is in the model's conversation that nobody told it of: the program has put it
    there by the model's own means, or the model keeps of it what nobody has written down."""

    message: ChatMessage
    after: str | None = None
    """Id of the item that it stands behind; None is at the end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRemoved:
    """An item is not in the model's conversation any more, though nobody told it so: the program
    has taken it out by the model's own means, or what was said in it is to be heard once more."""

    item_id: str


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
class ReplyRequested:
    """An answer is asked for by the program, or by the model's own clock."""

    on_duplicate: OnDuplicate = "cancel_existing"
    instructions: str | None = None
    tools: Any = None
    """Tools for this answer alone (a FunctionContext); None means the session's."""
    detail: Any = None
    """What else the model is to know of it, in a form of its own."""


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
class InterruptRequested:
    """The program, or the model, wants the agent to stop talking."""


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


ModelEvent: TypeAlias = (
    UserStarted
    | UserStopped
    | UserCommitted
    | UserTranscribed
    | ResponseCreated
    | ResponseRefused
    | ResponseDone
    | ContentAdded
    | TextArrived
    | ContentDone
    | AgentTranscribed
    | ToolCallsReceived
    | MetricsArrived
    | Relayed
    | ReplyRequested
    | InterruptRequested
    | ModelTroubled
    | ModelLost
    | ModelRestored
    | ModelRenewed
    | MessageAdded
    | MessageRemoved
)

Event: TypeAlias = (
    ModelEvent
    | AudioArrived
    | AudioRefused
    | ToolFinished
    | PlayoutStarted
    | Heard
    | PlayoutEnded
    | SessionReady
    | SayRequested
    | SayingCalledOff
    | ContextReplaced
    | ParticipantJoined
    | ParticipantLeft
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
