"""What is in the way of the next request for an answer.

| in the way is | from when                         | until                                       |
|---------------|-----------------------------------|---------------------------------------------|
| no model yet  | the conversation begins           | it is there                                 |
| model lost    | its line is down                  | it is there again                           |
| cutting off   | what was said is cut off          | the model knows how much of it was heard    |
| line busy     | the model says so, though nobody  | an answer begins or ends, or a second is    |
|               | knows of an answer under way      | over: then it is tried again                |
| a failure     | an answer has failed              | another begins or ends, or a while is over: |
|               |                                   | then it is tried again                      |

What is narrated goes on beside a model that is not there.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["Obstacles"]

Obstacle: TypeAlias = Literal["no model yet", "model lost", "cutting off", "line busy", "a failure"]

ABSENT: frozenset[Obstacle] = frozenset({"no model yet", "model lost"})
PASSING: frozenset[Obstacle] = frozenset({"line busy", "a failure"})


class Obstacles:
    """Knows whether something may be sent."""

    def __init__(self) -> None:
        self._present: set[Obstacle] = set()
        self._busy_times = 0

    @property
    def is_offline(self) -> bool:
        """The model is lost, and cannot be told anything."""
        return "model lost" in self._present

    @property
    def is_model_there(self) -> bool:
        """It can be asked for something."""
        return self._present.isdisjoint(ABSENT)

    @property
    def block_all(self) -> bool:
        """Nothing may be sent, not even what is narrated."""
        return bool(self._present - ABSENT)

    def await_model(self) -> None:
        """There is no model yet."""
        self._present.add("no model yet")

    def model_lost(self) -> None:
        """It is there no more, nor is what kept its line busy."""
        self.line_is_free()
        self._present.add("model lost")

    def model_is_there(self) -> None:
        """It is, at first or again."""
        self._present -= ABSENT

    def cutting_off(self) -> None:
        """Something is being cut off."""
        self._present.add("cutting off")

    def cut_off(self) -> None:
        """The model knows."""
        self._present.discard("cutting off")

    def line_was_busy(self) -> int:
        """The model says so, in the way until it is tried again; how often in a row it did."""
        self._present.add("line busy")
        self._busy_times += 1
        return self._busy_times

    def has_failed(self) -> None:
        """An answer has, and the next one would fare no better at once."""
        self._present.add("a failure")

    def try_again(self) -> None:
        """It has been busy, or ill, for long enough, perhaps."""
        self._present -= PASSING

    def line_is_free(self) -> None:
        """An answer has begun or ended: it was not busy in a row."""
        self._present -= PASSING
        self._busy_times = 0
