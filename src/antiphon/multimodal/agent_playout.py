"""Plays speech into an audio source: the public face of `antiphon.playout`, as 0.12 has it."""

import asyncio
import logging
from collections.abc import AsyncIterable, Generator
from typing import Literal, TypeAlias

from antiphon.audio import Frame
from antiphon.core.events import PlayoutEnded, PlayoutStarted
from antiphon.core.values import ContentId
from antiphon.multimodal.source_speaker import Source, SourceSpeaker
from antiphon.multimodal.speech import Speech, TranscriptionForwarder
from antiphon.playout import Playout, PlayoutEvent
from antiphon.utils import EventEmitter
from antiphon.utils.aio import TaskSet

__all__ = ["AgentPlayout", "EventTypes", "PlayoutHandle", "Source", "TranscriptionForwarder"]

logger = logging.getLogger(__name__)

EventTypes: TypeAlias = Literal["playout_started", "playout_stopped"]


class PlayoutHandle:
    """One speech: how far it has come, and a way to stop it.

    Awaited, it waits until the speech has ended, its transcript is closed and all is told.
    """

    def __init__(self, speech: Speech, task: asyncio.Task[None], sample_rate: int) -> None:
        self._speech = speech
        self._task = task
        self._rate = sample_rate

    def __await__(self) -> Generator[None, None, None]:
        return self._ended().__await__()

    @property
    def item_id(self) -> str:
        """The conversation item that is spoken."""
        return self._speech.content.item_id

    @property
    def content_index(self) -> int:
        """The part of it that is spoken."""
        return self._speech.content.content_index

    @property
    def interrupted(self) -> bool:
        """It was stopped before its end."""
        return self._speech.is_interrupted

    @property
    def text_chars(self) -> int:
        """How many characters of the text were shown."""
        return len(self._speech.played_text)

    @property
    def audio_samples(self) -> int:
        """How much of the audio was heard, in samples of the source; exact once it is done."""
        return self._speech.heard_samples(self._rate)

    def done(self) -> bool:
        """It was heard to its end, or was interrupted."""
        return self._speech.is_done

    def interrupt(self) -> None:
        """Stop it, now; nothing happens if it is done."""
        self._speech.stop()

    async def _ended(self) -> None:
        await asyncio.wait({self._task})


class AgentPlayout(EventEmitter[EventTypes]):
    """Plays one speech at a time; a new one ends the one before it, cleanly.

    Emits `playout_started()` at the first sample of a speech, `playout_stopped(interrupted)` when
    it has ended and its transcript is closed; neither for a speech without audio. `aclose()` ends
    it.
    """

    def __init__(self, *, audio_source: Source) -> None:
        super().__init__()
        self._rate = audio_source.sample_rate
        self._speaker = SourceSpeaker(audio_source)
        self._playout = Playout(self._rate, self._playout_reports)
        self._tasks = TaskSet()
        self._pump: asyncio.Task[None] | None = None
        self._speech: Speech | None = None
        """The latest."""
        self._task: asyncio.Task[None] | None = None
        """Its task, which ends after those of all speeches before it."""
        self._count = 0
        self._closed = False

    def play(
        self,
        item_id: str,
        content_index: int,
        transcription_fwd: TranscriptionForwarder,
        text_stream: AsyncIterable[str],
        audio_stream: AsyncIterable[Frame],
    ) -> PlayoutHandle:
        """Play `audio_stream`, replacing what plays; text and audio go to the forwarder, too.

        The forwarder is closed at the end. What is replaced has stopped on return, and its
        `playout_stopped` comes before the `playout_started` of this. Raises RuntimeError once
        closed.
        """
        if self._closed:
            raise RuntimeError("this playout is closed: make a new one to play more")
        if self._speech is not None:
            self._speech.replace()
        self._start_pump()
        content = self._new_content(item_id, content_index)
        self._playout.buffer(content)
        self._speech = speech = Speech(self._playout, content, transcription_fwd)
        self._task = self._tasks.create_task(
            self._speak(speech, text_stream, audio_stream, before=self._task),
            name=f"speech {item_id}",
        )
        return PlayoutHandle(speech, self._task, self._rate)

    async def aclose(self) -> None:
        """Stop, and leave nothing behind; harmless when repeated."""
        self._closed = True
        if self._speech is not None:
            self._speech.replace()
        if self._task is not None:
            await asyncio.wait({self._task})
        await self._tasks.aclose()

    async def _speak(
        self,
        speech: Speech,
        text_stream: AsyncIterable[str],
        audio_stream: AsyncIterable[Frame],
        *,
        before: asyncio.Task[None] | None,
    ) -> None:
        try:
            await speech.run(text_stream, audio_stream, before)
        except Exception:  # the forwarder is the program's own
            logger.exception("the transcript of a speech failed")
        if speech.has_started:
            self.emit("playout_stopped", speech.is_interrupted)

    def _playout_reports(self, event: PlayoutEvent) -> None:
        speech = self._speech
        if speech is None or speech.content != event.content:
            return
        match event:
            case PlayoutStarted():
                speech.start()
                self.emit("playout_started")
            case PlayoutEnded():
                speech.end(event.heard_ms)

    def _new_content(self, item_id: str, content_index: int) -> ContentId:
        """A content of its own, for an item may be played more than once."""
        self._count += 1
        return ContentId(response_id=str(self._count), item_id=item_id, content_index=content_index)

    def _start_pump(self) -> None:
        if self._pump is None or self._pump.done():
            run = self._playout.run(self._speaker, nobody_is_waited_for)
            self._pump = self._tasks.create_task(run, name="agent playout")
            self._pump.add_done_callback(self._pump_ended)

    def _pump_ended(self, pump: asyncio.Task[None]) -> None:
        """The source has failed, or the forwarder: what plays is over."""
        if pump.cancelled() or pump is not self._pump or self._speech is None:
            return
        logger.error("a speech cannot be played", exc_info=pump.exception())
        self._speech.stop()


async def nobody_is_waited_for() -> None:
    """Whoever plays into a source has seen to its listeners."""
