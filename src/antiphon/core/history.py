"""The ledger: what was said, heard, called and answered, in order; the one truth about it.

The model's own conversation is a replica of this. Text that was cut off stands here as far as it
was heard; the "..." that marks it is added where it is shown to people, not where a model is told.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

from antiphon.core.messages import CreateItem, DeleteItem
from antiphon.llm.chat_context import ChatContext, ChatMessage, ToolCall

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from antiphon.llm.function_context import FunctionCallInfo

__all__ = ["INTERRUPTED_MARK", "History", "Item", "call_item_id", "output_message"]

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
    is_told: bool = True
    """The model's own conversation holds it."""


class History:
    """The ordered items of one conversation, by id."""

    def __init__(self, messages: Iterable[ChatMessage] = ()) -> None:
        self._items = {message.id: new_item(message) for message in messages}
        self._gone: dict[str, list[str]] = {}
        """Ids of items that were taken out, and of the users' words in front of them that were
        still to come."""

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items

    def __len__(self) -> int:
        return len(self._items)

    def find(self, item_id: str) -> Item | None:
        """The item of that id."""
        return self._items.get(item_id)

    def add_user(self, item_id: str, speaker: str | None) -> Item:
        """Add what a user said, its words to follow; known ids stay as they are."""
        message = ChatMessage(role="user", id=item_id)
        return self._items.setdefault(item_id, Item(message, pending=True, speaker=speaker))

    def add_text(self, item_id: str, text: str, speaker: str) -> None:
        """Add what a user has written; known ids stay as they are."""
        message = ChatMessage(role="user", id=item_id, content=text)
        self._items.setdefault(item_id, Item(message, speaker=speaker))

    def pending_before(self, item_id: str) -> bool:
        """Whether a user's words from before that item are still to come."""
        known = item_id in self._items
        ids = self._pending_in_front(item_id) if known else self._gone.get(item_id, [])
        return any(i in self._items and self._items[i].pending for i in ids)

    def give_up_pending(self, *, before: str | None = None) -> None:
        """Wait no longer for the users' words from before that item, or for any."""
        for other, item in self._items.items():
            if other == before:
                return
            item.pending = False

    def add_agent(self, item_id: str, *, is_told: bool = True) -> None:
        """Add an item that the agent is about to say; known ids stay as they are."""
        message = ChatMessage(role="assistant", id=item_id)
        self._items.setdefault(item_id, Item(message, is_told=is_told))

    def hear(self, item_id: str, text: str) -> None:
        """More of the agent's item was heard."""
        if (item := self._items.get(item_id)) is not None:
            said = item.message.content
            item.message.content = f"{said} {text}" if isinstance(said, str) and said else text

    def interrupt(self, item_id: str) -> None:
        """The agent's item was cut off after what was heard."""
        if (item := self._items.get(item_id)) is not None:
            item.interrupted = True

    def has_text(self, item_id: str) -> bool:
        """Whether anything of the agent's item was heard."""
        item = self._items.get(item_id)
        return item is not None and bool(item.message.content)

    def is_told(self, item_id: str) -> bool:
        """Whether the model's own conversation holds the item."""
        item = self._items.get(item_id)
        return item is not None and item.is_told

    def is_foreign(self, item_id: str) -> bool:
        """Whether the item is there, and is nothing that the agent could be saying."""
        item = self._items.get(item_id)
        return item is not None and (item.message.role != "assistant" or is_calls(item.message))

    def is_gone(self, item_id: str) -> bool:
        """Whether the item was there, and is not to come back."""
        return item_id in self._gone and item_id not in self._items

    def forget(self, item_id: str) -> list[Change]:
        """Take the item out, if it is there, and have the model forget it."""
        item = self._take_out(item_id)
        return [DeleteItem(item_id=item_id)] if item is not None and item.is_told else []

    def disown(self, item_id: str) -> list[Change]:
        """Have the model forget an item that is not in the ledger, once."""
        if item_id in self._items or item_id in self._gone:
            return []
        self._gone[item_id] = []
        return [DeleteItem(item_id=item_id)]

    def note(self, message: ChatMessage, after: str | None) -> None:
        """The model's own conversation holds a message, behind the item of that id or at the end;
        known ids stay where they are, and as they are, if there was anything in them."""
        known = self._items.get(message.id)
        if known is not None:
            known.message.content = known.message.content or message.content
            known.pending = False
            return
        item = Item(message.copy())
        if after is not None and after in self._items:
            self._insert(item, after=after)
        else:
            self._items[message.id] = item

    def drop(self, item_id: str) -> None:
        """The model's own conversation does not hold that item any more, and neither does this."""
        self._take_out(item_id)

    def retell(self, item_id: str) -> list[Change]:
        """Have the model hold an item that is there as it stands here, in its place."""
        item = self._items[item_id]
        forget: list[Change] = [DeleteItem(item_id=item_id)] if item.is_told else []
        item.is_told = True
        after = self.before(item_id)
        return [*forget, CreateItem(message=item.message.copy(), after=after)]

    def add_calls(self, calls: Sequence[ToolCall]) -> None:
        """Add the tool calls of a response."""
        message = ChatMessage(role="assistant", id=call_item_id(calls[0].call_id))
        message.tool_calls = list(calls)
        self._items[message.id] = Item(message)

    def add_output(self, call: ToolCall, output: str) -> ChatMessage | None:
        """Add the one output of a tool call, behind its call and the outputs there already.

        None where nothing waits for it: the call is not there, or has an output.
        """
        after = self._last_output(call.call_id)
        if after is None or self._has_output(call.call_id):
            return None
        message = output_message(call, output)
        self._insert(Item(message), after=after)
        return message.copy()

    def before(self, item_id: str) -> str | None:
        """Id of what the model holds in front of that item; None where it would be the first."""
        before = takewhile(lambda other: other != item_id, self._items)
        told = [None, *(i for i in before if self._items[i].is_told)]
        return told[-1]

    def shown(self) -> ChatContext:
        """The conversation for people: what was cut off is marked with "..."."""
        return ChatContext([show(item) for item in self._items.values()])

    def primed(self) -> ChatContext:
        """The conversation for a model that knows nothing of it yet."""
        told = (item.message.copy() for item in self._items.values() if is_tellable(item.message))
        return ChatContext(list(told))

    def insertions(self) -> list[Change]:
        """What tells the conversation to a model that knows nothing of it yet."""
        self._gone.clear()
        for item in self._items.values():
            item.is_told = is_tellable(item.message)
        return self._insertions(of=self._items)

    def replace(
        self, messages: Iterable[ChatMessage], unfinished: Collection[str] = ()
    ) -> list[Change]:
        """Make the conversation to be these messages, and return the fewest changes that do it.

        A message is the same as before if its id, its role and its shown content are. What stays
        is a longest increasing subsequence of the old positions (Fredman 1975). Items that are
        `unfinished` stay as they are, and so do users' words still to come: they cannot be made
        anew elsewhere. They are where `messages` has them, if what else stays allows it, else in
        front of what they were in front of, or at the end.
        """
        wanted = {message.id: message for message in messages}
        open_ids = [i for i, item in self._items.items() if item.pending or i in unfinished]
        same = [i for i, m in wanted.items() if i in open_ids or self._is_unchanged(m)]
        stays = self._staying(same, open_ids)
        gone = [i for i, item in self._items.items() if i not in stays and item.is_told]
        # What was only moved keeps what the ledger knows of it: the "..." is not part of its text.
        known = stays.union(same)
        items = {i: self._items[i] if i in known else new_item(m) for i, m in wanted.items()}
        items |= {i: self._items[i] for i in open_ids}
        removed = [i for i, item in self._items.items() if i not in items and item.is_told]
        self._gone |= {i: self._pending_in_front(i) for i in removed}
        self._items = {
            i: items[i] for i in in_order([*items], [i for i in self._items if i in stays])
        }
        new = [i for i in items if i not in stays]
        return [*(DeleteItem(item_id=i) for i in gone), *self._insertions(of=new)]

    def _staying(self, same: Sequence[str], open_ids: Sequence[str]) -> set[str]:
        """What need not be made anew: those that are open, and most of those that are the same."""
        position = {item_id: n for n, item_id in enumerate(self._items)}
        fixed = [i for i in same if i in open_ids]
        fixed = [fixed[n] for n in longest_increasing([position[i] for i in fixed])]
        rank = {item_id: n for n, item_id in enumerate(same)}

        def agrees(item_id: str) -> bool:
            """Whether it is on the same side of everything that is fixed as it was."""
            sides = ((rank[item_id] < rank[i], position[item_id] < position[i]) for i in fixed)
            return all(now == before for now, before in sides)

        free = [i for i in same if i not in open_ids and agrees(i)]
        kept = longest_increasing([position[i] for i in free])
        return {*open_ids, *(free[n] for n in kept)}

    def _take_out(self, item_id: str) -> Item | None:
        self._gone[item_id] = self._pending_in_front(item_id)
        return self._items.pop(item_id, None)

    def _pending_in_front(self, item_id: str) -> list[str]:
        in_front = takewhile(lambda other: other != item_id, self._items)
        return [other for other in in_front if self._items[other].pending]

    def _insertions(self, of: Iterable[str]) -> list[Change]:
        """What tells those items to the model, each behind what it holds in front of it."""
        new = frozenset(of)
        changes: list[Change] = []
        after = None
        for item_id, item in self._items.items():
            if not item.is_told:
                continue
            if item_id in new:
                changes.append(CreateItem(message=item.message.copy(), after=after))
            after = item_id
        return changes

    def _has_output(self, call_id: str) -> bool:
        messages = (item.message for item in self._items.values())
        return any(m.role == "tool" and m.tool_call_id == call_id for m in messages)

    def _last_output(self, call_id: str) -> str | None:
        """Id of the last item of the round of tool calls that this call is in."""
        last, in_round = None, False
        for item_id, item in self._items.items():
            if in_round and item.message.role != "tool":
                break
            in_round = in_round or call_id in map(id_of_call, item.message.tool_calls or ())
            if in_round:
                last = item_id
        return last

    def _insert(self, item: Item, *, after: str) -> None:
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


