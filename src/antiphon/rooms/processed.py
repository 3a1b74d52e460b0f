"""A room whose microphones are processed: freed of echo and noise."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

import numpy as np

from antiphon import clock
from antiphon.audio import AudioByteStream, AudioFrame
from antiphon.errors import ConfigurationError
from antiphon.rooms.audio_processing import AudioProcessing
from antiphon.rooms.base import RoomPort, Speaker
from antiphon.rooms.wrapped import WrappedPort, WrappedSpeaker

if TYPE_CHECKING:
    from antiphon.audio.frame import Samples

__all__ = ["ProcessedPort", "Processor", "Tap"]

BLOCKS_PER_SECOND = 100
"""Sound is processed in blocks of 10 ms."""
MOST_SECONDS = 1.0
STALE_SECONDS = 0.2
EMPTY = np.zeros(0, np.int16)


class Processor(Protocol):
    """Processes one microphone, in blocks of 10 ms."""

    def heard(self, block: AudioFrame) -> AudioFrame:
        """The next block of the microphone, as it is to be heard."""
        ...

    def played(self, block: AudioFrame) -> None:
        """The agent says this, which may come back by the microphone from now on."""


class ProcessedPort(WrappedPort):
    """`rooms.base.RoomPort` around another. Raises ConfigurationError without LiveKit's SDK."""

    def __init__(
        self,
        port: RoomPort,
        options: AudioProcessing,
        processor: Callable[[AudioProcessing], Processor] | None = None,
    ) -> None:
        super().__init__(port)
        self._options = options
        self._processor = processor or native_processor()
        self._taps: set[Tap] = set()

    @asynccontextmanager
    async def speaker(self, sample_rate: int) -> AsyncGenerator[Speaker]:
        async with self._port.speaker(sample_rate) as speaker:
            yield TappedSpeaker(speaker, self._taps)

    async def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator[AudioFrame, None]:
        frames = self._port.microphone(identity, sample_rate=sample_rate, frame_ms=frame_ms)
        processor, tap = self._processor(self._options), Tap()
        blocks = AudioByteStream(sample_rate, 1, sample_rate // BLOCKS_PER_SECOND)
        whole = AudioByteStream(sample_rate, 1, sample_rate * frame_ms // 1000)
        self._taps.add(tap)
        try:
            async with aclosing(frames):
                async for frame in frames:
                    for block in blocks.push(frame.data):
                        if (voice := tap.take(clock.now())) is not None:
                            processor.played(voice)
                        for processed in whole.push(processor.heard(block).data):
                            yield processed
        finally:
            self._taps.discard(tap)


class Tap:
    """The agent's voice, in step with a microphone: a block of 10 ms for each of its.

    What was written ahead waits; where nothing was, it is silent. What waits while the microphone
    sends nothing is too old to come back.
    """

    def __init__(self) -> None:
        self._voice: Samples = EMPTY
        self._sample_rate: int | None = None
        self._taken_at = 0.0

    def write(self, frame: AudioFrame) -> None:
        """The agent says `frame`, behind what it says already."""
        self._sample_rate = frame.sample_rate
        most = round(MOST_SECONDS * frame.sample_rate)
        self._voice = np.concatenate((self._voice, frame.samples))[-most:]

    def drop(self, count: int) -> None:
        """The last so many samples are not played."""
        self._voice = self._voice[: max(len(self._voice) - count, 0)]

    def take(self, now: float) -> AudioFrame | None:
        """The next block; None before the agent has ever said anything."""
        is_stale = now - self._taken_at > STALE_SECONDS
        self._taken_at = now
        if self._sample_rate is None:
            return None
        if is_stale:
            self._voice = EMPTY
        size = self._sample_rate // BLOCKS_PER_SECOND
        block, self._voice = self._voice[:size], self._voice[size:]
        padded = np.concatenate((block, np.zeros(size - len(block), np.int16)))
        return AudioFrame.from_samples(padded, self._sample_rate)


class TappedSpeaker(WrappedSpeaker):
    """`rooms.base.Speaker` around another, whose voice the taps get, too."""

    def __init__(self, speaker: Speaker, taps: set[Tap]) -> None:
        super().__init__(speaker)
        self._taps = taps

    async def write(self, frame: AudioFrame) -> None:
        await self._speaker.write(frame)
        for tap in self._taps:
            tap.write(frame)

    def clear(self) -> int:
        dropped = self._speaker.clear()
        for tap in self._taps:
            tap.drop(dropped)
        return dropped


def native_processor() -> Callable[[AudioProcessing], Processor]:
    """What makes the SDK's processors. Raises ConfigurationError where there is none."""
    try:
        module = import_module("antiphon.rooms.livekit.processing")
    except ImportError as error:
        raise ConfigurationError(
            "AudioProcessing needs LiveKit's SDK, in every kind of room: "
            "pip install 'antiphon[livekit]'."
        ) from error
    make: Callable[[AudioProcessing], Processor] = module.NativeProcessor
    return make
