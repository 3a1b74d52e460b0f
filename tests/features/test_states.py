"""Rows 57 to 60, 67 and 68: what the agent is doing, told to the program and shown in the room."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from antiphon import MultimodalAgent
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import ScriptedModel
from tests.features.kit import ROOM, joined
from tests.realtime.stage import stage

STATE = "lk.agent.state"


class NotingRoom(LocalRoom):
    """Notes each state that is shown; showing one takes so many seconds."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.states: list[str] = []
        self._seconds = seconds

    async def connect(self, *args: object, **kwargs: object) -> None:
        await super().connect(*args, **kwargs)  # type: ignore[arg-type]
        self._set_attributes = self.local_participant.set_attributes
        self.local_participant.set_attributes = self._note  # type: ignore[method-assign]

    async def _note(self, attributes: Mapping[str, str]) -> None:
        await self._set_attributes(attributes)
        self.states.append(attributes[STATE])
        await asyncio.sleep(self._seconds)


async def test_row_057_the_state_is_an_attribute_of_the_agent() -> None:
    async with stage() as scene:
        shown: list[dict[str, str]] = []
        scene.user.on("participant_attributes_changed", lambda changed, _: shown.append(changed))
        scene.answer("Hello.", seconds=2.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(0.5)
        assert scene.user.remote_participants["agent"].attributes == {STATE: "speaking"}
        await scene.until("agent_speech_committed")
        await asyncio.sleep(0.5)
        assert {key for changed in shown for key in changed} == {STATE}
        assert shown[-1] == {STATE: "listening"}


async def test_row_058_it_is_initializing_then_listening_and_speaking_while_it_speaks() -> None:
    """Defect 13: it listens as soon as it can, and shows that it thinks about an answer."""
    async with stage(is_ready=False) as scene:
        assert scene.agent.state == "initializing"
        scene.session.ready.set_result(None)
        await asyncio.sleep(0.5)
        scene.answer("Hello.", seconds=2.0)
        await scene.until("agent_speech_committed")
        assert scene.states == ["initializing", "listening", "thinking", "speaking", "listening"]


@pytest.mark.parametrize("leaves", [True, False])
async def test_row_059_nothing_is_shown_in_a_room_that_was_left(leaves: bool) -> None:
    room, ann = NotingRoom(), await joined("ann")
    await room.connect(ROOM, "agent")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    await asyncio.sleep(1.0)
    room.states.clear()
    if leaves:
        await room.disconnect()
    agent.generate_reply()
    await asyncio.sleep(1.0)
    assert room.states == ([] if leaves else ["thinking"])
    await agent.aclose()
    for someone in (ann, room):
        await someone.disconnect()


async def test_row_060_a_newer_state_takes_the_place_of_one_that_waits() -> None:
    """The one under way is not cut off: it may have arrived; those behind it are left out."""
    room, ann = NotingRoom(seconds=5.0), await joined("ann")
    await room.connect(ROOM, "agent")
    agent = MultimodalAgent(model=ScriptedModel())
    agent.start(room)
    await asyncio.sleep(1.0)
    for _ in range(3):
        agent.generate_reply()  # thinking …
        agent.interrupt()  # … and listening again
    await asyncio.sleep(30.0)
    assert room.states == ["initializing", "listening"]
    assert ann.remote_participants["agent"].attributes == {STATE: "listening"}
    await agent.aclose()
    for someone in (ann, room):
        await someone.disconnect()


async def test_row_067_the_beginning_of_an_answer_is_told_and_the_state_is_speaking() -> None:
    async with stage() as scene:
        seen: list[str] = []
        scene.agent.on("agent_started_speaking", lambda: seen.append(scene.agent.state))
        scene.answer("Hello.", seconds=2.0)
        await scene.until("agent_speech_committed")
        assert scene.events.count("agent_started_speaking") == 1
        assert seen == ["speaking"]


async def test_row_068_the_end_of_an_answer_is_told_and_the_state_is_listening() -> None:
    async with stage() as scene:
        scene.answer("Hello.", seconds=2.0)
        await scene.until("agent_stopped_speaking")
        await scene.until("agent_speech_committed")
        assert scene.events.count("agent_stopped_speaking") == 1
        assert scene.agent.state == "listening"
    async with stage() as scene:
        scene.answer("Hello, hello, hello, hello.", seconds=8.0)
        await scene.until("agent_started_speaking")
        await asyncio.sleep(2.0)
        scene.agent.interrupt()
        assert scene.events[1] == "agent_stopped_speaking"
        assert scene.agent.state == "listening"


async def test_row_085_a_state_is_shown_after_a_delay_unless_a_newer_one_came_first() -> None:
    """It is shown only: what the agent is doing stays what it is."""
    room, ann = NotingRoom(), await joined("ann")
    await room.connect(ROOM, "agent")
    agent = MultimodalAgent(model=ScriptedModel())
    with pytest.raises(RuntimeError, match="call start"):
        agent.update_state("thinking")
    agent.start(room)
    await asyncio.sleep(1.0)
    room.states.clear()
    agent.update_state("thinking", delay=2.0)
    await asyncio.sleep(1.9)
    assert room.states == []
    await asyncio.sleep(0.2)
    assert room.states == ["thinking"]
    assert agent.state == "listening"
    agent.update_state("speaking", delay=2.0)
    agent.update_state("listening", delay=1.0)
    await asyncio.sleep(5.0)
    assert room.states == ["thinking", "listening"]
    agent.update_state("speaking", delay=2.0)
    agent.generate_reply()
    await asyncio.sleep(5.0)
    assert room.states == ["thinking", "listening", "thinking"]
    agent.update_state("speaking", delay=2.0)
    await agent.aclose()
    await asyncio.sleep(5.0)
    assert "speaking" not in room.states
    agent.update_state("speaking")
    for someone in (ann, room):
        await someone.disconnect()


@pytest.mark.parametrize(
    ("state", "delay"), [("asleep", 0.0), ("thinking", -1.0), ("thinking", float("nan"))]
)
async def test_row_085_what_is_no_state_and_no_delay_is_refused(state: Any, delay: float) -> None:
    with pytest.raises(ValueError, match="a state is one of|delay is a number"):
        MultimodalAgent(model=ScriptedModel()).update_state(state, delay)
