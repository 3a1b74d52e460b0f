"""Faults of tools: rows 34 and 72 to 80 of the catalogue of faults, the best behaviour.

Whatever becomes of a tool, its call has one output, and its round one end and one reply.
"""

import asyncio
import dataclasses
import json
import logging
import threading
from collections.abc import Callable
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon import MultimodalAgent
from antiphon.core import messages as m
from antiphon.errors import ToolError
from antiphon.llm import FunctionContext, ToolCall, encode_result
from antiphon.llm.results import CUT_MARKER, MAX_RESULT_BYTES
from antiphon.testing.scripted import Script, ScriptedSession
from tests.session.stage import Stage, stage

TOOL_FAILED = {"error": "tool failed", "ref": "call_1"}


def tool(function: Callable[..., Any], **options: Any) -> FunctionContext:
    """The one tool that there is."""
    tools = FunctionContext()
    tools.ai_callable(name="tool", description="Does it", **options)(function)
    return tools


def call(number: int = 1, name: str = "tool", **arguments: Any) -> ToolCall:
    return ToolCall(call_id=f"call_{number}", name=name, arguments=json.dumps(arguments))


def calling(*calls: ToolCall) -> Script:
    """The model calls these tools, and says nothing."""

    async def script(model: ScriptedSession) -> None:
        await model.call_tools(*(calls or (call(),)))

    return script


def outputs(scene: Stage) -> dict[str | None, Any]:
    """What the model was told of each call; once, and as the ledger has it."""
    told = [c.message for c in scene.model.commands if isinstance(c, m.CreateItem)]
    kept = [x for x in scene.agent.chat_ctx_copy().messages if x.role == "tool"]
    in_order = [sorted((x.tool_call_id or "", x.content) for x in some) for some in (told, kept)]
    assert in_order[0] == in_order[1], "what the model was told is not what the ledger has"
    by_call = {message.tool_call_id: read(message.content) for message in told}
    assert len(by_call) == len(told), "a call has two outputs"
    return by_call


def read(content: object) -> Any:
    """The output, as JSON where it is that."""
    try:
        return json.loads(str(content))
    except ValueError:
        return content


def replies(scene: Stage) -> int:
    """How often the model was asked to say something."""
    return len([c for c in scene.model.commands if isinstance(c, m.CreateResponse)])


def troubles(scene: Stage) -> list[str]:
    return [trouble.kind for trouble in scene.told("error")]


async def ended(scene: Stage) -> dict[str | None, Any]:
    """Wait for the end of the one round there is, and return its outputs."""
    await scene.until("function_calls_finished")
    assert scene.events.count("function_calls_finished") == 1
    return outputs(scene)


# -- row 34: the same call is reported twice -----------------------------------------------------


async def test_fault_34_a_call_that_is_reported_twice_is_run_once() -> None:
    runs: list[int] = []

    async def script(model: ScriptedSession) -> None:
        response_id = await model.call_tools(call())
        model.report(m.ToolCallsReceived(response_id=response_id, calls=(call(),)))
        await asyncio.sleep(1.0)
        await model.call_tools(call())
        await asyncio.sleep(1.0)

    async with stage(script, fnc_ctx=tool(lambda: runs.append(1))) as scene:
        await asyncio.sleep(5.0)
        assert runs == [1]
        assert await ended(scene) == {"call_1": None}
        assert replies(scene) == 1


