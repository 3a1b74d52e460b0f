"""What people ask of an agent in a real room otherwise than by speaking, and before it is there."""

import asyncio
import json
from typing import Any

import numpy as np
import pytest
from livekit import rtc

from antiphon.core import messages as m
from antiphon.core.turns import TurnPolicy
from antiphon.realtime import Capabilities
from antiphon.rooms import AudioProcessing
from antiphon.testing.scripted import ScriptedSession, tone
from tests.interop.call import call
from tests.interop.guest import Guest, guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

QUESTION = "What time is it?"
LEFT_ALONE = Capabilities(server_vad_enabled=False)
BY_HAND: dict[str, Any] = {
    "turns": TurnPolicy(turn_detection="manual"),
    "capabilities": LEFT_ALONE,
}


async def answers(model: ScriptedSession) -> None:
    """A model that makes an item of each turn, and answers when it is asked to."""
    while True:
        command = await model.expect(object)  # type: ignore[type-var]
        if isinstance(command, m.CommitAudio):
            item_id = model.new_id("user")
            model.report(m.UserCommitted(item_id=item_id))
            model.report(m.UserTranscribed(item_id=item_id, text=QUESTION))
        elif isinstance(command, m.CreateResponse):
            await model.answer("Four o'clock.", seconds=1.0, request=command)


async def tells_a_story(model: ScriptedSession) -> None:
    await model.answer("one two three four five six", seconds=6.0)
    await answers(model)


async def press(who: Guest, method: str) -> str:
    return await who.room.local_participant.perform_rpc(
        destination_identity="agent", method=method, payload=""
    )


# -- in writing ------------------------------------------------------------------------------------


async def test_what_is_written_stops_the_agent_and_is_answered(server: LiveKitServer) -> None:
    room = room_name()
    async with call(server, room, tells_a_story) as scene, guest(server, "ann", room) as ann:
        await until(lambda: scene.has("agent_started_speaking"))
        await asyncio.sleep(2.0)
        await ann.room.local_participant.send_text(QUESTION, topic="lk.chat")
        await until(lambda: scene.has("agent_speech_committed"))
        assert scene.has("agent_speech_interrupted")
        assert scene.told("user_speech_committed") == [QUESTION]
        assert scene.detail("user_speech_committed") == {"participant": "ann"}


