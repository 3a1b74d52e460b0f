"""The agent's voice in a LiveKit room, counted to the sample."""

import asyncio
from typing import Protocol

import numpy as np
from livekit import rtc

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples
from antiphon.audio.mix import remix
from antiphon.errors import RoomError
from antiphon.rooms.livekit.delivery import Delivery

__all__ = ["LiveKitSpeaker", "Nowhere", "Sink"]

MOST_QUEUED = 1.0
"""Seconds of voice that are queued before `write` waits."""


class Sink(Protocol):
    """What the voice is played into: an `rtc.AudioSource`."""

    async def capture_frame(self, frame: rtc.AudioFrame) -> None: ...
    def clear_queue(self) -> None: ...


class Nowhere:
    """Takes the voice of an agent that may not speak in the room: its words are read there."""

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Drop it."""

    def clear_queue(self) -> None:
        """Nothing is queued."""


class LiveKitSpeaker:
    """`rooms.base.Speaker` on a native source; `run` hands it what is written.

    Time is counted here: the source knows what it was given, and not what it has played.
    """

    def __init__(
        self, sink: Sink, sample_rate: int, publication: rtc.LocalTrackPublication | None
    ) -> None:
        self._sink = sink
        self._rate = sample_rate
        self._publication = publication
        self._delivery = Delivery(sample_rate)
        self._is_up = asyncio.Event()
        self._is_up.set()
        self._news = asyncio.Event()
        self._failure: RoomError | None = None

    @property
    def sample_rate(self) -> int:
        return self._rate

    async def write(self, frame: AudioFrame) -> None:
        """As the port says; while the line is down, it queues `frame` and waits.

        Raises RoomError once the source has failed.
        """
        await self._has_room()
        if self._failure is not None:
            raise self._failure
        self._delivery.write(remix(frame, 1).samples, clock.now())
        self._news.set()
        await self._is_up.wait()

    def queued(self) -> int:
        return self._delivery.queued(clock.now())

    def clear(self) -> int:
        dropped = self._delivery.clear(clock.now())
        self._sink.clear_queue()
        return dropped

    async def heard_by(self, identity: str) -> None:
        """Wait until anybody is subscribed: the SDK does not tell who it is."""
        if self._publication is not None:
            await self._publication.wait_for_subscription()

    def line_changed(self, is_up: bool) -> None:
        """The line went down, or came up again."""
        if not is_up:
            self._is_up.clear()
            self._delivery.cut_off(clock.now())
            return
        if self._delivery.restored(clock.now()):
            self._sink.clear_queue()
        self._is_up.set()
        self._news.set()

    async def run(self) -> None:
        """Hand to the source what is written, as it can take it, until cancelled."""
        while True:
            samples = self._delivery.take(clock.now())
            if not len(samples):
                await self._wait_for_news()
            elif not await self._hand_on(samples):
                return

    async def _hand_on(self, samples: Samples) -> bool:
        try:
            await self._sink.capture_frame(native(samples, self._rate))
        except Exception as error:  # the SDK has no class of its own for it
            self._failure = RoomError(f"LiveKit does not take the agent's voice: {error}")
            return False
        return True

    async def _wait_for_news(self) -> None:
        seconds = self._delivery.wait(clock.now())
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    async def _has_room(self) -> None:
        while True:
            ahead = self.queued() / self._rate - MOST_QUEUED
            if ahead < 0:
                return
            await asyncio.sleep(ahead + 1 / self._rate)


def native(samples: Samples, sample_rate: int) -> rtc.AudioFrame:
    pcm = np.ascontiguousarray(samples, np.int16).tobytes()
    return rtc.AudioFrame(pcm, sample_rate, 1, len(samples))
