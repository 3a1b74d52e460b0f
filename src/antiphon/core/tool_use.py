"""The model's use of tools: what it calls is run, what comes of that it is told, and replies to.

The rules stand at the top of `calls`; here they are carried out, between the ledger, where calls
and outputs are written down, and the answers that they are part of and lead to.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from antiphon.core import messages as m
from antiphon.core.calls import called_off
from antiphon.core.messages import EventName
from antiphon.core.troubles import trouble

if TYPE_CHECKING:
    from antiphon.core.answers import Answers
    from antiphon.core.calls import Calls
    from antiphon.core.history import History
    from antiphon.core.messages import Canceller, Effect
    from antiphon.core.speakers import Speakers
    from antiphon.llm.chat_context import ToolCall

__all__ = ["ToolUse"]


class ToolUse:
    """Has calls run, or ends them, and hands their outputs on."""

    def __init__(
        self, calls: Calls, history: History, answers: Answers, speakers: Speakers
    ) -> None:
        self._calls = calls
        self._history = history
        self._answers = answers
        self._speakers = speakers

    def received(self, event: m.ToolCallsReceived) -> list[Effect]:
        """The model calls tools; those of an answer that was called off are not run."""
        round_ = self._calls.received(event)
        if round_ is None:
            return []
        self._history.add_calls(round_.calls)
        collected = m.Emit(event=EventName.CALLS_COLLECTED, args=(round_.calls,))
        if self._answers.was_called_off(event.response_id):
            ended, *answered = self._call_off(round_.calls, "answer")
            return [ended, collected, *answered]
        self._answers.called_tools(event.response_id)
        tools = self._answers.tools_of(event.response_id)
        asker = self._speakers.asker
        return [m.RunTools(calls=round_.calls, tools=tools, asker=asker), collected]

    def finished(self, event: m.ToolFinished) -> list[Effect]:
        """A call has its output; with the last of its round, the model is to reply."""
        round_ = self._calls.finished(event)
        if round_ is None:
            return []
        message = self._history.add_output(round_.find(event.call_id), event.output)
        effects: list[Effect] = []
        if message is not None:
            effects.append(m.CreateItem(message=message, after=self._history.before(message.id)))
        if event.failure is not None:
            kind = "tool_failed" if event.called_off_by is None else "tool_cancelled"
            effects.append(trouble(kind, event.failure))
        if round_.open:
            return effects
        is_held = round_.item_id in self._history
        reply = self._answers.reply_to_tools() if round_.wants_reply and is_held else []
        return [*effects, *reply, m.Emit(event=EventName.CALLS_FINISHED, args=(round_.calls,))]

    def end(self) -> list[Effect]:
        """The conversation is over, and with it what runs."""
        return self._call_off(self._calls.open_calls, "end") if self._calls.is_running else []

    def _call_off(self, calls: tuple[ToolCall, ...], by: Canceller) -> list[Effect]:
        """End these calls, then answer them."""
        answered = (self.finished(called_off(call, by)) for call in calls)
        return [m.CallOffTools(calls=calls, by=by), *chain.from_iterable(answered)]
