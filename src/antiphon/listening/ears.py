"""The agent's ears: a microphone for each who is listened to, and what the model hears of them.

| listened to       | the model hears                               | who spoke is reported       |
|-------------------|-----------------------------------------------|-----------------------------|
| one               | their frames, as they come                    | never: it is that one       |
| several           | a frame for each step of theirs: the sum,     | when another speaks, and    |
|                   | clamped; the very frame, where one sends      | when something depends on it|
| one of them goes, | a second of silence, at once: time passes for | as far as they did          |
| the others send   | it by what it hears, and the turn of whoever  |                             |
| nothing           | was speaking would never end                  |                             |

A local detector (`barge_in`) hears what the model hears. While the ears are shut nobody hears
anything; they can be open for one of several alone.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing
from typing import Any, Protocol, TypeAlias

from antiphon import clock
from antiphon.audio import AudioFrame, mix
from antiphon.barge_in import BargeIn
from antiphon.core.events import Spoke
from antiphon.core.model_events import (
    ModelTroubled,
    UserCommitted,
    UserStarted,
    UserStopped,
    UserTranscribed,
)
from antiphon.listening.alignment import PATIENCE_SECONDS, Alignment, Step
from antiphon.listening.voices import Voices
from antiphon.realtime import Capabilities
from antiphon.rooms.base import RoomPort
from antiphon.vad import VAD

__all__ = ["Ears", "Overheard", "StartTask"]

DEFAULT_RATE = 24_000
SILENCE_SECONDS = 1.0

Overheard: TypeAlias = Spoke | UserStarted | UserStopped | ModelTroubled


class StartTask(Protocol):
    """Starts a task by that name, whose failure is its owner's business."""

    def __call__(
        self, name: str, work: Callable[..., Coroutine[Any, Any, None]], /, *args: Any
    ) -> asyncio.Task[None]: ...


class Ears:
    """Listens to some of those in a room.

    Tasks are started with `start`, and end with it. `hear` is given each frame for the model, as
    its capabilities want it; `report` who of several spoke, and what `vad` finds.
    """

    def __init__(
        self,
        model: Capabilities,
        vad: VAD | None,
        *,
        start: StartTask,
        hear: Callable[[AudioFrame], None],
        report: Callable[[Overheard], None],
    ) -> None:
        self._sample_rate = model.input_audio_sample_rate or DEFAULT_RATE
        self._frame_ms = model.input_frame_ms
        self._start = start
        self._give = hear
        self._report = report
        self._barge_in = None if vad is None else BargeIn(vad, self._overhear)
        self._microphones: dict[str, asyncio.Task[None]] = {}
        self._alignment = Alignment()
        self._voices = Voices()
        self._heard_at = 0.0
        """When the last frame came."""
        self._is_open = True
        self._only: str | None = None
        """Whom alone the ears are open for."""
        self._soon: asyncio.Handle | None = None
        """Runs when all that comes at the same moment has come."""
        self._patience: asyncio.TimerHandle | None = None
        """Runs while frames wait for others."""
        self._silence: asyncio.TimerHandle | None = None
        """Runs when one of several has gone."""

    async def run(self) -> None:
        """Have the detector work, if there is one, until cancelled or until it fails."""
        if self._barge_in is not None:
            await self._barge_in.run()

    def listen_to(self, room: RoomPort, identities: Sequence[str]) -> None:
        """Listen to these from now on, and to nobody else."""
        gone = self._microphones.keys() - set(identities)
        for identity in gone:
            self._microphones.pop(identity).cancel()
            self._alignment.forget(identity)
        has_stayed = bool(self._microphones)
        self._tell(self._voices.keep(identities))
        if self._barge_in is not None and not has_stayed:
            self._barge_in.forget()
        self._listen_to_new(room, identities)
        if gone and has_stayed:
            self._expect_others()

    def open(self, identity: str | None = None) -> None:
        """Hear those who are listened to, or of them only this one."""
        self._is_open, self._only = True, identity

    def shut(self) -> None:
        """Hear nobody until `open`."""
        self._is_open = False
        self._alignment = Alignment()

    def note(self, event: object) -> None:
        """The model has reported this: who spoke is reported before it, where that matters."""
        if self._barge_in is not None:
            self._barge_in.note(event)
        if isinstance(event, UserStarted):
            self._tell(self._voices.noticed())
        elif isinstance(event, UserCommitted | UserTranscribed):
            self._tell(self._voices.told())

    def close(self) -> None:
        """Hear no more."""
        for microphone in self._microphones.values():
            microphone.cancel()
        for handle in (self._soon, self._patience, self._silence):
            if handle is not None:
                handle.cancel()

    def _overhear(self, event: UserStarted | UserStopped | ModelTroubled) -> None:
        if isinstance(event, UserStarted):
            self._tell(self._voices.noticed())
        self._report(event)

    def _listen_to_new(self, room: RoomPort, identities: Iterable[str]) -> None:
        for identity in identities:
            if identity not in self._microphones:
                name = f"microphone of {identity}"
                self._microphones[identity] = self._start(name, self._listen, room, identity)

    async def _listen(self, room: RoomPort, identity: str) -> None:
        frames = room.microphone(identity, sample_rate=self._sample_rate, frame_ms=self._frame_ms)
        async with aclosing(frames):
            async for frame in frames:
                self._push(identity, frame)

    def _push(self, identity: str, frame: AudioFrame) -> None:
        if not self._is_open or self._only not in (None, identity):
            return
        self._heard_at = clock.now()
        if len(self._microphones) == 1 and not self._alignment.is_waiting:
            self._hear(frame)
        else:
            self._alignment.push(identity, frame, self._heard_at)
            if self._soon is None:
                self._soon = asyncio.get_running_loop().call_soon(self._take_soon)

    def _take_soon(self) -> None:
        self._soon = None
        self._take()

    def _take_late(self) -> None:
        self._patience = None
        self._take()

    def _take(self) -> None:
        """Hear the steps that are due."""
        for step in self._alignment.due(clock.now()):
            self._tell(self._voices.hear(step))
            self._hear(together(step))
        if self._patience is None and self._alignment.is_waiting:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(PATIENCE_SECONDS, self._take_late)

    def _tell(self, spoke: Iterable[Spoke]) -> None:
        for event in spoke:
            self._report(event)

    def _hear(self, frame: AudioFrame) -> None:
        self._give(frame)
        if self._barge_in is not None:
            self._barge_in.push(frame)

    def _expect_others(self) -> None:
        """Somebody has gone: unless the others send something, it is silent."""
        if self._silence is not None:
            self._silence.cancel()
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(PATIENCE_SECONDS, self._fall_silent, clock.now())

    def _fall_silent(self, since: float) -> None:
        if self._heard_at > since or not self._is_open:
            return
        length = self._sample_rate * self._frame_ms // 1000
        for _ in range(round(SILENCE_SECONDS * 1000 / self._frame_ms)):
            self._hear(AudioFrame.create(self._sample_rate, 1, length))


def together(step: Step) -> AudioFrame:
    """What is heard in a step."""
    frames = list(step.values())
    return frames[0] if len(frames) == 1 else mix(frames)
