"""`python -m tests.features.report`: the feature table, and which of its rows work.

A row works when it has tests and all of them pass; it fails when one of them does, and is to come
while it has none, or one that was skipped.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from rich.console import Console
from rich.table import Table

__all__ = ["Outcomes", "Row", "State", "read_rows", "report", "rows_of", "state_of"]

FOLDER = Path(__file__).parent
ROWS = FOLDER.parent / "data" / "features" / "rows.tsv"
NUMBERS = re.compile(r"test_rows?((?:_\d{3})+)_")

Outcome: TypeAlias = Literal["passed", "failed", "skipped"]


class State(StrEnum):
    """How it is with a row."""

    WORKS = "works"
    FAILS = "fails"
    TO_COME = "to come"


STYLES = {State.WORKS: "green", State.FAILS: "bold red", State.TO_COME: "dim"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the feature table."""

    number: int
    name: str


class Outcomes:
    """A pytest plugin that notes how the tests of each row went."""

    def __init__(self) -> None:
        self.of_row: defaultdict[int, list[Outcome]] = defaultdict(list)
        self.complaints: list[str] = []
        """What went wrong, in pytest's words."""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.complaints.append(f"{report.nodeid}\n{report.longreprtext}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            for row in rows_of(report.nodeid):
                self.of_row[row].append(report.outcome)
        if report.failed:
            self.complaints.append(f"{report.nodeid}\n{report.longreprtext}")


def rows_of(test_id: str) -> list[int]:
    """The numbers of the rows that a test is about, as its id says."""
    found = NUMBERS.search(test_id)
    return [int(number) for number in found[1].split("_")[1:]] if found else []


def state_of(outcomes: Iterable[Outcome]) -> State:
    """The state of a row whose tests went so."""
    seen = set(outcomes)
    if "failed" in seen:
        return State.FAILS
    return State.WORKS if seen == {"passed"} else State.TO_COME


def read_rows(path: Path = ROWS) -> list[Row]:
    """The rows of the table, in order."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Row(number=int(line["row"]), name=line["name"]) for line in reader]


def report(
    rows: list[Row], outcomes: Mapping[int, Iterable[Outcome]], console: Console
) -> Counter[State]:
    """Print the table and the sum, and return how many rows are in which state."""
    table = Table("row", "name", "state")
    states: Counter[State] = Counter()
    for row in rows:
        state = state_of(outcomes.get(row.number, ()))
        states[state] += 1
        table.add_row(str(row.number), row.name.replace("[", r"\["), state, style=STYLES[state])
    console.print(table)
    console.print(f"{states[State.WORKS]} of {len(rows)} rows work", highlight=False)
    return states


def main() -> int:
    """Run the tests of this folder; 1 where one of them fails, or they cannot be run."""
    outcomes = Outcomes()
    ended = pytest.main(["-p", "no:terminal", str(FOLDER)], plugins=[outcomes])
    complaints = Console(stderr=True)
    for complaint in outcomes.complaints:
        complaints.print(complaint, markup=False, highlight=False)
    report(read_rows(), outcomes.of_row, Console())
    return 0 if ended == pytest.ExitCode.OK else 1


if __name__ == "__main__":
    sys.exit(main())
