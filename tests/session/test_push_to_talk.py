"""Push-to-talk: a user takes turns by a button, through the room or the program."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from antiphon import MultimodalAgent
from antiphon.core import messages as m
from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError
from antiphon.realtime import Capabilities, ConfigureTurns
from antiphon.rooms import LocalRoom
from antiphon.rooms.local import AudioSource, RpcError
from antiphon.testing.scripted import ScriptedModel, ScriptedSession, tone
from tests.rooms.local_kit import publish
from tests.session.stage import ROOM, Stage, stage

BY_HAND = TurnPolicy(turn_detection="manual")
TOLD = Capabilities(configurable_turns=True)
LEFT_ALONE = Capabilities(server_vad_enabled=False)
STORY = "one two three four five six"


async def answers_turns(model: ScriptedSession) -> None:
    """A model that makes an item of each turn, and answers when it is asked to."""
    while True:
        command = await model.expect(object)  # type: ignore[type-var]
        match command:
            case m.CommitAudio():
                item_id = model.new_id("user")
                model.report(m.UserCommitted(item_id=item_id))
                model.report(m.UserTranscribed(item_id=item_id, text="What time is it?"))
            case m.CreateResponse():
                await model.answer(STORY, seconds=6.0, request=command)


@asynccontextmanager
async def walkie_talkie(
    capabilities: Capabilities = TOLD, **options: Any
) -> AsyncGenerator[tuple[Stage, AudioSource]]:
    """An agent that is talked to by a button, and a user whose microphone is open."""
    async with stage(answers_turns, capabilities=capabilities, turns=BY_HAND, **options) as scene:
        source = AudioSource(24_000, 1, queue_size_ms=60_000)
        await publish(scene.user, source)
        await source.capture_frame(tone(30.0))
        await asyncio.sleep(0.5)
        yield scene, source


async def press(who: LocalRoom, method: str) -> None:
    await who.local_participant.perform_rpc(destination_identity="agent", method=method, payload="")


def heard_seconds(scene: Stage) -> float:
    """How much of the microphone the model was sent."""
    return sum(frame.duration for frame in scene.model.microphone)


@pytest.mark.parametrize("capabilities", [TOLD, LEFT_ALONE])
async def test_only_what_is_said_in_a_turn_is_heard_and_it_is_answered(
    capabilities: Capabilities,
) -> None:
    async with walkie_talkie(capabilities) as (scene, _):
        assert scene.model.microphone == []
        await press(scene.user, "start_turn")
        await asyncio.sleep(2.0)
        assert scene.events == ["user_started_speaking"]
        await press(scene.user, "end_turn")
        await scene.until("agent_started_speaking")
        assert heard_seconds(scene) == pytest.approx(2.1, abs=0.05)
        assert scene.told("user_speech_committed") == ["What time is it?"]
        await asyncio.sleep(1.0)
        assert heard_seconds(scene) == pytest.approx(2.1, abs=0.05)
        await scene.until("agent_speech_committed")
        assert scene.told("agent_speech_committed") == [STORY]


async def test_a_model_that_can_be_told_to_leaves_turns_alone() -> None:
    off = ConfigureTurns(interrupt_response=False, create_response=False, detect=False)
    async with walkie_talkie() as (scene, _):
        assert scene.model.commands == [off]
    async with walkie_talkie(LEFT_ALONE) as (scene, _):
        assert scene.model.commands == []


async def test_a_model_that_ends_turns_by_itself_and_cannot_be_told_is_refused() -> None:
    room = LocalRoom()
    await room.connect(ROOM, "agent")
    agent = MultimodalAgent(model=ScriptedModel(), turns=BY_HAND)
    with pytest.raises(ConfigurationError, match="make it without turn detection"):
        agent.start(room)
    await room.disconnect()


async def test_the_button_stops_the_agent() -> None:
    async with walkie_talkie() as (scene, _):
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        await asyncio.sleep(2.0)
        scene.agent.start_turn()
        assert scene.told("agent_speech_interrupted") == ["one two..."]
        assert "user_started_speaking" in scene.events


async def test_a_turn_that_is_cancelled_is_forgotten_and_not_answered() -> None:
    async with walkie_talkie() as (scene, _):
        await press(scene.user, "start_turn")
        await asyncio.sleep(1.0)
        await press(scene.user, "cancel_turn")
        await asyncio.sleep(5.0)
        assert scene.model.commands[1:] == [m.ClearAudio()]
        assert heard_seconds(scene) == pytest.approx(1.0, abs=0.05)
        assert scene.events == ["user_started_speaking", "user_stopped_speaking"]


async def test_the_next_turn_may_begin_before_the_last_word_of_the_one_before_has_come() -> None:
    async with walkie_talkie() as (scene, _):
        for _ in range(2):
            scene.agent.start_turn()
            await asyncio.sleep(1.0)
            scene.agent.end_turn()
        await scene.until("user_speech_committed", 2)
        await scene.until("agent_speech_committed")
        assert scene.events.count("agent_speech_committed") == 1


async def test_what_a_detector_hears_is_of_no_interest() -> None:
    async with walkie_talkie() as (scene, _):
        scene.model.report(m.UserStarted())
        scene.model.report(m.UserStopped())
        assert scene.events == []


@pytest.mark.parametrize("method", ["end_turn", "cancel_turn"])
async def test_a_call_out_of_order_is_one_sentence(method: str) -> None:
    async with walkie_talkie() as (scene, _):
        with pytest.raises(RuntimeError, match=f"call start_turn before {method}"):
            getattr(scene.agent, method)()
        with pytest.raises(RpcError, match=f"call start_turn before {method}") as refused:
            await press(scene.user, method)
        assert refused.value.code == RpcError.ErrorCode.APPLICATION_ERROR
        await press(scene.user, "start_turn")
        with pytest.raises(RuntimeError, match="a turn of ann is open: end it or cancel it first"):
            scene.agent.start_turn()


async def test_who_is_not_listened_to_takes_no_turns() -> None:
    async with walkie_talkie() as (scene, _):
        bob = LocalRoom()
        await bob.connect(ROOM, "bob")
        with pytest.raises(RpcError, match="bob is not listened to here"):
            await press(bob, "start_turn")
        assert scene.events == []
        await bob.disconnect()


async def test_of_several_only_the_one_who_has_the_turn_is_heard_and_may_end_it() -> None:
    async with walkie_talkie(participants="all") as (scene, _):
        bob = LocalRoom()
        await bob.connect(ROOM, "bob")
        await asyncio.sleep(0.1)
        await press(bob, "start_turn")
        await asyncio.sleep(1.0)
        assert scene.model.microphone == []
        with pytest.raises(RpcError, match="only bob can end it"):
            await press(scene.user, "end_turn")
        await press(bob, "end_turn")
        await scene.until("user_speech_committed")
        assert scene.detail("user_speech_committed") == {"participant": "bob"}
        await bob.disconnect()


async def test_a_turn_ends_with_whoever_has_it() -> None:
    async with walkie_talkie() as (scene, _):
        await press(scene.user, "start_turn")
        await asyncio.sleep(0.5)
        await scene.user.disconnect()
        await asyncio.sleep(0.1)
        assert scene.model.commands[1:] == [m.ClearAudio()]
        with pytest.raises(RuntimeError, match="no turn is open"):
            scene.agent.end_turn()


async def test_without_the_policy_there_is_no_button() -> None:
    async with stage() as scene:
        await asyncio.sleep(0.1)
        with pytest.raises(RuntimeError, match=r"start_turn\(\) is for turns=TurnPolicy"):
            scene.agent.start_turn()
        with pytest.raises(RpcError, match="not supported") as refused:
            await press(scene.user, "start_turn")
        assert refused.value.code == RpcError.ErrorCode.UNSUPPORTED_METHOD
    agent = MultimodalAgent(model=ScriptedModel(), turns=BY_HAND)
    with pytest.raises(RuntimeError, match=r"start_turn\(\) needs a conversation"):
        agent.start_turn()


async def test_the_button_is_gone_when_the_agent_is() -> None:
    async with walkie_talkie() as (scene, _):
        await scene.agent.aclose()
        with pytest.raises(RpcError, match="not supported"):
            await press(scene.user, "start_turn")
