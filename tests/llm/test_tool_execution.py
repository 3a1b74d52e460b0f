"""Calls that run: on the loop or in a thread, to a result, an exception or a cancellation."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from antiphon import llm
from antiphon.clock import now

caller = contextvars.ContextVar("caller", default="nobody")


@dataclass
class Point:
    x: int


def started(
    function: Callable[..., Any], raw: str = "", *, executor: ThreadPoolExecutor | None = None
) -> llm.CalledFunction:
    """The call of `function`, as a tool, with the arguments `raw`."""
    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_callable(name="tool", description="A tool.")(function)
    call = llm.parse_function_call(fnc_ctx, "call_1", "tool", raw)
    return call.execute(executor=executor)


async def ended(called: llm.CalledFunction) -> llm.CalledFunction:
    await asyncio.wait([called.task])
    return called


async def test_a_coroutine_runs_on_the_loop() -> None:
    async def tool(seconds: float) -> str:
        await asyncio.sleep(seconds)
        return threading.current_thread().name

    called = started(tool, '{"seconds": 90}')
    assert (called.result, called.exception, called.task.done()) == (None, None, False)
    await ended(called)
    assert now() == 90
    assert called.result == threading.current_thread().name
    assert called.exception is None


async def test_a_plain_function_runs_in_a_thread_and_costs_no_virtual_time() -> None:
    def tool() -> int:
        return threading.get_ident()

    called = await ended(started(tool))
    assert called.result not in (None, threading.get_ident())
    assert now() == 0


async def test_the_thread_can_be_the_callers() -> None:
    def tool() -> str:
        return threading.current_thread().name

    with ThreadPoolExecutor(1, thread_name_prefix="tools") as executor:
        called = await ended(started(tool, executor=executor))
    assert called.result == "tools_0"


async def test_a_thread_sees_the_callers_context() -> None:
    caller.set("ada")
    called = await ended(started(caller_of_tool))
    assert called.result == "ada"


def caller_of_tool() -> str:
    return caller.get()


async def test_a_plain_function_may_return_a_coroutine() -> None:
    async def answer(n: int) -> int:
        return n + 1

    def tool(n: int) -> Any:
        return answer(n)

    assert (await ended(started(tool, '{"n": 1}'))).result == 2


async def test_a_partial_of_a_coroutine_function_runs_on_the_loop() -> None:
    async def add(n: int, m: int) -> int:
        return n + m

    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_callable(name="add_one", description="Adds one.")(partial(add, 1))
    call = llm.parse_function_call(fnc_ctx, "call_1", "add_one", '{"m": 2}')
    assert (await ended(call.execute())).result == 3


async def broken_coroutine() -> None:
    raise OSError("no route")


def broken_function() -> None:
    raise OSError("no route")


@pytest.mark.parametrize("tool", [broken_coroutine, broken_function])
async def test_what_a_tool_raises_is_kept(tool: Callable[..., Any]) -> None:
    """Defect 26: the agent fell silent."""
    called = await ended(started(tool))
    assert isinstance(called.exception, OSError)
    assert called.result is None


async def test_a_thread_that_runs_out_of_an_iterator_ends_its_call() -> None:
    def tool() -> int:
        return next(iter([]))

    called = await ended(started(tool))
    assert isinstance(called.exception, RuntimeError)
    assert isinstance(called.exception.__cause__, StopIteration)


async def test_a_cancelled_call_says_so() -> None:
    async def tool() -> None:
        await asyncio.sleep(60)

    called = started(tool)
    await asyncio.sleep(1)
    called.task.cancel()
    await ended(called)
    assert isinstance(called.exception, asyncio.CancelledError)


async def test_a_call_that_was_failed_keeps_its_error_whatever_its_tool_does() -> None:
    async def tool() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "too late"
        return "in time"

    called = started(tool)
    await asyncio.sleep(1)
    error = TimeoutError("no time")
    was_running = called.is_running
    called.fail(error)
    assert (was_running, called.is_running) == (True, False)
    await ended(called)
    assert (called.result, called.exception) == (None, error)
    message = llm.ChatMessage.create_tool_from_called_function(called)
    assert message.content == "Error: no time"


async def test_what_a_tool_raises_after_its_call_was_failed_is_dropped() -> None:
    async def tool() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise OSError("no route")

    called = started(tool)
    await asyncio.sleep(1)
    error = TimeoutError("no time")
    called.fail(error)
    await ended(called)
    assert called.exception is error


async def test_a_listener_may_change_the_arguments_before_the_call() -> None:
    async def tool(at: Point) -> Point:
        return at

    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_callable(description="Points.")(tool)
    call = llm.parse_function_call(fnc_ctx, "call_1", "tool", '{"at": {"x": 1}}')
    call.arguments["at"] = {"x": 2}
    assert (await ended(call.execute())).result == Point(2)


async def test_arguments_that_no_longer_fit_fail_the_call() -> None:
    async def tool(at: Point) -> Point:
        return at

    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_callable(description="Points.")(tool)
    call = llm.parse_function_call(fnc_ctx, "call_1", "tool", '{"at": {"x": 1}}')
    call.arguments["elsewhere"] = 3
    assert isinstance((await ended(call.execute())).exception, KeyError)


async def test_a_call_and_its_task_name_the_tool() -> None:
    called = started(caller_of_tool)
    assert called.task.get_name() == "tool tool"
    assert called.call_info.function_info.name == "tool"
    await ended(called)
