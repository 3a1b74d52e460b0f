"""How quickly an agent falls silent at a listener's end."""

import asyncio

import pytest

from antiphon import clock
from antiphon.testing.scripted import ScriptedSession
from tests.interop.call import call
from tests.interop.guest import JITTER, guest, room_name, until
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]


async def talk_twice(model: ScriptedSession) -> None:
    await model.answer("one two three four five six seven eight", seconds=8.0)


async def test_an_interrupted_reply_falls_silent_and_none_of_it_comes_later(
    server: LiveKitServer,
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room, talk_twice) as scene:
        await until(lambda: ann.loud_seconds() > 1.5)
        interrupted_at = clock.now()
        scene.agent.interrupt()
        await asyncio.sleep(1.0)
        heard_ms = scene.detail("agent_speech_interrupted")["heard_ms"]
        assert ann.loud[-1].at - interrupted_at < 0.4
        assert heard_ms / 1000 == pytest.approx(ann.loud_seconds(), abs=JITTER)

        stopped = ann.loud[-1].at
        await scene.model.answer("nine ten", seconds=1.0)
        await until(lambda: scene.has("agent_speech_committed"))
        await asyncio.sleep(0.5)
        again = [block for block in ann.loud if block.at > stopped]
        assert len(again) / 100 == pytest.approx(1.0, abs=JITTER)
