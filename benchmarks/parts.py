"""What can be measured by itself: each part gives a few figures."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from antiphon.plugins.local import RealtimeModel
from antiphon.testing import virtual
from benchmarks.accuracy import accuracy
from benchmarks.alignment import Aligner, can_align
from benchmarks.barge_ins import BargeIn, hold
from benchmarks.caption_error import caption_error
from benchmarks.cost import cost, embedded_cost
from benchmarks.effort import Effort
from benchmarks.end_of_turn import end_of_turn
from benchmarks.expense import Expense, metered
from benchmarks.figure import Advance, Figure
from benchmarks.heard_ms import heard_ms
from benchmarks.last_word import last_word
from benchmarks.livekit import livekit_figures, what_is_missing
from benchmarks.many_at_once import many_at_once
from benchmarks.reply_latency import reply_latency
from benchmarks.silence import silence
from benchmarks.voices import TIMED, UNTIMED

__all__ = ["PARTS", "Part"]

Part: TypeAlias = Callable[[Effort, Advance], list[Figure]]

CROWD = 6
"""Embedded conversations at once."""
LIVE_LATEST = 2.0
"""Seconds into a telling: in real time a barge-in does not wait long."""


def interruptions(effort: Effort, advance: Advance) -> list[Figure]:
    """What was heard of answers that were cut off, on virtual time."""
    expense, timed = virtual.run(hold_metered(effort.timed, advance))
    untimed = virtual.run(hold(effort.untimed, advance, voicing=UNTIMED))
    return [
        *(word_figures(timed, untimed) if can_align() else []),
        heard_ms(timed),
        silence(timed, "virtual time"),
        embedded_cost(expense),
    ]


async def hold_metered(count: int, advance: Advance) -> tuple[Expense, list[BargeIn]]:
    """The barge-ins, and what they cost once the engines are loaded."""
    await RealtimeModel().prewarm()
    with metered() as expense:
        barge_ins = await hold(count, advance)
    return expense, barge_ins


def word_figures(timed: list[BargeIn], untimed: list[BargeIn]) -> list[Figure]:
    """Those that need to know where the words are."""
    aligner = Aligner()
    return [
        last_word(timed, aligner, TIMED, "≥ 95 %"),
        last_word(untimed, aligner, UNTIMED, ""),
        caption_error(timed, aligner, TIMED),
        caption_error(untimed, aligner, UNTIMED),
    ]


def live(effort: Effort, advance: Advance) -> list[Figure]:
    """How soon the agent is silent, in real time."""
    barge_ins = asyncio.run(hold(effort.live, advance, latest=LIVE_LATEST))
    return [silence(barge_ins, "real time")] if barge_ins else []


def expense(effort: Effort, _advance: Advance) -> list[Figure]:
    """What a session costs."""
    return virtual.run(cost(effort.seconds))


def replies(effort: Effort, advance: Advance) -> list[Figure]:
    """How soon the embedded model answers."""
    return [asyncio.run(reply_latency(effort.replies, advance))]


def turns(effort: Effort, advance: Advance) -> list[Figure]:
    """How often somebody is cut in on; it draws the plot that the report shows."""
    return [end_of_turn(effort.hesitations, picture_beside(effort.output), advance)]


def picture_beside(report: Path | None) -> Path | None:
    return None if report is None else report.parent / "images" / "end-of-turn.svg"


def crowd(effort: Effort, advance: Advance) -> list[Figure]:
    """Several embedded conversations at once."""
    return asyncio.run(many_at_once(CROWD, effort.crowds, advance))


def understanding(effort: Effort, advance: Advance) -> list[Figure]:
    """How well the embedded model hears and understands."""
    return asyncio.run(accuracy(effort.phrases, advance))


def rooms(effort: Effort, advance: Advance) -> list[Figure]:
    """LiveKit rooms, where there is all it takes."""
    if not effort.cuts or what_is_missing():
        return []
    return livekit_figures(effort.cuts, effort.sessions, advance)


PARTS: dict[str, Part] = {
    part.__name__: part
    for part in (interruptions, live, expense, replies, turns, crowd, understanding, rooms)
}
"""By name, in the order of the report."""
