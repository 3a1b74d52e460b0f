"""A channel hands over each item once, to whoever still waits."""

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.testing.virtual import run
from antiphon.utils.aio import Chan, ChanClosed, ChanEmpty, ChanFull


async def test_items_come_out_in_the_order_they_went_in() -> None:
    chan: Chan[int] = Chan()
    for number in range(3):
        await chan.send(number)
    assert chan.qsize() == 3
    assert [await chan.recv() for _ in range(3)] == [0, 1, 2]
    assert chan.empty()


def test_nothing_waits_in_the_nowait_forms() -> None:
    chan: Chan[int] = Chan(1)
    with pytest.raises(ChanEmpty):
        chan.recv_nowait()
    chan.send_nowait(1)
    assert chan.full()
    with pytest.raises(ChanFull):
        chan.send_nowait(2)
    assert chan.recv_nowait() == 1


def test_without_a_bound_it_is_never_full() -> None:
    chan: Chan[int] = Chan()
    for number in range(1000):
        chan.send_nowait(number)
    assert not chan.full()


async def test_what_was_sent_before_closing_can_still_be_read() -> None:
    chan: Chan[int] = Chan()
    chan.send_nowait(1)
    chan.send_nowait(2)
    chan.close()
    chan.close()
    assert chan.closed
    with pytest.raises(ChanClosed):
        chan.send_nowait(3)
    assert await chan.recv() == 1
    assert chan.recv_nowait() == 2
    with pytest.raises(ChanClosed):
        await chan.recv()
    with pytest.raises(ChanClosed):
        chan.recv_nowait()


async def test_iteration_ends_when_it_is_closed() -> None:
    chan: Chan[int] = Chan()

    async def write() -> None:
        for number in range(3):
            await asyncio.sleep(1)
            chan.send_nowait(number)
        chan.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        assert [number async for number in chan] == [0, 1, 2]


async def test_a_full_channel_holds_the_sender_up() -> None:
    chan: Chan[int] = Chan(1)
    chan.send_nowait(1)
    sending = asyncio.create_task(chan.send(2))
    await asyncio.sleep(1)
    assert not sending.done()
    assert await chan.recv() == 1
    await sending
    assert await chan.recv() == 2


async def test_closing_wakes_everyone_who_waits() -> None:
    reading: Chan[int] = Chan()
    writing: Chan[int] = Chan(1)
    writing.send_nowait(0)
    tasks = [
        *(asyncio.create_task(reading.recv()) for _ in range(2)),
        *(asyncio.create_task(writing.send(1)) for _ in range(2)),
    ]
    await asyncio.sleep(1)
    reading.close()
    writing.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [ChanClosed] * 4


async def test_a_cancelled_receiver_hands_its_wake_up_on() -> None:
    chan: Chan[str] = Chan()
    first = asyncio.create_task(chan.recv())
    second = asyncio.create_task(chan.recv())
    await asyncio.sleep(0)
    chan.send_nowait("item")
    first.cancel()
    async with asyncio.timeout(1):
        assert await second == "item"
    assert first.cancelled()


async def test_a_cancelled_sender_hands_its_wake_up_on() -> None:
    chan: Chan[str] = Chan(1)
    chan.send_nowait("old")
    first = asyncio.create_task(chan.send("first"))
    second = asyncio.create_task(chan.send("second"))
    await asyncio.sleep(0)
    assert chan.recv_nowait() == "old"
    first.cancel()
    async with asyncio.timeout(1):
        await second
    assert await chan.recv() == "second"


async def test_closing_after_a_waiter_was_cancelled() -> None:
    chan: Chan[str] = Chan()
    first = asyncio.create_task(chan.recv())
    second = asyncio.create_task(chan.recv())
    await asyncio.sleep(0)
    first.cancel()
    chan.close()
    results = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError, ChanClosed]


@settings(max_examples=60, deadline=None)
@given(
    maxsize=st.integers(0, 3),
    items=st.integers(1, 12),
    cancelled=st.sets(st.integers(0, 5)),
    pauses=st.lists(st.integers(0, 2), min_size=12, max_size=12),
)
def test_no_item_is_lost_or_doubled(
    maxsize: int, items: int, cancelled: set[int], pauses: list[int]
) -> None:
    async def story() -> None:
        chan: Chan[int] = Chan(maxsize)
        received: list[int] = []

        async def read() -> None:
            with suppress(ChanClosed):
                while True:
                    received.append(await chan.recv())

        readers = [asyncio.create_task(read()) for _ in range(7)]
        for number in range(items):
            await chan.send(number)
            for _ in range(pauses[number]):
                await asyncio.sleep(0)
            if number in cancelled:
                readers[number].cancel()
        chan.close()
        await asyncio.gather(*readers, return_exceptions=True)
        assert sorted(received) == list(range(items))

    run(story())
