"""Runs tool calls: each once, with a deadline, and each with exactly one output.

| the tool                        | the model is told                              | the program   |
|---------------------------------|------------------------------------------------|---------------|
| returns                         | the result, as text or JSON                    | result        |
| raises ToolError                | `{"error": its words}`                         | exception     |
| raises anything else            | `{"error": "tool failed", "ref": call id}`     | exception     |
| is unknown, or its arguments do | `{"error": what is wrong}`                     | exception     |
| not fit                         |                                                |               |
| takes longer than its deadline  | `{"error": "the tool did not finish in …"}`    | exception     |
| is called off                   | `{"error": "cancelled: …"}`                    | exception     |

A tool that was given up or called off is cancelled; whatever it does then, it was answered, and is
not waited for. A plain function runs in one of 8 threads, and cannot be cancelled there; one that
gets no thread before it is given up is never begun. Every deadline counts from the call: that is
how long the user has been waiting.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

from antiphon import clock
from antiphon.core.calls import CALLED_OFF_BECAUSE, called_off
from antiphon.core.messages import Canceller, ToolFinished
from antiphon.errors import ToolError
from antiphon.llm import (
    CalledFunction,
    FunctionCallInfo,
    FunctionContext,
    FunctionInfo,
    ToolCall,
    encode_result,
    parse_function_call,
)
from antiphon.utils.threads import DaemonThreads

__all__ = ["ToolRunner"]

logger = logging.getLogger(__name__)

MAX_THREADS = 8
PATIENCE_SECONDS = 1.0


def new_future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, eq=False)
class Entry:
    """A call, from when it was prepared until the program was told how it ended."""

    call: ToolCall
    info: FunctionCallInfo
    called: CalledFunction | None = None
    """Once it was begun, or called off."""
    begun: float | None = None
    seconds: float = 0.0
    """How long it took, once it is answered."""
    answered: asyncio.Future[None] = field(default_factory=new_future)
    """Done when it has its output."""

    @property
    def is_interruptible(self) -> bool:
        """It has not ended, and an interruption may call it off."""
        has_ended = self.called is not None and self.called.task.done()
        is_declared = self.info.function_info.policy.on_interrupt == "cancel"
        return is_declared and not (has_ended or self.answered.done())

    def answer(self) -> None:
        """It has its output now."""
        self.answered.set_result(None)
        if self.begun is not None:
            self.seconds = clock.now() - self.begun


class ToolRunner:
    """The tools of a conversation, and their calls.

    Whoever is told of calls by a model drives it: a session under an agent, or a model's session
    that is used alone, with `core.calls.Calls` to say which calls are new and when a round of them
    is answered. In this order: `prepare` the calls of a round; tell the program of them as
    `collected`; `run` each in a task of one's own, by which it is also cancelled. Each is reported
    once as a `ToolFinished`, its output ready to be sent. After the last of them tell the program
    of all as `finished`, and ask for a reply. `close` at the end. Everything but `run` is done
    when it returns; `interrupt` has reported what it called off.
    """

    def __init__(
        self, fnc_ctx: FunctionContext | None, report: Callable[[ToolFinished], None]
    ) -> None:
        self.fnc_ctx = fnc_ctx
        """The tools that can be called from now on; calls that were prepared keep theirs."""
        self._report = report
        self._entries: dict[str, Entry] = {}
        self._left_behind: set[asyncio.Task[Any]] = set()
        self._threads = DaemonThreads(MAX_THREADS, name="antiphon-tool")

    def prepare(self, calls: Sequence[ToolCall], tools: FunctionContext | None = None) -> None:
        """Check the calls against `tools`, or else those there are now.

        What does not fit fails when it is run. Calls that are prepared already stay as they are.
        """
        fnc_ctx = tools or self.fnc_ctx or FunctionContext()
        for call in calls:
            if call.call_id not in self._entries:
                self._entries[call.call_id] = Entry(call, call_info(fnc_ctx, call))

    def collected(self, calls: Sequence[ToolCall]) -> list[FunctionCallInfo]:
        """The prepared calls, as the program is told of them."""
        return [self._entries[call.call_id].info for call in calls]

    def seconds(self, calls: Sequence[ToolCall]) -> list[float]:
        """How long each of the calls took; to be asked before `finished`."""
        return [self._entries[call.call_id].seconds for call in calls]

    def finished(self, calls: Sequence[ToolCall]) -> list[CalledFunction]:
        """The calls, all of them answered, as the program is told; they are forgotten here."""
        entries = [self._entries.pop(call.call_id) for call in calls]
        return [entry.called for entry in entries if entry.called is not None]

    async def run(self, call: ToolCall) -> None:
        """Run a prepared call to its end, and report it; nothing, if it was run or called off.

        Cancelling this cancels the tool, and reports nothing.
        """
        entry = self._entries.get(call.call_id)
        if entry is None or entry.called is not None:
            return
        entry.begun = clock.now()
        called = entry.called = entry.info.execute(executor=self._threads)
        seconds = entry.info.function_info.policy.timeout
        awaited: set[asyncio.Future[Any]] = {called.task, entry.answered}
        try:
            await asyncio.wait(awaited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if not entry.answered.done():  # else it was cancelled, and is not disturbed twice
                called.task.cancel()
            raise
        if not entry.answered.done():
            conclude(called, seconds)
            entry.answer()
            self._report(finish(call, called))
        await self._see_off(call, called.task)

    def interrupt(self, calls: Sequence[ToolCall], by: Canceller) -> None:
        """Call off, and report, those of the calls that were declared so (`CallPolicy`)."""
        for call in calls:
            entry = self._entries.get(call.call_id)
            if entry is not None and entry.is_interruptible:
                self.call_off([call], by)
                self._report(called_off(call, by))

    def call_off(self, calls: Sequence[ToolCall], by: Canceller) -> None:
        """End these calls, running or not, or not even prepared, and report nothing of them.

        Those that are answered stay as they are.
        """
        self.prepare(calls)
        for entry in (self._entries[call.call_id] for call in calls):
            if entry.answered.done():
                continue
            called = entry.called = entry.called or not_begun(entry.info)
            called.fail(ToolError(f"cancelled: {CALLED_OFF_BECAUSE[by]}"))
            entry.answer()

    def close(self) -> None:
        """Let go of the threads; a tool that runs in one goes on to its end, unheard."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _see_off(self, call: ToolCall, task: asyncio.Task[Any]) -> None:
        """Wait a little for a tool that was cancelled; one that does not mind is left behind."""
        if task.done():
            return
        await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        if not task.done():
            logger.warning("a tool goes on though it was cancelled", extra={"tool": call.name})
            self._left_behind.add(task)
            task.add_done_callback(self._left_behind.discard)


