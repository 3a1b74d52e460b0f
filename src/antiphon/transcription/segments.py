"""Pieces of speech: which text belongs to which audio, and how far each has come."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from antiphon import clock
from antiphon.tokenize import SentenceStream
from antiphon.utils.aio import Chan

__all__ = ["Segment", "Segments"]


class Segment:
    """One piece of speech: its text as sentences, and how much audio there is of it.

    It waits, is played, and then is either finished or cut; a piece that is cut is shown no more.
    """

    def __init__(self, sentences: SentenceStream) -> None:
        self.sentences = sentences
        self.text = ""
        """All that has come."""
        self.audio_seconds = 0.0
        """Of all that has come."""
        self.audio_has_ended = False
        self.is_cut = False
        self._text_has_ended = False
        self._began_at = 0.0
        self._begun = asyncio.Event()
        self._over = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """It was finished or cut: there is no reason to wait any more."""
        return self._over.is_set()

    @property
    def elapsed(self) -> float:
        """Seconds since it began to be played."""
        return clock.now() - self._began_at

    def push_text(self, text: str) -> None:
        self.text += text
        self.sentences.push_text(text)

    def end_text(self) -> None:
        """No more text comes; harmless when repeated."""
        if not self._text_has_ended:
            self._text_has_ended = True
            self.sentences.end_input()

    def start(self) -> None:
        """Its playout begins."""
        self._began_at = clock.now()
        self._begun.set()

    def finish(self) -> None:
        """It was played to its end."""
        self._begun.set()
        self._over.set()

    def close(self) -> None:
        """Nothing more comes of it; it is cut unless it was finished."""
        if not self.is_over:
            self.is_cut = True
        self.finish()
        self.end_text()

    async def begun(self) -> None:
        """Wait until its playout begins, or never will."""
        await self._begun.wait()

    async def pause(self, seconds: float) -> None:
        """Wait, but for no longer than until it is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()


class Segments:
    """All pieces of one speech, in order; the k-th text, audio and playout belong together.

    Iterating ends after the last of them once they are closed.
    """

    def __init__(self, new_sentences: Callable[[], SentenceStream]) -> None:
        self._new_sentences = new_sentences
        self._all: list[Segment] = []
        self._in_order: Chan[Segment] = Chan()
        self._texts = 0
        self._audios = 0
        self._starts = 0
        self._finishes = 0

    def push_text(self, text: str) -> None:
        self._at(self._texts).push_text(text)

    def end_text(self) -> None:
        """The text that comes from now on belongs to the next piece."""
        self._at(self._texts).end_text()
        self._texts += 1

    def push_audio(self, seconds: float) -> None:
        self._at(self._audios).audio_seconds += seconds

    def end_audio(self) -> None:
        """The audio that comes from now on belongs to the next piece."""
        self._at(self._audios).audio_has_ended = True
        self._audios += 1

    def start(self) -> None:
        """The playout of the next piece begins."""
        self._at(self._starts).start()
        self._starts += 1

    def finish(self) -> None:
        """One more piece was played to its end."""
        self._at(self._finishes).finish()
        self._finishes += 1

    def close(self) -> None:
        """Cut what was not finished, and let nothing more come."""
        self._in_order.close()
        for segment in self._all:
            segment.close()

    def __aiter__(self) -> AsyncIterator[Segment]:
        return self._in_order

    def _at(self, index: int) -> Segment:
        while len(self._all) <= index:
            segment = Segment(self._new_sentences())
            self._all.append(segment)
            self._in_order.send_nowait(segment)
        return self._all[index]
