"""Several embedded conversations in one process: how soon each is answered, and what one costs."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from antiphon import clock
from antiphon.plugins.local import RealtimeModel
from benchmarks.clips import CLIPS, clip
from benchmarks.figure import Advance, Figure, percentile
from benchmarks.reply_latency import Reply, ask

__all__ = ["many_at_once"]

MEBIBYTE = 2**20
STATM = Path("/proc/self/statm")
APART = 0.25
"""Seconds by which one caller begins later than the next, where they do not begin at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """What came of conversations that were held at once."""

    replies: Sequence[Reply]
    cpu: float
    """Seconds of the processor."""
    seconds: float
    memory: int
    """Bytes more than before."""


async def many_at_once(sessions: int, rounds: int, advance: Advance) -> list[Figure]:
    """`sessions` conversations at once, `rounds` times; none for no rounds."""
    if not rounds:
        return []
    model = RealtimeModel()
    await model.prewarm()
    await ask(model, clip(0))  # what is made at the first use is no session's
    crowds = [await held(model, sessions, number, advance) for number in range(rounds)]
    await model.aclose()
    return [answered(crowds, sessions), spent(crowds, sessions)]


async def held(model: RealtimeModel, sessions: int, number: int, advance: Advance) -> Crowd:
    """One round; in every other one, all callers begin at the same time."""
    apart = APART * (number % 2)
    memory, cpu, began = resident(), time.process_time(), clock.now()
    asking = [
        asyncio.create_task(later(apart * place, model, number + place * len(CLIPS) // sessions))
        for place in range(sessions)
    ]
    replies = await asyncio.gather(*asking)
    advance()
    return Crowd(
        replies=replies,
        cpu=time.process_time() - cpu,
        seconds=clock.now() - began,
        memory=max(resident() - memory, 0),
    )


async def later(seconds: float, model: RealtimeModel, number: int) -> Reply:
    await asyncio.sleep(seconds)
    return await ask(model, clip(number))


def resident() -> int:
    """Bytes of the process in memory; zero where the system does not say."""
    if not STATM.exists():
        return 0
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def answered(crowds: Sequence[Crowd], sessions: int) -> Figure:
    delays = [reply.delay_ms for crowd in crowds for reply in crowd.replies]
    cuts = sum(reply.was_cut_in for crowd in crowds for reply in crowd.replies)
    return Figure(
        name=f"End of speech to the first sample of the reply, {sessions} conversations at once",
        measured=(
            f"p50 {percentile(delays, 50):.0f} ms, p95 {percentile(delays, 95):.0f} ms, "
            f"at most {max(delays):.0f} ms, {cuts} cut in on"
        ),
        target="≤ 1000 ms",
        how=(
            f"Real time, {len(delays)} utterances, {sessions} callers and agents in one process on "
            f"{os.cpu_count()} cores, which share the engines: in half of the rounds all begin at "
            f"the same moment, else {APART} s apart. The callers run in the same process."
        ),
    )


def spent(crowds: Sequence[Crowd], sessions: int) -> Figure:
    cpu = sum(crowd.cpu for crowd in crowds) / sum(crowd.seconds for crowd in crowds) / sessions
    memory = max(crowd.memory for crowd in crowds) / sessions / MEBIBYTE
    return Figure(
        name="What one more embedded conversation costs",
        measured=(
            f"{100 * cpu:.0f} % of a core while it is under way, {memory:.1f} MiB at most; "
            f"the process {resident() / MEBIBYTE:.0f} MiB"
        ),
        how=(
            "The same conversations, callers and recordings included, with somebody speaking most "
            "of the time: of each round, processor time and the memory gained by its end."
        ),
    )
