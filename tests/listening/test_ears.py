"""Microphones that stall, burst and stop without notice, as those of a network do."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.core.events import Spoke
from antiphon.core.model_events import UserCommitted, UserStarted
from antiphon.listening import Ears
from antiphon.listening.ears import Overheard
from antiphon.realtime import Capabilities
from antiphon.utils.aio import TaskSet
from antiphon.vad import VAD, VADCapabilities, VADEvent, VADEventType, VADStream

if TYPE_CHECKING:
    from antiphon.rooms.base import RoomPort

RATE = 16_000
LENGTH = RATE // 50


def frame(level: int) -> AudioFrame:
    return AudioFrame.from_samples(np.full(LENGTH, level, np.int16), RATE)


class Room:
    """Microphones that send what a test has them send."""

    def __init__(self) -> None:
        self.microphones: dict[str, asyncio.Queue[AudioFrame]] = {}

    async def microphone(
        self, identity: str, *, sample_rate: int, frame_ms: int
    ) -> AsyncGenerator[AudioFrame, None]:
        assert (sample_rate, frame_ms) == (RATE, 20)
        queue = self.microphones.setdefault(identity, asyncio.Queue())
        while True:
            yield await queue.get()


class Scene:
    """Ears in such a room, what they gave the model and when, and what they reported."""

    def __init__(self, tasks: TaskSet, vad: VAD | None) -> None:
        self.room = Room()
        self.heard: list[int] = []
        """The level of each frame."""
        self.heard_at: list[float] = []
        self.reports: list[Overheard] = []
        self.ears = Ears(
            Capabilities(input_audio_sample_rate=RATE),
            vad,
            start=starter(tasks),
            hear=self._hear,
            report=self.reports.append,
        )

    async def listens_to(self, *identities: str) -> None:
        self.ears.listen_to(cast("RoomPort", self.room), identities)
        await asyncio.sleep(0.001)

    async def sends(self, seconds: float = 0.02, **levels: int) -> None:
        """These send a frame each, every 20 ms."""
        for _ in range(round(seconds * 50)):
            for identity, level in levels.items():
                self.room.microphones[identity].put_nowait(frame(level))
            await asyncio.sleep(0.02)

    def _hear(self, heard: AudioFrame) -> None:
        self.heard.append(int(heard.samples[0]))
        self.heard_at.append(clock.now())


def starter(tasks: TaskSet) -> Callable[..., asyncio.Task[None]]:
    def start(
        name: str, work: Callable[..., Coroutine[Any, Any, None]], *args: Any
    ) -> asyncio.Task[None]:
        return tasks.create_task(work(*args), name=name)

    return start


@asynccontextmanager
async def listening_to(*identities: str, vad: VAD | None = None) -> AsyncIterator[Scene]:
    tasks = TaskSet()
    scene = Scene(tasks, vad)
    tasks.create_task(scene.ears.run(), name="ears")
    await scene.listens_to(*identities)
    try:
        yield scene
    finally:
        scene.ears.close()
        await tasks.aclose()


async def test_the_frames_of_one_pass_through_as_they_come() -> None:
    async with listening_to("ann") as scene:
        await scene.sends(0.1, ann=1000)
        scene.ears.note(UserCommitted(item_id="u"))
        assert (scene.heard, scene.reports) == ([1000] * 5, [])


async def test_of_several_the_sum_is_heard() -> None:
    async with listening_to("ann", "bob", "cid") as scene:
        await scene.sends(0.1, ann=1000, bob=20, cid=3)
        assert scene.heard == [1023] * 5


async def test_nobody_waits_longer_than_60_ms_for_one_who_stalls() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(0.1, ann=1000, bob=20)
        begun = clock.now()
        await scene.sends(1.0, ann=1000)
        assert scene.heard == [1020] * 5 + [1000] * 50
        late = [at - begun - 0.02 * n for n, at in enumerate(scene.heard_at[5:])]
        assert max(late) < 0.07
        assert max(late[5:]) < 0.001


async def test_the_last_frame_of_one_who_stops_is_heard_though_nobody_else_sends() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(ann=1000, bob=20)
        await scene.sends(ann=1001)
        assert scene.heard == [1020]
        await asyncio.sleep(0.1)
        assert scene.heard == [1020, 1001]


async def test_what_a_network_held_back_is_heard_late_and_all_of_it() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(0.1, ann=1000, bob=300)
        await scene.sends(0.3, ann=1000)
        for _ in range(15):
            scene.room.microphones["bob"].put_nowait(frame(300))
        await scene.sends(0.5, ann=1000, bob=300)
        await asyncio.sleep(0.1)
        assert sum(level % 1000 for level in scene.heard) == 300 * (5 + 15 + 25)
        assert sum(level // 1000 for level in scene.heard) == 5 + 15 + 25


async def test_an_hour_of_one_who_sends_too_fast_leaves_no_more_than_half_a_second() -> None:
    async with listening_to("ann", "bob") as scene:
        for n in range(3000):
            scene.room.microphones["ann"].put_nowait(frame(1000))
            scene.room.microphones["bob"].put_nowait(frame(20))
            if n % 10 == 0:
                scene.room.microphones["bob"].put_nowait(frame(20))
            await asyncio.sleep(0.02)
        before = len(scene.heard)
        await asyncio.sleep(1.0)
        assert len(scene.heard) - before <= 25


async def test_one_who_stays_is_heard_without_those_who_have_gone() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(ann=1000, bob=20)
        await scene.sends(ann=1001)
        await scene.listens_to("ann")
        await scene.sends(0.06, ann=1002, bob=21)
        assert scene.heard == [1020, 1001, 1002, 1002, 1002]


async def test_what_one_has_sent_last_is_dropped_when_they_go() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(ann=1000, bob=20)
        await scene.sends(bob=21)
        await scene.listens_to("ann")
        await scene.sends(ann=1002)
        assert scene.heard == [1020, 1002]


async def test_nothing_more_is_heard_when_the_last_one_goes() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(ann=1000, bob=20)
        await scene.listens_to("ann")
        await scene.sends(ann=1001)
        await scene.listens_to()
        await scene.sends(0.2, ann=1002)
        assert scene.heard == [1020, 1001]


async def test_a_second_of_silence_is_heard_when_one_goes_and_nobody_sends() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(0.1, bob=20)
        await scene.listens_to("ann")
        await asyncio.sleep(0.1)
        assert scene.heard == [20] * 5 + [0] * 50


async def test_when_several_go_at_once_it_is_one_silence() -> None:
    async with listening_to("ann", "bob", "cid") as scene:
        await scene.listens_to("ann", "bob")
        await scene.listens_to("ann")
        await asyncio.sleep(0.2)
        assert scene.heard == [0] * 50


async def test_nothing_is_heard_after_the_end() -> None:
    async with listening_to("ann", "bob", "cid") as scene:
        await scene.sends(ann=1000, bob=20, cid=3)
        await scene.sends(ann=1001)
        await scene.listens_to("ann", "bob")
        scene.ears.close()
        await asyncio.sleep(1.0)
        assert scene.heard == [1023]


# -- who spoke -----------------------------------------------------------------------------------


async def test_who_spoke_is_reported_before_what_depends_on_it() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(2.0, ann=1000, bob=0)
        scene.ears.note(UserCommitted(item_id="u"))
        scene.ears.note(UserCommitted(item_id="u"))
        assert [event.identity for event in spoken(scene.reports)] == ["ann", "ann"]
        assert 1.9 < sum(event.seconds for event in spoken(scene.reports)) < 2.01


async def test_who_spoke_before_they_went_is_reported() -> None:
    async with listening_to("ann", "bob") as scene:
        await scene.sends(1.0, ann=0, bob=1000)
        await scene.listens_to("ann")
        assert 0.9 < sum(event.seconds for event in spoken(scene.reports)) < 1.01


class Ear(VAD):
    """Notices the first loud frame, and keeps what it hears."""

    def __init__(self) -> None:
        super().__init__(capabilities=VADCapabilities(update_interval=0.02))
        self.heard: list[int] = []

    def stream(self) -> "EarStream":
        return EarStream(self)


class EarStream(VADStream):
    def __init__(self, ear: Ear) -> None:
        super().__init__(ear)
        self._ear = ear

    async def detect(self, frame: AudioFrame) -> Sequence[VADEvent]:
        self._ear.heard.append(int(frame.samples[0]))
        if self._ear.heard.count(1020) != 25:
            return []
        return [VADEvent(VADEventType.START_OF_SPEECH, 0, 0.0, 0.0, 0.0)]

    async def finish(self) -> Sequence[VADEvent]:
        return []


async def test_a_local_detector_hears_what_the_model_hears_and_is_told_of_last() -> None:
    ear = Ear()
    async with listening_to("ann", "bob", vad=ear) as scene:
        await scene.sends(0.5, ann=1000, bob=20)
        await scene.sends(0.5, ann=1, bob=20)
        assert ear.heard == scene.heard == [1020] * 25 + [21] * 25
        *before, started = scene.reports
        assert isinstance(started, UserStarted)
        assert sum(event.seconds for event in spoken(before)) > 0.4


async def test_what_the_model_hears_is_not_reported_twice_though_somebody_comes() -> None:
    async with listening_to("ann", "bob", vad=Ear()) as scene:
        scene.ears.note(UserStarted())
        await scene.listens_to("ann", "bob", "cid")
        await scene.sends(1.0, ann=1000, bob=20)
        assert UserStarted() not in scene.reports


async def test_of_those_who_have_all_gone_nobody_speaks() -> None:
    async with listening_to("ann", vad=Ear()) as scene:
        scene.ears.note(UserStarted())
        await scene.listens_to("bob")
        await scene.sends(1.0, bob=1020)
        assert UserStarted() in scene.reports


def spoken(reports: Sequence[Overheard]) -> list[Spoke]:
    return [event for event in reports if isinstance(event, Spoke)]
