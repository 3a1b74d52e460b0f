"""The agent's voice in a local room, counted to the sample."""

from antiphon.audio import AudioFrame
from antiphon.audio.mix import remix
from antiphon.rooms.local.publications import LocalTrackPublication
from antiphon.rooms.local.source import AudioSource

__all__ = ["LocalSpeaker"]


class LocalSpeaker:
    """`rooms.base.Speaker` on an audio source and the track that was published from it."""

    def __init__(self, source: AudioSource, publication: LocalTrackPublication) -> None:
        self._source = source
        self._publication = publication

    @property
    def sample_rate(self) -> int:
        return self._source.sample_rate

    async def write(self, frame: AudioFrame) -> None:
        await self._source.capture_frame(remix(frame, 1))

    def queued(self) -> int:
        return self._source.queued_samples

    def clear(self) -> int:
        return self._source.clear_queue()

    async def heard_by(self, identity: str) -> None:
        await self._publication.wait_for_subscriber(identity)
