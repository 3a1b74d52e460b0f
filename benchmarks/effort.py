"""How much is measured: all of it, or a little of everything to see that it works."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["FULL", "QUICK", "Effort"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effort:
    """How often things are done."""

    timed: int
    """Barge-ins on virtual time, with the voice's own word times."""
    untimed: int
    """Barge-ins on virtual time, with a voice that gives none."""
    live: int
    """Barge-ins in real time."""
    replies: int
    """Questions in real time."""
    cuts: int
    """Answers cut off in a LiveKit room, in each of its conditions; none: no such room."""
    sessions: int
    """At once in one process, in LiveKit rooms."""
    seconds: float
    """Of scripted conversation, whose cost is counted."""
    output: Path | None
    """Where the report goes, beside the terminal."""

    @property
    def steps(self) -> int:
        """Of the runs that take long."""
        return self.timed + self.untimed + self.live + self.replies + 2 * self.cuts


FULL = Effort(
    timed=200,
    untimed=40,
    live=30,
    replies=12,
    cuts=30,
    sessions=8,
    seconds=600.0,
    output=Path("docs/benchmarks.md"),
)
QUICK = Effort(timed=1, untimed=1, live=0, replies=1, cuts=0, sessions=0, seconds=3.0, output=None)
