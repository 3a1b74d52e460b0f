"""What is being said and done just now: rows of the screen that are still growing."""

from dataclasses import replace

from antiphon.cli.calls import Call
from antiphon.cli.chronicle import CALLER
from antiphon.cli.rows import Row

__all__ = ["UnderWay"]

TO_COME = "…"
"""Stands for what is not known yet."""
PATIENCE_SECONDS = 2.0
"""So long the words of a caller who has stopped are waited for."""


class UnderWay:
    """Captions, the caller's words to come, and tools that run; all times are from t = 0."""

    def __init__(self) -> None:
        self._captions: dict[str, Row] = {}
        """By their segments."""
        self._calls: list[tuple[str, float]] = []
        """What was called, and when."""
        self._turn: Row | None = None
        """The caller's words, while they are to come."""
        self._turn_ended: float | None = None

    def rows(self, now: float) -> list[Row]:
        """All of it, in the order in which it began."""
        rows = [*self._captions.values(), *(running(*call, now) for call in self._calls)]
        if self._turn is not None and not self._is_overdue(now):
            rows.append(self._turn)
        return sorted(rows, key=lambda row: row.at or 0.0)

    def grow(self, segment: str, text: str, *, who: str, at: float) -> None:
        """A caption says this by now; if it is new, it has begun at `at`."""
        row = self._captions.get(segment, Row(who=who, words=text, at=at))
        self._captions[segment] = replace(row, words=text)

    def finish(self, segment: str, *, at: float) -> float:
        """A caption will not grow any more; tells when it began, which is `at` if it is new."""
        row = self._captions.pop(segment, None)
        return at if row is None or row.at is None else row.at

    def abandon(self) -> list[Row]:
        """All captions there are: they will not grow any more."""
        rows = list(self._captions.values())
        self._captions.clear()
        return rows

    def call(self, call: Call, at: float) -> None:
        """A tool was called."""
        self._calls.append((call.invocation, at))

    def called(self, call: Call) -> None:
        """A tool has ended."""
        found = [running for running in self._calls if running[0] == call.invocation]
        if found:
            self._calls.remove(found[0])

    def begin_turn(self, at: float) -> None:
        """The caller has begun to speak."""
        self._turn, self._turn_ended = Row(who=CALLER, words=TO_COME, at=at), None

    def end_turn(self, at: float) -> None:
        """The caller has stopped; the words may be still to come."""
        self._turn_ended = at

    def settle_turn(self) -> None:
        """The caller's words have come."""
        self._turn = None

    def _is_overdue(self, now: float) -> bool:
        return self._turn_ended is not None and now - self._turn_ended > PATIENCE_SECONDS


def running(invocation: str, at: float, now: float) -> Row:
    seconds = int(now - at)
    note = f"{seconds} s" if seconds else ""
    return Row(who="tool", words=f"{invocation} {TO_COME}", at=at, note=note)
