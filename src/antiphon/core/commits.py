"""The order in which the program is told what was said: the question before the answer.

| event                   | the users' words before it are known | some are still to come        |
|-------------------------|--------------------------------------|-------------------------------|
| the agent's words heard | told at once                         | kept, for at most 2 s         |
| a user's words known    | –                                    | what is kept is told in order |
| 2 s have passed         | –                                    | the first that is kept, and   |
|                         |                                      | all that waits for no other   |
|                         |                                      | words, are told               |
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
        if len(self._kept) > 1:
            return self.release()
        return self._take() or [self._deadline()]

    def release(self) -> list[Effect]:
        """Tell what can be told now."""
        told = self._take()
        return [*told, self._deadline()] if told else []

    def deadline_passed(self) -> list[Effect]:
        """The words that the first one waits for are waited for no longer."""
        if self._kept:
            self._history.give_up_pending(before=self._kept[0][0])
        return self.release()

    def release_all(self) -> list[Effect]:
        """Tell everything: no words are waited for any longer."""
        self._history.give_up_pending()
        return self.release()

    def _take(self) -> list[Effect]:
        taken: list[Effect] = []
        while self._kept and not self._history.pending_before(self._kept[0][0]):
            taken.append(self._kept.popleft()[1])
        return taken

    def _deadline(self) -> SetDeadline:
        seconds = TRANSCRIPT_SECONDS if self._kept else None
        return SetDeadline(name=TRANSCRIPT_DEADLINE, seconds=seconds)
