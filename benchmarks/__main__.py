"""Measures everything, shows it, and keeps it; `--quick` tries a little of everything."""

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

from antiphon import clock
from antiphon.plugins.local import RealtimeModel
from antiphon.testing import virtual
from benchmarks.accuracy import accuracy
from benchmarks.alignment import Aligner, can_align
from benchmarks.barge_ins import BargeIn, hold
from benchmarks.caption_error import caption_error
from benchmarks.cost import cost, embedded_cost
from benchmarks.effort import FULL, QUICK, Effort
from benchmarks.end_of_turn import end_of_turn
from benchmarks.expense import Expense, metered
from benchmarks.figure import Advance, Figure
from benchmarks.heard_ms import heard_ms
from benchmarks.last_word import last_word
from benchmarks.livekit import livekit_figures, what_is_missing
from benchmarks.machine import describe_machine
from benchmarks.many_at_once import many_at_once
from benchmarks.reply_latency import reply_latency
from benchmarks.report import as_markdown, as_table
from benchmarks.silence import silence
from benchmarks.voices import TIMED, UNTIMED

CROWD = 6
"""Embedded conversations at once."""
LIVE_LATEST = 2.0
"""Seconds into a telling: in real time a barge-in does not wait long."""


def main() -> None:
    """Measure as much as the command line says."""
    effort = effort_wanted()
    if effort.output is not None and not can_align():
        sys.exit("Words are judged by pocketsphinx, which is missing: use `make bench`.")
    console = Console()
    figures = measure_visibly(effort, console)
    console.print(as_table(figures))
    if not can_align():
        console.print("Words were not judged: pocketsphinx is missing.")
    if missing := what_is_missing():
        console.print(missing)
    if effort.output is not None:
        write(figures, effort.output)
        console.print(f"Written to {effort.output}.")


def effort_wanted() -> Effort:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_const", const=QUICK, default=FULL, dest="effort",
        help="a few seconds only, to see that it works; nothing is written",
    )  # fmt: skip
    effort: Effort = parser.parse_args().effort
    return effort


def measure_visibly(effort: Effort, console: Console) -> list[Figure]:
    columns = (
        SpinnerColumn(),
        *Progress.get_default_columns(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("utterances", total=effort.steps)
        return measure(effort, lambda: progress.advance(task))


def measure(effort: Effort, advance: Advance) -> list[Figure]:
    """All figures, in the order of the report."""
    expense, timed = virtual.run(hold_metered(effort.timed, advance))
    untimed = virtual.run(hold(effort.untimed, advance, voicing=UNTIMED))
    live = asyncio.run(hold(effort.live, advance, latest=LIVE_LATEST))
    return [
        *(word_figures(timed, untimed) if can_align() else []),
        heard_ms(timed),
        silence(timed, "virtual time"),
        *([silence(live, "real time")] if live else []),
        *virtual.run(cost(effort.seconds)),
        embedded_cost(expense),
        asyncio.run(reply_latency(effort.replies, advance)),
        end_of_turn(effort.hesitations, picture_beside(effort.output), advance),
        *asyncio.run(many_at_once(CROWD, effort.crowds, advance)),
        *asyncio.run(accuracy(effort.phrases, advance)),
        *room_figures(effort, advance),
    ]


def picture_beside(report: Path | None) -> Path | None:
    """Where the plot goes that the report refers to; nowhere if there is none."""
    return None if report is None else report.parent / "images" / "end-of-turn.svg"


def room_figures(effort: Effort, advance: Advance) -> list[Figure]:
    """Those in LiveKit rooms, where there is all it takes."""
    if not effort.cuts or what_is_missing():
        return []
    return livekit_figures(effort.cuts, effort.sessions, advance)


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


def write(figures: list[Figure], path: Path) -> None:
    date = clock.local_time().date().isoformat()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_markdown(figures, describe_machine(), date), encoding="utf-8")


if __name__ == "__main__":
    main()
