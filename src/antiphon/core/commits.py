"""The order in which the program is told what was said: the question before the answer.

| event                   | the users' words before it are known | some are still to come        |
|-------------------------|--------------------------------------|-------------------------------|
| the agent's words heard | told at once                         | kept, for at most 2 s         |
| a user's words known    | –                                    | what is kept is told in order |
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from antiphon.core.messages import SetDeadline

if TYPE_CHECKING:
    from antiphon.core.history import History
    from antiphon.core.messages import Effect, Emit

__all__ = ["Commits"]

TRANSCRIPT_DEADLINE = "transcript arrives"
TRANSCRIPT_SECONDS = 2.0


class Commits:
    """What the program will be told when the words before it are known."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._kept: deque[tuple[str, Emit]] = deque()

    def add(self, item_id: str, emit: Emit) -> list[Effect]:
        """Tell of the agent's item, at once or when its turn comes."""
        self._kept.append((item_id, emit))
        told = self.release()
        if self._kept and not told:
            told.append(SetDeadline(name=TRANSCRIPT_DEADLINE, seconds=TRANSCRIPT_SECONDS))
        return told

    def release(self) -> list[Effect]:
        """Tell what can be told now."""
        told: list[Effect] = []
        while self._kept and not self._history.pending_before(self._kept[0][0]):
            told.append(self._kept.popleft()[1])
        return told

    def release_all(self) -> list[Effect]:
        """Tell everything: the words that are missing are waited for no longer."""
        self._history.give_up_pending()
        return self.release()