# -- row 72: it raises -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "output"),
    [
        (RuntimeError("/etc/passwd"), TOOL_FAILED),
        (KeyError(), TOOL_FAILED),
        (SystemExit(1), TOOL_FAILED),
        (asyncio.CancelledError(), TOOL_FAILED),
        (ToolError("closed on Sundays"), {"error": "closed on Sundays"}),
    ],
)
@pytest.mark.parametrize("is_plain", [False, True])
async def test_fault_72_a_tool_that_raises_is_told_and_replied_to(
    error: BaseException, output: object, is_plain: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise error

    def fail_in_a_thread() -> None:
        raise error

    tools = tool(fail_in_a_thread if is_plain else fail)
    with caplog.at_level(logging.ERROR):
        async with stage(calling(), fnc_ctx=tools) as scene:
            assert await ended(scene) == {"call_1": output}
            assert (replies(scene), troubles(scene)) == (1, ["tool_failed"])
    assert ("tool failed" in caplog.text) is not isinstance(error, ToolError)


class Wordless(Exception):
    """Cannot say what went wrong."""

    def __str__(self) -> str:
        raise ValueError("what went wrong, again?")


@pytest.mark.parametrize("error", [Wordless(), TimeoutError()])
async def test_fault_72_a_tool_that_raises_without_words_is_told_by_the_kind_of_its_error(
    error: Exception,
) -> None:
    async def fail() -> None:
        raise error

    async with stage(calling(), fnc_ctx=tool(fail)) as scene:
        assert await ended(scene) == {"call_1": {"error": "tool failed", "ref": "call_1"}}
        (told,) = [record.args[0] for record in scene.records if record.event == "error"]
        assert told.message.endswith(f"failed: {type(error).__name__}")


# -- row 73: it hangs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "seconds"), [({}, 30), ({"timeout": 5}, 5), ({"timeout": 0.5}, 0.5)]
)
async def test_fault_73_a_tool_that_hangs_is_given_up_when_its_time_is_up(
    options: dict[str, float], seconds: float
) -> None:
    async with stage(calling(), fnc_ctx=tool(asyncio.Event().wait, **options)) as scene:
        output = {"error": f"the tool did not finish in {seconds} s"}
        assert await ended(scene) == {"call_1": output}
        assert scene.detail("function_calls_finished")["seconds"] == [seconds]
        assert (replies(scene), troubles(scene)) == (1, ["tool_failed"])


# -- row 74: it returns this and that --------------------------------------------------------------


@dataclasses.dataclass
class Weather:
    city: str
    degrees: Any


class Plain:
    def __str__(self) -> str:
        return "a plain object"


@pytest.mark.parametrize(
    ("result", "output"),
    [
        (None, None),
        ({"degrees": 7}, {"degrees": 7}),
        (Weather("Oslo", 7), {"city": "Oslo", "degrees": 7}),
        (b"raw", "b'raw'"),
        (Plain(), "a plain object"),
        (float("nan"), "nan"),
        ("sunny", "sunny"),
    ],
)
async def test_fault_74_whatever_a_tool_returns_is_told_and_replied_to(
    result: object, output: object
) -> None:
    async with stage(calling(), fnc_ctx=tool(lambda: result)) as scene:
        assert await ended(scene) == {"call_1": output}
        assert (replies(scene), troubles(scene)) == (1, [])


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
anything = st.recursive(
    leaves | st.builds(Plain),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.integers() | st.tuples(st.integers()), inner)
        | st.builds(Weather, st.text(), inner)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(anything)
def test_fault_74_and_75_any_result_is_a_text_that_can_be_sent_and_is_not_too_long(
    result: object,
) -> None:
    assert len(encode_result(result).encode("utf-8")) <= MAX_RESULT_BYTES


# -- row 75: it returns too much -------------------------------------------------------------------


@pytest.mark.parametrize("result", ["x" * (20 << 20), [{"n": n} for n in range(20_000)]])
async def test_fault_75_a_long_result_is_cut_and_says_so(result: object) -> None:
    async with stage(calling(), fnc_ctx=tool(lambda: result)) as scene:
        told = (await ended(scene))["call_1"]
        assert told.endswith(CUT_MARKER)
        assert len(told.encode()) <= MAX_RESULT_BYTES
        (finished,) = scene.told("function_calls_finished")
        assert finished[0].result == result


# -- row 76: it is called wrongly ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (ToolCall(call_id="call_1", name="tool", arguments="{not json"), "JSON"),
        (ToolCall(call_id="call_1", name="tool", arguments="[]"), "object"),
        (call(city=7), "city"),
        (call(), "city"),
        (call(name="fly", city="Oslo"), "fly"),
    ],
)
async def test_fault_76_a_call_that_does_not_fit_is_not_run_and_the_error_names_the_field(
    asked: ToolCall, named: str
) -> None:
    async def weather(city: str) -> None:
        pytest.fail(f"run for {city}")

    async with stage(calling(asked), fnc_ctx=tool(weather)) as scene:
        assert named in (await ended(scene))["call_1"]["error"]
        assert (replies(scene), troubles(scene)) == (1, ["tool_failed"])


