"""Tool calls: each has exactly one output, each round of them one reply.

| event                 | the call is unknown              | running                 | answered |
|-----------------------|----------------------------------|-------------------------|----------|
| received              | in the ledger, then run          | dropped: it runs once   | dropped  |
| received, of an       | in the ledger, not run: answered | dropped                 | dropped  |
| answer that was cut   | as called off                    |                         |          |
| off before            |                                  |                         |          |
| finished              | dropped                          | output in the ledger,   | dropped  |
|                       |                                  | then sent               |          |
| the user barges in, a | –                                | goes on, or is called   | –        |
| program interrupts    |                                  | off, as it was declared |          |
| the model is lost     | –                                | goes on                 | –        |
| the end               | –                                | called off              | –        |

When the last call of a round is answered, the program is told of all of them, and a reply is asked
for; but not where the program, the end of the answer or that of the conversation has called off all
that was to be replied to, or the model has removed the calls. What the user has called off is
replied to: it may have been a noise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from antiphon.core.history import call_item_id
from antiphon.core.messages import InterruptTools, ToolFinished

if TYPE_CHECKING:
    from antiphon.core.messages import Canceller, Effect, ToolCallsReceived
    from antiphon.llm.chat_context import ToolCall

__all__ = ["CALLED_OFF_BECAUSE", "Calls", "Round", "called_off"]

CALLED_OFF_BECAUSE: dict[Canceller, str] = {
    "user": "the user spoke",
    "program": "the program interrupted",
    "answer": "the answer that it was part of was cut off",
    "end": "the conversation ended",
}


@dataclass(slots=True, eq=False)
class Round:
    """The tool calls of one response."""

    calls: tuple[ToolCall, ...]
    open: set[str] = field(default_factory=set)
    """Ids of those without an output yet."""
    wants_reply: bool = False
    """There is an output that the model should say something to."""

    @property
    def item_id(self) -> str:
        """Id of the ledger's item of the calls."""
        return call_item_id(self.calls[0].call_id)

    def is_replied_to(self, event: ToolFinished) -> bool:
        """Whether the model should say something to the outputs there are, this one among them."""
        if event.called_off_by == "end":
            return False
        return self.wants_reply or event.called_off_by in (None, "user")

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
        return {round_.item_id for round_ in self._rounds.values()}

    @property
    def open_calls(self) -> tuple[ToolCall, ...]:
        """Those calls, oldest first."""
        return tuple(round_.find(call_id) for call_id, round_ in self._rounds.items())

    def interrupt(self, by: Canceller) -> list[Effect]:
        """Those that do not go on through an interruption are called off."""
        calls = self.open_calls
        return [InterruptTools(calls=calls, by=by)] if calls else []

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
            round_.wants_reply = round_.is_replied_to(event)
        return round_


def called_off(call: ToolCall, by: Canceller) -> ToolFinished:
    """The one output of a call that does not come to its own end."""
    reason = CALLED_OFF_BECAUSE[by]
    return ToolFinished(
        call_id=call.call_id,
        output=json.dumps({"error": f"cancelled: {reason}"}),
        failure=f"the tool {call.name} was cancelled: {reason}",
        called_off_by=by,
    )
