"""What the core wants done. The commands to a model are told to it in these very words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from antiphon.core.values import AgentState, Canceller, ContentId, OnDuplicate
    from antiphon.llm.chat_context import ChatMessage, ToolCall

# -- commands to the model -------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateResponse:
    """Answer now; `ResponseCreated` or `ResponseRefused` with this id follows."""

    request_id: str
    instructions: str | None = None
    tools: Any = None
    """Tools for this answer alone (a FunctionContext); None means the session's."""
    detail: Any = None
    """What else the model is to know of it, in a form of its own."""
    on_duplicate: OnDuplicate = "cancel_existing"
    """What becomes of an answer under way that only the model knows of, where there can be one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestDropped:
    """There will be no answer to what the model had requested for somebody, with this detail.

    Told even while it is lost; not told of what it has begun or refused itself.
    """

    detail: Any
    """That of the `ReplyRequested`, as it was; of one without, nobody is told."""
    failure: str | None = None
    """What went wrong; None where it was called off, or not taken up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelResponse:
    """Stop generating; `ResponseDone(status="cancelled")` follows. No harm if it is over."""

    response_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitAudio:
    """The user's turn is over, says the program."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClearAudio:
    """Forget what the user has said and is no turn yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Truncate:
    """Forget what was not heard of an item."""

    item_id: str
    content_index: int
    heard_ms: int
    heard_text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteText:
    """What was heard of an item by now; for a model that wants to be told."""

    item_id: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeleteItem:
    """Forget an item; no harm if it is not there."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateItem:
    """Put a message into the conversation, behind the item of that id; None puts it first.

    The output of a tool is a message of role "tool".
    """

    message: ChatMessage
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """Speak this text: it comes back as a response to that request."""

    request_id: str
    text: str


ModelCommand: TypeAlias = (
    CreateResponse
    | RequestDropped
    | CancelResponse
    | CommitAudio
    | ClearAudio
    | Truncate
    | NoteText
    | DeleteItem
    | CreateItem
    | Say
)


# -- the rest ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrate:
    """Speak this beside the model: it comes back as a response to that request."""

    request_id: str
    text: str
    audio: Any = None
    """What to play for it, where there is something (an iterator of audio frames)."""
    goes_on: bool = False
    """More text follows (`NarrateOn`), until `EndNarration`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NarrateOn:
    """Speak this behind the text of that request, unless it is over; the texts joined give the
    whole."""

    request_id: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EndNarration:
    """No more text follows that of that request; no harm if it is over."""

    request_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelNarration:
    """Stop speaking that beside the model; `ResponseDone(status="cancelled")` follows."""

    response_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Buffer:
    """Keep the audio that arrives for a content part, until it is played or stopped."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class Play:
    """Play the audio of a content part, what has arrived and what will."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class EndAudio:
    """No more audio comes for a content part; its playout ends when what came is played."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class PausePlayout:
    """Silence a content part that plays, until it goes on or is stopped."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumePlayout:
    """Go on with a content part that was paused, from the first sample that was not heard."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class StopPlayout:
    """Silence a content part for good; `PlayoutEnded` with the position heard is the answer."""

    content: ContentId


@dataclass(frozen=True, kw_only=True, slots=True)
class WakeAtHeard:
    """Report `Heard` when the content part has been heard this far."""

    content: ContentId
    ms: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RunTools:
    """Run these tool calls; each is answered by one `ToolFinished`."""

    calls: tuple[ToolCall, ...]
    tools: Any = None
    """The tools that their answer alone had (a FunctionContext); None means the session's."""
    asker: str | None = None
    """Identity of the user whose words they answer, where there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InterruptTools:
    """Call off those of these calls that were declared so, each answered by its `ToolFinished`."""

    calls: tuple[ToolCall, ...]
    by: Canceller


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOffTools:
    """Call off all of these calls, running or not: they have their outputs already."""

    calls: tuple[ToolCall, ...]
    by: Canceller


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkParticipants:
    """Listen to these participants from now on, and to nobody else."""

    identities: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenEars:
    """Hear those who are listened to, until `CloseEars`."""

    identity: str | None = None
    """Hear of them only this one; None is all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseEars:
    """Hear nobody, until `OpenEars`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishCaption:
    """Show a segment of a transcript as it stands now."""

    segment: str
    """Names the segment; unique in the conversation."""
    text: str
    final: bool
    speaker: str | None
    """Identity of who spoke; None is the agent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishState:
    """Show the agent's state."""

    state: AgentState


@dataclass(frozen=True, kw_only=True, slots=True)
class SetDeadline:
    """Report `DeadlinePassed` after this many seconds; None forgets the deadline."""

    name: str
    seconds: float | None


class EventName(Enum):
    """What a program can listen to; the values are its names."""

    USER_STARTED = "user_started_speaking"
    USER_STOPPED = "user_stopped_speaking"
    AGENT_STARTED = "agent_started_speaking"
    AGENT_STOPPED = "agent_stopped_speaking"
    USER_COMMITTED = "user_speech_committed"
    AGENT_COMMITTED = "agent_speech_committed"
    AGENT_INTERRUPTED = "agent_speech_interrupted"
    CALLS_COLLECTED = "function_calls_collected"
    CALLS_FINISHED = "function_calls_finished"
    METRICS = "metrics_collected"
    ERROR = "error"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Emit:
    """Tell the program's listeners."""

    event: EventName
    args: tuple[Any, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    """What a record of the conversation wants to know besides; not given to listeners."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Relay:
    """Tell the program's listeners what the model has for them, as it is."""

    event: EventName
    args: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SayingEnded:
    """What the program wanted spoken is over, and so much of it was heard."""

    name: str
    heard_text: str
    interrupted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Close:
    """End the conversation, for this reason."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fail:
    """End the conversation with this error."""

    error: Exception


Effect: TypeAlias = (
    ModelCommand
    | Narrate
    | NarrateOn
    | EndNarration
    | CancelNarration
    | Buffer
    | Play
    | EndAudio
    | PausePlayout
    | ResumePlayout
    | StopPlayout
    | WakeAtHeard
    | RunTools
    | InterruptTools
    | CallOffTools
    | LinkParticipants
    | OpenEars
    | CloseEars
    | PublishCaption
    | PublishState
    | SetDeadline
    | Emit
    | Relay
    | SayingEnded
    | Close
    | Fail
)
