"""Pieces are waited for, and told of while there are none; on virtual time."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from antiphon import clock
from antiphon.plugins.openai.chat.attention import attended


class Pieces:
    """Numbers, each after so many seconds; `closed` says that nobody wants more."""

    def __init__(self, *seconds: float) -> None:
        self._seconds = seconds
        self.closed = False

    async def come(self) -> AsyncGenerator[int, None]:
        try:
            for number, seconds in enumerate(self._seconds):
                await asyncio.sleep(seconds)
                yield number
        finally:
            self.closed = True


async def test_a_beat_comes_every_two_seconds_while_nothing_else_does() -> None:
    pieces = Pieces(1.0, 5.0, 0.0)
    came = [(clock.now(), piece) async for piece in attended(pieces.come(), 6.0)]
    assert came == [(1.0, 0), (3.0, None), (5.0, None), (6.0, 1), (6.0, 2)]
    assert pieces.closed


async def test_patience_ends_and_begins_anew_with_each_piece() -> None:
    pieces = Pieces(4.0, 4.0, 60.0)
    came: list[int | None] = []
    with pytest.raises(TimeoutError):
        async for piece in attended(pieces.come(), 5.0):
            came += [piece]
    assert clock.now() == 13.0
    assert came == [None, 0, None, 1, None, None]
    assert pieces.closed


async def test_whoever_waits_may_leave_at_any_time() -> None:
    pieces = Pieces(60.0)

    async def wait() -> None:
        async for _ in attended(pieces.come(), 50.0):
            pass

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(1.0)
    waiting.cancel()
    await asyncio.wait({waiting})
    assert pieces.closed


async def test_what_goes_wrong_with_the_pieces_is_passed_on() -> None:
    async def broken() -> AsyncGenerator[int, None]:
        yield 0
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        [piece async for piece in attended(broken(), 5.0)]