async def test_fault_76_what_a_tool_does_not_know_is_left_out() -> None:
    async def weather(city: str) -> str:
        return city

    asked = call(city="Oslo", mood="curious")
    async with stage(calling(asked), fnc_ctx=tool(weather)) as scene:
        assert await ended(scene) == {"call_1": "Oslo"}


# -- row 77: somebody interrupts -------------------------------------------------------------------

CANCELLED = {"error": "cancelled: the user spoke"}


async def barged_in(model: ScriptedSession) -> None:
    """A tool is called, and the user speaks after a second; the model answers that."""
    await model.call_tools(call())
    await asyncio.sleep(1.0)
    await model.user_says("never mind")
    await model.answer("Fine.", seconds=0.5)


async def ten_seconds() -> str:
    await asyncio.sleep(10.0)
    return "found"


@pytest.mark.parametrize(
    ("on_interrupt", "output", "seconds"), [("cancel", CANCELLED, 1.0), ("keep", "found", 10.0)]
)
async def test_fault_77_a_user_who_barges_in_calls_off_what_was_declared_so(
    on_interrupt: Literal["cancel", "keep"], output: object, seconds: float
) -> None:
    tools = tool(ten_seconds, on_interrupt=on_interrupt)
    async with stage(barged_in, fnc_ctx=tools) as scene:
        assert await ended(scene) == {"call_1": output}
        assert scene.detail("function_calls_finished")["seconds"] == [seconds]
        await scene.until("agent_speech_committed")
        assert troubles(scene) == (["tool_cancelled"] if on_interrupt == "cancel" else [])
        (finished,) = scene.told("function_calls_finished")
        assert (finished[0].exception is None) is (on_interrupt == "keep")


async def test_fault_77_the_answer_to_the_user_is_the_reply_to_what_they_called_off() -> None:
    async with stage(barged_in, fnc_ctx=tool(ten_seconds, on_interrupt="cancel")) as scene:
        await scene.until("agent_speech_committed")
        await asyncio.sleep(20.0)
        assert (replies(scene), scene.states[-1]) == (0, "listening")


async def test_fault_77_a_tool_that_a_noise_has_called_off_is_replied_to() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.call_tools(call())
        await asyncio.sleep(1.0)
        model.report(m.UserStarted())
        model.report(m.UserStopped())
        await model.expect(m.CreateItem)
        request = await model.expect(m.CreateResponse)
        await model.answer("I was interrupted.", seconds=0.5, request=request)

    async with stage(script, fnc_ctx=tool(ten_seconds, on_interrupt="cancel")) as scene:
        await scene.until("agent_speech_committed")
        assert replies(scene) == 1


async def test_fault_77_a_program_that_interrupts_is_not_talked_to() -> None:
    async with stage(calling(), fnc_ctx=tool(ten_seconds, on_interrupt="cancel")) as scene:
        await scene.until("function_calls_collected")
        await asyncio.sleep(1.0)
        scene.agent.interrupt()
        assert outputs(scene) == {"call_1": {"error": "cancelled: the program interrupted"}}
        assert scene.events[-2:] == ["error", "function_calls_finished"]
        await asyncio.sleep(20.0)
        assert (replies(scene), scene.agent.state) == (0, "listening")
        await ended(scene)


