"""Waits for what comes piece by piece, but not for ever.

| what comes                  | then                                                            |
|-----------------------------|-----------------------------------------------------------------|
| nothing                     | a sign of life every 2 s, until the patience is at its end      |
| pieces, but nothing in them | the same, though a longer patience: a model may think, or write |
|                             | white space without end                                         |
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from enum import Enum, auto
from typing import TypeVar

from antiphon import clock
from antiphon.llm import ChatChunk
from antiphon.utils.aio import gracefully_cancel

__all__ = ["attended", "worded"]

T = TypeVar("T")

BEAT_SECONDS = 2.0


class End(Enum):
    """Nothing more comes."""

    OF_ALL = auto()


async def attended(pieces: AsyncGenerator[T, None], patience: float) -> AsyncGenerator[T | None]:
    """The pieces, and a None every 2 s while none comes.

    Closing it closes `pieces`. Raises TimeoutError when none has come for `patience` seconds.
    """
    async with aclosing(pieces):
        while True:
            coming = asyncio.create_task(next_of(pieces), name="next piece of an answer")
            try:
                left = patience
                while not await is_there(coming, min(left, BEAT_SECONDS)):
                    left -= BEAT_SECONDS
                    if left <= 0:
                        raise TimeoutError
                    yield None
            finally:
                await gracefully_cancel(coming)
            piece = coming.result()
            if isinstance(piece, End):
                return
            yield piece


async def worded(
    chunks: AsyncGenerator[ChatChunk, None], patience: float
) -> AsyncGenerator[ChatChunk, None]:
    """The chunks. Closing it closes `chunks`.

    Raises TimeoutError when `patience` seconds were waited for words, or calls, and none came; what
    passes before a chunk is asked for does not count.
    """
    waited = 0.0
    async with aclosing(chunks):
        asked_at = clock.now()
        async for chunk in chunks:
            is_worth = bool(chunk.text.strip() or chunk.tool_calls)
            waited = 0.0 if is_worth else waited + clock.now() - asked_at
            if waited > patience:
                raise TimeoutError
            yield chunk
            asked_at = clock.now()


async def next_of(pieces: AsyncGenerator[T, None]) -> T | End:
    return await anext(pieces, End.OF_ALL)


async def is_there(coming: "asyncio.Task[T | End]", seconds: float) -> bool:
    done, _ = await asyncio.wait({coming}, timeout=seconds)
    return bool(done)
