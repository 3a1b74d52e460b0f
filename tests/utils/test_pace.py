"""Sleeps that are put off, and ticks."""

import asyncio

import pytest

from antiphon import clock
from antiphon.utils import aio


async def test_a_sleep_lasts_from_when_it_was_made() -> None:
    nap = aio.sleep(5)
    await asyncio.sleep(2)
    await nap
    assert clock.now() == 5


async def test_a_sleep_can_be_put_off_and_brought_forward() -> None:
    nap = aio.sleep(5)
    await asyncio.sleep(4)
    nap.reset()
    await asyncio.sleep(4)
    nap.reset(2)
    await nap
    assert clock.now() == 10
    with pytest.raises(aio.SleepFinished):
        nap.reset()


async def test_a_sleep_that_is_over_is_over_at_once() -> None:
    nap = aio.sleep(-1)
    await nap
    await nap
    assert clock.now() == 0


async def test_who_awaits_a_cancelled_sleep_is_cancelled() -> None:
    nap = aio.sleep(5)
    asyncio.get_running_loop().call_later(1, nap.cancel)
    with pytest.raises(asyncio.CancelledError):
        await nap
    assert clock.now() == 1


async def test_cancelling_who_sleeps_ends_the_sleep() -> None:
    nap = aio.sleep(5)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await nap
    with pytest.raises(aio.SleepFinished):
        nap.reset()


async def test_a_sleeper_cancelled_as_the_sleep_ends_is_cancelled() -> None:
    async def rest(seconds: float) -> None:
        await aio.sleep(seconds)

    loop = asyncio.get_running_loop()
    complaints: list[object] = []
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    sleeper = asyncio.create_task(rest(5))
    loop.call_at(5, sleeper.cancel)
    await asyncio.wait([sleeper])
    assert sleeper.cancelled()
    assert complaints == []


async def test_ticks_come_at_the_interval_the_first_at_once() -> None:
    ticks = []
    async for number in aio.interval(2):
        ticks.append((number, clock.now()))
        if number == 2:
            break
    assert ticks == [(0, 0), (1, 2), (2, 4)]


async def test_work_between_ticks_does_not_delay_them() -> None:
    ticks = []
    async for number in aio.interval(2):
        ticks.append(clock.now())
        if number == 2:
            break
        await asyncio.sleep(1.5)
    assert ticks == [0, 2, 4]


async def test_a_reset_makes_the_next_tick_a_whole_period_away() -> None:
    ticker = aio.interval(2)
    await ticker.tick()
    asyncio.get_running_loop().call_later(1, ticker.reset)
    assert await ticker.tick() == 1
    assert clock.now() == 3
    await asyncio.sleep(1)
    ticker.reset()
    assert await ticker.tick() == 2
    assert clock.now() == 6


async def test_a_cancelled_tick_can_be_awaited_again() -> None:
    ticker = aio.interval(2)
    await ticker.tick()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await ticker.tick()
    ticker.reset()
    assert await ticker.tick() == 1
    assert clock.now() == 3


async def test_one_sleeper_who_is_cancelled_does_not_wake_the_other() -> None:
    nap = aio.sleep(5)

    async def sleeper() -> float:
        await nap
        return clock.now()

    first, second = asyncio.create_task(sleeper()), asyncio.create_task(sleeper())
    await asyncio.sleep(1)
    first.cancel()
    assert await second == 5
    assert first.cancelled()


async def test_a_sleep_ends_with_its_last_sleeper() -> None:
    nap = aio.sleep(5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(nap, 1)
    with pytest.raises(aio.SleepFinished):
        nap.reset()
