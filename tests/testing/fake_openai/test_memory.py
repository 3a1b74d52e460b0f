"""The line in memory, on a loop that is as early as asyncio may be."""

import asyncio
from typing import TYPE_CHECKING, cast

from antiphon.clock import now
from antiphon.testing.fake_openai.memory import Message, Pipe

if TYPE_CHECKING:
    from antiphon.testing.virtual import VirtualLoop

EARLY = 5e-10
"""Less than the resolution that asyncio has for its clock."""


async def test_what_is_due_is_delivered_when_the_loop_calls_though_it_calls_early() -> None:
    delivered: list[tuple[float, Message]] = []
    pipe = Pipe(0.25, lambda message: delivered.append((now(), message)))
    pipe.put(b"hello")
    pipe.put(b"world")
    early = now() + 0.25 - EARLY
    loop = cast("VirtualLoop", asyncio.get_running_loop())
    loop.call_at(early, lambda: None)
    wakeups = loop.wakeups
    await asyncio.sleep(0.5)
    assert delivered == [(early, b"hello"), (early, b"world")]
    assert loop.wakeups == wakeups + 2
