"""Push-to-talk with the service: its turn detection is off, and the buffer ends with the turn."""

import asyncio
from typing import Any

from antiphon.core.turns import TurnPolicy
from antiphon.testing.fake_openai import Abort, Answer, FakeOpenAI
from tests.plugins.openai.realtime.stage import Scene, conversation

QUESTION = "What time is it?"
ANSWER = "It is four o'clock."
BY_HAND: dict[str, Any] = {"turns": TurnPolicy(turn_detection="manual")}


def asked() -> FakeOpenAI:
    return FakeOpenAI(heard=[QUESTION] * 3, answers=[Answer(ANSWER, seconds=1.0)] * 3)


async def takes_a_turn(scene: Scene, seconds: float = 1.0) -> None:
    """The user speaks, with a pause in it that would end a turn elsewhere."""
    scene.agent.start_turn()
    await scene.speak(seconds)
    await scene.speak(seconds)
    scene.agent.end_turn()


async def test_a_turn_is_one_item_whatever_pauses_are_in_it_and_is_answered_once() -> None:
    service = asked()
    async with conversation(service, agent=BY_HAND) as scene:
        await service.connected()
        update = await scene.line.got("session.update")
        assert update["session"]["audio"]["input"]["turn_detection"] is None
        await scene.speak()
        assert "input_audio_buffer.append" not in scene.line.types_received()
        await takes_a_turn(scene)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert scene.line.types_received().count("response.create") == 1
        assert scene.troubles == []


async def test_a_turn_of_nothing_is_not_answered() -> None:
    async with conversation(asked(), agent=BY_HAND) as scene:
        scene.agent.start_turn()
        scene.agent.end_turn()
        await asyncio.sleep(10.0)
        assert scene.said == []
        assert scene.events == ["user_started_speaking", "user_stopped_speaking"]


async def test_what_was_said_in_a_turn_that_was_cancelled_is_in_no_other() -> None:
    service = asked()
    async with conversation(service, agent=BY_HAND) as scene:
        scene.agent.start_turn()
        await scene.speak()
        scene.agent.cancel_turn()
        await scene.line.got("input_audio_buffer.clear")
        await asyncio.sleep(2.0)  # until the microphone, after its last sound, sends nothing
        scene.agent.start_turn()
        scene.agent.end_turn()
        await asyncio.sleep(10.0)
        assert scene.said == []


async def test_a_turn_in_which_the_line_is_lost_is_answered_once() -> None:
    service = asked()
    async with conversation(service, agent=BY_HAND) as scene:
        await service.connected()
        scene.agent.start_turn()
        await scene.speak()
        scene.line.abort()
        await scene.speak()
        scene.agent.end_turn()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        update = await scene.line.got("session.update")
        assert update["session"]["audio"]["input"]["turn_detection"] is None


async def test_a_turn_that_ends_while_the_line_is_lost_is_answered_when_it_is_back() -> None:
    service = asked()
    service.upon("input_audio_buffer.commit", Abort())
    async with conversation(service, agent=BY_HAND) as scene:
        await service.connected()
        await takes_a_turn(scene)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]


async def test_what_is_written_is_answered_by_the_service() -> None:
    service = FakeOpenAI(answers=[Answer(ANSWER, seconds=1.0)])
    async with conversation(service) as scene:
        await service.connected()
        await scene.user.room.local_participant.send_text(QUESTION, topic="lk.chat")
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert [item["role"] for item in scene.line.conversation] == ["user", "assistant"]
        assert scene.troubles == []
