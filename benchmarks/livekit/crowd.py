"""Many sessions in one process, each in a LiveKit room of its own: is every answer whole?"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from antiphon import clock
from benchmarks.figure import Figure
from tests.interop.call import Call, call
from tests.interop.guest import room_name, until
from tests.interop.rising import SWEEP, rise
from tests.interop.server import LiveKitServer

__all__ = ["crowd"]

ANSWERS = 5
PAUSE = 1.0
"""Seconds between two answers: far more than a gap in one."""


async def crowd(server: LiveKitServer, sessions: int) -> list[Figure]:
    """All of them answer at once, `ANSWERS` times; those who listen are a process apart."""
    rooms = [room_name() for _ in range(sessions)]
    async with AsyncExitStack() as scenes:
        calls = [await scenes.enter_async_context(call(server, room)) for room in rooms]
        listeners = await listening(server, rooms)
        began, processor_began = clock.now(), time.process_time()
        for _ in range(ANSWERS):
            await answer_at_once(calls)
        share = (time.process_time() - processor_began) / (clock.now() - began)
        heard = json.loads((await listeners.communicate(b"\n"))[0].decode().splitlines()[-1])
    return [gaps(heard, sessions), processor(share, sessions)]


async def listening(server: LiveKitServer, rooms: Sequence[str]) -> asyncio.subprocess.Process:
    """A process that listens in all the rooms, until it is written a line."""
    tokens = [server.token("ann", room) for room in rooms]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.livekit.listeners", server.url, *tokens,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    await process.stdout.readline()  # all are in
    return process


async def answer_at_once(calls: Sequence[Call]) -> None:
    so_far = [len(one.told("agent_speech_committed")) for one in calls]
    await asyncio.gather(*(rise(one.model) for one in calls))
    await until(
        lambda: all(
            len(one.told("agent_speech_committed")) > before
            for one, before in zip(calls, so_far, strict=True)
        ),
        60.0,
    )
    await asyncio.sleep(PAUSE)


def gaps(heard: list[dict[str, Any]], sessions: int) -> Figure:
    silent_ms = [one["gaps_ms"] for one in heard]
    spoken = ANSWERS * SWEEP.duration
    return Figure(
        name=f"Gaps heard with {sessions} sessions in a process, in LiveKit rooms",
        measured=f"{sum(silent_ms):.0f} ms in {sessions * spoken:.0f} s of speech",
        target="0 ms",
        how=(
            f"{sessions} sessions with a scripted model, all of which answer at once, {ANSWERS} "
            f"times {SWEEP.duration:.0f} s; blocks of 10 ms that are silent between the first "
            "sound of an answer and its last, at the listeners' end. Concealed by their jitter "
            f"buffers: {sum(one['concealed_ms'] for one in heard):.0f} ms. The server, eight "
            "sessions and eight listeners share this machine's cores."
        ),
    )


def processor(share: float, sessions: int) -> Figure:
    return Figure(
        name="Processor time of a session in a LiveKit room, while it speaks",
        measured=f"{share / sessions * 100:.1f} % of a core",
        how=(
            f"The {sessions} sessions above, all threads of their process: the SDK's audio, and "
            "Antiphon's. The listeners and the server are other processes."
        ),
    )
