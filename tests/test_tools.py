"""Tool calls: each is run once, and has exactly one output."""

import asyncio
import json
import logging
from typing import Any

import pytest

from antiphon.core.events import ToolFinished
from antiphon.errors import ToolError
from antiphon.llm import FunctionContext, ToolCall
from antiphon.tools import ToolRunner


def call(name: str, **arguments: Any) -> ToolCall:
    return ToolCall(call_id="c1", name=name, arguments=json.dumps(arguments))


async def run(tools: FunctionContext | None, asked: ToolCall) -> ToolFinished:
    """Run one call, and return what was reported of it."""
    reports: list[ToolFinished] = []
    runner = ToolRunner(tools, reports.append)
    runner.prepare([asked])
    await runner.run(asked)
    runner.close()
    (report,) = reports
    return report


@pytest.fixture
def tools() -> FunctionContext:
    """Tools that go well and badly."""
    tools = FunctionContext()

    @tools.ai_callable(description="Adds")
    def add(a: int, b: int) -> int:
        return a + b

    @tools.ai_callable(description="Says nothing")
    async def nothing() -> None: ...

    @tools.ai_callable(description="Breaks")
    async def breaks() -> None:
        raise RuntimeError("secret path /etc/passwd")

    @tools.ai_callable(description="Explains")
    async def explains() -> None:
        raise ToolError("the shop is closed on Sundays")

    @tools.ai_callable(description="Takes too long")
    async def slow() -> None:
        await asyncio.sleep(3600)

    return tools


async def test_a_result_is_told_as_json(tools: FunctionContext) -> None:
    report = await run(tools, call("add", a=2, b=3))
    assert (report.output, report.failure) == ("5", None)


async def test_none_is_told_as_null(tools: FunctionContext) -> None:
    assert (await run(tools, call("nothing"))).output == "null"


async def test_what_breaks_is_told_without_its_details_and_logged_with_them(
    tools: FunctionContext, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        report = await run(tools, call("breaks"))
    assert json.loads(report.output) == {"error": "tool failed", "ref": "c1"}
    assert "secret path" in caplog.text


async def test_a_tool_error_is_told_in_its_own_words(tools: FunctionContext) -> None:
    report = await run(tools, call("explains"))
    assert json.loads(report.output) == {"error": "the shop is closed on Sundays"}
    assert report.failure is not None


async def test_what_takes_too_long_is_given_up(tools: FunctionContext) -> None:
    report = await run(tools, call("slow"))
    assert json.loads(report.output) == {"error": "the tool did not finish in 30 s"}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (call("add", a=2), "b"),
        (call("add", a=2, b="three"), "b"),
        (call("fly"), "fly"),
        (ToolCall(call_id="c1", name="add", arguments="{not json"), "JSON"),
    ],
)
async def test_what_does_not_fit_is_not_run_and_the_error_names_it(
    tools: FunctionContext, asked: ToolCall, named: str
) -> None:
    report = await run(tools, asked)
    assert named in json.loads(report.output)["error"]


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt])
@pytest.mark.parametrize("is_async", [True, False])
async def test_a_tool_cannot_end_the_program(kind: type[BaseException], is_async: bool) -> None:
    tools = FunctionContext()
    if is_async:

        @tools.ai_callable(description="Leaves")
        async def leave() -> None:
            raise kind(0)
    else:

        @tools.ai_callable(description="Leaves", name="leave")
        def leave_in_a_thread() -> None:
            raise kind(0)

    report = await run(tools, call("leave"))
    assert json.loads(report.output) == {"error": "tool failed", "ref": "c1"}


async def test_without_tools_every_call_is_refused() -> None:
    assert "add" in (await run(None, call("add", a=1, b=2))).output


async def test_a_cancelled_run_cancels_its_tool(tools: FunctionContext) -> None:
    runner = ToolRunner(tools, lambda report: pytest.fail(f"reported {report}"))
    asked = call("slow")
    runner.prepare([asked])
    before = asyncio.all_tasks()
    running = asyncio.create_task(runner.run(asked))
    await asyncio.sleep(1.0)
    running.cancel()
    await asyncio.wait({running})
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    runner.close()
