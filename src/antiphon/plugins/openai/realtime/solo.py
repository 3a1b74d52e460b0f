"""A session that nobody runs drives itself: what an agent does for others, it does here.

It schedules answers and runs tools, with the agent's own scheduler and tool runner. What it does
not do is listen and speak: that is the program's business. So an answer that breaks off is asked
for once more as a whole, unless a part of it was complete: how much of it was heard nobody knows.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from antiphon.core import messages as m
from antiphon.core.history import call_item_id, output_message
from antiphon.core.requests import dropped
from antiphon.core.responses import BEGIN_DEADLINE, STALL_DEADLINE, Responses
from antiphon.core.values import OnDuplicate
from antiphon.deadlines import Deadlines
from antiphon.llm import CalledFunction, FunctionCallInfo, FunctionContext, ToolCall
from antiphon.plugins.openai.realtime.api import ResponseDetail
from antiphon.realtime import ModelCommand, ModelEvent, ModelReady
from antiphon.tools import ToolRunner
from antiphon.utils import aio

__all__ = ["Solo"]

logger = logging.getLogger(__name__)

UNTOLD_KINDS = frozenset(
    {
        "input_audio_dropped",
        "instructions_too_large",
        "item_invalid",
        "item_too_large",
        "model_unreachable",
        "model_unresponsive",
        "rate_limited",
        "reply_timeout",
        "tool_call_invalid",
    }
)
"""Troubles of which the service has sent no error that listeners know already."""


class Solo:
    """Decides what an agent would decide, as far as it concerns a session alone."""

    def __init__(
        self,
        fnc_ctx: FunctionContext | None,
        send: Callable[[ModelCommand], None],
        *,
        collected: Callable[[list[FunctionCallInfo]], None],
        finished: Callable[[list[CalledFunction]], None],
        troubled: Callable[[str, str], None],
    ) -> None:
        """`troubled` is told the kind of what goes wrong without an error of the service, and
        what an agent would say of it."""
        self._send = send
        self._collected = collected
        self._finished = finished
        self._troubled = troubled
        self._responses = Responses()
        self._responses.await_model()
        self._tools = ToolRunner(fnc_ctx, self._tool_finished)
        self._rounds: dict[str, list[ToolCall]] = {}
        """The calls of a round, by the ids of those that have no output yet."""
        self._outputs: dict[str, str] = {}
        """What came of the calls of rounds that are not over, by their ids."""
        self._unsent: list[m.CreateItem] = []
        """Outputs from while the line was lost."""
        self._tasks = aio.TaskSet()
        self._deadlines = Deadlines(self._deadline_passed)

    def set_tools(self, fnc_ctx: FunctionContext | None) -> None:
        """From now on these may be called."""
        self._tools.fnc_ctx = fnc_ctx

    def ask(
        self, on_duplicate: OnDuplicate, instructions: str | None, detail: ResponseDetail
    ) -> None:
        """Have the service answer."""
        if on_duplicate == "cancel_new" and self._responses.is_busy:
            self._perform(dropped(detail))
            return
        effects = self._responses.cancel() if on_duplicate == "cancel_existing" else []
        request = self._responses.new_request(instructions)
        wanted = replace(request, on_duplicate=on_duplicate, detail=detail)
        self._perform([*effects, *self._responses.request(wanted)])

    def cancel(self) -> None:
        """Have the answer under way broken off."""
        self._perform(self._responses.cancel())

    def handle(self, event: ModelEvent) -> None:  # noqa: C901 - one flat table of arms
        """What the service has said."""
        match event:
            case ModelReady():
                self._perform(self._responses.restored())
            case m.ResponseCreated():
                self._perform(self._responses.created(event))
            case m.ResponseRefused():
                effects, found = self._responses.refused(event)
                self._perform(effects)
                self._pass_on(found)
            case m.ResponseDone():
                self._perform(self._responses.done(event.response_id, event.status))
            case m.ContentAdded() | m.TextArrived():
                self._responses.progress(event.content.response_id)
            case m.ContentDone():
                self._responses.under_way.spoke(event.content.response_id)
            case m.ToolCallsReceived():
                self._run(event.calls)
            case m.UserStarted():
                self._responses.user_started()
            case m.UserCommitted():
                self._perform(self._responses.user_settled())
            case m.ReplyRequested():
                self._perform(self._responses.request(self._responses.new_request()))
            case m.ModelTroubled():
                self._pass_on(event)
            case m.ModelLost():
                self._tell_trouble("model_lost", event.message)
                self._perform(self._responses.lost())
            case m.ModelRestored():
                self._tell_outputs()
                self._perform(self._responses.restored())

    async def aclose(self) -> None:
        """Leave no task and no timer behind."""
        self._deadlines.close()
        await self._tasks.aclose()
        self._tools.close()

    # -- tools -----------------------------------------------------------------------------

    def _run(self, calls: Sequence[ToolCall]) -> None:
        round_ = list(calls)
        self._tools.prepare(round_)
        self._collected(self._tools.collected(round_))
        for call in round_:
            self._rounds[call.call_id] = round_
        for call in round_:
            self._tasks.create_task(self._tools.run(call))

    def _tool_finished(self, event: m.ToolFinished) -> None:
        round_ = self._rounds.pop(event.call_id)
        self._outputs[event.call_id] = event.output
        if any(call.call_id in self._rounds for call in round_):
            return
        self._tell_round(round_)
        self._finished(self._tools.finished(round_))
        self._perform(self._responses.request_tool_reply())

    def _tell_round(self, round_: list[ToolCall]) -> None:
        """Send the outputs, in the order of the calls."""
        after = call_item_id(round_[0].call_id)
        for call in round_:
            output = output_message(call, self._outputs.pop(call.call_id))
            self._tell(m.CreateItem(message=output, after=after))
            after = output.id

    def _tell(self, output: m.CreateItem) -> None:
        """Send an output, now or when the line is there again."""
        if self._responses.is_offline:
            self._unsent.append(output)
        else:
            self._send(output)

    def _tell_outputs(self) -> None:
        unsent, self._unsent = self._unsent, []
        for output in unsent:
            self._send(output)

    # -- effects ---------------------------------------------------------------------------

    def _perform(self, effects: list[m.Effect]) -> None:
        for effect in effects:
            match effect:
                case m.SetDeadline():
                    self._deadlines.set(effect)
                case m.CreateResponse() | m.CancelResponse() | m.RequestDropped():
                    self._send(effect)

    def _deadline_passed(self, event: m.DeadlinePassed) -> None:
        if event.name == BEGIN_DEADLINE:
            effects, found = self._responses.begin_deadline_passed()
        elif event.name == STALL_DEADLINE:
            effects, found = self._responses.stall_deadline_passed()
        else:
            raise ValueError(f"nobody set a deadline {event.name!r}")
        self._perform(effects)
        self._pass_on(found)

    # -- troubles --------------------------------------------------------------------------

    def _pass_on(self, trouble: m.Trouble | m.ModelTroubled | None) -> None:
        """Listeners know of it already where the service has sent it as an error."""
        if trouble is None:
            return
        if trouble.kind in UNTOLD_KINDS:
            self._tell_trouble(trouble.kind, trouble.message)
        else:
            warn(trouble.kind, trouble.message)

    def _tell_trouble(self, kind: str, message: str) -> None:
        warn(kind, message)
        self._troubled(kind, message)


def warn(kind: str, message: str) -> None:
    """Log what an agent would tell."""
    logger.warning("%s: %s", kind, message)
