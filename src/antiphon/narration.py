"""Speaks words that the program gives, beside a model that cannot, or plays audio of the program's.

What is narrated comes to the core as a response like the model's own. Given audio is taken from its
source as it is played, a little ahead, and no more when it was stopped. Words may come piece by
piece, while those before them are spoken.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from functools import partial
from typing import Any, TypeAlias

from antiphon.audio import AudioFrame, own_frame
from antiphon.core import messages as m
from antiphon.errors import ConfigurationError
from antiphon.realtime import AudioDelta, ModelEvent
from antiphon.realtime.speech import ended, text_of
from antiphon.tts import TTS
from antiphon.utils.aio import Chan, TaskSet

__all__ = ["Narrator"]

AHEAD_SECONDS = 2.0
"""How much given audio is taken before it is played."""
SOURCE_SECONDS = 60.0
"""How long its source may let it wait."""
END = object()

NarratorCommand: TypeAlias = m.Narrate | m.NarrateOn | m.EndNarration | m.CancelNarration


class Narrator:
    """Makes responses of given words, with a synthesizer or from given audio."""

    def __init__(
        self,
        tts: TTS | None,
        report: Callable[[ModelEvent], None],
        ahead: Callable[[m.ContentId], float | None],
    ) -> None:
        """`ahead` says how many seconds of a part are yet to be played, None if it was stopped."""
        self._tts = tts
        self._report = report
        self._ahead = ahead
        self._tasks = TaskSet()
        self._narrating: dict[str, asyncio.Task[None]] = {}
        self._texts: dict[str, Chan[str]] = {}
        """What is yet to be spoken of a request, while more of it may come."""
        self._count = 0

    def perform(self, effect: NarratorCommand) -> None:
        """Do that."""
        match effect:
            case m.Narrate():
                self._begin(effect)
            case m.NarrateOn():
                self._go_on(effect)
            case m.EndNarration():
                self._end(effect.request_id)
            case m.CancelNarration():
                self._cancel(effect.response_id)

    async def aclose(self) -> None:
        """Stop everything."""
        await self._tasks.aclose()

    def _begin(self, effect: m.Narrate) -> None:
        texts: Chan[str] = Chan()  # no longer than one answer, which the core holds anyway
        self._texts[effect.request_id] = texts
        texts.send_nowait(effect.text)
        if not effect.goes_on:
            texts.close()
        self._count += 1
        response_id = f"narration_{self._count}"
        content = m.ContentId(response_id=response_id, item_id=f"item_{response_id}")
        task = self._tasks.create_task(self._speak(content, effect, texts), name=response_id)
        self._narrating[response_id] = task
        task.add_done_callback(partial(self._ended, response_id, effect.request_id))
        self._report(m.ResponseCreated(response_id=response_id, request_id=effect.request_id))
        self._report(m.ContentAdded(content=content))

    def _go_on(self, effect: m.NarrateOn) -> None:
        if (texts := self._texts.get(effect.request_id)) is not None:
            texts.send_nowait(effect.text)

    def _end(self, request_id: str) -> None:
        if (texts := self._texts.get(request_id)) is not None:
            texts.close()

    def _cancel(self, response_id: str) -> None:
        if (task := self._narrating.get(response_id)) is not None:
            task.cancel()

    async def _speak(self, content: m.ContentId, effect: m.Narrate, texts: Chan[str]) -> None:
        if effect.audio is not None:
            await self._play(content, effect.text, effect.audio)
        elif self._tts is not None:
            await self._synthesize(content, self._tts, texts)
        self._report(m.ContentDone(content=content))

    async def _synthesize(self, content: m.ContentId, tts: TTS, texts: Chan[str]) -> None:
        spoken_ms = 0.0
        async for text in texts:
            async for clause in tts.synthesize(text):
                self._report(text_of(content, clause, spoken_ms))
                self._report(AudioDelta(content=content, frame=clause.frame))
                spoken_ms += clause.frame.duration * 1000

    async def _play(
        self, content: m.ContentId, text: str, audio: AsyncIterator[AudioFrame]
    ) -> None:
        if text:
            self._report(m.TextArrived(content=content, text=text))
        try:
            while (ahead := self._ahead(content)) is not None:
                if ahead > AHEAD_SECONDS:
                    await asyncio.sleep(ahead - AHEAD_SECONDS / 2)
                elif (frame := await next_of(audio)) is END:
                    return
                else:
                    self._report(AudioDelta(content=content, frame=frame_of(frame)))
                    await asyncio.sleep(0)  # a source that never waits is no reason for others to
        finally:
            await close(audio)

    def _ended(self, response_id: str, request_id: str, task: asyncio.Task[None]) -> None:
        del self._narrating[response_id]
        del self._texts[request_id]
        self._report(ended(response_id, task))


async def next_of(audio: AsyncIterator[Any]) -> Any:
    """What the source has next, `END` at its end. Raises TimeoutError if it keeps one waiting."""
    limit = asyncio.timeout(SOURCE_SECONDS)
    try:
        async with limit:
            return await anext(audio, END)
    except TimeoutError:
        if not limit.expired():
            raise
        message = f"the audio given to say() did not go on for {SOURCE_SECONDS:.0f} s"
        raise TimeoutError(message) from None


def frame_of(given: Any) -> AudioFrame:
    """A given frame as one of ours. Raises ConfigurationError for what is none."""
    try:
        return own_frame(given)
    except (AttributeError, TypeError):
        raise ConfigurationError(f"say() plays audio frames, not {given!r:.80}.") from None


async def close(audio: AsyncIterator[Any]) -> None:
    """Let go of a source, if it is one to be closed."""
    if isinstance(audio, AsyncGenerator):
        await audio.aclose()
