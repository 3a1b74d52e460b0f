"""Speaks words that the program gives, beside a model that cannot, or plays audio of the program's.

What is narrated comes to the core as a response like the model's own.
"""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.realtime import AudioDelta, ModelEvent
from antiphon.realtime.speech import ended, text_of
from antiphon.tts import TTS
from antiphon.utils.aio import TaskSet

if TYPE_CHECKING:
    import asyncio

__all__ = ["Narrator"]


class Narrator:
    """Makes responses of given words, with a synthesizer or from given audio."""

    def __init__(self, tts: TTS | None, report: Callable[[ModelEvent], None]) -> None:
        self._tts = tts
        self._report = report
        self._tasks = TaskSet()
        self._narrating: dict[str, asyncio.Task[None]] = {}
        self._count = 0

    def narrate(self, effect: m.Narrate) -> None:
        """Begin to speak."""
        self._count += 1
        response_id = f"narration_{self._count}"
        content = m.ContentId(response_id=response_id, item_id=f"item_{response_id}")
        task = self._tasks.create_task(self._speak(content, effect), name=response_id)
        self._narrating[response_id] = task
        task.add_done_callback(partial(self._ended, response_id))
        self._report(m.ResponseCreated(response_id=response_id, request_id=effect.request_id))
        self._report(m.ContentAdded(content=content))

    def cancel(self, response_id: str) -> None:
        """Stop that, if it is still being narrated."""
        if (task := self._narrating.get(response_id)) is not None:
            task.cancel()

    async def aclose(self) -> None:
        """Stop everything."""
        await self._tasks.aclose()

    async def _speak(self, content: m.ContentId, effect: m.Narrate) -> None:
        if effect.audio is not None:
            await self._play(content, effect.text, effect.audio)
        elif self._tts is not None:
            spoken_ms = 0.0
            async for clause in self._tts.synthesize(effect.text):
                self._report(text_of(content, clause, spoken_ms))
                self._report(AudioDelta(content=content, frame=clause.frame))
                spoken_ms += clause.frame.duration * 1000
        self._report(m.ContentDone(content=content))

    async def _play(
        self, content: m.ContentId, text: str, audio: AsyncIterator[AudioFrame]
    ) -> None:
        if text:
            self._report(m.TextArrived(content=content, text=text))
        async for frame in audio:
            self._report(AudioDelta(content=content, frame=frame))

    def _ended(self, response_id: str, task: "asyncio.Task[None]") -> None:
        del self._narrating[response_id]
        self._report(ended(response_id, task))
