"""The conversation as the embedded model knows it: what it is told, and what was heard of it.

| what is in it                           | the responder is given                              |
|-----------------------------------------|-----------------------------------------------------|
| what the user said, what the agent said | that, as far as it was heard                        |
| what tools were asked for, and found    | that                                                |
| a turn whose words could not be found   | nothing                                             |
| the agent's apology for what has failed | nothing: the responder has not written it, and one  |
|                                         | that reads it as its own is apt to repeat it        |
"""

from antiphon.core import messages as m
from antiphon.llm import ChatContext, ChatMessage
from antiphon.plugins.local.answering import apology_of
from antiphon.realtime import ModelEvent

__all__ = ["Replica"]


class Replica:
    """The messages that the responder is given, kept true to what was heard."""

    def __init__(self, messages: list[ChatMessage]) -> None:
        self._messages = list(messages)
        self._apologies: set[str] = set()
        """Ids of messages."""
        self._unheard: str | None = None
        """Id of the last turn whose words could not be found."""

    @property
    def ends_unheard(self) -> bool:
        """The last that was said is a turn whose words could not be found."""
        return bool(self._messages) and self._messages[-1].id == self._unheard

    def context(
        self, instructions: str, *, said: ChatMessage | None = None, extra: str | None = None
    ) -> ChatContext:
        """All of it behind the session's instructions, and what the user is about to have `said`;
        `extra` instructions, for one answer, come last."""
        first = [instructing("item_instructions", instructions)] if instructions else []
        last = [instructing("item_extra", extra)] if extra else []
        known = [*filter(self._is_given, self._messages), *([said] if said else [])]
        return ChatContext([*first, *(message.copy() for message in known), *last])

    def add(self, message: ChatMessage) -> None:
        """The user said that, or something without words that are known."""
        self._messages.append(message)
        if is_wordless(message):
            self._unheard = message.id

    def note(self, event: ModelEvent) -> None:
        """The agent says something, or asks for tools, as it tells."""
        match event:
            case m.ContentAdded():
                message = ChatMessage(role="assistant", id=event.content.item_id, content="")
                self._messages.append(message)
                if message.id == apology_of(event.content.response_id):
                    self._apologies.add(message.id)
            case m.TextArrived():
                self._say(event.content.item_id, event.text)
            case m.ToolCallsReceived():
                self._messages.append(ChatMessage.create_tool_calls(event.calls))

    def _say(self, item_id: str, text: str) -> None:
        for message in self._messages:
            if message.id == item_id:
                message.content = f"{message.content or ''}{text}"

    def truncate(self, item_id: str, heard: str) -> None:
        """Of what the agent said, only this was heard."""
        for message in self._messages:
            if message.id == item_id:
                message.content = heard

    def delete(self, item_id: str) -> None:
        """That was never said."""
        self._messages = [message for message in self._messages if message.id != item_id]

    def insert(self, message: ChatMessage, after: str | None) -> None:
        """Put `message` behind the one of that id; at the end if there is none of it."""
        self.delete(message.id)
        ids = [None, *(known.id for known in self._messages)]
        place = ids.index(after) if after in ids else len(self._messages)
        self._messages.insert(place, message)

    def _is_given(self, message: ChatMessage) -> bool:
        return message.id not in self._apologies and not is_wordless(message)


def is_wordless(message: ChatMessage) -> bool:
    return message.role == "user" and not message.content


def instructing(item_id: str, text: str) -> ChatMessage:
    return ChatMessage(role="system", id=item_id, content=text)