async def test_a_packet_of_an_older_client_is_read_and_what_is_too_long_is_not(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with call(server, room, answers) as scene, guest(server, "ann", room) as ann:
        await until(lambda: scene.agent.current_speaker == "ann")
        await ann.room.local_participant.send_text("x" * 100_000, topic="lk.chat")
        packet = json.dumps({"id": "1", "timestamp": 0, "message": QUESTION})
        await ann.room.local_participant.publish_data(packet, topic="lk-chat-topic")
        await until(lambda: scene.has("agent_speech_committed"))
        assert scene.told("user_speech_committed") == [QUESTION]


# -- by a button -----------------------------------------------------------------------------------


async def test_a_turn_is_taken_by_rpc(server: LiveKitServer) -> None:
    room = room_name()
    async with call(server, room, answers, **BY_HAND) as scene, guest(server, "ann", room) as ann:
        await ann.publish()
        await until(lambda: scene.agent.current_speaker == "ann")
        await asyncio.sleep(1.0)
        assert scene.model.microphone == []
        assert await press(ann, "start_turn") == ""
        await asyncio.sleep(1.0)
        await press(ann, "end_turn")
        await until(lambda: scene.has("agent_speech_committed"))
        heard = sum(frame.duration for frame in scene.model.microphone)
        assert heard == pytest.approx(1.1, abs=0.3)
        assert scene.told("user_speech_committed") == [QUESTION]

        await press(ann, "start_turn")
        await press(ann, "cancel_turn")
        await asyncio.sleep(0.5)
        assert scene.model.commands[-1] == m.ClearAudio()


async def test_a_call_that_is_refused_says_why(server: LiveKitServer) -> None:
    room = room_name()
    async with call(server, room, answers, **BY_HAND) as scene, guest(server, "ann", room) as ann:
        await until(lambda: scene.agent.current_speaker == "ann")
        with pytest.raises(rtc.RpcError, match="call start_turn before end_turn"):
            await press(ann, "end_turn")
        async with guest(server, "bob", room) as bob:
            await until(lambda: "agent" in bob.room.remote_participants)
            with pytest.raises(rtc.RpcError, match="bob is not listened to here") as refused:
                await press(bob, "start_turn")
            assert refused.value.code == rtc.RpcError.ErrorCode.APPLICATION_ERROR
        await scene.agent.aclose()
        with pytest.raises(rtc.RpcError) as missing:
            await press(ann, "start_turn")
        assert missing.value.code == rtc.RpcError.ErrorCode.UNSUPPORTED_METHOD


# -- before the agent is there ---------------------------------------------------------------------


async def test_what_was_recorded_before_is_heard_before_what_comes_live(
    server: LiveKitServer,
) -> None:
    room = room_name()
    t = np.arange(24_000) / 24_000
    recorded = (8000 * np.sin(2 * np.pi * 660.0 * t)).astype(np.int16)
    async with guest(server, "ann", room) as ann:
        source = rtc.AudioSource(24_000, 1, 1000)
        track = rtc.LocalAudioTrack.create_audio_track("mic", source)
        options = rtc.TrackPublishOptions(
            source=rtc.TrackSource.SOURCE_MICROPHONE, preconnect_buffer=True
        )
        publication = await ann.room.local_participant.publish_track(track, options)
        async with call(server, room) as scene:
            await until(lambda: "agent" in ann.room.remote_participants)
            writer = await ann.room.local_participant.stream_bytes(
                "preconnect-buffer",
                topic="lk.agent.pre-connect-audio-buffer",
                destination_identities=["agent"],
                attributes={
                    "trackId": publication.sid,
                    "sampleRate": "24000",
                    "channels": "1",
                },
            )
            await writer.write(recorded.tobytes())
            await writer.aclose()
            piece = tone(0.5, 24_000)
            await source.capture_frame(
                rtc.AudioFrame(bytes(piece.data.cast("B")), 24_000, 1, 12_000)
            )
            await until(lambda: scene.loud_frames() >= 70)
            loud = [
                f.samples for f in scene.model.microphone if abs(f.samples.astype(int)).max() > 500
            ]
            first, last = np.concatenate(loud[:40]), np.concatenate(loud[60:70])
            assert pitch(first) == pytest.approx(660, abs=10)
            assert pitch(last) == pytest.approx(220, abs=10)


def pitch(samples: Any) -> float:
    """Hz of the strongest tone."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * 24_000 / len(samples))


# -- noise -----------------------------------------------------------------------------------------


async def test_a_microphone_is_processed_by_the_sdks_own_module(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann:
        options: dict[str, Any] = {"noise_cancellation": AudioProcessing()}
        async with call(server, room, tells_a_story, **options) as scene:
            await ann.publish()
            await until(lambda: len(scene.model.microphone) > 100)
            assert {frame.samples_per_channel for frame in scene.model.microphone} == {480}
            await until(lambda: scene.has("agent_speech_committed"))


async def test_a_vendors_module_that_is_not_there_is_told_and_leaves_the_microphone_as_it_is(
    server: LiveKitServer,
) -> None:
    room = room_name()
    missing = rtc.NoiseCancellationOptions(module_id="nobody's", options={})
    async with guest(server, "ann", room) as ann:
        async with call(server, room, noise_cancellation=missing) as scene:
            await ann.publish()
            await until(lambda: scene.loud_frames() > 50)
            assert [trouble.kind for trouble in scene.told("error")] == [
                "noise_cancellation_failed"
            ]
