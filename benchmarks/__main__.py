"""Measures, shows and keeps; `--quick` tries a little of everything, a part measures that alone."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

from benchmarks.alignment import can_align
from benchmarks.book import Book
from benchmarks.effort import FULL, QUICK, Effort
from benchmarks.figure import Figure
from benchmarks.livekit import what_is_missing
from benchmarks.parts import PARTS
from benchmarks.report import as_table


def main() -> None:
    """Measure what the command line says."""
    effort, parts = wanted()
    if effort.output is not None and not can_align():
        sys.exit("Words are judged by pocketsphinx, which is missing: use `make bench`.")
    console = Console()
    measured = measure_visibly(effort, parts, console)
    console.print(as_table([figure for figures in measured.values() for figure in figures]))
    if not can_align():
        console.print("Words were not judged: pocketsphinx is missing.")
    if missing := what_is_missing():
        console.print(missing)
    if effort.output is not None:
        Book.open().keep(measured).write(effort.output)
        console.print(f"Written to {effort.output}.")


def wanted() -> tuple[Effort, Sequence[str]]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_const", const=QUICK, default=FULL, dest="effort",
        help="a few seconds only, to see that it works; nothing is written",
    )  # fmt: skip
    parser.add_argument(
        "parts", nargs="*", metavar="PART",
        help=f"what to measure anew, everything without: {', '.join(PARTS)}",
    )  # fmt: skip
    arguments = parser.parse_args()
    if unknown := [part for part in arguments.parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]}: there are {', '.join(PARTS)}")
    return arguments.effort, arguments.parts or list(PARTS)


def measure_visibly(
    effort: Effort, parts: Sequence[str], console: Console
) -> dict[str, list[Figure]]:
    columns = (
        SpinnerColumn(),
        *Progress.get_default_columns(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    measured = {}
    with Progress(*columns, console=console) as progress:
        for part in parts:
            task = progress.add_task(part, total=effort.steps(part))
            measured[part] = PARTS[part](effort, partial(progress.advance, task))
            progress.update(task, total=1, completed=1)
    return measured


if __name__ == "__main__":
    main()