def call_info(fnc_ctx: FunctionContext, call: ToolCall) -> FunctionCallInfo:
    """The call, checked; one that does not fit fails with the reason when it is executed."""
    try:
        return parse_function_call(fnc_ctx, call.call_id, call.name, call.arguments)
    except ValueError as error:
        return refused(call, ToolError(str(error)))


def refused(call: ToolCall, error: ToolError) -> FunctionCallInfo:
    """A call that fails with `error` when it is executed."""

    async def refuse() -> NoReturn:
        raise error

    return FunctionCallInfo(
        tool_call_id=call.call_id,
        function_info=FunctionInfo(call.name, "", False, refuse, {}),
        raw_arguments=call.arguments,
        arguments={},
    )


def not_begun(info: FunctionCallInfo) -> CalledFunction:
    """The call, without its tool."""
    name = f"tool {info.function_info.name}, not begun"
    return CalledFunction(call_info=info, task=asyncio.create_task(asyncio.sleep(0), name=name))


def conclude(called: CalledFunction, seconds: float) -> None:
    """Take what came of the call, which had so many seconds."""
    if called.task.done():
        called.settle()
    else:
        called.fail(ToolError(f"the tool did not finish in {seconds:g} s"))


def finish(call: ToolCall, called: CalledFunction) -> ToolFinished:
    """What is told of a call that has ended."""
    error = called.exception
    if error is None:
        return ToolFinished(call_id=call.call_id, output=encode_result(called.result))
    failure = f"the tool {call.name} failed: {words_of(error)}"
    if isinstance(error, ToolError):
        return ToolFinished(
            call_id=call.call_id, output=encode_result({"error": str(error)}), failure=failure
        )
    logger.error("tool failed", exc_info=error, extra={"tool": call.name, "ref": call.call_id})
    output = encode_result({"error": "tool failed", "ref": call.call_id})
    return ToolFinished(call_id=call.call_id, output=output, failure=failure)


def words_of(error: BaseException) -> str:
    """Its kind, and what it says if it says anything, and can."""
    kind = type(error).__name__
    with suppress(Exception):  # a tool may raise what cannot be put into words
        words = str(error)
        return f"{kind}: {words}" if words else kind
    return kind
