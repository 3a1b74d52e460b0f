"""A session that lasts has no more to remember than the conversation has items."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from types import FunctionType, MethodType, ModuleType
from typing import Any

import pytest

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.core.history import output_message
from antiphon.llm import ToolCall
from antiphon.plugins.openai.realtime import RealtimeModel, RealtimeSession
from antiphon.realtime import ModelEvent, ModelReady
from antiphon.testing.fake_openai import Answer, Calls, FakeConnection, FakeOpenAI, Options
from antiphon.testing.scripted import tone
from tests.plugins.openai.realtime.stage import KEY

ENOUGH = 300
"""By then every memory that is bounded is full: the longest holds 256."""
ALL = 1000

NOT_OURS = (FakeOpenAI, FakeConnection, ModuleType, type, asyncio.AbstractEventLoop, asyncio.Task)


class Desk:
    """Who runs a session, as an agent does, and takes out of the conversation what was in it."""

    def __init__(self, service: FakeOpenAI) -> None:
        self.model = RealtimeModel(api_key=KEY, dialer=service.dialer())
        self.session: RealtimeSession = self.model.session()
        self.session.take_over()
        self.errors: list[m.ModelTroubled] = []
        self._is_ready = asyncio.Event()
        self._is_over = asyncio.Event()
        self._items: set[str] = set()

    async def run(self) -> None:
        await self.session.run(self._report)

    async def answer(self, number: int) -> None:
        """One answer is asked for, comes, and is taken out of the conversation again."""
        await self._is_ready.wait()
        self._is_over.clear()
        self.session.send(m.CreateResponse(request_id=f"reply_{number}"))
        await self._is_over.wait()
        await asyncio.sleep(0.1)
        self._clear_out()

    async def turn(self) -> None:
        """The user says something, which is answered."""
        await self._is_ready.wait()
        self._is_over.clear()
        for n in range(100):
            frame = tone(0.02)
            self.session.push_audio(frame if n < 50 else AudioFrame(bytes(960), 24_000, 1, 480))
            await asyncio.sleep(0.02)
        await self._is_over.wait()
        await asyncio.sleep(0.3)
        self._clear_out()

    def _clear_out(self) -> None:
        for item_id in self._items:
            self.session.send(m.DeleteItem(item_id=item_id))
        self._items.clear()

    def _report(self, event: ModelEvent) -> None:
        match event:
            case ModelReady():
                self._is_ready.set()
            case m.ContentAdded(content=content):
                self._items.add(content.item_id)
            case m.UserCommitted(item_id=item_id):
                self._items.add(item_id)
            case m.ToolCallsReceived(calls=calls):
                self._give(calls[0])
            case m.ResponseDone():
                self._is_over.set()
            case m.ModelTroubled():
                self.errors.append(event)

    def _give(self, call: ToolCall) -> None:
        calls_id = f"call_item_{call.call_id}"
        output = output_message(call, "done")
        self.session.send(m.CreateItem(message=output, after=calls_id))
        self._items |= {calls_id, output.id}


def reachable(root: object) -> Iterator[object]:
    """Everything that it keeps, but for what is the service's or the loop's."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, NOT_OURS):
            continue
        seen.add(id(one))
        yield one
        waiting += parts_of(one)


def parts_of(one: object) -> list[Any]:
    if isinstance(one, FunctionType):  # not its globals
        return list(one.__closure__ or ())
    if isinstance(one, MethodType):
        return [one.__self__]
    return gc.get_referents(one)


def answering(turns: Callable[[int], Any]) -> FakeOpenAI:
    numbers = iter(range(1, 10 * ALL))
    limits = Options(session_seconds=float("inf"), rate_limits=())
    return FakeOpenAI(lambda _: turns(next(numbers)), options=limits)


async def sizes(desk: Desk, step: Callable[[int], Any], *, least: int, most: int) -> list[int]:
    """How much is kept after so many answers."""
    running = asyncio.create_task(desk.run())
    kept: list[int] = []
    for number in range(1, most + 1):
        await step(number)
        if number in (least, most):
            await asyncio.sleep(1.0)
            gc.collect()
            kept.append(sum(1 for _ in reachable(desk.session)))
    running.cancel()
    await desk.model.aclose()
    await asyncio.gather(running, return_exceptions=True)
    assert desk.errors == []
    return kept


@pytest.mark.timeout(120)
async def test_a_thousand_answers_leave_no_more_behind_than_a_few() -> None:
    desk = Desk(answering(lambda _: Answer("Yes.", 0.1)))
    before, after = await sizes(desk, desk.answer, least=ENOUGH, most=ALL)
    assert after - before < 50


@pytest.mark.timeout(120)
async def test_calls_of_tools_leave_their_names_behind_and_nothing_else() -> None:
    def calls(number: int) -> Calls:
        return Calls(ToolCall(call_id=f"call_{number}", name="tool", arguments="{}"))

    desk = Desk(answering(calls))
    before, after = await sizes(desk, desk.answer, least=ENOUGH, most=2 * ENOUGH)
    assert after - before < 2 * ENOUGH


@pytest.mark.timeout(120)
async def test_what_was_said_is_kept_no_longer_than_it_is_needed() -> None:
    desk = Desk(answering(lambda _: Answer("Yes.", 0.1)))
    before, after = await sizes(desk, lambda _: desk.turn(), least=40, most=60)
    assert after - before < 10 * 20  # names; each turn has a hundred pieces of sound
