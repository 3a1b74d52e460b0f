"""One speech: its two streams, what has been heard of it, and how it ends."""

import asyncio
import logging
from collections.abc import AsyncIterable
from typing import Protocol

from antiphon.audio import Frame, own_frame
from antiphon.core.values import ContentId
from antiphon.playout import Playout
from antiphon.utils.aio import TaskSet

__all__ = ["Speech", "TranscriptionForwarder"]

logger = logging.getLogger(__name__)

LATE_TEXT_SECONDS = 2.0
CLOSING_SECONDS = 2.0


class TranscriptionForwarder(Protocol):
    """Who is told of text and audio as they pass, and knows how much text was shown."""

    @property
    def played_text(self) -> str: ...
    def segment_playout_started(self) -> None: ...
    def segment_playout_finished(self) -> None: ...
    def push_audio(self, frame: Frame) -> None: ...
    def mark_audio_segment_end(self) -> None: ...
    def push_text(self, text: str) -> None: ...
    def mark_text_segment_end(self) -> None: ...
    async def aclose(self) -> None: ...


class Speech:
    """Reads a text and an audio stream, plays the audio, and ends the transcript.

    It is done when it was heard to its end or was stopped. A speech whose audio breaks off is
    stopped; text that breaks off is logged, and what there is of it counts.
    """

    def __init__(
        self, playout: Playout, content: ContentId, forwarder: TranscriptionForwarder
    ) -> None:
        self.content = content
        self.has_started = False
        """Its first sample was played."""
        self.is_interrupted = False
        """It was stopped before its end."""
        self._playout = playout
        self._forwarder = forwarder
        self._heard_ms: float | None = None
        self._done = asyncio.Event()
        self._tasks = TaskSet()
        self._reading: asyncio.Task[None] | None = None
        """Reads its text."""

    @property
    def is_done(self) -> bool:
        return self._done.is_set()

    @property
    def played_text(self) -> str:
        """What was shown of its text."""
        return self._forwarder.played_text

    def heard_samples(self, sample_rate: int) -> int:
        """How much of it was heard; exact once it is done."""
        if self._heard_ms is None:
            return self._playout.heard_samples(self.content)
        return round(self._heard_ms * sample_rate / 1000)

    def start(self) -> None:
        """Its first sample is being played."""
        self._forwarder.segment_playout_started()
        self.has_started = True

    def end(self, heard_ms: float) -> None:
        """So much of it was heard, and no more will be."""
        self._heard_ms = heard_ms
        self._done.set()

    def stop(self) -> None:
        """Stop it now; nothing happens if it is done."""
        if self.is_done:
            return
        self.is_interrupted = True
        self.end(self._playout.stop(self.content))

    def replace(self) -> None:
        """Stop it, and wait for no text of it: another speech is to be played."""
        self.stop()
        if self._reading is not None:
            self._reading.cancel()

    async def run(
        self,
        text_stream: AsyncIterable[str],
        audio_stream: AsyncIterable[Frame],
        before: asyncio.Task[None] | None,
    ) -> None:
        """Play it once the speech `before` it has ended, and return when its transcript has."""
        self._reading = self._tasks.create_task(self._read_text(text_stream), name="speech text")
        self._tasks.create_task(self._read_audio(audio_stream), name="speech audio")
        try:
            await self._play_after(before)
            await self._done.wait()
            if self.has_started and not self.is_interrupted:
                self._forwarder.segment_playout_finished()
                await asyncio.wait({self._reading}, timeout=LATE_TEXT_SECONDS)
        finally:
            await self._tasks.aclose()
            await self._close_transcript()

    async def _play_after(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        if not self.is_done:
            self._playout.play(self.content)

    async def _read_text(self, text_stream: AsyncIterable[str]) -> None:
        try:
            async for text in text_stream:
                self._forwarder.push_text(text)
        except Exception:  # the stream and the forwarder are the program's own
            logger.exception("the text of a speech broke off")
        finally:
            self._forwarder.mark_text_segment_end()

    async def _read_audio(self, audio_stream: AsyncIterable[Frame]) -> None:
        try:
            async for frame in audio_stream:
                self._forwarder.push_audio(frame)
                self._playout.push(self.content, own_frame(frame))
            self._forwarder.mark_audio_segment_end()
        except Exception:  # the stream and the forwarder are the program's own
            logger.exception("the audio of a speech broke off")
            self.stop()
        finally:
            self._playout.end(self.content)

    async def _close_transcript(self) -> None:
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._forwarder.aclose()
        except TimeoutError:
            logger.warning("the transcript of a speech could not be closed in time")
