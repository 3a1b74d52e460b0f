"""What a model tells the core: `antiphon.realtime` reports it in these very words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from antiphon.core.effects import EventName
    from antiphon.core.values import ContentId, ContentKind, OnDuplicate, ResponseStatus, Word
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
    """Another answer was under way, or the model had a hiccup: the request may be sent again when
    that is over."""


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


# -- the model itself -------------------------------------------------------------------


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


# -- what it wants of the agent ----------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyRequested:
    """An answer is asked for by the program, or by the model's own clock."""

    on_duplicate: OnDuplicate = "cancel_existing"
    instructions: str | None = None
    tools: Any = None
    """Tools for this answer alone (a FunctionContext); None means the session's."""
    in_writing: bool = False
    """The answer is to be written, even where the model was told to speak."""
    detail: Any = None
    """What else the model is to know of it, in a form of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InterruptRequested:
    """The program, or the model, wants the agent to stop talking."""


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
