"""The conversation as the embedded model knows it: what it is told, and what was heard of it."""

from antiphon.llm import ChatContext, ChatMessage, ToolCall

__all__ = ["Replica"]


class Replica:
    """The messages that the responder is given, kept true to what was heard."""

    def __init__(self, messages: list[ChatMessage]) -> None:
        self._messages = list(messages)

    def context(self, instructions: str, extra: str | None = None) -> ChatContext:
        """All of it behind the session's instructions; `extra` ones, for one answer, come last."""
        first = [ChatMessage(role="system", content=instructions)] if instructions else []
        last = [ChatMessage(role="system", content=extra)] if extra else []
        return ChatContext([*first, *(message.copy() for message in self._messages), *last])

    def add_user(self, item_id: str, text: str) -> None:
        """The user said `text`."""
        self._messages.append(ChatMessage(role="user", id=item_id, content=text))

    def add_agent(self, item_id: str) -> None:
        """The agent begins to say something."""
        self._messages.append(ChatMessage(role="assistant", id=item_id, content=""))

    def say(self, item_id: str, text: str) -> None:
        """The agent says more."""
        for message in self._messages:
            if message.id == item_id:
                message.content = f"{message.content or ''}{text}"

    def add_calls(self, calls: list[ToolCall]) -> None:
        """The agent asked for tools."""
        self._messages.append(ChatMessage.create_tool_calls(calls))

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
