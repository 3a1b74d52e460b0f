"""A content part of an answer, while it is spoken."""

from collections.abc import Callable

from antiphon import clock
from antiphon.core import messages as m
from antiphon.realtime import AudioDelta, ModelEvent
from antiphon.realtime.speech import text_of
from antiphon.tts import SynthesizedAudio

__all__ = ["Part"]


class Part:
    """Begins with its first clause; one of which nothing is spoken is never told of."""

    def __init__(self, content: m.ContentId, report: Callable[[ModelEvent], None]) -> None:
        self._content = content
        self._report = report
        self._begun_at: float | None = None
        self._spoken_ms = 0.0

    @property
    def seconds_ahead(self) -> float:
        """Seconds of its speech that cannot have been heard yet."""
        if self._begun_at is None:
            return 0.0
        return self._spoken_ms / 1000 - (clock.now() - self._begun_at)

    def utter(self, clause: SynthesizedAudio) -> None:
        """Speak the next clause."""
        if self._begun_at is None:
            self._begun_at = clock.now()
            self._report(m.ContentAdded(content=self._content))
        self._report(text_of(self._content, clause, self._spoken_ms))
        if clause.frame.samples_per_channel:
            self._report(AudioDelta(content=self._content, frame=clause.frame))
        self._spoken_ms += clause.frame.duration * 1000

    def end(self) -> None:
        """There is no more of it."""
        if self._begun_at is not None:
            self._report(m.ContentDone(content=self._content))
