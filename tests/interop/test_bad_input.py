"""What cannot work in a LiveKit room, and in which words one is told."""

import asyncio
from datetime import timedelta

import pytest
from livekit import api

from antiphon.core.messages import CreateResponse
from antiphon.errors import ConfigurationError, RoomError
from antiphon.rooms.livekit.connecting import connect
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import Call, call
from tests.interop.guest import Guest, guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

ANSWER = "It is a quarter past nine."


async def converse(model: ScriptedSession) -> None:
    await asyncio.sleep(0.5)
    await model.user_says("What time is it?", seconds=0.5)
    await model.answer(ANSWER, seconds=1.0)


async def test_an_agent_that_may_not_publish_says_so_and_goes_on_in_text(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann:
        await ann.publish()
        async with call(server, room, converse, can_publish=False) as scene:
            await until(lambda: scene.has("agent_speech_committed"))
            await until(lambda: ann.captions[-1:] and ann.captions[-1].is_over)
            assert [trouble.kind for trouble in scene.told("error")] == ["permission"]
            assert scene.told("error")[0].recoverable
            assert scene.loud_frames() > 20
            assert ann.captions[-1].text == ANSWER
            assert ann.heard == []


async def test_an_agent_that_may_publish_a_camera_alone_goes_on_in_text(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann:
        async with call(server, room, converse, sources=["camera"]) as scene:
            await until(lambda: scene.has("agent_speech_committed"))
            await until(lambda: ann.captions[-1:] and ann.captions[-1].is_over)
            assert [trouble.kind for trouble in scene.told("error")] == ["permission"]
            assert ann.heard == []


async def test_a_right_to_publish_is_used_as_soon_as_it_is_given(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, server.api() as service:
        async with call(server, room, answer_requests, can_publish=False) as scene:
            await until(lambda: scene.has("error"))
            for may in (True, False, True):
                rights = api.ParticipantPermission(
                    can_publish=may, can_subscribe=True, can_publish_data=True
                )
                await service.room.update_participant(
                    api.UpdateParticipantRequest(room=room, identity="agent", permission=rights)
                )
                await until(lambda: may_publish(scene) == may)  # noqa: B023 - awaited in the loop
            await until(lambda: is_subscribed(ann, scene), 20.0)
            scene.agent.generate_reply()
            await until(lambda: scene.has("agent_speech_committed"))
            assert ann.loud_seconds() == pytest.approx(1.0, abs=0.3)


async def answer_requests(model: ScriptedSession) -> None:
    request = await model.expect(CreateResponse)
    await model.answer(ANSWER, seconds=1.0, request=request)


def is_subscribed(listener: Guest, scene: Call) -> bool:
    """Whether what the agent publishes by now is what the listener hears: the rights have changed
    faster than tracks are published."""
    published = scene.room.local_participant.track_publications
    heard = listener.room.remote_participants["agent"].track_publications
    return any(heard[sid].track is not None for sid in published if sid in heard)


def may_publish(scene: Call) -> bool:
    return bool(scene.room.local_participant.permissions.can_publish)


async def test_an_expired_token_is_said_to_be_expired_and_is_not_told(
    server: LiveKitServer,
) -> None:
    token = server.token("agent", "kitchen", lives=timedelta(seconds=-120))
    with pytest.raises(
        RoomError, match=r"^The token for .* has expired: make a new one\.$"
    ) as told:
        await connect(server.url, token)
    assert token not in str(told.value)


async def test_a_token_of_another_server_is_refused(server: LiveKitServer) -> None:
    with pytest.raises(RoomError, match=r"refuses the token: .* key and secret of that server"):
        await connect(server.url, "nonsense")


async def test_an_address_where_no_server_is(server: LiveKitServer) -> None:
    url = server.url.rpartition(":")[0] + ":9"
    with pytest.raises(RoomError, match=rf"^No LiveKit server answers at {url}: "):
        await connect(url, server.token("agent", "kitchen"))


async def test_an_address_that_is_none(server: LiveKitServer) -> None:
    with pytest.raises(ConfigurationError, match=r"begins with ws:// or wss://"):
        await connect("kitchen", server.token("agent", "kitchen"))


async def test_an_identity_that_never_comes_is_waited_for_and_the_agent_can_be_closed(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room), call(server, room, participant="godot") as scene:
        await until(lambda: scene.has("error"), 15.0)
        assert [trouble.kind for trouble in scene.told("error")] == ["participant_absent"]
        assert scene.agent.state == "listening"
        await scene.agent.aclose()
        assert scene.told("closed") == ["closed"]
