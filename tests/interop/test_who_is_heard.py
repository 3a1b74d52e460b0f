"""Whom an agent listens to in a real room, and by which of their microphones."""

import asyncio

import pytest
from livekit import rtc

from antiphon import clock
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import Call, call
from tests.interop.guest import guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

STORY = "one two three four five six seven eight nine ten eleven twelve"


async def tell_a_story(model: ScriptedSession) -> None:
    await model.answer(STORY, seconds=6.0)


async def hears_somebody(scene: Call) -> None:
    """Wait until a second of sound has come from the microphone, from now on."""
    so_far = len(scene.model.microphone)
    await until(lambda: scene.loud_frames(so_far) > 50)


async def test_a_newcomer_does_not_take_over(server: LiveKitServer) -> None:
    room = room_name()
    async with call(server, room) as scene, guest(server, "ann", room) as ann:
        await until(lambda: scene.agent.current_speaker == "ann")
        async with guest(server, "bob", room) as bob:
            await bob.publish()
            await asyncio.sleep(1.0)
            assert scene.agent.current_speaker == "ann"
            assert scene.loud_frames() == 0

            await ann.publish()
            await hears_somebody(scene)


async def test_an_agent_that_was_there_first_is_not_listened_to(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "recorder", room, kind="agent") as recorder:
        await recorder.publish()
        async with call(server, room) as scene:
            await asyncio.sleep(1.0)
            assert scene.agent.current_speaker is None
            async with guest(server, "ann", room):
                await until(lambda: scene.agent.current_speaker == "ann")
                assert scene.loud_frames() == 0


async def test_the_one_who_is_named_is_waited_for(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room), call(server, room, participant="bob") as scene:
        await asyncio.sleep(0.5)
        assert scene.agent.current_speaker is None
        async with guest(server, "bob", room) as bob:
            await until(lambda: scene.agent.current_speaker == "bob")
            await bob.publish()
            await hears_somebody(scene)


async def test_a_participant_of_the_room_can_be_named_by_their_object(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room), guest(server, "bob", room) as bob:
        agent = await guest_list(server, room, "bob")
        async with call(server, room, participant=agent) as scene:
            await until(lambda: scene.agent.current_speaker == bob.room.local_participant.identity)


async def guest_list(server: LiveKitServer, room: str, identity: str) -> rtc.RemoteParticipant:
    """How somebody else in the room sees `identity`."""
    async with guest(server, "usher", room, kind="agent") as usher:
        await until(lambda: identity in usher.room.remote_participants)
        return usher.room.remote_participants[identity]


async def test_when_the_user_leaves_the_agent_stops_and_knows_them_when_they_return(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with call(server, room, tell_a_story) as scene:
        left: list[float] = []
        scene.room.on("participant_disconnected", lambda: left.append(clock.now()))
        async with guest(server, "ann", room):
            await until(lambda: scene.has("agent_started_speaking"))
            await asyncio.sleep(2.0)
        await until(lambda: scene.has("agent_speech_interrupted"))

        assert scene.when("agent_stopped_speaking") - left[0] < 0.2
        heard = scene.told("agent_speech_interrupted")[0].removesuffix("...").strip()
        assert STORY.startswith(heard)
        assert 2 <= len(heard.split()) <= 6
        assert not scene.has("closed")

        async with guest(server, "ann", room) as ann:
            await until(lambda: scene.agent.current_speaker == "ann")
            await ann.publish()
            await hears_somebody(scene)


async def test_one_who_joins_again_puts_the_first_out_and_is_heard(server: LiveKitServer) -> None:
    room = room_name()
    async with call(server, room) as scene, guest(server, "ann", room) as before:
        await before.publish()
        await hears_somebody(scene)
        async with guest(server, "ann", room) as after:
            await until(lambda: not before.room.isconnected())
            await until(lambda: scene.agent.current_speaker == "ann")
            await after.publish()
            await hears_somebody(scene)


async def test_the_newest_microphone_is_heard_and_the_old_one_is_left_alone(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with call(server, room) as scene, guest(server, "ann", room) as ann:
        first = await ann.publish("headset")
        await hears_somebody(scene)
        second = await ann.publish("table", level=0.3)
        await until(lambda: scene.has("error"))
        await hears_somebody(scene)

        assert [trouble.kind for trouble in scene.told("error")] == ["input_switched"]
        assert subscriptions(scene) == {"headset": False, "table": True}
        assert peak(scene) == pytest.approx(0.3 * 0.3 * 32768, rel=0.25)

        second.track.mute()
        await until(lambda: subscriptions(scene) == {"headset": True, "table": False})
        await first.unpublish()
        second.track.unmute()
        await hears_somebody(scene)


def subscriptions(scene: Call) -> dict[str, bool]:
    """Of ann's tracks, by their names: whether the agent is subscribed."""
    tracks = scene.room.remote_participants["ann"].track_publications.values()
    return {track.name: track.subscribed for track in tracks}


def peak(scene: Call) -> int:
    """How loud the last half second was."""
    return max(int(abs(frame.samples.astype(int)).max()) for frame in scene.model.microphone[-25:])


async def test_a_muted_microphone_is_silent_and_nothing_stale_follows(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with call(server, room) as scene, guest(server, "ann", room) as ann:
        microphone = await ann.publish()
        await hears_somebody(scene)
        microphone.track.mute()
        await asyncio.sleep(0.5)
        muted_at = len(scene.model.microphone)
        await asyncio.sleep(1.0)
        assert scene.loud_frames(muted_at) == 0
        assert len(scene.model.microphone) - muted_at < 60

        microphone.track.unmute()
        await hears_somebody(scene)


async def test_another_device_is_heard_in_place_of_the_one_that_is_gone(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with call(server, room) as scene, guest(server, "ann", room) as ann:
        before = await ann.publish("headset")
        await hears_somebody(scene)
        await before.unpublish()
        await ann.publish("laptop")
        await hears_somebody(scene)
        assert list(subscriptions(scene).values()) == [True]


async def test_everybody_is_heard_where_all_are_listened_to(server: LiveKitServer) -> None:
    room = room_name()
    async with call(server, room, participants="all") as scene:
        async with guest(server, "ann", room) as ann, guest(server, "bob", room) as bob:
            of_ann = await ann.publish()
            await hears_somebody(scene)
            of_ann.track.mute()
            await asyncio.sleep(0.5)
            await bob.publish()
            await hears_somebody(scene)
        assert not scene.has("closed")
