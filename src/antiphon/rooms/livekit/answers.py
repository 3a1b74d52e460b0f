"""What the SDK answers to a request: done, refused, or nothing at all."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from livekit import rtc
from livekit.rtc.participant import (
    PublishTrackError,
    PublishTranscriptionError,
    UnpublishTrackError,
)

from antiphon.errors import RoomError

__all__ = ["answered"]

ANSWER_SECONDS = 10.0
REFUSALS = (
    PublishTrackError,
    PublishTranscriptionError,
    UnpublishTrackError,
    rtc.StreamError,
    RuntimeError,
)


@asynccontextmanager
async def answered() -> AsyncGenerator[None]:
    """What is refused in here, or not answered for 10 s, is a RoomError."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            yield
    except TimeoutError as error:
        raise RoomError(f"LiveKit has not answered for {ANSWER_SECONDS:g} s.") from error
    except REFUSALS as error:
        raise RoomError(f"LiveKit refused it: {error}") from error
