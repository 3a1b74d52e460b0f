"""Time that jumps."""

import asyncio
import math
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from antiphon import clock
from antiphon.testing import Deadlock, VirtualLoop, run


async def test_a_long_sleep_costs_nothing_and_is_exact() -> None:
    began = clock.now()
    await asyncio.sleep(600.0)
    assert clock.now() - began == 600.0


async def test_equal_deadlines_come_in_the_order_in_which_they_were_set() -> None:
    order: list[str] = []

    async def wake(name: str) -> None:
        await asyncio.sleep(1.0)
        order.append(name)

    await asyncio.gather(*(wake(name) for name in "abcdef"))
    assert order == list("abcdef")


async def test_the_clock_stands_still_while_a_thread_works() -> None:
    gate = threading.Event()

    async def tick() -> float:
        await asyncio.sleep(5.0)
        gate.set()
        return clock.now()

    began = clock.now()
    ticking = asyncio.create_task(tick())
    await asyncio.get_running_loop().run_in_executor(None, gate.wait, 0.05)
    assert clock.now() == began
    assert await ticking == began + 5.0


async def test_work_in_an_executor_of_ones_own_and_in_to_thread_counts_too() -> None:
    began = clock.now()
    with ThreadPoolExecutor(1) as pool:
        await asyncio.get_running_loop().run_in_executor(pool, time.sleep, 0.02)
    await asyncio.to_thread(time.sleep, 0.02)
    assert clock.now() == began


async def test_the_clock_stands_still_while_a_thread_of_ones_own_is_waited_for(
    virtual_loop: VirtualLoop,
) -> None:
    done = asyncio.Event()
    thread = threading.Timer(0.05, virtual_loop.call_soon_threadsafe, args=(done.set,))
    thread.start()
    with virtual_loop.waiting_for_outside():
        await asyncio.wait_for(done.wait(), 10.0)
    assert virtual_loop.time() == 0.0
    await asyncio.sleep(5.0)
    assert virtual_loop.time() == 5.0
    thread.join()


async def test_contexts_that_wait_for_outside_may_overlap(virtual_loop: VirtualLoop) -> None:
    async def ask(seconds: float) -> None:
        done = asyncio.Event()
        threading.Timer(seconds, virtual_loop.call_soon_threadsafe, args=(done.set,)).start()
        with virtual_loop.waiting_for_outside():
            await asyncio.wait_for(done.wait(), 10.0)

    await asyncio.gather(ask(0.02), ask(0.05))
    assert virtual_loop.time() == 0.0


async def test_a_peer_beyond_a_socket_is_waited_for_where_the_loop_is_told(
    virtual_loop: VirtualLoop,
) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    answering = threading.Timer(0.05, theirs.sendall, args=(b"pong",))
    with ours, theirs:
        answering.start()
        with virtual_loop.waiting_for_outside():
            assert await asyncio.wait_for(virtual_loop.sock_recv(ours, 4), 10.0) == b"pong"
        answering.join()
    assert virtual_loop.time() == 0.0


async def test_a_socket_is_refused_where_nobody_has_said_that_it_is_waited_for(
    virtual_loop: VirtualLoop,
) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        with pytest.raises(RuntimeError, match=r"within `with loop.waiting_for_outside\(\):`"):
            await asyncio.wait_for(virtual_loop.sock_recv(ours, 4), 10.0)


def test_waiting_for_nothing_is_said_instead_of_hanging() -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Deadlock):
        run(hang())


def test_a_deadline_that_never_comes_is_nothing_to_wait_for() -> None:
    with pytest.raises(Deadlock):
        run(asyncio.sleep(math.inf))


def test_wakeups_count_how_often_the_clock_jumped() -> None:
    async def nap() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        before = loop.wakeups
        for _ in range(10):
            await asyncio.sleep(1.0)
        return loop.wakeups - before

    assert run(nap()) == 10


async def test_a_test_can_be_given_the_loop_it_runs_on(virtual_loop: VirtualLoop) -> None:
    assert asyncio.get_running_loop() is virtual_loop
    await asyncio.sleep(3.0)
    assert (virtual_loop.time(), virtual_loop.wakeups) == (3.0, 1)


def test_a_plain_test_can_run_coroutines_on_it(virtual_loop: VirtualLoop) -> None:
    virtual_loop.run_until_complete(asyncio.sleep(5.0))
    assert virtual_loop.time() == 5.0


@pytest.mark.realtime
async def test_a_test_marked_realtime_runs_on_the_machines_clock() -> None:
    assert not isinstance(asyncio.get_running_loop(), VirtualLoop)
