"""A deadline is told once, when its time is up."""

import asyncio

from antiphon.core.effects import SetDeadline
from antiphon.core.events import DeadlinePassed
from antiphon.deadlines import Deadlines


async def test_a_deadline_is_told_when_its_time_is_up() -> None:
    told: list[DeadlinePassed] = []
    deadlines = Deadlines(told.append)
    deadlines.set(SetDeadline(name="reply", seconds=2.0))
    await asyncio.sleep(1.9)
    assert told == []
    await asyncio.sleep(0.2)
    assert told == [DeadlinePassed(name="reply")]


async def test_a_deadline_set_anew_or_forgotten_is_not_told_at_its_old_time() -> None:
    told: list[DeadlinePassed] = []
    deadlines = Deadlines(told.append)
    deadlines.set(SetDeadline(name="reply", seconds=1.0))
    deadlines.set(SetDeadline(name="reply", seconds=3.0))
    deadlines.set(SetDeadline(name="end", seconds=1.0))
    deadlines.set(SetDeadline(name="end", seconds=None))
    await asyncio.sleep(2.0)
    assert told == []
    deadlines.close()
    await asyncio.sleep(2.0)
    assert told == []
