"""A room's port around another's, which does all that is not done otherwise."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager

from antiphon.audio import AudioFrame
from antiphon.rooms.base import Caption, Presence, RoomListener, RoomPort, Speaker

__all__ = ["WrappedPort", "WrappedSpeaker"]


class WrappedPort:
    """`rooms.base.RoomPort` around another."""

    def __init__(self, port: RoomPort) -> None:
        self._port = port

    def participants(self) -> list[Presence]:
        return self._port.participants()

    def listen(self, listener: RoomListener) -> Callable[[], None]:
        return self._port.listen(listener)

    async def settled(self) -> None:
        await self._port.settled()

    def speaker(self, sample_rate: int) -> AbstractAsyncContextManager[Speaker]:
        return self._port.speaker(sample_rate)

    def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator[AudioFrame, None]:
        return self._port.microphone(identity, sample_rate=sample_rate, frame_ms=frame_ms)

    def read_chat(self, told: Callable[[str, str], None]) -> Callable[[], None]:
        return self._port.read_chat(told)

    def serve(self, methods: Mapping[str, Callable[[str], None]]) -> Callable[[], None]:
        return self._port.serve(methods)

    async def publish_state(self, state: str) -> None:
        await self._port.publish_state(state)

    async def publish_caption(self, caption: Caption) -> None:
        await self._port.publish_caption(caption)


class WrappedSpeaker:
    """`rooms.base.Speaker` around another."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    @property
    def sample_rate(self) -> int:
        return self._speaker.sample_rate

    async def write(self, frame: AudioFrame) -> None:
        await self._speaker.write(frame)

    def queued(self) -> int:
        return self._speaker.queued()

    def clear(self) -> int:
        return self._speaker.clear()

    async def heard_by(self, identity: str) -> None:
        await self._speaker.heard_by(identity)
