"""A caller: plays, waits for the agent, and records both sides on one timeline."""

import asyncio

import numpy as np
import pytest

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.audio.wav import Recording
from antiphon.caller import Caller, ConversationRecorder
from antiphon.errors import RoomClosed
from antiphon.rooms.base import Caption, Speaker
from antiphon.rooms.local.port import LocalRoomPort
from tests.rooms.local_kit import join, sound, turns

RATE = 24_000


def tone(seconds: float, level: int = 5000, rate: int = RATE) -> AudioFrame:
    return AudioFrame.from_samples(np.full(round(seconds * rate), level, np.int16), rate)


async def agent() -> LocalRoomPort:
    return LocalRoomPort(await join("agent"))


async def say(port: LocalRoomPort, speaker: Speaker, frame: AudioFrame) -> None:
    """Be an agent that speaks."""
    await port.publish_state("speaking")
    await speaker.write(frame)
    await asyncio.sleep(frame.duration)
    await port.publish_state("listening")


async def test_both_sides_are_laid_where_they_were_heard() -> None:
    port = await agent()
    async with port.speaker(RATE) as speaker, Caller.join("kitchen") as caller:
        await asyncio.sleep(0.777)
        await caller.play(sound(12_000, rate=RATE))
        assert clock.now() == pytest.approx(1.277)
        await asyncio.sleep(0.1)
        await speaker.write(sound(8_000, rate=RATE))
        await asyncio.sleep(0.2)
        await caller.play(sound(2_400, rate=RATE))
        await asyncio.sleep(3)

        assert caller.recorder.started_at == pytest.approx(0.777)
        left, right = caller.recorder.stereo().T
        assert list(np.flatnonzero(left)) == [*range(12_000), *range(19_200, 21_600)]
        assert list(left[:12_000]) == list(range(1, 12_001))
        assert list(np.flatnonzero(right)) == list(range(14_400, 22_400))
        assert list(right[14_400:22_400]) == list(range(1, 8_001))


async def test_what_was_cleared_is_not_in_the_recording() -> None:
    port = await agent()
    async with port.speaker(RATE) as speaker, Caller.join("kitchen") as caller:
        await turns()
        talking = asyncio.create_task(caller.silence(1.0))
        await speaker.write(tone(1.0))
        await asyncio.sleep(0.301)
        dropped = speaker.clear()
        await talking
        await asyncio.sleep(1)

        right = caller.recorder.stereo()[:, 1]
        assert np.count_nonzero(right) == RATE - dropped == 31 * 240


async def test_a_recording_has_the_rate_one_asks_for() -> None:
    async with Caller.join("kitchen", sample_rate=8000) as caller:
        await caller.play(Recording(tone(1.0, rate=16_000)))
        await asyncio.sleep(2)

        stereo = caller.recorder.stereo(16_000)
        assert stereo.shape == (32_000, 2)
        assert stereo.dtype == np.int16
        assert np.all(np.abs(stereo[200:15_800, 0] - 5000) < 50)


def test_nothing_said_is_an_empty_recording() -> None:
    recorder = ConversationRecorder()
    recorder.agent.deliver(0.0, tone(1))

    assert recorder.started_at is None
    assert recorder.stereo().shape == (0, 2)


def test_what_the_agent_said_before_the_caller_is_left_out() -> None:
    recorder = ConversationRecorder()
    recorder.agent.deliver(1.0, tone(1.0))
    recorder.caller.deliver(1.25, tone(0.5, level=100))

    left, right = recorder.stereo().T
    assert len(right) == 18_000
    assert np.all(right == 5000)
    assert np.count_nonzero(left) == 12_000


async def test_a_caller_who_is_cancelled_falls_silent() -> None:
    async with Caller.join("kitchen") as caller:
        talking = asyncio.create_task(caller.play(tone(5)))
        await asyncio.sleep(1.001)
        talking.cancel()
        await asyncio.wait([talking])
        await asyncio.sleep(1)

        assert np.count_nonzero(caller.recorder.stereo()[:, 0]) == 1.01 * RATE


async def test_one_waits_until_the_agent_speaks_and_is_quiet_again() -> None:
    port = await agent()
    await port.publish_state("listening")
    async with port.speaker(RATE) as speaker, Caller.join("kitchen") as caller:
        await turns()
        assert caller.agent_state == "listening"
        loop = asyncio.get_running_loop()
        frame = AudioFrame.from_samples(
            np.concatenate([np.zeros(RATE, np.int16), tone(2).samples]), RATE
        )
        loop.call_at(5.0, lambda: tasks.append(loop.create_task(say(port, speaker, frame))))
        tasks: list[asyncio.Task[None]] = []

        await caller.until_agent_speaks()
        assert clock.now() == pytest.approx(6.0, abs=0.021)
        assert caller.agent_state == "speaking"
        await caller.until_agent_quiet(0.5)
        assert clock.now() == pytest.approx(8.5, abs=0.021)
        await asyncio.gather(*tasks)


async def test_quiet_counts_from_the_call() -> None:
    port = await agent()
    await port.publish_state("listening")
    async with Caller.join("kitchen") as caller:
        await asyncio.sleep(10)
        await caller.until_agent_quiet(1.5)
        assert clock.now() == pytest.approx(11.5)


async def test_saying_nothing_takes_no_time() -> None:
    async with Caller.join("kitchen") as caller:
        await caller.silence(0)
        assert clock.now() == 0


async def test_other_callers_are_not_the_agent() -> None:
    port = await agent()
    await port.publish_state("listening")
    async with Caller.join("kitchen") as caller:
        async with Caller.join("kitchen", "other") as other:
            await other.room.local_participant.set_attributes({"mood": "good"})
            await other.play(tone(1))
        await caller.until_agent_quiet(1)
        assert clock.now() == pytest.approx(2)
        assert caller.agent_state == "listening"
        assert not caller.recorder.agent.takes


async def test_an_agent_that_thinks_is_not_quiet() -> None:
    port = await agent()
    await port.publish_state("thinking")
    async with Caller.join("kitchen") as caller:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(caller.until_agent_quiet(1), 60)


async def test_waiting_for_an_agent_that_leaves_ends() -> None:
    room = await join("agent")
    await LocalRoomPort(room).publish_state("listening")
    async with Caller.join(room) as caller:
        waits = [
            asyncio.create_task(caller.until_agent_speaks()),
            asyncio.create_task(caller.until_agent_quiet(1000)),
        ]
        await asyncio.sleep(1)
        await room.disconnect()
        done = await asyncio.gather(*waits, return_exceptions=True)
        assert [str(error) for error in done] == ["The agent has left the room."] * 2
        assert caller.agent_state is None

    with pytest.raises(RoomClosed, match="caller is no longer in the room"):
        await caller.until_agent_speaks()


async def test_captions_come_with_who_spoke() -> None:
    port = await agent()
    await port.publish_state("listening")
    captions = [
        Caption(segment_id="1", text="Good morning", final=True, speaker="caller"),
        Caption(segment_id="2", text="Hello", final=False, speaker=None),
        Caption(segment_id="2", text="Hello there", final=True, speaker=None),
    ]
    async with Caller.join("local://kitchen") as caller:
        await turns()
        for caption in captions:
            await port.publish_caption(caption)
        await turns()
        assert caller.captions == captions


async def test_a_caller_leaves_nothing_behind() -> None:
    port = await agent()
    async with port.speaker(RATE), Caller.join("kitchen") as caller:
        await caller.play(tone(0.3))
    await turns()

    assert port.participants() == []
    assert asyncio.all_tasks() == {asyncio.current_task()}
