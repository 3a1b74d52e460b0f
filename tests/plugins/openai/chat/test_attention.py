"""Pieces are waited for, and told of while there are none; on virtual time."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from antiphon import clock
from antiphon.llm import ChatChunk, ToolCall
from antiphon.plugins.openai.chat.attention import attended, worded


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


async def test_a_model_that_never_comes_to_a_word_is_not_waited_for_for_ever() -> None:
    async def blank() -> AsyncGenerator[ChatChunk, None]:
        while True:
            await asyncio.sleep(0.5)
            yield ChatChunk(text="\n")

    with pytest.raises(TimeoutError):
        [chunk async for chunk in worded(blank(), 20.0)]
    assert clock.now() == 20.5


async def test_patience_for_words_begins_anew_with_each_and_counts_only_what_was_waited() -> None:
    call = ToolCall(call_id="call_1", name="look", arguments="{}")
    come = [ChatChunk(text="Well."), ChatChunk(), ChatChunk(tool_calls=(call,)), ChatChunk()]

    async def told() -> AsyncGenerator[ChatChunk, None]:
        for chunk in come:
            await asyncio.sleep(15.0)
            yield chunk

    came: list[ChatChunk] = []
    async for chunk in worded(told(), 20.0):
        came.append(chunk)
        await asyncio.sleep(60.0)
    assert came == come


async def test_what_goes_wrong_with_the_pieces_is_passed_on() -> None:
    async def broken() -> AsyncGenerator[int, None]:
        yield 0
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        [piece async for piece in attended(broken(), 5.0)]
