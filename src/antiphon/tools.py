"""Runs tool calls: each once, with a deadline, and each with exactly one output.

| the tool                        | the model is told                              | the program   |
|---------------------------------|------------------------------------------------|---------------|
| returns                         | the result, as text or JSON                    | result        |
| raises ToolError                | `{"error": its words}`                         | exception     |
| raises anything else            | `{"error": "tool failed", "ref": call id}`     | exception     |
| is unknown, or its arguments do | `{"error": what is wrong}`                     | exception     |
| not fit                         |                                                |               |
| takes longer than its deadline  | `{"error": "the tool did not finish in …"}`    | exception     |
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import NoReturn

from antiphon import clock
from antiphon.core.events import ToolFinished
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
TIMEOUT_SECONDS = 30.0


class ToolRunner:
    """The tools of a conversation, and their calls."""

    def __init__(
        self,
        fnc_ctx: FunctionContext | None,
        report: Callable[[ToolFinished], None],
        *,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self.fnc_ctx = fnc_ctx
        """The tools that can be called from now on."""
        self._report = report
        self._timeout = timeout
        self._infos: dict[str, FunctionCallInfo] = {}
        self._called: dict[str, CalledFunction] = {}
        self._seconds: dict[str, float] = {}
        self._threads = DaemonThreads(MAX_THREADS, name="antiphon-tool")

    def prepare(self, calls: Sequence[ToolCall]) -> None:
        """Check the calls against the tools there are now; what does not fit fails when run."""
        for call in calls:
            self._infos[call.call_id] = self._info(call)

    def collected(self, calls: Sequence[ToolCall]) -> list[FunctionCallInfo]:
        """The prepared calls, as the program is told of them."""
        return [self._infos[call.call_id] for call in calls]

    def finished(self, calls: Sequence[ToolCall]) -> list[CalledFunction]:
        """The calls that were run, as the program is told of them; they are forgotten here."""
        for call in calls:
            del self._infos[call.call_id]
        return [self._called.pop(call.call_id) for call in calls]

    def seconds(self, calls: Sequence[ToolCall]) -> list[float]:
        """How long each of the calls took; forgotten here."""
        return [self._seconds.pop(call.call_id) for call in calls]

    async def run(self, call: ToolCall) -> None:
        """Run a prepared call to its end, and report it."""
        begun = clock.now()
        called = self._infos[call.call_id].execute(executor=self._threads)
        self._called[call.call_id] = called
        try:
            done, _ = await asyncio.wait({called.task}, timeout=self._timeout)
        finally:
            called.task.cancel()
        self._seconds[call.call_id] = clock.now() - begun
        if not done:
            called.exception = ToolError(f"the tool did not finish in {self._timeout:.0f} s")
        self._report(finish(call, called))

    def close(self) -> None:
        """Let go of the threads; a tool that runs in one goes on to its end, unheard."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _info(self, call: ToolCall) -> FunctionCallInfo:
        fnc_ctx = self.fnc_ctx if self.fnc_ctx is not None else FunctionContext()
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


def finish(call: ToolCall, called: CalledFunction) -> ToolFinished:
    """What is told of a call that has ended."""
    error = called.exception
    if error is None:
        return ToolFinished(call_id=call.call_id, output=encode_result(called.result))
    failure = f"the tool {call.name} failed: {type(error).__name__}: {error}"
    if isinstance(error, ToolError):
        return ToolFinished(
            call_id=call.call_id, output=encode_result({"error": str(error)}), failure=failure
        )
    logger.error("tool failed", exc_info=error, extra={"tool": call.name, "ref": call.call_id})
    output = encode_result({"error": "tool failed", "ref": call.call_id})
    return ToolFinished(call_id=call.call_id, output=output, failure=failure)
