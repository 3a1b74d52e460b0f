"""Whoever asks under an agent is told what comes of it, and what cannot be answered is told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from antiphon.errors import ModelError
from antiphon.llm import FunctionContext, ToolCall
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.testing.fake_openai import (
    Answer,
    Calls,
    FakeOpenAI,
    NeverStarts,
    Rewrite,
)
from antiphon.testing.fake_openai.script import Event
from tests.plugins.openai.realtime.stage import KEY, Scene, conversation

ANSWER = "It is dry."


def tools(runs: list[str]) -> FunctionContext:
    """A tool that notes who asked for it."""
    known = FunctionContext()

    @known.ai_callable(description="The weather of a city")
    async def weather(city: str) -> str:
        runs.append(city)
        return f"dry in {city}"

    return known


def call(call_id: str, city: str) -> ToolCall:
    return ToolCall(call_id=call_id, name="weather", arguments=f'{{"city": "{city}"}}')


def without_id(event: Event, city: str = "Oslo") -> list[Event]:
    """The event, the call about that city in it without an id."""

    def nameless(item: Event) -> Event:
        return item | {"call_id": ""} if city in str(item.get("arguments")) else item

    if "item" in event:
        return [event | {"item": nameless(event["item"])}]
    response = event["response"]
    return [event | {"response": response | {"output": [*map(nameless, response["output"])]}}]


def forgetful(*answers: Any) -> FakeOpenAI:
    """A service that gives calls about Oslo no ids."""
    service = FakeOpenAI(answers=answers, heard=["Well?"])
    for type in ("response.output_item.done", "response.done"):
        service.before(type, Rewrite(without_id), times=1000)
    return service


async def test_a_call_without_an_id_is_told_and_the_conversation_goes_on() -> None:
    runs: list[str] = []
    service = forgetful(Calls(call("call_1", "Oslo")), Answer(ANSWER, seconds=1.0))
    async with conversation(service, fnc_ctx=tools(runs)) as scene:
        await scene.speak()
        await scene.until("error")
        (told,) = scene.told("error")
        assert told.kind == "tool_call_invalid"
        assert told.message == (
            "the model called weather without an id, which cannot be answered, and is not run"
        )
        await asyncio.sleep(10.0)
        assert scene.agent.state == "listening"
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert (runs, scene.troubles) == ([], ["tool_call_invalid"])


async def test_a_call_without_an_id_keeps_nobody_from_the_others() -> None:
    runs: list[str] = []
    calls = Calls(call("call_1", "Oslo"), call("call_2", "Rome"))
    service = forgetful(calls, Answer(ANSWER, seconds=1.0))
    async with conversation(service, fnc_ctx=tools(runs)) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert runs == ["Rome"]
        assert scene.troubles == ["tool_call_invalid"]
        assert len(scene.told("function_calls_finished")) == 1


async def test_a_call_of_an_id_that_was_there_before_has_one_name_for_all() -> None:
    """Those who listen to the session know it by the name that the conversation knows it by."""

    def with_part(event: Event) -> list[Event]:
        item_id, response_id = event["item"]["id"], event["response_id"]
        part = {
            "type": "response.content_part.added",
            "event_id": f"{event['event_id']}_part",
            "response_id": response_id,
            "item_id": item_id,
            "output_index": event["output_index"],
            "content_index": 0,
            "part": {"type": "text", "text": ""},
        }
        return [part, event]

    runs: list[str] = []
    service = FakeOpenAI(
        answers=[Calls(call("call_0", "Rome")), Answer("1."), Calls(call("call_0", "Oslo"))],
        heard=["Rome?", "Oslo?"],
    )
    service.before("response.output_item.done", Rewrite(with_part), times=1000)
    async with conversation(service, fnc_ctx=tools(runs)) as scene:
        called: list[Any] = []
        session = scene.model.sessions[0]
        session.on(
            "response_output_done",
            lambda output: called.extend(c for part in output.content for c in part.tool_calls),
        )
        for turn in (1, 2):
            await scene.speak()
            await scene.until("function_calls_finished", turn)
            await asyncio.sleep(3.0)
        outputs = [x.tool_call_id for x in scene.agent.chat_ctx_copy().messages if x.role == "tool"]
        assert [each.tool_call_id for each in called] == outputs
        assert len(set(outputs)) == 2


async def test_who_asks_under_an_agent_is_told_when_it_gives_up() -> None:
    service = FakeOpenAI(answers=[NeverStarts()] * 2)
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        began = asyncio.get_running_loop().time()
        with pytest.raises(ModelError, match="asked twice"):
            await scene.model.sessions[0].response.create()
        assert asyncio.get_running_loop().time() - began == pytest.approx(20.0, abs=0.1)
        assert scene.troubles == ["reply_timeout"] * 2


@pytest.mark.parametrize(
    "call_off",
    [
        pytest.param(lambda scene: scene.agent.interrupt(), id="interrupted"),
        pytest.param(lambda scene: scene.agent.generate_reply(), id="another is wanted"),
    ],
)
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([NeverStarts()], id="not begun"),
        pytest.param([Answer(ANSWER, seconds=60.0), Answer(ANSWER)], id="waiting"),
    ],
)
async def test_who_asks_under_an_agent_is_told_at_once_that_it_was_called_off(
    call_off: Callable[[Scene], object], answers: list[Any]
) -> None:
    service = FakeOpenAI(answers=answers)
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        session = scene.model.sessions[0]
        before = session.response.create()
        asked = session.response.create()
        await asyncio.sleep(0.5)
        assert not asked.done()
        call_off(scene)
        await asyncio.sleep(0.01)
        assert asked.result() is False
        assert before.result() is not isinstance(answers[0], NeverStarts)


async def test_who_asks_while_the_line_is_lost_is_told_at_once_that_it_was_called_off() -> None:
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        service.refuse_dials(None, times=4)
        scene.line.abort()
        await asyncio.sleep(0.1)
        asked = scene.model.sessions[0].response.create()
        await asyncio.sleep(0.1)
        assert not asked.done()
        scene.agent.interrupt()
        await asyncio.sleep(0.01)
        assert asked.result() is False


async def test_who_wants_no_second_answer_under_an_agent_is_told_at_once_while_one_waits() -> None:
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        service.refuse_dials(None, times=4)
        scene.line.abort()
        await asyncio.sleep(0.1)
        session = scene.model.sessions[0]
        first = session.response.create()
        assert not await session.response.create(on_duplicate="cancel_new")
        assert await first


async def test_who_asks_under_an_agent_is_told_of_the_answer_to_the_second_attempt() -> None:
    service = FakeOpenAI(answers=[NeverStarts(), Answer(ANSWER, seconds=1.0)])
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        answered = scene.model.sessions[0].response.create()
        assert await answered
        await asyncio.sleep(30.0)
        assert scene.troubles == ["reply_timeout"]


async def test_a_line_that_breaks_between_two_attempts_gives_nobody_up() -> None:
    service = FakeOpenAI(answers=[NeverStarts(), NeverStarts(), Answer(ANSWER, seconds=1.0)])
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        answered = scene.model.sessions[0].response.create()
        await asyncio.sleep(15.0)
        service.refuse_dials(None, times=4)
        scene.line.abort()
        assert await answered
        assert scene.troubles.count("reply_timeout") == 1


async def test_what_a_program_attaches_does_not_hide_which_request_it_is() -> None:
    model = RealtimeModel(api_key=KEY, dialer=FakeOpenAI().dialer())
    session = model.session()
    assert await session.response.create(metadata={"antiphon_request": "mine"})
    await model.aclose()
