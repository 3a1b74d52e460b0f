"""Waits for what comes piece by piece, but not for ever."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from enum import Enum, auto
from typing import TypeVar

from antiphon.utils.aio import gracefully_cancel

__all__ = ["attended"]

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


async def next_of(pieces: AsyncGenerator[T, None]) -> T | End:
    return await anext(pieces, End.OF_ALL)


async def is_there(coming: "asyncio.Task[T | End]", seconds: float) -> bool:
    done, _ = await asyncio.wait({coming}, timeout=seconds)
    return bool(done)
