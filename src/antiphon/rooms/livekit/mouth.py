"""Where the agent's voice goes in a LiveKit room.

| the agent                  | its voice                                                        |
|----------------------------|------------------------------------------------------------------|
| may publish                | is a track of its own                                            |
| may not, from the start    | goes nowhere: its words are read                                 |
| may not any more           | goes nowhere, for the server has withdrawn the track             |
| may after all, or again    | is published, and goes on there as soon as somebody listens      |
| has a source that takes    | is published anew, with another source                           |
| nothing                    |                                                                  |
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from livekit import rtc

from antiphon.errors import RoomError
from antiphon.rooms.livekit.line import Line
from antiphon.rooms.livekit.media_path import MediaPath
from antiphon.rooms.livekit.rights import may_speak
from antiphon.rooms.livekit.speaker import LiveKitSpeaker, Nowhere, Sink
from antiphon.rooms.livekit.voice import Voice, publish
from antiphon.utils.aio import TaskSet, gracefully_cancel

__all__ = ["Mouth"]

logger = logging.getLogger(__name__)


class Mouth:
    """The agent's voice, for one conversation."""

    def __init__(
        self,
        room: rtc.Room,
        sample_rate: int,
        *,
        stalled: Callable[[], None],
        has_company: Callable[[], bool],
    ) -> None:
        """`stalled` is told of a source that takes nothing; `has_company` is for `Line`."""
        self._room = room
        self._sample_rate = sample_rate
        self._stalled = stalled
        self._voice: Voice | None = None
        self._lost: list[Voice] = []
        """Those whose tracks the server has withdrawn: something may still be played into them."""
        self._losses = 0
        """How often the right to publish was taken away."""
        self._regaining = TaskSet()
        self._publishing = asyncio.Lock()
        self._speaker = LiveKitSpeaker(Nowhere(), sample_rate, replace=self._replaced)
        self._line = Line(room, self._speaker, has_company=has_company)

    @property
    def sid(self) -> str:
        """Id of the track; empty where there is none."""
        return "" if self._voice is None else self._voice.sid

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[LiveKitSpeaker]:
        """The voice, published if it may be. Raises RoomError."""
        path = MediaPath(self._room, self._speaker)
        try:
            self._speaker.play_into(await self._place())
            async with running(self._speaker.run(), "voice"):
                async with running(path.run(lambda: self._voice), "media path"):
                    yield self._speaker
        finally:
            self._line.close()
            await self._regaining.aclose()
            await self._withdraw()
            for voice in self._lost:
                await voice.withdraw()

    def rights_changed(self) -> None:
        """The agent may publish now, or may not any more."""
        if may_speak(self._room.local_participant):
            self._regaining.create_task(self._regain(), name="voice regained")
        else:
            self._losses += 1
            self._lose()

    def _lose(self) -> None:
        """The server has withdrawn the track."""
        voice, self._voice = self._voice, None
        if voice is not None:
            voice.lost()
            self._lost.append(voice)

    async def _regain(self) -> None:
        async with self._publishing:
            if self._voice is not None:
                return
            losses = self._losses
            try:
                sink = await self._place()
            except RoomError as error:
                logger.warning("the agent may speak, and cannot: %s", error)
                return
            if losses != self._losses:
                self._lose()
                return
            self._speaker.play_into(sink)
            self._line.published_anew()

    async def _replaced(self) -> Sink:
        self._stalled()
        await self._withdraw()
        sink = await self._place()
        self._line.published_anew()
        return sink

    async def _place(self) -> Sink:
        """Something to play the voice into."""
        if not may_speak(self._room.local_participant):
            return Nowhere()
        self._voice = await publish(self._room, self._sample_rate)
        return self._voice

    async def _withdraw(self) -> None:
        voice, self._voice = self._voice, None
        if voice is not None:
            await voice.withdraw()


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None], name: str) -> AsyncGenerator[None]:
    """Have `work` done meanwhile."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await gracefully_cancel(task)
