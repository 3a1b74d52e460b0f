"""What goes on for hours, or happens a thousand times, in virtual time: nothing grows.

`make soak` (`ANTIPHON_SOAK=1`) tells these stories at their full length, in a quarter of an
hour; else they are as short as they can be and still be told.
"""

import asyncio
import gc
import os
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from antiphon import MultimodalAgent, clock
from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.listening.alignment import Alignment
from antiphon.llm import ChatContext, FunctionContext
from antiphon.realtime import AudioDelta, Capabilities, ModelCommand, ModelEvent, ModelReady
from antiphon.rooms import LocalRoom
from antiphon.rooms.local import (
    AudioSource,
    LocalAudioTrack,
    TrackPublishOptions,
    TrackSource,
)
from antiphon.testing.scripted import tone

IS_LONG = "ANTIPHON_SOAK" in os.environ
HOUR = 3600.0 if IS_LONG else 60.0
CONVERSATIONS = 1000 if IS_LONG else 5
TURN_SECONDS = 12.0
TURN_BYTES = 8192
"""Of two messages, their captions, and what is known of them."""
RATE = 24_000
MEBIBYTE = 2**20

pytestmark = pytest.mark.timeout(3600 if IS_LONG else 120)


class Hearer:
    """A session of a model that hears, says nothing, and keeps nothing."""

    def __init__(self) -> None:
        self.heard_seconds = 0.0
        self.turns = 0

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        report(ModelReady())
        await asyncio.Event().wait()

    def send(self, command: ModelCommand) -> None:
        pass

    def push_audio(self, frame: AudioFrame) -> None:
        self.heard_seconds += frame.duration

    async def aclose(self) -> None:
        pass


class Talker(Hearer):
    """One that is asked every twelve seconds, and answers for half of them."""

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        report(ModelReady())
        while True:
            await self._turn(report)

    async def _turn(self, report: Callable[[ModelEvent], None]) -> None:
        self.turns += 1
        item, response = f"question_{self.turns}", f"response_{self.turns}"
        report(m.UserStarted())
        await asyncio.sleep(1.0)
        report(m.UserStopped())
        report(m.UserCommitted(item_id=item))
        report(m.UserTranscribed(item_id=item, text="How are you?"))
        content = m.ContentId(response_id=response, item_id=f"item_{response}")
        report(m.ResponseCreated(response_id=response))
        report(m.ContentAdded(content=content))
        report(m.TextArrived(content=content, text="I am very well, thank you."))
        report(AudioDelta(content=content, frame=tone(TURN_SECONDS / 2)))
        report(m.ContentDone(content=content))
        report(m.ResponseDone(response_id=response, status="completed"))
        await asyncio.sleep(TURN_SECONDS - 1.0)


class Model:
    """Makes one session after the other, of one kind, and knows the last."""

    capabilities = Capabilities()

    def __init__(self, kind: type[Hearer]) -> None:
        self._kind = kind
        self.last = kind()

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> Hearer:
        self.last = self._kind()
        return self.last

    async def aclose(self) -> None:
        pass


class Ear:
    """A listener that keeps nothing of what is played to it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def deliver(self, at: float, frame: AudioFrame) -> None:
        self.seconds += frame.duration

    def rest(self) -> None: ...

    def end(self) -> None: ...


class Guest:
    """Somebody with a microphone and an ear."""

    def __init__(self) -> None:
        self.room = LocalRoom()
        self.ear = Ear()
        self._source = AudioSource(RATE, 1)
        self.room.on("track_subscribed", lambda track, *_: track.listen(self.ear))

    async def enter(self, url: str) -> None:
        await self.room.connect(url, "guest")
        track = LocalAudioTrack.create_audio_track("microphone", self._source)
        options = TrackPublishOptions(source=TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(track, options)

    async def say(self, sound: AudioFrame) -> None:
        """In real time."""
        await self._source.capture_frame(sound)
        await asyncio.sleep(self._source.silent_at - clock.now())


class Growth:
    """How much memory is in use that was not before."""

    def __init__(self) -> None:
        gc.collect()
        self._before = tracemalloc.get_traced_memory()[0]

    @property
    def bytes(self) -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - self._before


@pytest.fixture(autouse=True)
def traced() -> Iterator[None]:
    """Memory is counted."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


@asynccontextmanager
async def conversation(kind: type[Hearer]) -> AsyncIterator[tuple[MultimodalAgent, Model, Guest]]:
    """An agent in a room, and a guest; from an empty room to an empty room."""
    room, model = LocalRoom(), Model(kind)
    await room.connect("local://soak", "agent")
    agent = MultimodalAgent(model=model)
    agent.start(room)
    guest = Guest()
    await guest.enter("local://soak")
    yield agent, model, guest
    await agent.aclose()
    await guest.room.disconnect()
    await room.disconnect()


async def test_fault_92_a_thousand_conversations_leave_nothing_behind() -> None:
    async def hold() -> None:
        async with conversation(Talker) as (_, model, guest):
            await guest.say(tone(1.0))
            await asyncio.sleep(30.0)
            assert model.last.turns == 3
            assert guest.ear.seconds > TURN_SECONDS

    for _ in range(3):
        await hold()
    tasks, growth = len(asyncio.all_tasks()), Growth()
    for _ in range(CONVERSATIONS):
        await hold()
    assert len(asyncio.all_tasks()) == tasks
    assert growth.bytes < MEBIBYTE


async def test_of_an_hour_of_turns_the_words_are_kept_and_no_sound() -> None:
    async with conversation(Talker) as (agent, model, guest):
        await asyncio.sleep(2 * TURN_SECONDS)
        growth, turns = Growth(), model.last.turns
        await asyncio.sleep(HOUR)
        turns = model.last.turns - turns
        assert turns == pytest.approx(HOUR / TURN_SECONDS, abs=1)
        assert guest.ear.seconds > turns * TURN_SECONDS / 2
        assert len(agent.chat_ctx_copy().messages) >= 2 * turns
        assert growth.bytes < MEBIBYTE + TURN_BYTES * turns


async def test_fault_66_an_hour_of_digital_silence_is_heard_and_not_kept() -> None:
    silence = AudioFrame.create(RATE, 1, RATE)
    async with conversation(Hearer) as (_, model, guest):
        await guest.say(silence)
        growth = Growth()
        for _ in range(round(HOUR)):
            await guest.say(silence)
        assert growth.bytes < MEBIBYTE
        assert model.last.heard_seconds == pytest.approx(HOUR + 1.0, abs=0.5)


@pytest.mark.parametrize("drift", [200e-6, -200e-6])
def test_fault_68_of_two_microphones_whose_clocks_differ_neither_falls_behind(
    drift: float,
) -> None:
    alignment = Alignment()
    quiet, loud = (
        AudioFrame.from_samples(np.full(320, level, np.int16), 16_000) for level in (0, 9000)
    )
    sent = {"ann": 0, "bob": 0}
    periods = {"ann": 0.02, "bob": 0.02 * (1.0 + drift)}
    steps, most_waiting = 0, 0.0
    while (now := min(sent[who] * periods[who] for who in sent)) < HOUR:
        who = min(sent, key=lambda one: sent[one] * periods[one])
        sent[who] += 1
        alignment.push(who, loud if now % 10.0 < 5.0 else quiet, now)
        steps += len(alignment.due(now))
        waiting = (max(sent.values()) - steps) * 0.02 - alignment.skipped_seconds
        most_waiting = max(most_waiting, waiting)
    assert most_waiting <= 0.12
    assert alignment.skipped_seconds <= HOUR * abs(drift) + 0.1
