"""What `say()` returns."""

import asyncio
from collections.abc import Callable, Generator
from typing import Any

__all__ = ["SayHandle"]


class SayHandle:
    """Words that are to be spoken: awaitable until they are over, with what was heard of them."""

    def __init__(self, call_off: Callable[[], None]) -> None:
        self._call_off = call_off
        self._heard_text = ""
        self._interrupted = False
        self._over = asyncio.Event()

    @property
    def heard_text(self) -> str:
        """What was heard of it, once it is over."""
        return self._heard_text

    @property
    def interrupted(self) -> bool:
        """It was not heard to its end."""
        return self._interrupted

    def done(self) -> bool:
        """It is over."""
        return self._over.is_set()

    def interrupt(self) -> None:
        """Stop it alone, now; nothing happens if it is over."""
        if not self.done():
            self._call_off()

    def ended(self, heard_text: str, *, interrupted: bool) -> None:
        """It is over."""
        self._heard_text, self._interrupted = heard_text, interrupted
        self._over.set()

    def __await__(self) -> Generator[Any, None, str]:
        """Wait until it is over; gives the text heard."""
        yield from self._over.wait().__await__()
        return self._heard_text