@pytest.mark.parametrize("options", [{"on_interrupt": "cancel"}, {"timeout": 1}])
async def test_fault_77_a_tool_that_ignores_its_cancellation_is_left_behind(
    options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    over = asyncio.Event()

    async def stubborn() -> str:
        try:
            await asyncio.sleep(60.0)
        except asyncio.CancelledError:
            await asyncio.sleep(5.0)
        over.set()
        return "too late"

    with caplog.at_level(logging.WARNING):
        async with stage(barged_in, fnc_ctx=tool(stubborn, **options)) as scene:
            told = await ended(scene)
            (finished,) = scene.told("function_calls_finished")
            error = str(finished[0].exception)
            assert told == {"call_1": {"error": error}}
            await over.wait()
            await asyncio.sleep(1.0)
            assert await ended(scene) == told
            assert (finished[0].result, str(finished[0].exception)) == (None, error)
    assert "goes on though it was cancelled" in caplog.text


async def test_fault_77_calls_of_an_answer_that_was_cut_off_are_not_run() -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.speak(content, 2.0)
        await asyncio.sleep(1.0)
        model.report(m.UserStarted())
        model.report(m.ToolCallsReceived(response_id=content.response_id, calls=(call(),)))
        model.finish(content, "cancelled")

    async with stage(script, fnc_ctx=tool(lambda: pytest.fail("it was run"))) as scene:
        told = await ended(scene)
        assert told == {
            "call_1": {"error": "cancelled: the answer that it was part of was cut off"}
        }
        assert scene.events.count("function_calls_collected") == 1
        await asyncio.sleep(5.0)
        assert (replies(scene), troubles(scene)) == (0, ["tool_cancelled"])


async def test_fault_77_a_tool_that_runs_at_the_end_has_an_output() -> None:
    async with stage(calling(), fnc_ctx=tool(ten_seconds)) as scene:
        await scene.until("function_calls_collected")
        await scene.agent.aclose()
        assert scene.events[-2:] == ["function_calls_finished", "closed"]
        (output,) = [x for x in scene.agent.chat_ctx_copy().messages if x.role == "tool"]
        assert read(output.content) == {"error": "cancelled: the conversation ended"}


# -- row 78: it calls the agent --------------------------------------------------------------------


class Agents:
    """Tools that turn to the agent that calls them."""

    agent: MultimodalAgent

    async def reply(self) -> str:
        self.agent.generate_reply(instructions="be quick")
        return "asked"

    async def interrupt(self) -> str:
        self.agent.interrupt()
        return "interrupted"

    async def change_tools(self) -> str:
        self.agent.fnc_ctx = tool(lambda: "new")
        await asyncio.sleep(1.0)
        return "changed"

    async def change_context(self) -> str:
        await self.agent.set_chat_ctx(self.agent.chat_ctx_copy().append(text="Be brief."))
        return "changed"

    async def close(self) -> str:
        await self.agent.aclose()
        return "closed"


@pytest.fixture
def agents() -> Agents:
    return Agents()


async def test_fault_78_a_tool_may_ask_for_a_reply(agents: Agents) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.call_tools(call())
        request = await model.expect(m.CreateResponse)
        assert request.instructions == "be quick"
        await model.expect(m.CreateItem)
        await model.answer("At once.", seconds=0.5, request=request)

    async with stage(script, fnc_ctx=tool(agents.reply)) as scene:
        agents.agent = scene.agent
        await scene.until("agent_speech_committed")
        assert await ended(scene) == {"call_1": "asked"}
        assert scene.told("agent_speech_committed") == ["At once."]


async def test_fault_78_a_tool_may_ask_for_a_reply_before_its_own_answer_is_over(
    agents: Agents,
) -> None:
    async def script(model: ScriptedSession) -> None:
        content = await model.begin()
        model.report(m.ToolCallsReceived(response_id=content.response_id, calls=(call(),)))
        await model.expect(m.CancelResponse)
        await model.expect(m.DeleteItem)
        await model.expect(m.CreateItem)
        model.finish(content, "cancelled")
        request = await model.expect(m.CreateResponse)
        await model.answer("At once.", seconds=0.5, request=request)

    async with stage(script, fnc_ctx=tool(agents.reply)) as scene:
        agents.agent = scene.agent
        await scene.until("agent_speech_committed")
        assert await ended(scene) == {"call_1": "asked"}
        scene.scripted.verify()


@pytest.mark.parametrize(
    ("on_interrupt", "output"),
    [("keep", "interrupted"), ("cancel", {"error": "cancelled: the program interrupted"})],
)
async def test_fault_78_a_tool_may_interrupt_even_itself(
    agents: Agents, on_interrupt: str, output: object
) -> None:
    tools = tool(agents.interrupt, on_interrupt=on_interrupt)
    async with stage(calling(), fnc_ctx=tools) as scene:
        agents.agent = scene.agent
        assert await ended(scene) == {"call_1": output}


async def test_fault_78_a_tool_may_change_the_tools_and_ends_as_itself(agents: Agents) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.call_tools(call(1), call(2))
        await asyncio.sleep(2.0)
        await model.call_tools(call(3))

    async with stage(script, fnc_ctx=tool(agents.change_tools)) as scene:
        agents.agent = scene.agent
        await scene.until("function_calls_finished", 2)
        assert outputs(scene) == {"call_1": "changed", "call_2": "changed", "call_3": "new"}


async def test_fault_78_a_tool_may_change_the_context(agents: Agents) -> None:
    async with stage(calling(), fnc_ctx=tool(agents.change_context)) as scene:
        agents.agent = scene.agent
        await scene.until("function_calls_finished")
        messages = scene.agent.chat_ctx_copy().messages
        assert [x.role for x in messages] == ["assistant", "tool", "system"]


async def test_fault_78_a_tool_may_close_the_agent(agents: Agents) -> None:
    before = asyncio.all_tasks()
    async with stage(calling(), fnc_ctx=tool(agents.close)) as scene:
        agents.agent = scene.agent
        await scene.agent.wait_closed()
        assert scene.told("closed") == ["closed"]
        assert scene.events.count("function_calls_finished") == 1
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


# -- row 79: it blocks -----------------------------------------------------------------------------


@pytest.mark.realtime
@pytest.mark.timeout(20)
async def test_fault_79_a_tool_that_blocks_does_not_hold_up_the_conversation() -> None:
    release = threading.Event()

    async def script(model: ScriptedSession) -> None:
        await model.call_tools(call())
        await model.answer("Meanwhile, this.", seconds=0.2)

    async with stage(script, fnc_ctx=tool(lambda: release.wait(10.0))) as scene:
        await scene.until("agent_speech_committed")
        release.set()
        assert await ended(scene) == {"call_1": True}


class Counter:
    """A tool that blocks until it is released, and counts how often it is at it."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.arrived: asyncio.Queue[int] = asyncio.Queue()
        self.release = threading.Event()
        self.begun: list[int] = []

    def work(self, n: int) -> int:
        self.begun.append(n)
        self.loop.call_soon_threadsafe(self.arrived.put_nowait, n)
        self.release.wait(10.0)
        return n


async def test_fault_79_eight_block_at_a_time_and_the_others_wait() -> None:
    counter = Counter()
    calls = [call(n, n=n) for n in range(10)]
    async with stage(calling(*calls), fnc_ctx=tool(counter.work)) as scene:
        arrived = [await counter.arrived.get() for _ in range(8)]
        assert sorted(arrived) == sorted(counter.begun) == list(range(8))
        counter.release.set()
        assert await ended(scene) == {f"call_{n}": n for n in range(10)}


@pytest.mark.realtime
@pytest.mark.timeout(20)
async def test_fault_79_one_that_waits_for_a_thread_too_long_is_never_begun() -> None:
    counter = Counter()
    calls = [call(n, n=n) for n in range(9)]
    async with stage(calling(*calls), fnc_ctx=tool(counter.work, timeout=0.2)) as scene:
        told = await ended(scene)
        assert told == {c.call_id: {"error": "the tool did not finish in 0.2 s"} for c in calls}
        counter.release.set()
        await asyncio.sleep(0.1)
        assert 8 not in counter.begun
        assert outputs(scene) == told


# -- row 80: several at a time ---------------------------------------------------------------------


async def test_fault_80_of_parallel_calls_each_has_its_output_and_all_have_one_reply() -> None:
    async def halve(n: int) -> float:
        await asyncio.sleep(n)
        return 6 / n

    calls = [call(n, n=n) for n in (2, 0, 3)]
    async with stage(calling(*calls), fnc_ctx=tool(halve)) as scene:
        failed = {"error": "tool failed", "ref": "call_0"}
        assert await ended(scene) == {"call_0": failed, "call_2": 3, "call_3": 2}
        assert scene.detail("function_calls_finished")["seconds"] == [2, 0, 3]
        assert (replies(scene), troubles(scene)) == (1, ["tool_failed"])
