"""A witness is told what an agent hears, says and shows, and the agent notices nothing of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from antiphon import MultimodalAgent, clock
from antiphon.audio import AudioFrame
from antiphon.caller import Caller
from antiphon.rooms import LocalRoom
from antiphon.rooms.base import Caption
from antiphon.rooms.witnessed import WitnessedRoom
from antiphon.testing.scripted import Script, ScriptedModel, ScriptedSession, tone

ANSWER = "one two three four"


@dataclass
class Notebook:
    """A witness that writes it all down."""

    heard_of: dict[str, float] = field(default_factory=dict)
    """Seconds of sound, by who made it."""
    first_heard_at: float | None = None
    spoken: list[tuple[float, float]] = field(default_factory=list)
    """When each piece began, and how long it was."""
    cuts: list[float] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)

    def heard(self, identity: str, at: float, frame: AudioFrame) -> None:
        self.first_heard_at = at if self.first_heard_at is None else self.first_heard_at
        loud = frame.duration if frame.samples.any() else 0.0
        self.heard_of[identity] = self.heard_of.get(identity, 0.0) + loud

    def spoke(self, at: float, frame: AudioFrame) -> None:
        self.spoken.append((at, frame.duration))

    def fell_silent(self, at: float) -> None:
        self.cuts.append(at)

    def showed(self, caption: Caption) -> None:
        self.captions.append(caption)


async def visited(script: Script, act: Callable[[MultimodalAgent], None]) -> Notebook:
    """Ann speaks for a second; two seconds later `act` happens; two seconds later it is over."""
    notebook = Notebook()
    room = LocalRoom()
    await room.connect("local://kitchen", "agent")
    agent = MultimodalAgent(model=ScriptedModel(script))
    async with Caller.join(room, "ann") as ann:
        agent.start(WitnessedRoom(room, notebook))
        await ann.play(tone(1.0))
        await asyncio.sleep(2.0)
        act(agent)
        await asyncio.sleep(2.0)
        await agent.aclose()
    await room.disconnect()
    return notebook


async def small_talk(model: ScriptedSession) -> None:
    await model.user_says("hello", seconds=1.0)
    await model.answer(ANSWER, seconds=3.0)


async def test_all_that_is_heard_said_and_shown_is_told() -> None:
    notebook = await visited(small_talk, lambda agent: None)

    assert notebook.heard_of == {"ann": pytest.approx(1.0, abs=0.03)}
    seconds = [length for _, length in notebook.spoken]
    assert sum(seconds) == pytest.approx(3.0)
    begun = [at for at, _ in notebook.spoken]
    assert begun == pytest.approx([begun[0] + 0.02 * n for n in range(len(begun))], abs=0.011)
    last = {caption.speaker: caption for caption in notebook.captions}
    assert (last["ann"].text, last[None].text) == ("hello", ANSWER)


async def test_what_is_cut_off_is_told_with_its_moment() -> None:
    stopped: list[float] = []

    def stop(agent: MultimodalAgent) -> None:
        agent.interrupt()
        stopped.append(clock.now())

    notebook = await visited(small_talk, stop)
    assert notebook.cuts[0] == pytest.approx(stopped[0], abs=0.01)
    assert max(at for at, _ in notebook.spoken) < stopped[0] + 0.1


async def test_a_room_that_is_none_is_refused_behind_a_witness_too() -> None:
    agent = MultimodalAgent(model=ScriptedModel())
    with pytest.raises(ValueError, match="is no room that Antiphon can talk in"):
        agent.start(WitnessedRoom("kitchen", Notebook()))
