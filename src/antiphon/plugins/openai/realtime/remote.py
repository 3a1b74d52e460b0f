"""The service's side of the conversation: what it has, and what it is asked to change.

| asked to       | the service says                     | then                                     |
|----------------|--------------------------------------|------------------------------------------|
| create an item | it is there, or was there already    | done                                     |
| create an item | that it is too large, and closes the | what fits of it is sent (`bounds`), told |
|                | line                                 | once                                     |
| do anything    | the same                             | refused; it is not asked again           |
| else           |                                      |                                          |
| delete one     | it is gone, or was not there         | done                                     |
| truncate one   | it is cut                            | done                                     |
| create an item | it is not asked: there is that in it | told once; it is left out                |
|                | which cannot be sent                 |                                          |
| create an item | that it does not know the one before | asked once more, behind the one that     |
|                |                                      | stands before it now                     |
| do anything    | no                                   | see `refusals`                           |
| any of these   | nothing, for 5 s                     | told                                     |

What the conversation holds here is a replica: the ledger is the truth. Ids are those of the
conversation; on the wire they have others (`names`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec

from antiphon.core import messages as m
from antiphon.core.history import call_item_id
from antiphon.errors import ConfigurationError, ModelRefused
from antiphon.llm import ChatContext, ChatMessage, ToolCall
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.bounds import SMALL_BYTES, Bounds
from antiphon.plugins.openai.realtime.names import Names
from antiphon.plugins.openai.realtime.options import AudioFormat
from antiphon.plugins.openai.realtime.pictures import surplus
from antiphon.plugins.openai.realtime.questions import Question, QuestionKind, Questions
from antiphon.plugins.openai.realtime.refusals import NO_PREDECESSOR, is_harmless, told_of
from antiphon.plugins.openai.realtime.replica import ROOT, Replica
from antiphon.realtime import ModelEvent
from antiphon.utils.latest import Latest

__all__ = ["Remote", "RemoteEvent", "Send"]

Send: TypeAlias = Callable[[wire.ClientEvent], None]
"""Sends a client event, in front of the audio that waits."""

RemoteEvent: TypeAlias = (
    wire.ErrorEvent
    | wire.ItemCreated
    | wire.ItemAdded
    | wire.ItemDone
    | wire.ItemDeleted
    | wire.ItemTruncated
    | wire.SessionUpdated
)

TOO_MUCH = "the model was told more than it takes at once: shorten the instructions"
MAX_TOLD = 256
MAX_DELETED = 256


@dataclass(slots=True)
class Remote:
    """Asks for changes, and knows what came of them."""

    names: Names
    audio_format: AudioFormat
    send: Send
    report: Callable[[ModelEvent], None]
    max_images: int
    replica: Replica = field(default_factory=Replica)
    _bounds: Bounds = field(default_factory=Bounds)
    _questions: Questions = field(init=False)
    _parts: dict[str, list[str]] = field(default_factory=dict)
    """The ids on the wire of what is one item to the conversation and several to the service."""
    _moved: set[str] = field(default_factory=set)
    """The items whose creation was asked for once more."""
    _told: Latest = field(default_factory=lambda: Latest(MAX_TOLD))
    """The items of which it was told that they are cut, or cannot be sent."""
    _deleted: Latest = field(init=False)
    """The items that are gone, by their ids on the wire."""
    _count: int = 0

    def __post_init__(self) -> None:
        self._questions = Questions(self._unanswered)
        self._deleted = Latest(MAX_DELETED, self._forget)

    # -- asking ----------------------------------------------------------------------------

    def create_item(self, message: ChatMessage, after: str | None, answer: Any = None) -> bool:
        """Have it put in behind the item of that id; "root" puts it first, None last.

        False for a message in which there is nothing to send, or something that cannot be sent.
        """
        try:
            items = self.items_of(message)
        except ConfigurationError as error:
            self._tell_unsendable(message.id, error)
            return False
        self.put(items, message, after, answer)
        return bool(items)

    def items_of(self, message: ChatMessage) -> list[wire.Item]:
        """The message as it is sent: there may be nothing in it.

        Raises ConfigurationError for what cannot be sent.
        """
        return wire.items_of(message, audio_format=self.audio_format)

    def put(
        self, items: list[wire.Item], message: ChatMessage, after: str | None, answer: Any = None
    ) -> None:
        """As `create_item`, for a message that is made ready already."""
        sent: list[str] = []
        for n, item in enumerate(items):
            is_last = n == len(items) - 1
            item_id = message.id if n == 0 else item.id
            self._create(item, item_id, message, after, answer if is_last else None)
            sent.append(self.names.outward(item_id))
            after = item_id
        if len(sent) > 1:
            self._stands_for(message.id, sent)
        for item_id in surplus(self.replica, self.max_images):
            self.delete_item(item_id)

    def called(self, calls: Sequence[tuple[ToolCall, str]]) -> None:
        """The service has called tools, each in an item of that id on the wire: the conversation
        knows them as one."""
        if calls:
            self._stands_for(call_item_id(calls[0][0].call_id), [on_wire for _, on_wire in calls])

    def delete_item(self, item_id: str, answer: Any = None) -> None:
        """Have it taken out."""
        *others, last = self._parts.pop(item_id, None) or [self.names.outward(item_id)]
        for on_wire in others:
            self._delete(on_wire)
        self._delete(last, answer)

    def truncate_item(
        self, item_id: str, content_index: int, audio_end_ms: int, answer: Any = None
    ) -> None:
        """Have what was not heard of it forgotten."""
        event = wire.TruncateItem(
            item_id=self.names.outward(item_id),
            content_index=content_index,
            audio_end_ms=audio_end_ms,
            event_id=self._new_id(),
        )
        self._ask(event, "truncate item", item_id, answer)

    def create_response(self, request_id: str, config: wire.ResponseConfig) -> None:
        """Have an answer made; what comes of it names that request."""
        event = wire.CreateResponse(response=config, event_id=self._new_id())
        self._ask(event, "create response", request_id, config=config)

    def cancel_response(self, response_id: str) -> None:
        """Have an answer broken off; no harm if it is over."""
        event = wire.CancelResponse(
            response_id=self.names.outward(response_id), event_id=self._new_id()
        )
        self._ask(event, "cancel response", response_id)

    def configure(self, config: wire.SessionConfig, answer: Any = None) -> None:
        """Have the session changed."""
        event = wire.UpdateSession(session=config, event_id=self._new_id())
        self._ask(event, "configure", "session", answer, config=config)

    @property
    def is_settled(self) -> bool:
        """Everything it was asked is answered."""
        return self._questions.is_empty

    @property
    def oldest_request(self) -> str | None:
        """Id of the first request for an answer of which nothing was heard."""
        question = self._questions.oldest("create response")
        return None if question is None else question.subject

    def response_begun(self, request_id: str) -> None:
        """The answer to that request has begun."""
        self._questions.answered("create response", request_id)

    def response_over(self, response_id: str) -> None:
        """That answer has come to its end."""
        self._questions.answered("cancel response", response_id)

    def context(self) -> ChatContext:
        """What the service has, in order, as far as it is known."""
        return self.replica.context()

    def begin_session(self) -> None:
        """There is a new session on the wire, which has nothing."""
        self._questions.lost()
        self.names.begin_session()
        self.replica.clear()
        self._parts.clear()
        self._moved.clear()
        self._deleted.clear()

    def overflowed(self) -> list[ModelEvent]:
        """The service has closed the line over something too large: an item is cut from now on,
        anything else is refused, which is told."""
        question = self._questions.largest
        if question is None or question.size < SMALL_BYTES:
            return []
        if question.item is not None:
            self._bounds.refused(question.size)
            return []
        question.failed(ModelRefused(TOO_MUCH))
        if question.kind == "create response":
            return [m.ResponseRefused(request_id=question.subject, message=TOO_MUCH)]
        return [m.ModelTroubled(kind="instructions_too_large", message=TOO_MUCH)]

    def lost(self) -> None:
        """The line is lost: nobody answers what is open."""
        self._questions.lost()

    # -- answers ---------------------------------------------------------------------------

    def handle(self, event: RemoteEvent) -> list[ModelEvent]:
        """What is told about `event`."""
        match event:
            case wire.ItemCreated() | wire.ItemAdded() | wire.ItemDone():
                self._item_is_there(event)
            case wire.ItemDeleted():
                item_id = self.names.inward(event.item_id)
                self.replica.delete(item_id)
                self._deleted.add(event.item_id)
                self._questions.answered("delete item", item_id)
            case wire.ItemTruncated():
                self._questions.answered("truncate item", self.names.inward(event.item_id))
            case wire.SessionUpdated():
                self._questions.answered("configure", "session")
            case wire.ErrorEvent():
                return self._refused(event.error)
        return []

    def _item_is_there(self, event: wire.ItemCreated | wire.ItemAdded | wire.ItemDone) -> None:
        item_id = self.names.inward(event.item.id)
        after = event.previous_item_id
        message = wire.message_of(event.item, audio_format=self.audio_format)
        message.id = item_id
        if not self._questions.is_open("delete item", item_id):  # else it is as good as gone
            self.replica.upsert(message, self._inward(after))
        self._questions.answered("create item", item_id)

    def _refused(self, error: wire.Error) -> list[ModelEvent]:
        event_id = error.event_id or ""
        if self._questions.was_closed(event_id):
            return []  # it was done already, by another one who asked for the same
        question = self._questions.refused(event_id)
        if question is None:
            return [m.ModelTroubled(kind="model_error", message=error.message)]
        if is_harmless(question.kind, error):
            question.done()
            return []
        if question.item is not None and error.code == NO_PREDECESSOR and self._move(question):
            return []
        if question.kind == "create item":
            self.replica.delete(question.subject)
        question.failed(ModelRefused(error.message))
        return [told_of(question, error)]

    def _unanswered(self, question: Question) -> None:
        message = f"the model does not answer what it was asked: {question.kind}"
        self.report(m.ModelTroubled(kind="model_unresponsive", message=message))

    # -- pieces ----------------------------------------------------------------------------

    def _create(
        self, item: wire.Item, item_id: str, message: ChatMessage, after: str | None, answer: Any
    ) -> None:
        place = self._outward(after)
        if item_id not in self.replica:
            known = message.copy() if item_id == message.id else wire.message_of(item)
            known.id = item_id
            self.replica.insert(known, self._inward(place))
        call_id = self.names.outward(item.call_id) if item.call_id else ""
        whole = msgspec.structs.replace(item, id=self.names.outward(item_id), call_id=call_id)
        sent = self._bounds.fitting(whole)
        self._send_item(sent, item_id, place, answer)
        if sent is not whole:
            self._tell_cut(item_id, wire.size_of(whole))

    def _send_item(self, item: wire.Item, item_id: str, place: str | None, answer: Any) -> None:
        event = wire.CreateItem(item=item, previous_item_id=place, event_id=self._new_id())
        self._ask(event, "create item", item_id, answer, item)

    def _tell_cut(self, item_id: str, size: int) -> None:
        mib = size / 2**20
        message = f"an item of {mib:.1f} MiB is too large for the model, which is told a part of it"
        self._tell_once(item_id, m.ModelTroubled(kind="item_too_large", message=message))

    def _tell_unsendable(self, item_id: str, error: ConfigurationError) -> None:
        message = f"the model is not told a message of the conversation: {error}"
        self._tell_once(item_id, m.ModelTroubled(kind="item_invalid", message=message))

    def _tell_once(self, item_id: str, trouble: m.ModelTroubled) -> None:
        """Tell of an item; not again, though every new session is sent as little of it."""
        if item_id not in self._told:
            self._told.add(item_id)
            self.report(trouble)

    def _move(self, question: Question) -> bool:
        """Have an item created behind the one that stands before it; not a second time."""
        before = self.replica.before(question.subject)
        if question.subject in self._moved or question.item is None:
            return False
        self._moved.add(question.subject)
        place = self.names.outward(before[-1]) if before else ROOT
        self._send_item(question.item, question.subject, place, question.answer)
        return True

    def _delete(self, on_wire: str, answer: Any = None) -> None:
        item_id = self.names.inward(on_wire)
        self.replica.delete(item_id)
        event = wire.DeleteItem(item_id=on_wire, event_id=self._new_id())
        self._ask(event, "delete item", item_id, answer)

    def _outward(self, place: str | None) -> str | None:
        """The place on the wire behind that item: the end, where this session knows of none."""
        if place is None or place == ROOT:
            return place
        return self.names.outward(place) if place in self.names else None

    def _inward(self, place: str | None) -> str | None:
        """The place behind an item of that id on the wire."""
        return place if place is None or place == ROOT else self.names.inward(place)

    def _stands_for(self, item_id: str, on_wire: list[str]) -> None:
        """What comes behind that item comes behind the last of these."""
        if len(on_wire) > 1:
            self._parts[item_id] = on_wire
        self.names.alias(item_id, on_wire[-1])

    def _ask(
        self,
        event: wire.ClientEvent,
        kind: QuestionKind,
        subject: str,
        answer: Any = None,
        item: wire.Item | None = None,
        config: wire.SessionConfig | wire.ResponseConfig | None = None,
    ) -> None:
        assert isinstance(event.event_id, str)
        question = Question(kind=kind, subject=subject, answer=answer, item=item, config=config)
        self._questions.ask(event.event_id, question)
        self.send(event)

    def _forget(self, on_wire: str) -> None:
        """An item was deleted, long ago."""
        if self.names.inward(on_wire) not in self.replica:
            self.names.forget(on_wire)

    def _new_id(self) -> str:
        self._count += 1
        return f"evt_{self._count}"
