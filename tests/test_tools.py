"""Tool calls: each is run once, and has exactly one output."""

import asyncio
import gc
import json
import logging
from typing import Any

import pytest

from antiphon.core.calls import Calls, Round
from antiphon.core.events import ToolFinished
from antiphon.core.model_events import ToolCallsReceived
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


# -- called off ----------------------------------------------------------------------------


class Running:
    """A runner with one tool, which takes an hour or what it is given, and what it reports."""

    def __init__(self, **options: Any) -> None:
        self.tools = FunctionContext()
        self.tools.ai_callable(description="Works", **options)(self.work)
        self.reports: list[ToolFinished] = []
        self.runner = ToolRunner(self.tools, self.reports.append)
        self.begun = 0

    async def work(self, seconds: float = 3600.0) -> str:
        self.begun += 1
        await asyncio.sleep(seconds)
        return "done"

    @property
    def outputs(self) -> list[str]:
        return [report.output for report in self.reports]


CALL = call("work")
CANCELLED = '{"error": "cancelled: the user spoke"}'


async def test_what_was_declared_so_is_called_off_at_once_and_told_once() -> None:
    scene = Running(on_interrupt="cancel")
    scene.runner.prepare([CALL])
    running = asyncio.create_task(scene.runner.run(CALL))
    await asyncio.sleep(2.0)
    scene.runner.interrupt([CALL], "user")
    assert scene.outputs == [CANCELLED]
    assert scene.reports[0].called_off_by == "user"
    scene.runner.interrupt([CALL], "user")
    await running
    assert scene.outputs == [CANCELLED]
    assert scene.runner.seconds([CALL]) == [2.0]
    (called,) = scene.runner.finished([CALL])
    assert isinstance(called.exception, ToolError)
    assert (called.is_running, called.task.cancelled()) == (False, True)


async def test_what_was_not_declared_so_goes_on() -> None:
    scene = Running()
    scene.runner.prepare([CALL])
    running = asyncio.create_task(scene.runner.run(CALL))
    await asyncio.sleep(2.0)
    scene.runner.interrupt([CALL], "user")
    await running
    assert json.loads(scene.outputs[0]) == {"error": "the tool did not finish in 30 s"}


async def test_what_is_called_off_before_it_has_begun_never_begins() -> None:
    scene = Running(on_interrupt="cancel")
    scene.runner.prepare([CALL])
    scene.runner.interrupt([CALL], "user")
    await scene.runner.run(CALL)
    assert (scene.outputs, scene.begun) == ([CANCELLED], 0)
    assert scene.runner.seconds([CALL]) == [0.0]


@pytest.mark.skipif(not hasattr(asyncio, "eager_task_factory"), reason="is new in Python 3.12")
async def test_what_is_called_off_never_begins_even_where_tasks_begin_at_once() -> None:
    scene = Running()
    loop = asyncio.get_running_loop()
    loop.set_task_factory(getattr(asyncio, "eager_task_factory", None))
    scene.runner.call_off([CALL], "answer")
    assert scene.begun == 0


async def test_what_has_just_ended_is_told_as_it_ended() -> None:
    scene = Running(on_interrupt="cancel")
    quick = call("work", seconds=1.0)
    scene.runner.prepare([quick])
    running = asyncio.create_task(scene.runner.run(quick))
    await asyncio.sleep(0)
    task = next(task for task in asyncio.all_tasks() if task.get_name() == "tool work")
    task.add_done_callback(lambda _: scene.runner.interrupt([quick], "user"))
    await running
    assert scene.outputs == ["done"]


async def test_calls_are_called_off_prepared_or_not_without_a_report() -> None:
    scene = Running()
    scene.runner.call_off([CALL], "answer")
    scene.runner.call_off([CALL], "end")
    (called,) = scene.runner.finished([CALL])
    assert str(called.exception) == "cancelled: the answer that it was part of was cut off"
    assert called.call_info.function_info is scene.tools.ai_functions["work"]
    assert (scene.reports, scene.begun) == ([], 0)


