"""What becomes of a reply when its media alone is lost, and all else goes on as if nothing were."""

import asyncio

import pytest

from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import Call, call
from tests.interop.guest import Guest, guest, room_name, until
from tests.interop.link import BadLink
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(90)]

STORY = "one two three four five six seven eight nine ten eleven twelve"
SECONDS = 6.0
WORD = SECONDS / len(STORY.split())


async def tell_a_story(model: ScriptedSession) -> None:
    await model.answer(STORY, seconds=SECONDS)


async def cut_for(link: BadLink, seconds: float) -> None:
    """Lose every datagram for so long."""
    link.loss = 1.0
    await asyncio.sleep(seconds)
    link.loss = 0.0


async def test_a_reply_goes_on_from_the_last_word_that_came_through(
    far_server: LiveKitServer, link: BadLink
) -> None:
    room = room_name()
    async with guest(far_server, "ann", room) as ann:
        await ann.publish()
        async with call(far_server, room, tell_a_story) as scene:
            await until(lambda: ann.loud_seconds() > 2.0)
            await cut_for(link, 3.0)
            await until(lambda: scene.has("agent_speech_committed"), 20.0)
            await asyncio.sleep(0.5)
            assert scene.told("agent_speech_committed") == [STORY]
            assert ann.loud_seconds() == pytest.approx(SECONDS, abs=WORD)


@pytest.mark.parametrize("has_microphone", [True, False])
async def test_what_is_said_into_the_void_is_not_committed(
    far_server: LiveKitServer, link: BadLink, has_microphone: bool
) -> None:
    room = room_name()
    async with guest(far_server, "ann", room) as ann:
        if has_microphone:
            await ann.publish()
        async with call(far_server, room, tell_a_story) as scene:
            await until(lambda: ann.loud_seconds() > 2.0)
            cutting = asyncio.create_task(cut_for(link, 3.0))
            await asyncio.sleep(2.5)
            scene.agent.interrupt()
            await cutting
            assert reported(scene) == pytest.approx(ann.loud_seconds(), abs=WORD)
            assert words(scene) == pytest.approx(heard_words(ann), abs=1)


async def test_what_is_sent_to_be_answered_reaches_nobody(server: LiveKitServer) -> None:
    room = room_name()
    packets: list[object] = []
    async with guest(server, "ann", room) as ann, call(server, room, tell_a_story) as scene:
        for one in (ann.room, scene.room):
            one.on("data_received", packets.append)
        await until(lambda: ann.loud_seconds() > 3.0)
        assert packets == []


def reported(scene: Call) -> float:
    """Seconds that are said to have been heard of the reply that was cut off."""
    return float(scene.detail("agent_speech_interrupted")["heard_ms"] / 1000)


def words(scene: Call) -> int:
    """How many words were committed."""
    return len(scene.told("agent_speech_interrupted")[0].removesuffix("...").split())


def heard_words(who: Guest) -> float:
    """How many words came out at their end."""
    return who.loud_seconds() / WORD
