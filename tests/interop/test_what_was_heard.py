"""What the agent believes was heard, against what really came out at the listener's end."""

import asyncio
import statistics

import pytest

from tests.interop.call import Call, call
from tests.interop.guest import Guest, guest, room_name, until
from tests.interop.link import BadLink
from tests.interop.rising import cut_off, rise
from tests.interop.server import LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(120)]


async def interrupted_after(scene: Call, listener: Guest, seconds: float) -> float:
    """Seconds by which more was reported than heard of an answer that was cut off."""
    listener.heard.clear()
    await rise(scene.model)
    await until(lambda: listener.loud_seconds() > 0.3)
    await asyncio.sleep(seconds)
    return (await cut_off(scene, listener)).overcounted


async def test_what_is_reported_is_what_was_heard_also_where_packets_are_lost(
    far_server: LiveKitServer, link: BadLink
) -> None:
    room = room_name()
    async with guest(far_server, "ann", room) as ann, call(far_server, room) as scene:
        pauses = (0.37, 0.52, 0.71, 0.93, 1.14)
        quiet = [await interrupted_after(scene, ann, pause) for pause in pauses]
        link.loss = 0.05
        lossy = [await interrupted_after(scene, ann, pause) for pause in pauses]

        usual = statistics.median(quiet)
        off = [abs(one - usual) for one in (*quiet, *lossy)]
        assert abs(usual) < 0.05
        assert statistics.median(off) < 0.04
        assert max(off) < 0.1


async def test_an_answer_goes_on_under_a_line_that_loses_a_fifth(
    far_server: LiveKitServer, link: BadLink
) -> None:
    room = room_name()
    async with guest(far_server, "ann", room) as ann, call(far_server, room) as scene:
        await ann.publish()
        link.loss = 0.2
        await rise(scene.model)
        await until(lambda: scene.has("agent_speech_committed"), 20.0)
        assert not scene.has("agent_speech_interrupted")
        assert ann.loud_seconds() > 4.5
        assert scene.loud_frames() > 150
