"""Rows of the feature table whose other side is LiveKit's own: 57 to 66, 74 and 75."""

import asyncio

import numpy as np
import pytest
from livekit import rtc
from livekit.api import UpdateParticipantRequest
from livekit.protocol.models import ParticipantPermission

from antiphon.realtime import Capabilities
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import call
from tests.interop.guest import JITTER, guest, room_name, sing, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]


async def greet(model: ScriptedSession) -> None:
    await model.answer("Good morning.", seconds=1.0)


async def test_rows_057_and_058_the_agent_shows_its_state(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room, greet):
        await until(lambda: ann.states[-2:] == ["speaking", "listening"])
        agent = ann.room.remote_participants["agent"]
        assert agent.attributes["lk.agent.state"] == "listening"
        assert agent.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT


async def test_row_062_its_track_is_a_microphone_named_assistant_voice(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room) as scene:
        await until(lambda: voices(ann.room))
        (voice,) = voices(ann.room)
        assert (voice.name, voice.source) == (
            "assistant_voice",
            rtc.TrackSource.SOURCE_MICROPHONE,
        )
        await scene.agent.aclose()
        await until(lambda: not voices(ann.room))


def voices(room: rtc.Room) -> list[rtc.RemoteTrackPublication]:
    """The agent's tracks."""
    agent = room.remote_participants.get("agent")
    return [] if agent is None else list(agent.track_publications.values())


async def test_row_063_a_greeting_is_heard_from_its_first_word(server: LiveKitServer) -> None:
    room = room_name()
    async with call(server, room, greet) as scene, guest(server, "ann", room) as ann:
        await until(lambda: scene.has("agent_speech_committed"))
        await asyncio.sleep(0.3)
        assert ann.loud_seconds() == pytest.approx(1.0, abs=JITTER)


@pytest.mark.parametrize("rate", [16_000, 24_000])
async def test_rows_065_and_066_the_model_hears_the_rate_it_wants(
    server: LiveKitServer, rate: int
) -> None:
    room = room_name()
    wants = Capabilities(input_audio_sample_rate=rate)
    async with guest(server, "ann", room) as ann:
        async with call(server, room, capabilities=wants) as scene:
            await ann.publish()
            await until(lambda: scene.loud_frames() > 60)
            frames = scene.model.microphone[-50:]
            assert {(f.sample_rate, f.samples_per_channel) for f in frames} == {(rate, rate // 50)}
            spectrum = np.abs(np.fft.rfft(np.concatenate([f.samples for f in frames])))
            assert np.argmax(spectrum) == pytest.approx(220, abs=4)  # frames of 1 s: in Hz


async def test_row_074_a_microphone_is_subscribed_to_where_nothing_is_by_itself(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann:
        await ann.publish()
        async with call(server, room, auto_subscribe=False) as scene:
            await until(lambda: scene.loud_frames() > 20)


async def test_row_075_what_is_no_microphone_is_not_heard(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room) as scene:
        source = rtc.AudioSource(24_000, 1, 200)
        track = rtc.LocalAudioTrack.create_audio_track("screen", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_SCREENSHARE_AUDIO)
        await ann.room.local_participant.publish_track(track, options)
        singing = asyncio.create_task(sing(source, 1.0))
        await asyncio.sleep(1.0)
        singing.cancel()
        assert scene.model.microphone == []


async def test_a_right_to_publish_that_is_taken_away_is_told_and_the_words_go_on(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room) as scene:
        await until(lambda: voices(ann.room))
        request = UpdateParticipantRequest(
            room=room,
            identity="agent",
            permission=ParticipantPermission(
                can_subscribe=True, can_publish_data=True, can_update_metadata=True
            ),
        )
        async with server.api() as service:
            await service.room.update_participant(request)
        await until(lambda: scene.has("error"))
        assert [trouble.kind for trouble in scene.told("error")] == ["permission"]
        await scene.model.answer("Good morning.", seconds=0.5)
        await until(lambda: scene.has("agent_speech_committed"))
        await until(lambda: [c.text for c in ann.captions] == ["Good morning."])
