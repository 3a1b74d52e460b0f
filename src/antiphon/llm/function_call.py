"""A call of a tool: asked for, then running, then ended."""

import asyncio
import contextvars
import inspect
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, cast

from antiphon.llm.function_info import FunctionInfo

__all__ = ["CalledFunction", "FunctionCallInfo"]


@dataclass(frozen=True)
class FunctionCallInfo:
    """A call that a model asks for, with arguments that fit the tool."""

    tool_call_id: str
    function_info: FunctionInfo
    raw_arguments: str
    """The JSON text as the model gave it."""
    arguments: dict[str, Any]
    """The JSON values by name, checked; those that the model left out are not in it."""

    def execute(self, *, executor: Executor | None = None) -> "CalledFunction":
        """Start the tool on the running loop, and return at once.

        A coroutine function runs on the loop. Any other runs in a thread of `executor` (None: of
        the loop's own), with a copy of the caller's context variables; cancelling its task stops
        the waiting, not the thread. Enum members, dataclasses and the like are made of the
        arguments here. The caller keeps the result: nobody else holds on to its task.
        """
        task = asyncio.create_task(self._call(executor), name=f"tool {self.function_info.name}")
        called = CalledFunction(call_info=self, task=task)
        task.add_done_callback(lambda _: called.settle())
        return called

    async def _call(self, executor: Executor | None) -> Any:
        try:
            return await self._run(executor)
        except (SystemExit, KeyboardInterrupt) as error:
            # Out of a task these would end the program: a tool decides about itself alone.
            raise RuntimeError(f"the tool raised {type(error).__name__}") from error

    async def _run(self, executor: Executor | None) -> Any:
        function = self.function_info.callable
        arguments = self.function_info.parameters.build(self.arguments)
        if inspect.iscoroutinefunction(function):
            return await function(**arguments)
        context = contextvars.copy_context()
        result = await asyncio.get_running_loop().run_in_executor(
            executor, lambda: context.run(_call_in_thread, function, arguments)
        )
        return await result if inspect.isawaitable(result) else result


@dataclass
class CalledFunction:
    """A call that was started."""

    call_info: FunctionCallInfo
    task: "asyncio.Task[Any]"
    """Ends with the tool; await it, or cancel it."""
    result: Any = None
    """What the tool returned, once the task is done."""
    exception: BaseException | None = None
    """What it raised instead; `asyncio.CancelledError` if it was cancelled."""

    @property
    def is_running(self) -> bool:
        """It has not ended: nothing is known of what it comes to."""
        task = cast("asyncio.Task[Any] | None", self.task)  # made by hand, a call may have none
        return self.exception is None and task is not None and not task.done()

    def settle(self) -> None:
        """Take what the task, which is done, has come to; unless the call has failed before."""
        task = self.task
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if self.exception is not None:
            return
        self.exception = error
        if error is None:
            self.result = task.result()

    def fail(self, error: Exception) -> None:
        """End the call now, with `error`; what its task may still come to is dropped."""
        self.result, self.exception = None, error
        self.task.cancel()


def _call_in_thread(function: Any, arguments: dict[str, Any]) -> Any:
    try:
        return function(**arguments)
    except (StopIteration, SystemExit, KeyboardInterrupt) as error:
        # No future can hold a StopIteration: Python 3.11 would leave it pending for ever.
        raise RuntimeError(f"the tool raised {type(error).__name__}") from error