async def test_a_tool_that_does_not_mind_is_left_behind_and_said_to_be(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tools = FunctionContext()
    over = asyncio.Event()

    @tools.ai_callable(description="Goes on", timeout=1)
    async def work() -> None:
        try:
            await asyncio.sleep(3600.0)
        except asyncio.CancelledError:
            await asyncio.sleep(60.0)
            over.set()

    runner = ToolRunner(tools, lambda report: None)
    runner.prepare([CALL])
    with caplog.at_level(logging.WARNING):
        await runner.run(CALL)
    assert "goes on though it was cancelled" in caplog.text
    assert not over.is_set()
    await over.wait()


async def test_what_is_left_behind_is_held_on_to_until_it_ends() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: complaints.append(about))
    tools = FunctionContext()

    @tools.ai_callable(description="Waits for what nobody else knows of", timeout=1)
    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.Event().wait()

    runner = ToolRunner(tools, lambda report: None)
    runner.prepare([CALL])
    await runner.run(CALL)
    runner.finished([CALL])
    gc.collect()
    assert complaints == []


async def test_a_result_that_comes_at_the_very_last_moment_counts() -> None:
    scene = Running(timeout=1e-12)
    quick = call("work", seconds=0.0)
    scene.runner.prepare([quick])
    await scene.runner.run(quick)
    assert scene.outputs == ["done"]


async def test_a_call_that_nobody_prepared_or_that_was_run_is_not_run() -> None:
    scene = Running()
    quick = call("work", seconds=1.0)
    await scene.runner.run(quick)
    scene.runner.interrupt([quick], "user")
    scene.runner.prepare([quick])
    await scene.runner.run(quick)
    scene.runner.prepare([quick])
    await scene.runner.run(quick)
    assert (scene.outputs, scene.begun) == (["done"], 1)


async def test_a_tool_that_was_called_off_is_not_disturbed_in_its_cleaning_up() -> None:
    tools = FunctionContext()
    cleaned: list[bool] = []

    @tools.ai_callable(description="Cleans up", on_interrupt="cancel")
    async def work() -> None:
        try:
            await asyncio.sleep(3600.0)
        finally:
            await asyncio.sleep(0.5)
            cleaned.append(True)

    runner = ToolRunner(tools, lambda report: None)
    runner.prepare([CALL])
    running = asyncio.create_task(runner.run(CALL))
    await asyncio.sleep(1.0)
    runner.interrupt([CALL], "user")
    running.cancel()
    await asyncio.wait({running})
    await asyncio.sleep(1.0)
    assert cleaned == [True]


async def test_an_answer_may_have_tools_of_its_own() -> None:
    scene = Running()
    runner = ToolRunner(None, scene.reports.append)
    quick = call("work", seconds=1.0)
    runner.prepare([quick], scene.tools)
    await runner.run(quick)
    assert scene.outputs == ["done"]


# -- without an agent ------------------------------------------------------------------------


class Alone:
    """A model's session that nobody conducts: it runs the tools that its model calls."""

    def __init__(self, tools: FunctionContext, group: asyncio.TaskGroup) -> None:
        self.told: list[str] = []
        self._group = group
        self._calls = Calls()
        self._tools = ToolRunner(tools, self._finished)

    def receive(self, *calls: ToolCall) -> None:
        round_ = self._calls.received(ToolCallsReceived(response_id="r", calls=calls))
        if round_ is None:
            return
        self._tools.prepare(round_.calls)
        names = [info.function_info.name for info in self._tools.collected(round_.calls)]
        self.told.append(f"collected {names}")
        for asked in round_.calls:
            self._group.create_task(self._tools.run(asked))

    def user_speaks(self) -> None:
        self._tools.interrupt(self._calls.open_calls, "user")

    def _finished(self, event: ToolFinished) -> None:
        round_ = self._calls.finished(event)
        if round_ is None:
            return
        self.told.append(f"output {event.output}")
        if not round_.open:
            self._round_over(round_)

    def _round_over(self, round_: Round) -> None:
        results = [called.result for called in self._tools.finished(round_.calls)]
        self.told.append(f"finished {results}")
        if round_.wants_reply:
            self.told.append("reply")


async def test_a_models_session_alone_can_run_the_tools() -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="Adds")
    async def add(a: int, b: int) -> int:
        await asyncio.sleep(1.0)
        return a + b

    @tools.ai_callable(description="Searches", on_interrupt="cancel")
    async def search() -> None:
        await asyncio.sleep(3600.0)

    async with asyncio.TaskGroup() as group:
        alone = Alone(tools, group)
        sum_ = ToolCall(call_id="1", name="add", arguments='{"a": 2, "b": 3}')
        alone.receive(sum_, ToolCall(call_id="2", name="search", arguments=""))
        alone.receive(sum_)
        await asyncio.sleep(2.0)
        alone.user_speaks()
    assert alone.told == [
        "collected ['add', 'search']",
        "output 5",
        f"output {CANCELLED}",
        "finished [5, None]",
        "reply",
    ]
