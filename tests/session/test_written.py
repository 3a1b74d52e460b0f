"""What users write on `lk.chat`: a turn like one that is spoken."""

import asyncio
import json
import logging

import pytest

from antiphon import MultimodalAgent
from antiphon.core import messages as m
from antiphon.core.turns import TurnPolicy
from antiphon.realtime import Capabilities
from antiphon.rooms import LocalRoom
from antiphon.rooms.local import TextStreamReader
from antiphon.testing.scripted import ScriptedModel, ScriptedSession
from tests.session.stage import ROOM, stage

QUESTION = "What time is it?"


async def tells_a_story(model: ScriptedSession) -> None:
    await model.answer("one two three four five six", seconds=6.0)
    await answers_text(model)


async def answers_text(model: ScriptedSession) -> None:
    while True:
        command = await model.expect(object)  # type: ignore[type-var]
        if isinstance(command, m.CreateResponse):
            await model.answer("Four o'clock.", seconds=1.0, request=command)


async def write(who: LocalRoom, text: str = QUESTION) -> None:
    await who.local_participant.send_text(text, topic="lk.chat")
    await asyncio.sleep(0.0)


async def test_a_text_stops_the_agent_and_is_answered_once() -> None:
    async with stage(tells_a_story) as scene:
        await scene.until("agent_started_speaking")
        await asyncio.sleep(2.2)
        await write(scene.user)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert scene.events == [
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_interrupted",
            "user_speech_committed",
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_committed",
        ]
        assert scene.told("user_speech_committed") == [QUESTION]
        assert scene.detail("user_speech_committed") == {"participant": "ann"}
        said = [(message.role, message.content) for message in scene.agent.chat_ctx_copy().messages]
        assert said[1:] == [("user", QUESTION), ("assistant", "Four o'clock.")]


async def test_a_packet_of_an_older_client_is_read_too() -> None:
    async with stage(answers_text) as scene:
        await asyncio.sleep(0.1)
        packet = json.dumps({"id": "1", "timestamp": 0, "message": QUESTION})
        await scene.user.local_participant.publish_data(packet, topic="lk-chat-topic")
        await scene.until("agent_speech_committed")
        assert scene.told("user_speech_committed") == [QUESTION]


async def test_only_those_who_are_listened_to_are_read() -> None:
    async with stage() as scene:
        bob = LocalRoom()
        await bob.connect(ROOM, "bob")
        await asyncio.sleep(0.1)
        await write(bob)
        await asyncio.sleep(5.0)
        assert scene.events == []
        assert scene.model.commands == []
        await bob.disconnect()


async def test_of_several_everybody_may_write() -> None:
    async with stage(answers_text, participants="all") as scene:
        bob = LocalRoom()
        await bob.connect(ROOM, "bob")
        await asyncio.sleep(0.1)
        await write(bob)
        await scene.until("agent_speech_committed")
        assert scene.detail("user_speech_committed") == {"participant": "bob"}
        await bob.disconnect()


async def test_a_text_that_is_too_long_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    async with stage() as scene:
        await asyncio.sleep(0.1)
        await write(scene.user, "x" * 9000)
        await asyncio.sleep(1.0)
        assert scene.events == []
        assert "what ann wrote is not read: it is longer than 8 KiB" in caplog.text


async def test_a_text_is_answered_between_turns_by_hand() -> None:
    policy = TurnPolicy(turn_detection="manual")
    alone = Capabilities(server_vad_enabled=False)
    async with stage(answers_text, turns=policy, capabilities=alone) as scene:
        await asyncio.sleep(0.1)
        await write(scene.user)
        await scene.until("agent_speech_committed")


async def test_a_program_may_do_without() -> None:
    async with stage(text_input=False) as scene:
        await asyncio.sleep(0.1)
        await write(scene.user)
        await asyncio.sleep(5.0)
        assert scene.events == []


async def test_a_program_that_reads_the_chat_itself_goes_on_doing_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    read: list[str] = []

    def note(reader: TextStreamReader, identity: str) -> None:
        read.append(identity)

    room = LocalRoom()
    await room.connect(ROOM, "agent")
    room.register_text_stream_handler("lk.chat", note)
    agent = MultimodalAgent(model=ScriptedModel())
    ann = LocalRoom()
    await ann.connect(ROOM, "ann")
    agent.start(room)
    await asyncio.sleep(0.1)
    await write(ann)
    await asyncio.sleep(1.0)
    assert read == ["ann"]
    assert "the program reads the chat on lk.chat itself" in caplog.text
    await agent.aclose()
    await ann.disconnect()
    await room.disconnect()


async def test_the_chat_is_the_programs_again_when_the_agent_is_gone() -> None:
    async with stage() as scene:
        await asyncio.sleep(0.1)
        await scene.agent.aclose()
        await write(scene.user)
        await asyncio.sleep(1.0)
        assert scene.events == ["closed"]
