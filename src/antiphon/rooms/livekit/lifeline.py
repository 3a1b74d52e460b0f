"""Whether media gets through to a server, told by what comes back from it.

| since the last look | the way is                                                            |
|---------------------|-----------------------------------------------------------------------|
| something has come  | open                                                                  |
| nothing has, and    | open, if it came a moment ago; else in doubt: what is asked now is    |
|                     | answered within a round trip                                          |
| still nothing, five | dead, since the last that came                                        |
| questions later     |                                                                       |
"""

from enum import Enum, auto

__all__ = ["Lifeline", "Way"]

MOMENT = 0.15
"""Seconds in which the next thing comes from somebody who sends sound, or is asked."""
QUESTIONS = 5
"""How many go unanswered before the way is dead. Where a fifth of what is sent gets lost, each way,
and the user sends nothing, that happens once in some ten minutes; asking five times a second."""


class Way(Enum):
    """The way to the server and back."""

    OPEN = auto()
    DOUBTFUL = auto()
    """Ask: send something that is answered."""
    DEAD = auto()
    """Nothing gets through; ask on."""


class Lifeline:
    """Looked at in even steps while something is said; time is an argument, in seconds."""

    def __init__(self) -> None:
        self._latest: float | None = None
        self._unanswered = 0
        self.came_at = 0.0
        """When the last of what came had come."""

    def look(self, latest: float, age: float, now: float) -> Way:
        """What is known now; `latest` names what came last, and `age` is how long ago it came."""
        if latest != self._latest:
            self._latest, self._unanswered, self.came_at = latest, 0, now - age
            return Way.OPEN
        if age < MOMENT:
            return Way.OPEN
        if self._unanswered == QUESTIONS:
            return Way.DEAD
        self._unanswered += 1
        return Way.DOUBTFUL
