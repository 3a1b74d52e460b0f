"""Plays speech into an audio source: the public face of `antiphon.playout`, as 0.12 has it."""

import asyncio
from collections.abc import AsyncIterable
from typing import Any, Literal, Protocol, TypeAlias

from antiphon.audio import AudioFrame
from antiphon.core.events import Heard, PlayoutEnded, PlayoutStarted
from antiphon.core.values import ContentId
from antiphon.playout import Playout, PlayoutEvent
from antiphon.utils import EventEmitter

__all__ = ["AgentPlayout", "EventTypes", "PlayoutHandle", "Source", "TranscriptionForwarder"]

EventTypes: TypeAlias = Literal["playout_started", "playout_stopped"]


class Source(Protocol):
    """What is played into: an `AudioSource` of `livekit.rtc` or of the embedded room."""

    @property
    def sample_rate(self) -> int: ...
    @property
    def queued_duration(self) -> float: ...
    async def capture_frame(self, frame: Any) -> None: ...
    def clear_queue(self) -> Any: ...


class TranscriptionForwarder(Protocol):
    """Who is told of text and audio as they pass, and knows how much text was shown."""

    @property
    def played_text(self) -> str: ...
    def segment_playout_started(self) -> None: ...
    def segment_playout_finished(self) -> None: ...
    def push_audio(self, frame: AudioFrame) -> None: ...
    def mark_audio_segment_end(self) -> None: ...
    def push_text(self, text: str) -> None: ...
    def mark_text_segment_end(self) -> None: ...
    async def aclose(self) -> None: ...


class SourceSpeaker:
    """An audio source as a `Speaker`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @property
    def sample_rate(self) -> int:
        """Of the source."""
        return self._source.sample_rate

    async def write(self, frame: AudioFrame) -> None:
        """Capture `frame`."""
        await self._source.capture_frame(frame)

    def queued(self) -> int:
        """Samples that the source says it has still to play."""
        return round(self._source.queued_duration * self._source.sample_rate)

    def clear(self) -> int:
        """Clear the source's queue; what was in it, less what it keeps to the end of its block."""
        before = self.queued()
        self._source.clear_queue()
        return before - self.queued()

    async def heard_by(self, identity: str) -> None:
        """Whoever plays into a source has seen to its listeners."""


class PlayoutHandle:
    """One speech: how far it has come, and a way to stop it."""

    def __init__(
        self,
        playout: Playout,
        content: ContentId,
        forwarder: TranscriptionForwarder,
        sample_rate: int,
    ) -> None:
        self._playout = playout
        self._content = content
        self._forwarder = forwarder
        self._rate = sample_rate
        self._interrupted = False
        self._has_started = False
        self._heard: int | None = None
        self._ended = asyncio.Event()

    @property
    def item_id(self) -> str:
        """The conversation item that is spoken."""
        return self._content.item_id

    @property
    def content_index(self) -> int:
        """The part of it that is spoken."""
        return self._content.content_index

    @property
    def interrupted(self) -> bool:
        """It was stopped before its end."""
        return self._interrupted

    @property
    def text_chars(self) -> int:
        """How much of the text was shown."""
        return len(self._forwarder.played_text)

    @property
    def audio_samples(self) -> int:
        """How much of the audio was heard, in samples; exact once it has ended."""
        if self._heard is not None:
            return self._heard
        return self._playout.heard_samples(self._content)

    def done(self) -> bool:
        """It was heard to its end, or was interrupted."""
        return self._ended.is_set()

    def interrupt(self) -> None:
        """Stop it, now; nothing happens if it is done."""
        if self.done():
            return
        self._interrupted = True
        heard_ms = self._playout.stop(self._content)
        self.ended_at(heard_ms)

    async def join(self) -> None:
        """Wait until it is done."""
        await self._ended.wait()

    def started(self) -> None:
        """Its first sample is being played."""
        self._has_started = True

    def ended_at(self, heard_ms: float) -> None:
        """It has ended, with so much of it heard."""
        self._heard = round(heard_ms * self._rate / 1000)
        self._ended.set()

    @property
    def has_started(self) -> bool:
        """Its first sample was played."""
        return self._has_started


