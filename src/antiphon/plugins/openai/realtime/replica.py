"""The service's conversation, as far as it is known here: items in order, by id.

| an item                         | then                                                         |
|---------------------------------|--------------------------------------------------------------|
| whose predecessor is known      | stands behind it                                             |
| whose predecessor is not known  | stands at the end, until that comes: then behind it          |
| with no predecessor (None)      | stands at the end; "root" puts it first                      |
| that is known already           | stays where it is, and has its content brought up to date    |
"""

from antiphon.llm import ChatContent, ChatContext, ChatMessage

__all__ = ["ROOT", "Replica"]

ROOT = "root"


class Replica:
    """Messages in the order in which the service has them."""

    def __init__(self) -> None:
        self._order: list[str] = []
        self._messages: dict[str, ChatMessage] = {}
        self._orphans: dict[str, str] = {}
        """Ids of items by their predecessor that has not come."""

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._messages

    def __len__(self) -> int:
        return len(self._order)

    @property
    def order(self) -> list[str]:
        """The ids, first to last."""
        return list(self._order)

    def find(self, item_id: str) -> ChatMessage | None:
        """The message of that id."""
        return self._messages.get(item_id)

    def insert(self, message: ChatMessage, after: str | None = None) -> None:
        """Put in a message behind the one of that id. Raises ValueError for an id that is there."""
        if message.id in self._messages:
            raise ValueError(f"the conversation has an item {message.id!r} already")
        self._order.insert(self._place(after), message.id)
        if after is not None and after not in (ROOT, message.id) and after not in self._messages:
            self._orphans[after] = message.id
        self._messages[message.id] = message
        self._adopt(message.id)

    def upsert(self, message: ChatMessage, after: str | None = None) -> None:
        """Put in a message, or bring one up to date that is there; what is known stays known."""
        known = self._messages.get(message.id)
        if known is None:
            self.insert(message, after)
        elif message.content is not None:
            known.content = message.content

    def set_content(self, item_id: str, content: ChatContent | list[ChatContent] | None) -> bool:
        """What the message of that id says, as is known by now; False where there is none."""
        message = self._messages.get(item_id)
        if message is None:
            return False
        message.content = content
        return True

    def delete(self, item_id: str) -> bool:
        """Take a message out; False where there is none."""
        if self._messages.pop(item_id, None) is None:
            return False
        self._order.remove(item_id)
        self._orphans = {parent: id for parent, id in self._orphans.items() if id != item_id}
        return True

    def before(self, item_id: str) -> list[str]:
        """The ids in front of that item."""
        return self._order[: self._order.index(item_id)] if item_id in self._messages else []

    def clear(self) -> None:
        """A new session: it has nothing."""
        self._order.clear()
        self._messages.clear()
        self._orphans.clear()

    def context(self) -> ChatContext:
        """A copy of all messages, in order."""
        return ChatContext([self._messages[item_id].copy() for item_id in self._order])

    def _place(self, after: str | None) -> int:
        if after == ROOT:
            return 0
        if after is None or after not in self._messages:
            return len(self._order)
        return self._order.index(after) + 1

    def _adopt(self, item_id: str) -> None:
        """Put what waited for this item behind it."""
        child = self._orphans.pop(item_id, None)
        if child is not None and child in self._messages:
            self._order.remove(child)
            self._order.insert(self._order.index(item_id) + 1, child)
