"""The ids of a model that took another's place: it may count from 1 again, as that one did.

| an id of                        | in the conversation | for the model |
|---------------------------------|---------------------|---------------|
| the first model's making        | `item_1`            | `item_1`      |
| the second model's making       | `item_1~2`          | `item_1`      |
| what the second model was told  | `item_1`            | `item_1~0`    |
"""

from dataclasses import replace

from antiphon.core import messages as m
from antiphon.llm import ChatMessage, FunctionCallInfo, ToolCall
from antiphon.realtime.port import AudioDelta, ModelCommand, ModelEvent

__all__ = ["Namespace"]

FOREIGN = "~0"


class Namespace:
    """Both ways between the ids of the conversation and those of one model."""

    def __init__(self, place: int) -> None:
        self._own = f"~{place}" if place > 1 else ""
        self._foreign = FOREIGN if place > 1 else ""

    def inward(self, event: ModelEvent) -> ModelEvent:
        """What the model has said, in the ids of the conversation."""
        match event:
            case (
                m.UserCommitted() | m.UserTranscribed() | m.AgentTranscribed() | m.MessageRemoved()
            ):
                return replace(event, item_id=self._named(event.item_id))
            case m.ResponseCreated() | m.ResponseDone():
                return replace(event, response_id=self._named(event.response_id))
            case m.ContentAdded() | m.TextArrived() | m.ContentDone() | AudioDelta():
                return replace(event, content=self._content(event.content))
            case m.ToolCallsReceived():
                calls = tuple(self._call(call) for call in event.calls)
                return replace(event, response_id=self._named(event.response_id), calls=calls)
            case m.MessageAdded():
                after = None if event.after is None else self._named(event.after)
                return replace(event, message=self._message(event.message), after=after)
        return event

    def outward(self, command: ModelCommand) -> ModelCommand:
        """What the model is told, in its own ids."""
        match command:
            case m.CancelResponse():
                return replace(command, response_id=self._meant(command.response_id))
            case m.Truncate() | m.NoteText() | m.DeleteItem():
                return replace(command, item_id=self._meant(command.item_id))
            case m.CreateItem():
                after = None if command.after is None else self._meant(command.after)
                return replace(command, message=self._telling(command.message), after=after)
        return command

    def _named(self, by_model: str) -> str:
        is_foreign = self._foreign and by_model.endswith(self._foreign)
        return by_model.removesuffix(FOREIGN) if is_foreign else f"{by_model}{self._own}"

    def _meant(self, known_as: str) -> str:
        is_own = known_as.endswith(self._own)
        return known_as.removesuffix(self._own) if is_own else f"{known_as}{self._foreign}"

    def _content(self, content: m.ContentId) -> m.ContentId:
        return replace(
            content,
            response_id=self._named(content.response_id),
            item_id=self._named(content.item_id),
        )

    def _call(self, call: ToolCall) -> ToolCall:
        return replace(call, call_id=self._named(call.call_id))

    def _message(self, message: ChatMessage) -> ChatMessage:
        named = message.copy()
        named.id = self._named(message.id)
        return named

    def _telling(self, message: ChatMessage) -> ChatMessage:
        told = message.copy()
        told.id = self._meant(message.id)
        if message.tool_calls:
            told.tool_calls = [self._telling_call(call) for call in message.tool_calls]
        if message.tool_call_id is not None:
            told.tool_call_id = self._meant(message.tool_call_id)
        return told

    def _telling_call(self, call: ToolCall | FunctionCallInfo) -> ToolCall | FunctionCallInfo:
        if isinstance(call, ToolCall):
            return replace(call, call_id=self._meant(call.call_id))
        return replace(call, tool_call_id=self._meant(call.tool_call_id))
