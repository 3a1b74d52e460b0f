"""Shows state and captions in the room, in order, without making the conversation wait."""

import asyncio
import hashlib
import logging

from antiphon.core.effects import PublishCaption
from antiphon.errors import RoomError
from antiphon.rooms.base import Board, Caption

__all__ = ["Publisher", "caption_of"]

logger = logging.getLogger(__name__)

MAX_WAITING = 256
ATTEMPTS = 3
RETRY_SECONDS = 0.2


class Publisher:
    """Keeps what is to be shown until the room has taken it.

    A newer version of the state, or of a segment that is not final, replaces one that still waits.
    Of more than 256 segments waiting, the oldest are dropped, and counted.
    """

    def __init__(self) -> None:
        self.dropped = 0
        """Captions that could not be shown."""
        self._captions: dict[str, Caption] = {}
        self._state: str | None = None
        self._changed = asyncio.Event()
        self._delayed: asyncio.TimerHandle | None = None

    def show_state(self, state: str, delay: float = 0.0) -> None:
        """Show the agent's state, in `delay` seconds, unless another is to be shown by then."""
        self._call_off()
        if delay > 0:
            loop = asyncio.get_running_loop()
            self._delayed = loop.call_later(delay, self.show_state, state)
        else:
            self._state = state
            self._changed.set()

    def show(self, caption: Caption) -> None:
        """Show a segment as it stands now."""
        self._captions[caption.segment_id] = caption
        if len(self._captions) > MAX_WAITING:
            del self._captions[next(iter(self._captions))]
            self.dropped += 1
        self._changed.set()

    async def run(self, board: Board) -> None:
        """Show everything on `board`, until cancelled; what is delayed by then is not shown."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await self.flush(board)
        finally:
            self._call_off()

    async def flush(self, board: Board) -> None:
        """Show what waits now."""
        if self._state is not None:
            state, self._state = self._state, None
            await self._show_state(board, state)
        while self._captions:
            await self._show(board, self._captions.pop(next(iter(self._captions))))

    def _call_off(self) -> None:
        """Forget the state that is yet to be shown."""
        if self._delayed is not None:
            self._delayed.cancel()

    async def _show_state(self, board: Board, state: str) -> None:
        try:
            await board.publish_state(state)
        except RoomError:
            logger.warning("the agent's state could not be shown", exc_info=True)

    async def _show(self, board: Board, caption: Caption) -> None:
        for _ in range(ATTEMPTS):
            try:
                await board.publish_caption(caption)
            except RoomError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
        self.dropped += 1
        logger.warning("a caption could not be shown", extra={"dropped": self.dropped})


def caption_of(effect: PublishCaption) -> Caption:
    """The caption as the room is shown it; its id has the form that 0.12 gives segments."""
    digest = hashlib.sha256(effect.segment.encode()).hexdigest()
    return Caption(
        segment_id=f"SG_{digest[:12]}",
        text=effect.text,
        final=effect.final,
        speaker=effect.speaker,
    )
