"""However a session is left, nothing of it stays: no task, no timer, no open line."""

import asyncio
from typing import Any

import pytest

from antiphon.errors import ConfigurationError, ModelConnectionError, ModelRefused
from antiphon.llm import ChatContext
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.testing.fake_openai import Abort, Answer, FakeOpenAI, GoSilent, Options
from antiphon.testing.virtual import VirtualLoop
from tests.plugins.openai.realtime.stage import KEY, conversation


def left_behind() -> list[str]:
    """What is still to happen: tasks other than the test's, and timers that were not cancelled."""
    loop = asyncio.get_running_loop()
    tasks = [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    timers = [repr(timer) for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]  # noqa: SLF001 - nobody else knows
    return tasks + timers


async def closed_within_a_second(session: Any) -> None:
    began = asyncio.get_running_loop().time()
    await session.aclose()
    await session.aclose()
    assert asyncio.get_running_loop().time() - began <= 1.0


@pytest.mark.parametrize("seconds", [n * 0.005 for n in range(14)])
async def test_a_session_is_left_while_it_connects(seconds: float) -> None:
    service = FakeOpenAI()
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    session = model.session(chat_ctx=ChatContext().append(text="Hi."))
    running = asyncio.create_task(session.run(lambda event: None))
    await asyncio.sleep(seconds)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await closed_within_a_second(session)
    await asyncio.sleep(1.0)
    assert left_behind() == []
    assert not any(line.is_open for line in service.sessions)


@pytest.mark.parametrize("steps", range(30))
def test_a_session_is_left_at_every_step_of_connecting(steps: int) -> None:
    async def leave() -> None:
        service = FakeOpenAI(latency=0.0)
        model = RealtimeModel(api_key=KEY, dialer=service.dialer())
        session = model.session(chat_ctx=ChatContext().append(text="Hi."))
        running = asyncio.create_task(session.run(lambda event: None))
        for _ in range(steps):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await closed_within_a_second(session)
        await asyncio.sleep(1.0)
        assert left_behind() == []
        assert not any(line.is_open for line in service.sessions)

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(leave())


@pytest.mark.parametrize("trouble", ["nothing", "an outage", "a silent line", "no answer to close"])
async def test_an_agent_is_left_in_the_middle_of_it(trouble: str) -> None:
    used_up = {"name": "requests", "limit": 1, "remaining": 0, "reset_seconds": 60.0}
    service = FakeOpenAI(
        answers=[Answer("one two three four five", seconds=5.0)] * 2,
        options=Options(rate_limits=(used_up,)),
    )
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        session = scene.model.sessions[0]
        answered = session.response.create()
        created = session.push_image("https://images.test/cat.png")
        if trouble == "an outage":
            service.refuse_dials(None, times=100)
            scene.line.abort()
        elif trouble == "a silent line":
            scene.line.go_silent()
        elif trouble == "no answer to close":
            service.answers_close = False
        speaking = asyncio.create_task(scene.speak())
        await asyncio.sleep(0.7)
        began = asyncio.get_running_loop().time()
        await scene.agent.aclose()
        assert asyncio.get_running_loop().time() - began <= 1.0
        assert await answered in (True, False)
        await asyncio.gather(created, return_exceptions=True)
        await speaking
    await asyncio.sleep(2.0)
    assert left_behind() == []


async def test_a_session_that_is_left_while_it_is_replaced_closes_both_lines() -> None:
    service = FakeOpenAI(options=Options(session_seconds=1000.0))
    service.upon("session.update", GoSilent(), nth=1, times=2)
    async with conversation(service) as scene:
        first = await service.connected()
        first.go_on()
        await service.connected(2)
        await scene.agent.aclose()
    await asyncio.sleep(2.0)
    assert left_behind() == []
    assert not any(line.is_open for line in service.sessions)


async def test_a_refused_session_leaves_nothing_and_says_why() -> None:
    service = FakeOpenAI(api_key="another")
    async with conversation(service) as scene:
        with pytest.raises(ModelRefused):
            await scene.agent.wait_closed()
    await asyncio.sleep(2.0)
    assert left_behind() == []


async def test_a_line_that_breaks_in_every_greeting_is_given_up_after_a_minute() -> None:
    service = FakeOpenAI()
    service.upon("session.update", Abort(), times=1000)
    async with conversation(service) as scene:
        with pytest.raises(ModelConnectionError):
            await scene.agent.wait_closed()
        assert asyncio.get_running_loop().time() < 90.0
        assert set(scene.troubles) == {"model_unreachable", "session_failed"}


@pytest.mark.parametrize(
    "options",
    [{"base_url": "not a url"}, {"voice": 7}, {"colour": "red"}, {"dialect": "gamma"}],
)
def test_a_key_is_not_in_what_is_said_about_wrong_options(options: dict[str, Any]) -> None:
    with pytest.raises((ConfigurationError, TypeError)) as refused:
        RealtimeModel(api_key=KEY, **options)
    assert KEY not in f"{refused.value!r}{refused.value}"
