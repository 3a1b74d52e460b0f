"""How much is measured: all of it, or a little of everything to see that it works."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy import steps
from benchmarks.end_of_turn import POINTS
from benchmarks.livekit import restarts

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
    crowds: int
    """Times that several embedded conversations are held at once, in real time."""
    phrases: int
    """Utterances to be recognized, phrases to be understood, and others to be refused: at most."""
    hesitations: int
    """Utterances with a pause in them, on virtual time, for each silence that may end a turn."""
    cuts: int
    """Answers cut off in a LiveKit room, in each of its conditions; none: no such room."""
    sessions: int
    """At once in one process, in LiveKit rooms."""
    seconds: float
    """Of scripted conversation, whose cost is counted."""
    output: Path | None
    """Where the report goes, beside the terminal."""

    def steps(self, part: str) -> int | None:
        """How often that part of the benchmarks advances; None where it does not."""
        return {
            "interruptions": self.timed + self.untimed,
            "live": self.live,
            "replies": self.replies,
            "turns": POINTS * self.hesitations,
            "crowd": self.crowds,
            "understanding": steps(self.phrases),
            "rooms": 2 * self.cuts + restarts(self.cuts),
        }.get(part)


FULL = Effort(
    timed=200,
    untimed=40,
    live=30,
    replies=12,
    crowds=6,
    phrases=1000,
    hesitations=30,
    cuts=30,
    sessions=8,
    seconds=600.0,
    output=Path("docs/benchmarks.md"),
)
QUICK = Effort(
    timed=1,
    untimed=1,
    live=0,
    replies=1,
    crowds=0,
    phrases=2,
    hesitations=1,
    cuts=0,
    sessions=0,
    seconds=3.0,
    output=None,
)
