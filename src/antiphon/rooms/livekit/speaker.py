"""The agent's voice in a LiveKit room, counted to the sample."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol, TypeAlias

import numpy as np
from livekit import rtc

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples
from antiphon.audio.mix import remix
from antiphon.errors import RoomError
from antiphon.rooms.livekit.delivery import Delivery

__all__ = ["Break", "LiveKitSpeaker", "Nowhere", "Sink"]

MOST_QUEUED = 1.0
"""Seconds of voice that are queued before `write` waits."""
STEP_SECONDS = 0.25
"""A sink is waited for in steps: one in which this process stands still, and cannot learn that the
sink has long taken what it was given, counts for no more than any other."""
STILL_STEPS = 4
"""When a sink has taken nothing for so long, it has stood still since: it, and not this process."""
STALL_STEPS = 12
"""After that it is given up."""

Break: TypeAlias = Literal["connection", "listener", "path", "sink"]
"""What may keep the voice from being heard: the room reconnects, nobody is subscribed yet, media
does not get through, the sink takes nothing."""


class Sink(Protocol):
    """What the voice is played into, and who may listen to that."""

    async def capture_frame(self, frame: rtc.AudioFrame) -> None: ...
    def clear_queue(self) -> None: ...
    async def wait_for_subscription(self) -> None: ...


class Nowhere:
    """Takes the voice of an agent that may not speak in the room: its words are read there."""

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Drop it."""

    def clear_queue(self) -> None:
        """Nothing is queued."""

    async def wait_for_subscription(self) -> None:
        """Nobody is waited for."""


class LiveKitSpeaker:
    """`rooms.base.Speaker` on a native source; `run` hands it what is written.

    Time is counted here: the source knows what it was given, and not what it has played. Nothing
    is heard while anything is broken. A sink that stalls is replaced; after two in a row, the voice
    has failed.
    """

    def __init__(
        self, sink: Sink, sample_rate: int, *, replace: Callable[[], Awaitable[Sink]]
    ) -> None:
        """`replace` makes another sink for the one that has stalled; it may raise RoomError."""
        self._sink = sink
        self._rate = sample_rate
        self._replace = replace
        self._delivery = Delivery(sample_rate)
        self._breaks: set[Break] = set()
        self._has_replaced = False
        """And nothing was taken since."""
        self._has_cleared = False
        """While something was on its way to the sink, which may have come after that."""
        self._is_up = asyncio.Event()
        self._is_up.set()
        self._news = asyncio.Event()
        self._written = asyncio.Event()
        self._failure: RoomError | None = None

    @property
    def sample_rate(self) -> int:
        return self._rate

    async def write(self, frame: AudioFrame) -> None:
        """As the port says; while anything is broken, it queues `frame` and waits.

        Raises RoomError once the voice has failed.
        """
        await self._has_room()
        self._check()
        self._delivery.write(remix(frame, 1).samples, clock.now())
        self._news.set()
        self._written.set()
        await self._is_up.wait()
        self._check()

    def queued(self) -> int:
        return self._delivery.queued(clock.now())

    def clear(self) -> int:
        dropped = self._delivery.clear(clock.now())
        self._clear_sink()
        return dropped

    def play_into(self, sink: Sink) -> None:
        """Hand what is to be heard to `sink` from now on."""
        self._sink = sink

    async def heard_by(self, identity: str) -> None:
        """Wait until anybody is subscribed: the SDK does not tell who it is."""
        await self._sink.wait_for_subscription()

    async def until_busy(self) -> None:
        """Wait until there is something that was not heard."""
        while not self.queued():
            self._written.clear()
            await self._written.wait()

    def broken(self, what: Break, since: float | None = None) -> None:
        """Nothing is heard from now on, or was heard from then on."""
        self._breaks.add(what)
        self._is_up.clear()
        self._delivery.cut_off(clock.now() if since is None else since)

    def mended(self, what: Break) -> None:
        """That is no break any more; after the last one, what was not heard is said anew."""
        if what not in self._breaks:
            return
        self._breaks.remove(what)
        if self._breaks:
            return
        if self._delivery.restored(clock.now()):
            self._clear_sink()
        self._is_up.set()
        self._news.set()

    def _clear_sink(self) -> None:
        self._sink.clear_queue()
        self._has_cleared = True

    async def run(self) -> None:
        """Hand to the source what is written, as it can take it, until cancelled."""
        while True:
            samples = self._delivery.take(clock.now())
            if not len(samples):
                await self._wait_for_news()
            elif not await self._hand_on(samples):
                return

    async def _hand_on(self, samples: Samples) -> bool:
        """Whether there is a sink to go on with."""
        self._has_cleared = False
        handing = asyncio.ensure_future(self._sink.capture_frame(native(samples, self._rate)))
        try:
            is_taken = await self._is_taken(handing)
        except Exception as error:  # the SDK has no class of its own for it
            return self._fail(RoomError(f"LiveKit does not take the agent's voice: {error}"))
        finally:
            handing.cancel()
        if not is_taken:
            return await self._go_on_elsewhere()
        self._has_replaced = False
        if self._has_cleared:
            self._sink.clear_queue()
        self.mended("sink")
        return True

    async def _is_taken(self, handing: asyncio.Future[None]) -> bool:
        """Whether that comes to its end in time. Raises what it does."""
        began_at = clock.now()
        for step in range(1, STALL_STEPS + 1):
            await asyncio.wait((handing,), timeout=STEP_SECONDS)
            if handing.done():
                handing.result()
                return True
            if step == STILL_STEPS:
                self.broken("sink", began_at)
        return False

    async def _go_on_elsewhere(self) -> bool:
        if self._has_replaced:
            return self._fail(RoomError("LiveKit does not take the agent's voice at all."))
        self._has_replaced = True
        try:
            self._sink = await self._replace()
        except RoomError as error:
            return self._fail(error)
        self.mended("sink")
        return True

    def _fail(self, failure: RoomError) -> bool:
        self._failure = failure
        self._is_up.set()
        return False

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure

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
            await self._is_up.wait()
            self._check()
            await asyncio.sleep(ahead + 1 / self._rate)


def native(samples: Samples, sample_rate: int) -> rtc.AudioFrame:
    pcm = np.ascontiguousarray(samples, np.int16).tobytes()
    return rtc.AudioFrame(pcm, sample_rate, 1, len(samples))
