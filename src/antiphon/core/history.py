"""The ledger: what was said, heard, called and answered, in order; the one truth about it.

The model's own conversation is a replica of this. Text that was cut off stands here as far as it
was heard; the "..." that marks it is added where it is shown to people, not where a model is told.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from antiphon.core.messages import CreateItem, DeleteItem
from antiphon.llm.chat_context import ChatContext, ChatMessage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from antiphon.llm.chat_context import ToolCall

__all__ = ["INTERRUPTED_MARK", "History", "Item"]

INTERRUPTED_MARK = "..."

Change: TypeAlias = DeleteItem | CreateItem


@dataclass(slots=True)
class Item:
    """One entry of the ledger."""

    message: ChatMessage
    """As a model is told it: of what the agent said, the text heard."""
    interrupted: bool = False
    pending: bool = False
    """A user's words that are still being transcribed."""
    speaker: str | None = None
    """Identity of the user who spoke."""


class History:
    """The ordered items of one conversation, by id."""

    def __init__(self, messages: Iterable[ChatMessage] = ()) -> None:
        self._items = {message.id: Item(message.copy()) for message in messages}

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items

    def __len__(self) -> int:
        return len(self._items)

    @property
    def last_id(self) -> str | None:
        """Id of the last item."""
        return next(reversed(self._items), None)

    def find(self, item_id: str) -> Item | None:
        """The item of that id."""
        return self._items.get(item_id)

    def remove(self, item_id: str) -> None:
        """Take the item out, if it is there."""
        self._items.pop(item_id, None)

    def add_user(self, item_id: str, speaker: str | None) -> None:
        """Add what a user said, its words to follow; known ids stay as they are."""
        message = ChatMessage(role="user", id=item_id)
        self._items.setdefault(item_id, Item(message, pending=True, speaker=speaker))

    def transcribe(self, item_id: str, text: str | None) -> None:
        """The words of a user's item; None where they could not be found."""
        item = self._items[item_id]
        item.pending = False
        item.message.content = text

    def speaker(self, item_id: str) -> str | None:
        """Identity of the user whose item that is."""
        return self._items[item_id].speaker

    def has_text(self, item_id: str) -> bool:
        """Whether anything of the item was heard."""
        item = self._items.get(item_id)
        return item is not None and bool(item.message.content)

    def pending_before(self, item_id: str) -> bool:
        """Whether a user's words from before that item are still to come."""
        for other, item in self._items.items():
            if other == item_id:
                return False
            if item.pending:
                return True
        return False

    def give_up_pending(self) -> None:
        """Wait for no user's words any longer."""
        for item in self._items.values():
            item.pending = False

    def add_agent(self, item_id: str) -> None:
        """Add an item that the agent is about to say; known ids stay as they are."""
        self._items.setdefault(item_id, Item(ChatMessage(role="assistant", id=item_id)))

    def hear(self, item_id: str, text: str) -> None:
        """More of the agent's item was heard."""
        if (item := self._items.get(item_id)) is not None:
            said = item.message.content
            item.message.content = f"{said} {text}" if isinstance(said, str) and said else text

    def interrupt(self, item_id: str) -> None:
        """The agent's item was cut off after what was heard."""
        if (item := self._items.get(item_id)) is not None:
            item.interrupted = True

    def add_calls(self, calls: Sequence[ToolCall]) -> None:
        """Add the tool calls of a response."""
        message = ChatMessage(role="assistant", id=call_item_id(calls[0].call_id))
        message.tool_calls = list(calls)
        self._items[message.id] = Item(message)

    def add_output(self, call: ToolCall, output: str) -> ChatMessage:
        """Add the one output of a tool call, behind its call and the outputs there already."""
        message = ChatMessage(
            role="tool",
            id=output_item_id(call.call_id),
            name=call.name,
            content=output,
            tool_call_id=call.call_id,
        )
        self._insert(Item(message), after=self._last_output(call))
        return message

    def before(self, item_id: str) -> str | None:
        """Id of the item in front of that one; None where it is the first."""
        previous = None
        for other in self._items:
            if other == item_id:
                break
            previous = other
        return previous

    def shown(self) -> ChatContext:
        """The conversation for people: what was cut off is marked with "..."."""
        return ChatContext([show(item) for item in self._items.values()])

    def primed(self) -> ChatContext:
        """The conversation for a model that knows nothing of it yet."""
        return ChatContext([item.message.copy() for item in self._items.values()])

    def insertions(self) -> list[Change]:
        """What tells the conversation to a model that knows nothing of it yet."""
        return self._chain([item.message.copy() for item in self._items.values()])

    def replace(self, messages: Sequence[ChatMessage]) -> list[Change]:
        """Make the conversation to be these messages, and return the fewest changes that do it.

        A message is the same as before if its id, its role and its shown content are. What stays
        is a longest increasing subsequence of the old positions (Fredman 1975).
        """
        position = {item_id: n for n, item_id in enumerate(self._items)}
        same = [m for m in messages if self._is_unchanged(m)]
        kept = {same[i].id for i in longest_increasing([position[m.id] for m in same])}
        changes: list[Change] = [DeleteItem(item_id=i) for i in self._items if i not in kept]
        items = {m.id: self._items[m.id] if m.id in kept else Item(m.copy()) for m in messages}
        changes += self._chain(messages, kept=kept)
        self._items = items
        return changes

    def _last_output(self, call: ToolCall) -> str | None:
        """Id of the last item of the round of tool calls that `call` is in."""
        items = list(self._items.values())
        for n, item in enumerate(items):
            calls = item.message.tool_calls or ()
            if call in calls:
                while n + 1 < len(items) and items[n + 1].message.role == "tool":
                    n += 1
                return items[n].message.id
        return self.last_id

    def _insert(self, item: Item, *, after: str | None) -> None:
        if after is None or after == self.last_id:
            self._items[item.message.id] = item
            return
        ordered = list(self._items.items())
        place = list(self._items).index(after) + 1
        ordered.insert(place, (item.message.id, item))
        self._items = dict(ordered)

    def _is_unchanged(self, message: ChatMessage) -> bool:
        item = self._items.get(message.id)
        if item is None:
            return False
        known = show(item)
        return (message.role, message.content) == (known.role, known.content)

    @staticmethod
    def _chain(messages: Sequence[ChatMessage], kept: Iterable[str] = ()) -> list[Change]:
        """Insertions of those not `kept`, each behind its predecessor."""
        before = [None, *(message.id for message in messages)]
        known = frozenset(kept)
        return [
            CreateItem(message=message, after=after)
            for after, message in zip(before, messages, strict=False)
            if message.id not in known
        ]


def show(item: Item) -> ChatMessage:
    """The message as people are shown it."""
    message = item.message.copy()
    if item.interrupted:
        message.content = f"{message.content or ''}{INTERRUPTED_MARK}"
    return message


def call_item_id(call_id: str) -> str:
    """Id of the ledger item of a response's tool calls, made from its first call."""
    return f"call_item_{call_id}"


def output_item_id(call_id: str) -> str:
    """Id of the ledger item of a tool call's output."""
    return f"output_item_{call_id}"


def longest_increasing(numbers: Sequence[int]) -> list[int]:
    """The indexes of a longest strictly increasing subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for i, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(number)
            ends.append(i)
        else:
            tails[length], ends[length] = number, i
    chain, i = [], ends[-1] if ends else -1
    while i >= 0:
        chain.append(i)
        i = before[i]
    return chain[::-1]
