"""Voice activity as `VADEvent`s: Silero's network, and an `Endpointer` that judges by it."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from antiphon.audio import AudioFrame, combine_frames
from antiphon.errors import ConfigurationError
from antiphon.plugins.local.endpointing import (
    SAMPLE_RATE,
    WINDOW,
    Endpoint,
    Endpointer,
    EndpointOptions,
    SpeechEnded,
    SpeechPaused,
    SpeechStarted,
)
from antiphon.plugins.local.speech_meter import SpeechMeter, Window, prewarm
from antiphon.vad import VAD, VADCapabilities, VADEvent, VADEventType, VADStream

__all__ = ["IsOver", "SileroOptions", "SileroVAD"]

IsOver: TypeAlias = Callable[[AudioFrame], Awaitable[bool]]
"""Whether somebody who pauses has finished, given what they have said so far."""


@dataclass(frozen=True, kw_only=True)
class SileroOptions(EndpointOptions):
    """When speech is speech, and what is kept of it; seconds. Raises ConfigurationError."""

    prefix_padding: float = 0.4
    """Of audio before the onset, given with START_OF_SPEECH: the recognizer wants it too."""
    max_speech: float = 60.0
    """Kept for END_OF_SPEECH; of longer speech, the end."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.prefix_padding < 0.0 or self.max_speech <= 0.0:
            raise ConfigurationError(
                f"Padding of {self.prefix_padding} s and speech of at most {self.max_speech} s "
                "make no sense: choose prefix_padding >= 0 and max_speech > 0."
            )


class SileroVAD(VAD):
    """A voice activity detector for `MultimodalAgent(vad=…)` and the like.

    Its events come with frames of 16 kHz mono, and count samples at that rate.
    """

    def __init__(
        self, options: SileroOptions | None = None, *, is_over: IsOver | None = None
    ) -> None:
        """`is_over` is asked at each pause: if so, the speech ends there."""
        super().__init__(capabilities=VADCapabilities(update_interval=WINDOW / SAMPLE_RATE))
        self._options = options or SileroOptions()
        self._is_over = is_over

    def stream(self) -> "SileroStream":
        return SileroStream(self, self._options, self._is_over)

    async def prewarm(self) -> None:
        """Load the network and run it once, off the event loop. Raises ConfigurationError."""
        await prewarm()


class SileroStream(VADStream):
    """The events of one stream of audio."""

    def __init__(
        self, vad: SileroVAD, options: SileroOptions, is_over: IsOver | None = None
    ) -> None:
        super().__init__(vad)
        self._is_over = is_over
        self._has_paused = False
        self._speech = SpeechMeter()
        self._endpointer = Endpointer(options)
        self._kept = KeptAudio(options)
        self._began = 0

    async def detect(self, frame: AudioFrame) -> Sequence[VADEvent]:
        events: list[VADEvent] = []
        for window in await self._speech.push(frame):
            events += self._follow(window)
            events += await self._judge_pause()
        return events

    async def finish(self) -> Sequence[VADEvent]:
        return self._turns(self._endpointer.finish())

    async def _judge_pause(self) -> list[VADEvent]:
        """The end of the speech, where it has paused and is over."""
        has_paused, self._has_paused = self._has_paused, False
        if not has_paused or self._is_over is None or not self._endpointer.speaking:
            return []
        is_over = await self._is_over(self._kept.audio())
        return self._turns(self._endpointer.finish()) if is_over else []

    def _follow(self, window: Window) -> list[VADEvent]:
        self._kept.push(window.frame)
        endpoints = self._endpointer.push(window.probability)
        events = [self._step(window), *self._turns(endpoints)]
        if not self._endpointer.speaking:
            self._kept.forget()
        return events

    def _turns(self, endpoints: Sequence[Endpoint]) -> list[VADEvent]:
        events: list[VADEvent] = []
        for endpoint in endpoints:
            match endpoint:
                case SpeechStarted():
                    events.append(self._start(endpoint))
                case SpeechPaused():
                    self._has_paused = True
                case SpeechEnded():
                    events.append(self._end(endpoint))
        return events

    def _step(self, window: Window) -> VADEvent:
        judge = self._endpointer
        event = self._event(VADEventType.INFERENCE_DONE, window.frame)
        event.probability = window.probability
        event.inference_duration = window.inference_duration
        event.speech_duration = self._seconds_since(self._began) if judge.speaking else 0.0
        event.silence_duration = 0.0 if judge.speaking else judge.silence
        event.raw_accumulated_speech = judge.speech
        event.raw_accumulated_silence = judge.silence
        return event

    def _start(self, started: SpeechStarted) -> VADEvent:
        self._began = started.at
        event = self._event(VADEventType.START_OF_SPEECH, self._kept.audio())
        event.speech_duration = self._seconds_since(started.at)
        return event

    def _end(self, ended: SpeechEnded) -> VADEvent:
        event = self._event(VADEventType.END_OF_SPEECH, self._kept.audio())
        event.speech_duration = (ended.at - ended.start) / SAMPLE_RATE
        event.silence_duration = self._endpointer.silence
        return event

    def _event(self, kind: VADEventType, frame: AudioFrame) -> VADEvent:
        return VADEvent(
            type=kind,
            samples_index=self._endpointer.position,
            timestamp=self._endpointer.position / SAMPLE_RATE,
            speech_duration=0.0,
            silence_duration=0.0,
            frames=[frame],
            speaking=self._endpointer.speaking,
        )

    def _seconds_since(self, position: int) -> float:
        return (self._endpointer.position - position) / SAMPLE_RATE


class KeptAudio:
    """The audio of the turn under way, and a little before it."""

    def __init__(self, options: SileroOptions) -> None:
        window = WINDOW / SAMPLE_RATE
        self._before = round((options.prefix_padding + options.min_speech) / window)
        self._windows: deque[AudioFrame] = deque(
            maxlen=self._before + max(round(options.max_speech / window), 1)
        )

    def push(self, window: AudioFrame) -> None:
        """Add one window; of too many, the oldest is dropped."""
        self._windows.append(window)

    def forget(self) -> None:
        """Keep only what may come before an onset."""
        while len(self._windows) > self._before:
            self._windows.popleft()

    def audio(self) -> AudioFrame:
        """All that is kept, as one frame."""
        return combine_frames([AudioFrame.create(SAMPLE_RATE, 1, 0), *self._windows])
