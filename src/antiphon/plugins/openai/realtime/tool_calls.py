"""The tools that the service calls: each call once, and under an id of its own.

| a call                             | then                                                      |
|------------------------------------|-----------------------------------------------------------|
| is said twice                      | taken once                                                |
| has an id that an earlier response | kept under another id; not where its item is the earlier  |
| has used                           | one                                                       |
| is not complete                    | passed over                                               |
| has no id                          | told as an error: nobody could answer it                  |
"""

from dataclasses import dataclass, field

from antiphon.core import messages as m
from antiphon.llm import ToolCall
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.names import Names
from antiphon.realtime import ModelEvent
from antiphon.utils.latest import Latest

__all__ = ["Round", "ToolCalls"]

MAX_KNOWN = 1024


@dataclass(slots=True, eq=False)
class Round:
    """The calls of one response, by their place in its output."""

    calls: dict[int, tuple[ToolCall, str]] = field(default_factory=dict)
    """Each with the id of its item on the wire."""
    call_ids: set[str] = field(default_factory=set)
    """Of those, on the wire."""
    nameless: dict[int, str] = field(default_factory=dict)
    """The names of the tools that were called without an id."""

    @property
    def in_order(self) -> list[tuple[ToolCall, str]]:
        """The calls, first to last, each with the id of its item on the wire."""
        return [self.calls[place] for place in sorted(self.calls)]

    def troubles(self) -> list[ModelEvent]:
        """What is told of those that were called without an id."""
        if not self.nameless:
            return []
        tools = " and ".join(name or "a tool" for name in self.nameless.values())
        message = (
            f"the model called {tools} without an id, which cannot be answered, and is not run"
        )
        return [m.ModelTroubled(kind="tool_call_invalid", message=message)]


class ToolCalls:
    """The calls of one session on the wire."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._ids = Latest(MAX_KNOWN)
        """Of the calls, on the wire."""
        self._items = Latest(MAX_KNOWN)
        """Ids of their items."""

    def take(self, round_: Round, place: int, item: wire.Item) -> None:
        """Put what `item` calls, if it is a call, into the round of its response."""
        if item.type != "function_call" or item.status == "incomplete":
            return
        if not item.call_id:
            round_.nameless[place] = item.name
        elif item.call_id not in round_.call_ids and item.id not in self._items:
            arguments = item.arguments or ""
            call = ToolCall(call_id=self._known_as(item), name=item.name, arguments=arguments)
            round_.calls[place] = (call, item.id)
            round_.call_ids.add(item.call_id)
            self._note(item)

    def forget(self) -> None:
        """There is another session, which counts anew."""
        self._ids.clear()
        self._items.clear()

    def _known_as(self, item: wire.Item) -> str:
        """What the conversation calls it: some servers count from 0 in every response."""
        is_used = item.call_id in self._ids
        return self._names.another(item.call_id) if is_used else self._names.inward(item.call_id)

    def _note(self, item: wire.Item) -> None:
        self._ids.add(item.call_id)
        if item.id:
            self._items.add(item.id)
