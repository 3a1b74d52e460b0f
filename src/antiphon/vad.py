"""Voice activity: what a detector says, and the classes to build one on."""

import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum, unique
from typing import Final, Literal

from antiphon import clock
from antiphon.audio import AudioFrame, Frame, own_frame
from antiphon.metrics import VADMetrics
from antiphon.utils import EventEmitter
from antiphon.utils.aio import Chan, ChanClosed

__all__ = ["VAD", "VADCapabilities", "VADEvent", "VADEventType", "VADStream"]

logger = logging.getLogger(__name__)

MAX_WAITING = 1000
"""Frames that wait for a slow detector, at most: 20 s of frames of 20 ms."""


@unique
class VADEventType(StrEnum):
    """What a `VADEvent` is about."""

    START_OF_SPEECH = "start_of_speech"
    INFERENCE_DONE = "inference_done"
    """One step of the detector; comes every `update_interval` of audio."""
    END_OF_SPEECH = "end_of_speech"


@dataclass
class VADEvent:
    """Something a detector has to say; times in seconds of audio."""

    type: VADEventType
    samples_index: int
    """Of the sample, counted at the detector's rate, up to which the audio has been judged."""
    timestamp: float
    """The same in seconds."""
    speech_duration: float
    """Of the speech that goes on or has just ended."""
    silence_duration: float
    """Since speech ended, or before it began."""
    frames: list[AudioFrame] = field(default_factory=list)
    """At START the speech so far, with a little before it; at END all of it; else the step."""
    probability: float = 0.0
    """That the step is speech."""
    inference_duration: float = 0.0
    """Seconds of real time that the step took to judge."""
    speaking: bool = False
    raw_accumulated_silence: float = 0.0
    """Silence up to now, not yet long enough to count."""
    raw_accumulated_speech: float = 0.0
    """Speech up to now, not yet long enough to count."""


@dataclass(frozen=True, kw_only=True)
class VADCapabilities:
    """What a detector does."""

    update_interval: float
    """Seconds of audio from one inference to the next."""


class VAD(ABC, EventEmitter[Literal["metrics_collected"]]):
    """A detector of speech. Emits `metrics_collected(VADMetrics)` about once a second of audio."""

    def __init__(self, *, capabilities: VADCapabilities) -> None:
        super().__init__()
        self._capabilities = capabilities

    @property
    def capabilities(self) -> VADCapabilities:
        """What the detector does."""
        return self._capabilities

    @property
    def label(self) -> str:
        """`module.Class`, as the metrics name it."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    @abstractmethod
    def stream(self) -> "VADStream":
        """A detector's state for one stream of audio."""


class Mark(Enum):
    """What stands between frames."""

    FLUSH = "flush"


FLUSH: Final = Mark.FLUSH


class VADStream(ABC):
    """Judges one stream of audio: frames are pushed, and events read by iterating over it.

    Detection is done as the events are read, by one reader; at most `MAX_WAITING` frames wait for
    it, of more the oldest are dropped. Made in a running loop. A subclass gives `detect` and
    `finish`.
    """

    def __init__(self, vad: VAD) -> None:
        self._vad = vad
        self._input: Chan[AudioFrame | Mark] = Chan(MAX_WAITING)
        self._events: deque[VADEvent] = deque()
        self._meter = Meter(vad)
        self._name = f"{type(self).__module__}.{type(self).__qualname__}"
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How much of what was pushed was dropped, in frames."""
        return self._dropped

    @abstractmethod
    async def detect(self, frame: AudioFrame) -> Sequence[VADEvent]:
        """The events that `frame` brings about; called for one frame after the other."""

    @abstractmethod
    async def finish(self) -> Sequence[VADEvent]:
        """The events by which what is under way ends: at a flush, and at the end of the input."""

    def push_frame(self, frame: Frame) -> None:
        """Add audio, in frames of ours or of `livekit.rtc`.

        Raises RuntimeError after `end_input` or `aclose`, TypeError for what is no frame.
        """
        self._check_open()
        self._push(own_frame(frame))

    def flush(self) -> None:
        """Have what was pushed judged as if nothing followed. Raises RuntimeError as above."""
        self._check_open()
        self._push(FLUSH)

    def end_input(self) -> None:
        """Flush, and let iteration end with the last event. Raises RuntimeError as above."""
        self.flush()
        self._input.close()

    async def aclose(self) -> None:
        """End iteration now; what has not been judged is dropped. May be called again."""
        self._closed = True
        self._events.clear()
        self._input.close()

    def __aiter__(self) -> "VADStream":
        return self

    async def __anext__(self) -> VADEvent:
        while not self._closed:
            if self._events:
                return self._meter.counted(self._events.popleft())
            try:
                item = await self._input.recv()
            except ChanClosed:
                break
            self._events.extend(await self._judge(item))
        raise StopAsyncIteration

    async def _judge(self, item: AudioFrame | Mark) -> Sequence[VADEvent]:
        if item is FLUSH:
            return await self.finish()
        return await self.detect(item)

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(f"{self._name} is closed")
        if self._input.closed:
            raise RuntimeError(f"the input of {self._name} has ended")

    def _push(self, item: AudioFrame | Mark) -> None:
        if self._input.full():
            self._drop_oldest()
        self._input.send_nowait(item)

    def _drop_oldest(self) -> None:
        self._input.recv_nowait()
        self._dropped += 1
        if self._dropped == 1:
            logger.warning("voice activity detection is too slow: audio is dropped")


class Meter:
    """Counts inferences, and reports them about once a second of audio."""

    def __init__(self, vad: VAD) -> None:
        self._vad = vad
        self._active_at = clock.now()
        self._duration = 0.0
        self._count = 0

    def counted(self, event: VADEvent) -> VADEvent:
        """`event`, after counting it."""
        if event.type is not VADEventType.INFERENCE_DONE:
            self._active_at = clock.now()
            return event
        self._duration += event.inference_duration
        self._count += 1
        if self._count * self._vad.capabilities.update_interval >= 1.0:
            self._report()
        return event

    def _report(self) -> None:
        metrics = VADMetrics(
            label=self._vad.label,
            timestamp=clock.wall(),
            idle_time=clock.now() - self._active_at,
            inference_duration_total=self._duration,
            inference_count=self._count,
        )
        self._duration, self._count = 0.0, 0
        self._vad.emit("metrics_collected", metrics)
