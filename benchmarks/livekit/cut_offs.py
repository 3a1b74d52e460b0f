"""Answers that are cut off in a LiveKit room: what is reported, against what the listener heard."""

import asyncio
import random
import statistics
from collections.abc import Sequence

from benchmarks.figure import Advance, Figure, percentile
from benchmarks.livekit.apart import restarts
from tests.interop.call import Call, call
from tests.interop.guest import Guest, guest, room_name, until
from tests.interop.link import BadLink
from tests.interop.rising import CutOff, cut_off, rise
from tests.interop.server import LiveKitServer

__all__ = ["cut_offs"]

EARLIEST, LATEST = 0.5, 1.8
"""Seconds of sound after which an answer is cut off: a word of it has been heard by then."""
LOSS = 0.05


async def cut_offs(
    far_server: LiveKitServer, server: LiveKitServer, count: int, advance: Advance
) -> list[Figure]:
    """Over a quiet link, one that loses packets, and a restart of the server."""
    quiet, lossy = await over_a_link(far_server, count, advance)
    restarted = [await over_a_restart(server, advance) for _ in range(restarts(count))]
    usual = statistics.median(one.overcounted for one in quiet)
    return [
        overcounting("on a quiet link", quiet, usual),
        overcounting("with 5 % of the packets lost", lossy, usual),
        *([overcounting("over a restart of the server", restarted, usual)] if restarted else []),
        stopping(quiet),
    ]


async def over_a_link(
    server: LiveKitServer, count: int, advance: Advance
) -> tuple[list[CutOff], list[CutOff]]:
    dice = random.Random(1)
    link = BadLink(*server.media)
    link.open()
    room = room_name()
    try:
        async with guest(server, "ann", room) as ann, call(server, room) as scene:
            quiet = [await one_cut_off(scene, ann, dice, advance) for _ in range(count)]
            link.loss = LOSS
            lossy = [await one_cut_off(scene, ann, dice, advance) for _ in range(count)]
    finally:
        link.close()
    return quiet, lossy


async def one_cut_off(
    scene: Call, listener: Guest, dice: random.Random, advance: Advance
) -> CutOff:
    await begin(scene, listener)
    await asyncio.sleep(dice.uniform(EARLIEST, LATEST))
    cut = await cut_off(scene, listener)
    advance()
    return cut


async def over_a_restart(server: LiveKitServer, advance: Advance) -> CutOff:
    """The server is killed in the middle of an answer, which is cut off when it goes on."""
    room = room_name()
    async with guest(server, "ann", room) as ann, call(server, room) as scene:
        await begin(scene, ann)
        await asyncio.sleep(1.0)
        server.kill()
        await asyncio.sleep(1.0)
        so_far = len(ann.heard)
        await asyncio.to_thread(server.start)
        await until(lambda: sum(block.peak > 0 for block in ann.heard[so_far:]) > 80, 30.0)
        cut = await cut_off(scene, ann)
    advance()
    return cut


async def begin(scene: Call, listener: Guest) -> None:
    listener.heard.clear()
    await rise(scene.model)
    await until(lambda: listener.loud)


def overcounting(condition: str, cuts: Sequence[CutOff], usual: float) -> Figure:
    off = [abs(cut.overcounted - usual) * 1000 for cut in cuts]
    return Figure(
        name=f"`heard_ms` against the listener's ear in a LiveKit room, {condition}",
        measured=f"median {percentile(off, 50):.0f} ms, p95 {percentile(off, 95):.0f} ms",
        target="≤ 20 ms median, ≤ 40 ms p95",
        how=(
            f"{len(cuts)} answers, each a tone that rises all the time, cut off at seeded moments; "
            "how far the listener's end of the room heard it is found by correlation. Less the "
            f"median on the quiet link, {usual * 1000:+.0f} ms. Real time, a real livekit-server "
            "in a network of its own, both ends on this machine."
        ),
    )


def stopping(cuts: Sequence[CutOff]) -> Figure:
    delay = statistics.median(cut.onset for cut in cuts) * 1000
    silence = [cut.silence * 1000 for cut in cuts]
    return Figure(
        name="From a stop to the listener's silence in a LiveKit room",
        measured=f"p50 {percentile(silence, 50):.0f} ms, p95 {percentile(silence, 95):.0f} ms",
        target=f"≤ {delay + 30:.0f} ms: the transport's own delay and 30 ms",
        how=(
            f"The {len(cuts)} answers on the quiet link: from `interrupt()` to the last sound at "
            "the listener. The transport's own delay is the median from the agent's first sample "
            f"to the listener's first sound, {delay:.0f} ms."
        ),
    )
