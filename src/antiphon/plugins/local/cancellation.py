"""Engines that end as if somebody had cancelled them: libraries let their own cancelling slip."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from antiphon.errors import ModelError

__all__ = ["not_cancelled_within"]


@contextmanager
def not_cancelled_within(who: str) -> Generator[None]:
    """Take it for a failure of `who` where it is cancelled and the task that runs is not.

    Raises ModelError then: a conversation would wait in silence for what nobody makes.
    """
    try:
        yield
    except asyncio.CancelledError:
        if is_leaving():
            raise
        raise ModelError(f"{who} was cancelled, though nobody asked for that.") from None


def is_leaving() -> bool:
    """Whether the task that runs is to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
