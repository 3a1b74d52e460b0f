"""Several people talk with one agent: what the model hears, who spoke, and who may interrupt."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples
from antiphon.caller import Caller
from antiphon.core import messages as m
from antiphon.llm import FunctionContext, ToolCall, ai_callable
from antiphon.multimodal import MultimodalAgent, TurnPolicy, speaker
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import Script, ScriptedModel, ScriptedSession, tone
from tests.session.stage import Stage
from tests.session.test_barge_in import Detector

RATE = 24_000
LONG = "a long answer that nobody hears the end of"
PEOPLE = ("ann", "bob", "cid")


class RoundTable(Stage):
    """A conversation of several people."""

    callers: dict[str, Caller]
    everybody: AsyncExitStack

    @property
    def heard(self) -> Samples:
        """All that the model has heard."""
        frames = [frame.samples for frame in self.model.microphone]
        return np.concatenate(frames) if frames else np.zeros(0, np.int16)

    @property
    def participants(self) -> list[str]:
        """Who said what was told, in order."""
        committed = [r for r in self.records if r.event == "user_speech_committed"]
        return [record.detail["participant"] for record in committed]

    async def joins(self, identity: str) -> Caller:
        """Somebody comes."""
        caller = await self.everybody.enter_async_context(Caller.join("table", identity))
        self.callers[identity] = caller
        await asyncio.sleep(0.1)
        return caller

    async def says(self, identity: str, seconds: float = 1.0) -> None:
        """Somebody speaks."""
        await self.callers[identity].play(tone(seconds))


@asynccontextmanager
async def table(
    script: Script | None = None, *people: str, **options: Any
) -> AsyncIterator[RoundTable]:
    """An agent that listens to everybody in a room with these people."""
    room = LocalRoom()
    await room.connect("local://table", "agent")
    model = ScriptedModel(script)
    agent = MultimodalAgent(model=model, participants="all", **options)
    scene = RoundTable(agent, model, room)
    scene.callers = {}
    async with AsyncExitStack() as everybody:
        scene.everybody = everybody
        agent.start(room)
        for identity in people or PEOPLE:
            await scene.joins(identity)
        try:
            yield scene
        finally:
            await agent.aclose()
            await room.disconnect()


def noise(seed: int, seconds: float = 1.0, level: float = 12_000.0) -> AudioFrame:
    """Sound that is like nothing else."""
    samples = np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * level
    return AudioFrame.from_samples(samples.clip(-32768, 32767).astype(np.int16), RATE)


def summed(*tracks: Samples) -> Samples:
    """What is heard when these sound together, clamped."""
    longest = max(len(track) for track in tracks)
    total = sum(np.pad(track.astype(np.int32), (0, longest - len(track))) for track in tracks)
    mixed: Samples = np.clip(total, -32768, 32767).astype(np.int16)
    return mixed


def after(seconds: float, sound: AudioFrame) -> Samples:
    """The sound, that much later."""
    return np.pad(sound.samples, (round(seconds * RATE), 0))


# -- what the model hears ------------------------------------------------------------------------


async def test_the_model_hears_everybody_at_once_sample_by_sample() -> None:
    sounds = {who: noise(seed) for seed, who in enumerate(PEOPLE)}
    async with table() as scene:
        await asyncio.gather(*(scene.callers[who].play(sounds[who]) for who in PEOPLE))
        await asyncio.sleep(2.0)
        expected = summed(*(sound.samples for sound in sounds.values()))
        assert (np.abs(expected) >= 32767).any()
        assert np.array_equal(scene.heard[: len(expected)], expected)
        assert not scene.heard[len(expected) :].any()
        assert {frame.samples_per_channel for frame in scene.model.microphone} == {RATE // 50}


async def test_people_who_come_in_one_after_the_other_are_heard_where_they_spoke() -> None:
    async def plays(who: str, delay: float, sound: AudioFrame) -> None:
        await asyncio.sleep(delay)
        await scene.callers[who].play(sound)

    async with table() as scene:
        await asyncio.gather(
            plays("ann", 0.0, noise(1, 2.0)),
            plays("bob", 0.5, noise(2, 0.4)),
            plays("cid", 1.0, noise(3, 3.0)),
        )
        await asyncio.sleep(2.0)
        expected = summed(
            noise(1, 2.0).samples, after(0.5, noise(2, 0.4)), after(1.0, noise(3, 3.0))
        )
        assert np.array_equal(scene.heard[: len(expected)], expected)
        assert not scene.heard[len(expected) :].any()


async def test_one_who_speaks_alone_is_heard_bit_by_bit() -> None:
    async with table() as scene:
        await scene.callers["bob"].play(noise(4, 1.0))
        await asyncio.sleep(2.0)
        assert np.array_equal(scene.heard[:RATE], noise(4, 1.0).samples)


@pytest.mark.parametrize("others", [(), ("bob",)])
async def test_what_is_heard_takes_as_long_as_it_took(others: tuple[str, ...]) -> None:
    """A minute, in which somebody is muted again and again."""
    async with table(None, "ann", *others) as scene:
        speaking = [
            asyncio.ensure_future(scene.callers[who].play(noise(5, 60.0, 3000.0)))
            for who in ("ann", *others)
        ]
        for n in range(20):
            await asyncio.sleep(2.9)
            microphone = scene.callers[others[0] if others else "ann"].microphone
            change = microphone.unmute if n % 2 else microphone.mute
            change()
        await asyncio.gather(*speaking)
        await asyncio.sleep(2.0)
        silent = 0.0 if others else 1.9 * 10
        assert len(scene.heard) / RATE == pytest.approx(61.0 - silent, abs=0.15)


async def test_who_comes_later_is_heard_and_who_has_gone_is_not() -> None:
    async with table(None, "ann") as scene:
        await scene.callers["ann"].play(noise(1, 0.5))
        dee = await scene.joins("dee")
        await asyncio.gather(dee.play(noise(2, 0.5)), scene.callers["ann"].play(noise(3, 0.5)))
        together = summed(noise(2, 0.5).samples, noise(3, 0.5).samples)
        await asyncio.sleep(1.5)
        assert together.tobytes() in scene.heard.tobytes()
        await scene.callers["ann"].aclose()
        await dee.play(noise(6, 0.5))
        await asyncio.sleep(1.5)
        assert noise(6, 0.5).samples.tobytes() in scene.heard.tobytes()


async def test_time_goes_on_for_the_model_when_one_leaves_in_mid_sentence() -> None:
    """The others are silent: without a second of silence the turn would never end."""
    async with table() as scene:
        speaking = asyncio.ensure_future(scene.callers["bob"].play(noise(1, 3.0)))
        await asyncio.sleep(1.0)
        await scene.callers["bob"].aclose()
        speaking.cancel()
        await asyncio.sleep(0.2)
        assert scene.heard[-2 * RATE : -RATE - RATE // 10].any()
        assert not scene.heard[-RATE:].any()
        assert len(scene.heard) / RATE == pytest.approx(2.0, abs=0.1)


async def test_no_silence_is_put_into_what_another_says_when_one_leaves() -> None:
    async with table() as scene:
        speaking = asyncio.ensure_future(scene.callers["ann"].play(noise(1, 2.0)))
        await asyncio.sleep(1.0)
        await scene.callers["bob"].aclose()
        await speaking
        await asyncio.sleep(1.5)
        assert np.array_equal(scene.heard[: 2 * RATE], noise(1, 2.0).samples)


# -- who spoke -----------------------------------------------------------------------------------


async def test_whoever_speaks_is_the_speaker_and_stays_it_until_another_does() -> None:
    async with table() as scene:
        speakers = [scene.agent.current_speaker]
        for who in ("cid", "ann", "bob"):
            await scene.says(who)
            await asyncio.sleep(1.0)
            speakers.append(scene.agent.current_speaker)
        await scene.callers["bob"].aclose()
        await asyncio.sleep(0.5)
        speakers.append(scene.agent.current_speaker)
        assert speakers == ["ann", "cid", "ann", "bob", "ann"]


async def test_what_is_said_is_told_and_shown_as_its_speakers() -> None:
    async def script(model: ScriptedSession) -> None:
        for text in ("I am Ann.", "Bob here.", "And this is Cid."):
            await model.user_says(text, seconds=1.5)

    async with table(script) as scene:
        for who in PEOPLE:
            await scene.says(who, 1.3)
            await asyncio.sleep(0.1)
        await scene.until("user_speech_committed", 3)
        await asyncio.sleep(0.5)
        assert scene.participants == ["ann", "bob", "cid"]
        captions = [c for c in scene.callers["ann"].captions if c.final]
        assert [(c.speaker, c.text) for c in captions] == [
            ("ann", "I am Ann."),
            ("bob", "Bob here."),
            ("cid", "And this is Cid."),
        ]


async def test_of_two_in_one_turn_it_is_the_one_who_spoke_most() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("Shall we, or not? Yes.", seconds=4.0)

    async with table(script) as scene:
        await scene.says("bob", 2.0)
        await asyncio.sleep(0.2)
        await scene.says("ann", 0.6)
        await scene.until("user_speech_committed")
        assert scene.participants == ["bob"]
        assert scene.agent.current_speaker == "ann"


async def test_a_listener_can_ask_who_said_what_comes_late() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.started()
        await asyncio.sleep(2.0)
        model.report(m.UserCommitted(item_id="u"))
        await asyncio.sleep(2.0)
        model.report(m.UserTranscribed(item_id="u", text="I was it."))

    said_by: list[tuple[str | None, str | None]] = []
    async with table(script) as scene:
        scene.agent.on(
            "user_speech_committed",
            lambda _text: said_by.append((scene.agent.current_speaker, speaker())),
        )
        await scene.says("ann")
        await asyncio.sleep(1.5)
        await scene.says("bob")
        await scene.until("user_speech_committed")
        assert said_by == [("ann", "ann")]
        assert (scene.agent.current_speaker, speaker()) == ("bob", None)


class Desk(FunctionContext):
    """Tools that want to know who asks."""

    def __init__(self) -> None:
        super().__init__()
        self.agent: MultimodalAgent | None = None
        self.asked: list[tuple[str | None, str | None]] = []

    @ai_callable(description="takes a while")
    async def ponder(self) -> str:
        await asyncio.sleep(2.0)
        return self._note()

    @ai_callable(description="runs in a thread")
    def look_up(self) -> str:
        return self._note()

    def _note(self) -> str:
        assert self.agent is not None
        self.asked.append((self.agent.current_speaker, speaker()))
        return "done"


async def test_a_tool_knows_who_asked_though_another_speaks_by_now() -> None:
    desk = Desk()

    async def script(model: ScriptedSession) -> None:
        await model.user_says("What about this?", seconds=1.5)
        await model.call_tools(
            ToolCall(call_id="1", name="ponder", arguments="{}"),
            ToolCall(call_id="2", name="look_up", arguments="{}"),
        )

    async with table(script, fnc_ctx=desk) as scene:
        desk.agent = scene.agent
        await scene.says("bob", 1.2)
        await scene.until("function_calls_collected")
        await scene.says("cid", 1.0)
        assert scene.agent.current_speaker == "cid"
        await scene.until("function_calls_finished")
        assert desk.asked == [("bob", "bob"), ("bob", "bob")]


# -- who may interrupt ---------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ann", "cid"])
async def test_anybody_interrupts(who: str) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.started()
        await asyncio.sleep(2.0)
        await model.answer(LONG, seconds=10.0)

    speakers: list[str | None] = []
    async with table(script, vad=Detector()) as scene:
        for event in ("user_started_speaking", "agent_speech_interrupted"):
            scene.agent.on(event, lambda *_: speakers.append(scene.agent.current_speaker))
        await scene.says("bob")
        await scene.until("agent_started_speaking")
        await asyncio.sleep(1.5)
        await scene.says(who, 0.5)
        assert speakers == ["bob", who, who]


async def test_a_noise_of_anybodys_pauses_the_agent_and_no_more() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("a short answer", seconds=3.0)

    pause = TurnPolicy(barge_in="pause")
    async with table(script, vad=Detector(), turns=pause) as scene:
        await scene.until("agent_started_speaking")
        await scene.says("bob", 0.3)
        assert scene.agent.state == "listening"
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == ["a short answer"]


async def test_when_one_leaves_nothing_is_interrupted_and_when_the_last_does_it_ends() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("A very long answer indeed, my friends.", seconds=8.0)

    async with table(script) as scene:
        await scene.until("agent_started_speaking")
        await asyncio.sleep(1.0)
        for who in ("ann", "cid"):
            await scene.callers[who].aclose()
            await asyncio.sleep(0.5)
        assert scene.agent.state == "speaking"
        await scene.callers["bob"].aclose()
        await scene.until("agent_speech_interrupted")
        assert scene.agent.current_speaker is None
        await scene.agent.wait_closed()
        assert scene.told("closed") == ["participant_left"]


async def test_whoever_comes_in_the_grace_period_is_listened_to() -> None:
    async with table(None, "ann") as scene:
        await scene.callers["ann"].aclose()
        await asyncio.sleep(15.0)
        await scene.joins("dee")
        await asyncio.sleep(15.0)
        assert scene.agent.current_speaker == "dee"
        assert scene.told("closed") == []
