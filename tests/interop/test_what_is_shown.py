"""What the others in a real room see of a conversation."""

import asyncio

import pytest

from antiphon import AgentTranscriptionOptions
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import call
from tests.interop.guest import Guest, guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

QUESTION = "What time is it?"
ANSWER = "It is a quarter past nine in the morning."


async def converse(model: ScriptedSession) -> None:
    await asyncio.sleep(0.5)
    await model.user_says(QUESTION, seconds=0.5)
    await model.answer(ANSWER, seconds=2.0)


async def test_both_sides_are_shown_in_both_forms_and_the_state_with_them(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann:
        microphone = await ann.publish()
        async with call(server, room, converse) as scene:
            await until(lambda: scene.has("agent_speech_committed"))
            await until(lambda: ann.states[-1:] == ["listening"])
            await until(lambda: streamed(ann, "agent") == ANSWER)

            assert streamed(ann, "ann") == QUESTION
            assert packets(ann) == {QUESTION, ANSWER}
            of_agent = next(c for c in ann.captions if c.identity == "agent")
            assert of_agent.is_over
            assert len(of_agent.pieces) > 2
            assert of_agent.attributes["lk.transcription_final"] == "true"
            voice = voice_of(ann, "agent")
            assert of_agent.attributes["lk.transcribed_track_id"] == voice
            assert of_agent.attributes["lk.segment_id"] in {p.id for p in ann.packets}
            of_ann = [c for c in ann.captions if c.identity == "ann"][-1]
            assert of_ann.attributes["lk.transcribed_track_id"] == microphone.publication.sid
            assert ann.states[-4:] == ["listening", "thinking", "speaking", "listening"]


async def test_captions_follow_what_is_heard(server: LiveKitServer) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room, converse):
        await until(lambda: ann.loud_seconds() > 1.0)
        shown = streamed(ann, "agent")
        assert ANSWER.startswith(shown)
        assert len(ANSWER) / 4 < len(shown) < len(ANSWER) * 3 / 4


async def test_what_is_not_to_be_shown_is_not(server: LiveKitServer) -> None:
    room = room_name()
    silent = AgentTranscriptionOptions(user_transcription=False, agent_transcription=False)
    async with guest(server, "ann", room) as ann:
        async with call(server, room, converse, transcription=silent) as scene:
            await until(lambda: scene.has("agent_speech_committed"))
            await asyncio.sleep(0.3)
            assert ann.captions == []
            assert ann.packets == []
            assert "speaking" in ann.states


def streamed(who: Guest, identity: str) -> str:
    """What the streams of that author say now."""
    captions = [caption for caption in who.captions if caption.identity == identity]
    return captions[-1].text if captions else ""


def packets(who: Guest) -> set[str]:
    """What the packets that are final say."""
    return {segment.text for segment in who.packets if segment.final}


def voice_of(who: Guest, identity: str) -> str:
    """Id of the track on which they speak."""
    return next(iter(who.room.remote_participants[identity].track_publications))
