"""An agent that speaks through the public `AgentPlayout`, and all that is told of it."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import numpy as np

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.multimodal.agent_playout import AgentPlayout, PlayoutHandle
from antiphon.testing.scripted import tone
from antiphon.transcription import TTSSegmentsForwarder
from tests.transcription.screen import RATE, Scene, Screen, scene

TEXT = "Good evening to you all. I hope the crossing was calm today!"

Samples: TypeAlias = np.ndarray[Any, np.dtype[np.int16]]


class Ear:
    """Somebody who listens to the agent, and keeps every sample."""

    def __init__(self) -> None:
        self._frames: list[AudioFrame] = []

    def deliver(self, at: float, frame: AudioFrame) -> None:
        self._frames.append(frame)

    def rest(self) -> None: ...

    def end(self) -> None: ...

    @property
    def samples(self) -> Samples:
        """All of it, the silence at both ends left out."""
        pieces = [frame.samples for frame in self._frames] or [np.zeros(0, np.int16)]
        return np.trim_zeros(np.concatenate(pieces))


class Speaking:
    """A scene with an agent whose playout is watched."""

    def __init__(self, stage: Scene) -> None:
        self.stage = stage
        self.ear = Ear()
        self.events: list[tuple[Any, ...]] = []
        self.times: list[float] = []
        self.playout = AgentPlayout(audio_source=stage.source)
        self.playout.on("playout_started", lambda: self._note("started"))
        self.playout.on("playout_stopped", lambda interrupted: self._note("stopped", interrupted))
        stage.publication.track.listen(self.ear)

    @property
    def screen(self) -> Screen:
        return self.stage.screen

    def forwarder(self) -> TTSSegmentsForwarder:
        return TTSSegmentsForwarder(room=self.stage.room, participant=self.stage.agent)

    def say(
        self,
        text: str | AsyncIterable[str] = TEXT,
        audio: float | AsyncIterable[AudioFrame] = 4.0,
        *,
        item_id: str = "item",
        forwarder: Any = None,
    ) -> PlayoutHandle:
        """Play `text`, and so many seconds of a tone; or two streams of the test's own."""
        texts = streamed(text) if isinstance(text, str) else text
        frames = voiced(audio) if isinstance(audio, float) else audio
        return self.playout.play(item_id, 0, forwarder or self.forwarder(), texts, frames)

    def _note(self, *event: Any) -> None:
        self.events.append(event)
        self.times.append(clock.now())


@asynccontextmanager
async def speaking() -> AsyncIterator[Speaking]:
    """An agent that speaks; of which nothing is left behind in the end."""
    async with scene() as stage:
        before = asyncio.all_tasks()
        agent = Speaking(stage)
        try:
            yield agent
        finally:
            await agent.playout.aclose()
        assert asyncio.all_tasks() <= before


async def streamed(text: str) -> AsyncIterator[str]:
    """`text`, in pieces of eight characters."""
    for start in range(0, len(text), 8):
        yield text[start : start + 8]


async def voiced(seconds: float) -> AsyncIterator[AudioFrame]:
    """A tone, in pieces of 0.2 s that come all at once."""
    samples = tone(seconds).samples
    for start in range(0, len(samples), RATE // 5):
        yield AudioFrame.from_samples(samples[start : start + RATE // 5], RATE)


async def endless(*beginning: Any) -> AsyncIterator[Any]:
    """These, and then nothing, but no end either."""
    for piece in beginning:
        yield piece
    await asyncio.Event().wait()


async def broken(*beginning: Any) -> AsyncIterator[Any]:
    """These, and then a failure."""
    for piece in beginning:
        yield piece
    raise ConnectionError("the line is dead")
