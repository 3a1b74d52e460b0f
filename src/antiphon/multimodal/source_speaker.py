"""An audio source as the agent's voice, for those who have published its track themselves."""

from typing import Any, Protocol

from antiphon.audio import AudioFrame
from antiphon.transcription.library import library_of

__all__ = ["Source", "SourceSpeaker"]


class Source(Protocol):
    """What is played into: an `AudioSource` of `livekit.rtc` or of the embedded room."""

    @property
    def sample_rate(self) -> int: ...
    @property
    def queued_duration(self) -> float: ...
    async def capture_frame(self, frame: Any) -> None: ...
    def clear_queue(self) -> Any: ...


class SourceSpeaker:
    """`rooms.base.Speaker` on an audio source, in the frames of the source's library."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._new_frame = library_of(source).AudioFrame

    @property
    def sample_rate(self) -> int:
        return self._source.sample_rate

    async def write(self, frame: AudioFrame) -> None:
        pcm = bytes(frame.data)  # livekit.rtc takes the length of what it is given as bytes
        await self._source.capture_frame(
            self._new_frame(pcm, frame.sample_rate, 1, frame.samples_per_channel)
        )

    def queued(self) -> int:
        return round(self._source.queued_duration * self._source.sample_rate)

    def clear(self) -> int:
        before = self.queued()
        self._source.clear_queue()
        return before - self.queued()

    async def heard_by(self, identity: str) -> None:
        """Whoever plays into a source has seen to its listeners."""