def new_item(message: ChatMessage) -> Item:
    """An entry of the ledger for a message of the program's."""
    return Item(message.copy(), is_told=is_tellable(message))


def is_calls(message: ChatMessage) -> bool:
    """Whether it is the tool calls of a response."""
    return bool(message.tool_calls)


def is_tellable(message: ChatMessage) -> bool:
    """Whether there is anything in it that a model could be told."""
    return bool(message.content or message.tool_calls) or message.role == "tool"


def show(item: Item) -> ChatMessage:
    """The message as people are shown it."""
    message = item.message.copy()
    if item.interrupted:
        message.content = f"{message.content or ''}{INTERRUPTED_MARK}"
    return message


def id_of_call(call: ToolCall | FunctionCallInfo) -> str:
    """The id of a tool call, in either of its forms."""
    return call.call_id if isinstance(call, ToolCall) else call.tool_call_id


def call_item_id(call_id: str) -> str:
    """Id of the ledger item of a response's tool calls, made from its first call."""
    return f"call_item_{call_id}"


def output_message(call: ToolCall, output: str) -> ChatMessage:
    """What the model is told of a call that is over."""
    return ChatMessage(
        role="tool",
        id=output_item_id(call.call_id),
        name=call.name,
        content=output,
        tool_call_id=call.call_id,
    )


def output_item_id(call_id: str) -> str:
    """Id of the ledger item of a tool call's output."""
    return f"output_item_{call_id}"


def in_order(ids: Sequence[str], stays: Sequence[str]) -> list[str]:
    """`ids`, but with those that stay in their order: whoever breaks it goes in front of the next.

    Those that are to stay where they are have been chosen so that few do.
    """
    ordered = list(ids)
    for item_id, successor in zip(reversed(stays[:-1]), reversed(stays[1:]), strict=True):
        if ordered.index(item_id) > ordered.index(successor):
            ordered.remove(item_id)
            ordered.insert(ordered.index(successor), item_id)
    return ordered


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
