"""What becomes of a reply when the line, or the server itself, goes away under it."""

import asyncio

import pytest
from livekit import api, rtc

from antiphon import clock
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import call
from tests.interop.guest import JITTER, guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(90)]

STORY = "one two three four five six seven eight"
SECONDS = 6.0


async def tell_a_story(model: ScriptedSession) -> None:
    await model.answer(STORY, seconds=SECONDS)


async def test_a_reply_goes_on_where_it_was_when_the_server_comes_back(
    own_server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(own_server, "ann", room) as ann, call(own_server, room, tell_a_story) as scene:
        await until(lambda: ann.loud_seconds() > 2.0)
        own_server.kill()
        killed_at = clock.now()
        await asyncio.sleep(1.0)
        await asyncio.to_thread(own_server.start)
        await until(lambda: scene.has("agent_speech_committed"), 30.0)
        await asyncio.sleep(0.5)

        assert scene.told("agent_speech_committed") == [STORY]
        assert not scene.has("agent_speech_interrupted")
        assert scene.agent.current_speaker == "ann"
        assert ann.loud_seconds() == pytest.approx(SECONDS, abs=0.4)
        assert ann.loud_seconds(since=killed_at + 1.0) == pytest.approx(SECONDS - 2.0, abs=0.5)

        heard_before = len(scene.model.microphone)
        await ann.publish()
        await until(lambda: scene.loud_frames(heard_before) > 20)
        await until(lambda: "listening" in ann.states[-1:])


async def test_nothing_counts_as_heard_while_the_line_is_down(own_server: LiveKitServer) -> None:
    room = room_name()
    async with guest(own_server, "ann", room) as ann, call(own_server, room, tell_a_story) as scene:
        await until(lambda: ann.loud_seconds() > 2.0)
        own_server.kill()
        await asyncio.sleep(2.0)
        scene.agent.interrupt()
        heard_ms = scene.detail("agent_speech_interrupted")["heard_ms"]
        assert heard_ms / 1000 == pytest.approx(ann.loud_seconds(), abs=JITTER)


async def test_a_reply_survives_a_line_that_is_mended(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room, tell_a_story) as scene:
        await until(lambda: ann.loud_seconds() > 2.0)
        await scene.room.simulate_scenario(rtc.SimulateScenarioKind.SIMULATE_SIGNAL_RECONNECT)
        await until(lambda: scene.has("agent_speech_committed"), 30.0)
        assert scene.told("agent_speech_committed") == [STORY]
        assert ann.loud_seconds() == pytest.approx(SECONDS, abs=0.5)


@pytest.mark.parametrize("reason", ["room_deleted", "participant_removed"])
async def test_an_agent_that_is_put_out_ends_the_conversation_and_says_why(
    server: LiveKitServer, reason: str
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room, tell_a_story) as scene:
        await until(lambda: ann.loud_seconds() > 1.0)
        put_out_at = clock.now()
        async with server.api() as service:
            if reason == "room_deleted":
                await service.room.delete_room(api.DeleteRoomRequest(room=room))
            else:
                agent = api.RoomParticipantIdentity(room=room, identity="agent")
                await service.room.remove_participant(agent)
        await until(lambda: scene.has("closed"))
        assert scene.told("closed") == [reason]
        assert scene.when("closed") - put_out_at < 1.0
        assert len(scene.told("agent_speech_interrupted")) == 1
