"""A room with a witness, who is told all that an agent hears, says and shows in it.

An agent is started there by `agent.start(WitnessedRoom(room, witness))`.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from antiphon import clock
from antiphon.rooms import port_for
from antiphon.rooms.wrapped import WrappedPort, WrappedSpeaker

if TYPE_CHECKING:
    from antiphon.audio import AudioFrame
    from antiphon.rooms.base import Caption, Speaker

__all__ = ["Witness", "WitnessedPort", "WitnessedRoom"]


class Witness(Protocol):
    """Who is told; called on the loop of the conversation, whose clock the times are on."""

    def heard(self, identity: str, at: float, frame: "AudioFrame") -> None:
        """The microphone of `identity` has brought `frame`, which began at `at`."""

    def spoke(self, at: float, frame: "AudioFrame") -> None:
        """The agent says `frame`: it is played from `at` on."""

    def fell_silent(self, at: float) -> None:
        """What the agent was to say after `at` is not played."""

    def showed(self, caption: "Caption") -> None:
        """The agent shows `caption` to the room."""


@dataclass(frozen=True, slots=True)
class WitnessedRoom:
    """`room`, in which `witness` is told what one agent does. It is for an agent's `start`."""

    room: object
    witness: Witness


class WitnessedPort(WrappedPort):
    """`rooms.base.RoomPort` around the port of a room that has a witness."""

    def __init__(self, witnessed: WitnessedRoom, noise_cancellation: object = None) -> None:
        super().__init__(port_for(witnessed.room, noise_cancellation))
        self._witness = witnessed.witness

    @asynccontextmanager
    async def speaker(self, sample_rate: int) -> AsyncGenerator["WitnessedSpeaker"]:
        async with self._port.speaker(sample_rate) as speaker:
            yield WitnessedSpeaker(speaker, self._witness)

    async def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator["AudioFrame", None]:
        frames = self._port.microphone(identity, sample_rate=sample_rate, frame_ms=frame_ms)
        async with aclosing(frames):
            async for frame in frames:
                self._witness.heard(identity, clock.now() - frame.duration, frame)
                yield frame

    async def publish_caption(self, caption: "Caption") -> None:
        self._witness.showed(caption)
        await self._port.publish_caption(caption)


class WitnessedSpeaker(WrappedSpeaker):
    """`rooms.base.Speaker` around another."""

    def __init__(self, speaker: "Speaker", witness: Witness) -> None:
        super().__init__(speaker)
        self._witness = witness

    async def write(self, frame: "AudioFrame") -> None:
        self._witness.spoke(self._silent_at(), frame)
        await self._speaker.write(frame)

    def clear(self) -> int:
        dropped = self._speaker.clear()
        self._witness.fell_silent(self._silent_at())
        return dropped

    def _silent_at(self) -> float:
        """When that will have been played which is queued."""
        return clock.now() + self.queued() / self.sample_rate
