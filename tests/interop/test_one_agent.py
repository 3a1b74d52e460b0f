"""Two agents in one real room, of which one alone holds a conversation."""

import asyncio

import pytest

from antiphon.multimodal import TurnPolicy
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import call
from tests.interop.guest import guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(90)]

STORY = "one two three four five six seven eight"


async def tell_a_story(model: ScriptedSession) -> None:
    await model.answer(STORY, seconds=4.0)


async def test_a_second_agent_finds_the_first_and_yields(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room, tell_a_story) as first:
        await until(lambda: ann.loud_seconds() > 0.5)
        async with call(server, room, tell_a_story, identity="second") as second:
            await until(lambda: second.has("closed"))
            assert second.told("closed") == ["another_agent"]
            assert not second.has("agent_started_speaking")
            assert second.agent.current_speaker is None
            await until(lambda: first.has("agent_speech_committed"))
            assert first.told("agent_speech_committed") == [STORY]
            assert not first.has("closed")


async def test_of_two_that_come_at_once_one_stays(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room):
        async with call(server, room) as one, call(server, room, identity="other") as other:
            await until(lambda: one.has("closed") or other.has("closed"))
            await asyncio.sleep(1.0)
            assert one.has("closed") != other.has("closed")


async def test_agents_that_are_to_be_several_are(server: LiveKitServer) -> None:
    room = room_name()
    several = TurnPolicy(other_agents="ignore")
    async with guest(server, "ann", room), guest(server, "bob", room):
        async with call(server, room, participant="ann", turns=several) as first:
            async with call(
                server, room, participant="bob", turns=several, identity="second"
            ) as second:
                await until(lambda: second.agent.current_speaker == "bob")
                await asyncio.sleep(1.0)
                assert first.agent.current_speaker == "ann"
                assert not first.has("closed")
                assert not second.has("closed")


async def test_an_agent_whose_conversation_is_over_leaves_the_room_to_the_next(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room) as first:
        await until(lambda: "listening" in ann.states[-1:])
        await first.agent.aclose()
        async with call(server, room, tell_a_story, identity="second") as second:
            await until(lambda: second.has("agent_speech_committed"))


async def test_after_the_server_was_killed_the_conversation_that_was_there_stays(
    own_server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(own_server, "ann", room) as ann, call(own_server, room, tell_a_story) as first:
        await until(lambda: ann.loud_seconds() > 1.0)
        own_server.kill()
        await asyncio.to_thread(own_server.start)
        async with call(own_server, room, identity="second") as second:
            await until(lambda: second.has("closed"), 30.0)
            assert second.told("closed") == ["another_agent"]
            await until(lambda: first.has("agent_speech_committed"), 30.0)
            assert not first.has("closed")
