"""What is to be shown in the room: published in order, without making anybody wait."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from antiphon.transcription.voice import Voice
from antiphon.utils.aio import Chan, TaskSet

__all__ = ["BeforePublishing", "Outbox"]

logger = logging.getLogger(__name__)

MOST_WAITING = 256
PUBLISH_SECONDS = 5.0
CLOSING_SECONDS = 1.0

BeforePublishing: TypeAlias = Callable[[Any], Any | Awaitable[Any]]
"""Sees each `Transcription` before it goes out, and may return another in its place."""


class Outbox:
    """Publishes the segments of one voice, each as it stood when it was put in.

    A segment that fails, or takes more than 5 s, is lost, and nothing else is. Of more than 256
    waiting, the oldest are dropped.
    """

    def __init__(
        self,
        voice: Voice,
        before_publishing: BeforePublishing,
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self._voice = voice
        self._before_publishing = before_publishing
        self._packets: Chan[Any] = Chan(MOST_WAITING)
        self._tasks = TaskSet()
        self._task = self._tasks.create_task(self._run(), name="transcript outbox", loop=loop)

    def put(self, segment_id: str, text: str, *, final: bool, language: str = "") -> None:
        """Publish this behind what waits; nothing happens once it is closed."""
        if self._packets.closed:
            return
        if self._packets.full():
            self._packets.recv_nowait()
            logger.warning("the room is slow: the oldest transcript that waited was dropped")
        self._packets.send_nowait(
            self._voice.packet(segment_id, text, final=final, language=language)
        )

    async def aclose(self) -> None:
        """Publish what waits, for at most a second; then end.

        From `before_publishing` it returns at once: what waits is published after that has.
        """
        self._packets.close()
        if asyncio.current_task() is self._task:
            return
        try:
            await asyncio.wait({self._task}, timeout=CLOSING_SECONDS)
        finally:
            await self.abort()

    async def abort(self) -> None:
        """End, and drop what waits."""
        self._packets.close()
        while not self._packets.empty():
            self._packets.recv_nowait()
        await self._tasks.aclose()

    async def _run(self) -> None:
        async for packet in self._packets:
            try:
                async with asyncio.timeout(PUBLISH_SECONDS):
                    await self._publish(packet)
            except Exception:  # the room's library has errors of its own, and so has the callback
                logger.warning("a piece of a transcript was lost", exc_info=True)

    async def _publish(self, packet: Any) -> None:
        changed = self._before_publishing(packet)
        if inspect.isawaitable(changed):
            changed = await changed
        await self._voice.publish(changed if self._voice.is_packet(changed) else packet)
