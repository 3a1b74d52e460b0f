"""An agent in a real room is heard, and hears."""

import asyncio

import pytest

from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import call
from tests.interop.guest import JITTER, guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

GREETING = "Hello, this is Antiphon. How can I help you today?"


async def greet(model: ScriptedSession) -> None:
    await model.answer(GREETING, seconds=2.0)


async def test_an_agent_in_an_empty_room_greets_and_hears_the_first_who_joins(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with call(server, room, greet) as scene:
        await asyncio.sleep(0.3)
        async with guest(server, "ann", room) as ann:
            await ann.publish()
            await until(lambda: scene.has("agent_speech_committed"))
            await until(lambda: scene.loud_frames() > 20)
            await asyncio.sleep(0.5)

            assert scene.agent.current_speaker == "ann"
            assert scene.told("agent_speech_committed") == [GREETING]
            assert ann.loud_seconds() == pytest.approx(2.0, abs=JITTER)
