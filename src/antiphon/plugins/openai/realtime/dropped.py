"""Audio of the microphone that could not be sent: told second by second, not frame by frame."""

import asyncio
from collections.abc import Callable

from antiphon.core import messages as m

__all__ = ["DroppedAudio"]

TOLD_AFTER_SECONDS = 1.0


class DroppedAudio:
    """Counts what is dropped, and tells of it a second after the first of it."""

    def __init__(self, tell: Callable[[m.ModelTroubled], None]) -> None:
        self._tell = tell
        self._seconds = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def add(self, seconds: float) -> None:
        """So much more was dropped."""
        self._seconds += seconds
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(TOLD_AFTER_SECONDS, self.settle)

    def settle(self) -> None:
        """Tell now, if there is anything to tell."""
        if self._timer is None:
            return
        self._timer.cancel()
        self._timer = None
        ms, self._seconds = self._seconds * 1000, 0.0
        message = f"{ms:.0f} ms of what was said could not be sent to the model"
        self._tell(m.ModelTroubled(kind="input_audio_dropped", message=message))
