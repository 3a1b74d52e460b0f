"""Tool calls: each has exactly one output, each round of them one reply.

| event      | the call is unknown            | running                          | answered |
|------------|--------------------------------|----------------------------------|----------|
| received   | in the ledger, then run        | dropped: it runs once            | dropped  |
| finished   | dropped                        | output in the ledger, then sent  | dropped  |

When the last call of a round is answered, the program is told of all of them, and a reply is asked
for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from antiphon.core.history import call_item_id

if TYPE_CHECKING:
    from antiphon.core.messages import ToolCallsReceived, ToolFinished
    from antiphon.llm.chat_context import ToolCall

__all__ = ["Calls", "Round"]


@dataclass(slots=True, eq=False)
class Round:
    """The tool calls of one response."""

    calls: tuple[ToolCall, ...]
    open: set[str] = field(default_factory=set)
    """Ids of those without an output yet."""

    def find(self, call_id: str) -> ToolCall:
        """The call of that id."""
        return next(call for call in self.calls if call.call_id == call_id)


class Calls:
    """The tool calls of a conversation."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._rounds: dict[str, Round] = {}

    @property
    def is_running(self) -> bool:
        """A call has no output yet."""
        return bool(self._rounds)

    @property
    def open_items(self) -> set[str]:
        """Ids of the ledger's items of those calls."""
        return {call_item_id(round_.calls[0].call_id) for round_ in self._rounds.values()}

    def received(self, event: ToolCallsReceived) -> Round | None:
        """The round to run; None where every call of it is known already."""
        calls = {call.call_id: call for call in event.calls if call.call_id not in self._known}
        if not calls:
            return None
        self._known |= calls.keys()
        round_ = Round(tuple(calls.values()), set(calls))
        self._rounds |= dict.fromkeys(calls, round_)
        return round_

    def finished(self, event: ToolFinished) -> Round | None:
        """The round that this output belongs to; its `open` is empty if it was the last one."""
        round_ = self._rounds.pop(event.call_id, None)
        if round_ is not None:
            round_.open.discard(event.call_id)
        return round_