class AgentPlayout(EventEmitter[EventTypes]):
    """Plays one speech at a time; a new one ends the one before it, cleanly.

    Emits `playout_started()` at the first sample of a speech, `playout_stopped(interrupted)` when
    it has ended and its transcript is closed; neither for a speech without audio.
    """

    def __init__(self, *, audio_source: Source) -> None:
        super().__init__()
        self._rate = audio_source.sample_rate
        self._speaker = SourceSpeaker(audio_source)
        self._playout = Playout(self._rate, self._playout_reports)
        self._pump: asyncio.Task[None] | None = None
        self._handle: PlayoutHandle | None = None
        self._forwarder: TranscriptionForwarder | None = None
        self._speech: asyncio.Task[None] | None = None
        self._count = 0

    def play(
        self,
        item_id: str,
        content_index: int,
        transcription_fwd: TranscriptionForwarder,
        text_stream: AsyncIterable[str],
        audio_stream: AsyncIterable[AudioFrame],
    ) -> PlayoutHandle:
        """Play `audio_stream`, replacing what plays; text and audio go to the forwarder, too."""
        if self._handle is not None:
            self._handle.interrupt()
        if self._pump is None:
            run = self._playout.run(self._speaker, no_wait)
            self._pump = asyncio.create_task(run, name="agent playout")
        self._count += 1
        content = ContentId(
            response_id=str(self._count), item_id=item_id, content_index=content_index
        )
        handle = PlayoutHandle(self._playout, content, transcription_fwd, self._rate)
        self._playout.buffer(content)
        before, self._handle, self._forwarder = self._speech, handle, transcription_fwd
        self._speech = asyncio.create_task(
            self._speak(handle, content, transcription_fwd, text_stream, audio_stream, before),
            name=f"speech {item_id}",
        )
        return handle

    async def aclose(self) -> None:
        """Stop, and leave nothing behind."""
        if self._handle is not None:
            self._handle.interrupt()
        if self._speech is not None:
            await asyncio.wait({self._speech})
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait({self._pump})

    async def _speak(
        self,
        handle: PlayoutHandle,
        content: ContentId,
        forwarder: TranscriptionForwarder,
        text_stream: AsyncIterable[str],
        audio_stream: AsyncIterable[AudioFrame],
        before: asyncio.Task[None] | None,
    ) -> None:
        if before is not None:
            await asyncio.wait({before})
        if not handle.done():
            self._playout.play(content)
        readers = [
            asyncio.create_task(read_text(text_stream, forwarder), name="speech text"),
            asyncio.create_task(
                self._read_audio(audio_stream, content, forwarder), name="speech audio"
            ),
        ]
        await handle.join()
        for reader in readers:
            reader.cancel()
        await asyncio.wait(readers)
        forwarder.mark_text_segment_end()
        if handle.has_started and not handle.interrupted:
            forwarder.segment_playout_finished()
        await forwarder.aclose()
        if handle.has_started:
            self.emit("playout_stopped", handle.interrupted)

    async def _read_audio(
        self,
        audio_stream: AsyncIterable[AudioFrame],
        content: ContentId,
        forwarder: TranscriptionForwarder,
    ) -> None:
        try:
            async for frame in audio_stream:
                forwarder.push_audio(frame)
                self._playout.push(content, frame)
        finally:
            forwarder.mark_audio_segment_end()
            self._playout.end(content)

    def _playout_reports(self, event: PlayoutEvent) -> None:
        handle, forwarder = self._handle, self._forwarder
        if handle is None or forwarder is None:
            return
        match event:
            case PlayoutStarted():
                handle.started()
                forwarder.segment_playout_started()
                self.emit("playout_started")
            case PlayoutEnded():
                handle.ended_at(event.heard_ms)
            case Heard():
                pass


async def no_wait() -> None:
    """Whoever plays into a source has seen to its listeners."""


async def read_text(text_stream: AsyncIterable[str], forwarder: TranscriptionForwarder) -> None:
    """Give the text to the forwarder."""
    async for text in text_stream:
        forwarder.push_text(text)
    forwarder.mark_text_segment_end()
