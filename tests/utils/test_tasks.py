"""Tasks are held while they run, and ended when asked."""

import asyncio

import pytest

from antiphon import clock
from antiphon.testing import VirtualLoop
from antiphon.utils import aio


async def test_a_set_holds_what_runs() -> None:
    tasks = aio.TaskSet()
    task = tasks.create_task(asyncio.sleep(1, "done"), name="nap")
    assert tasks.tasks == {task}
    assert task.get_name() == "nap"
    assert await task == "done"
    assert tasks.tasks == set()


def test_a_set_may_be_given_the_loop_before_that_runs(virtual_loop: VirtualLoop) -> None:
    tasks = aio.TaskSet()
    task = tasks.create_task(asyncio.sleep(1, "done"), loop=virtual_loop)
    assert tasks.tasks == {task}
    assert virtual_loop.run_until_complete(task) == "done"


def test_a_set_says_that_nothing_can_be_started_where_no_loop_runs() -> None:
    with pytest.raises(RuntimeError, match="^nap needs a running event loop: call it in a corout"):
        aio.TaskSet().create_task(asyncio.sleep(1), name="nap")


async def test_closing_a_set_ends_its_tasks() -> None:
    tasks = aio.TaskSet()
    task = tasks.create_task(asyncio.sleep(10))
    await tasks.aclose()
    assert task.cancelled()
    assert tasks.tasks == set()
    assert clock.now() == 0


async def test_cancelling_waits_for_the_clean_up_and_swallows_what_comes_of_it() -> None:
    cleaned: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(1)
            cleaned.append("up")
            raise RuntimeError("while cleaning up")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await aio.gracefully_cancel(task)
    assert cleaned == ["up"]
    assert isinstance(task.exception(), RuntimeError)


async def test_cancelling_nothing_or_what_is_done() -> None:
    await aio.gracefully_cancel()
    done = asyncio.create_task(asyncio.sleep(0, "result"))
    await done
    await aio.gracefully_cancel(done)
    assert done.result() == "result"


async def test_who_cancels_can_be_cancelled() -> None:
    async def stubborn() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(5)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await aio.gracefully_cancel(task)
    assert clock.now() == 1


async def test_a_task_that_closes_its_own_set_goes_on_and_the_others_are_ended() -> None:
    tasks = aio.TaskSet()
    other = tasks.create_task(asyncio.sleep(10))

    async def close() -> str:
        await tasks.aclose()
        return "closed"

    assert await tasks.create_task(close()) == "closed"
    assert other.cancelled()


async def test_what_is_started_while_a_set_is_closed_is_ended_too() -> None:
    tasks = aio.TaskSet()

    async def leave_a_note() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            tasks.create_task(asyncio.sleep(100))

    tasks.create_task(leave_a_note())
    await asyncio.sleep(0)
    await tasks.aclose()
    assert tasks.tasks == set()
    assert clock.now() == 0


async def test_a_task_that_cancels_all_leaves_itself_out() -> None:
    other = asyncio.create_task(asyncio.sleep(10))

    async def cancel_all() -> str:
        await aio.gracefully_cancel(other, asyncio.current_task())  # type: ignore[arg-type]
        return "still here"

    assert await asyncio.create_task(cancel_all()) == "still here"
    assert other.cancelled()
