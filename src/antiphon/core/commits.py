"""The order in which the program is told what was said: the question before the answer.

| event                   | the words before it are known    | some are still to come            |
|-------------------------|----------------------------------|-----------------------------------|
| the agent's words heard | told at once                     | kept, for at most 2 s             |
| the agent was heard,    | its place is kept, for at most   | the same                          |
| its words are to come   | 2 s: nothing is told before it   |                                   |
| a user's words known,   | –                                | what is kept is told in order     |
| or the agent's own      |                                  |                                   |
| 2 s have passed         | –                                | the first that is kept, and all   |
|                         |                                  | that waits for no other words,    |
|                         |                                  | are told; a place without words   |
|                         |                                  | is lost, and they are told when   |
|                         |                                  | they come                         |
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.messages import SetDeadline

if TYPE_CHECKING:
    from antiphon.core.history import History
    from antiphon.core.messages import Effect, Emit

__all__ = ["Commits"]

TRANSCRIPT_DEADLINE = "transcript arrives"
TRANSCRIPT_SECONDS = 2.0


@dataclass(slots=True, eq=False)
class Place:
    """Where an item of the agent's stands among what is to be told."""

    item_id: str
    emit: Emit | None = None
    """What is told of it; None while its words are still to come."""


class Commits:
    """What the program will be told when the words before it are known."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._kept: deque[Place] = deque()

    @property
    def first(self) -> Place | None:
        """What is told next."""
        return self._kept[0] if self._kept else None

    def add(self, item_id: str, emit: Emit) -> list[Effect]:
        """Tell of the agent's item, at once or when its turn comes."""
        place = self._expected(item_id)
        if place is None:
            return self._keep(Place(item_id, emit))
        place.emit = emit
        return self.release()

    def expect(self, item_id: str) -> list[Effect]:
        """Keep the place of the agent's item, which was heard but whose words are to come."""
        return self._keep(Place(item_id))

    def leave(self, item_id: str) -> list[Effect]:
        """There is nothing to tell of an item that was expected."""
        place = self._expected(item_id)
        if place is None:
            return []
        self._kept.remove(place)
        return [*self._take(), self._deadline()]

    def release(self) -> list[Effect]:
        """Tell what can be told now."""
        told = self._take()
        return [*told, self._deadline()] if told else []

    def deadline_passed(self) -> list[Effect]:
        """The words that the first one waits for are waited for no longer."""
        if not self._kept:
            return []
        self._history.give_up_pending(before=self._kept[0].item_id)
        if self._kept[0].emit is None:
            self._kept.popleft()
        return [*self._take(), self._deadline()]

    def release_all(self) -> list[Effect]:
        """Tell everything: no words are waited for any longer."""
        self._history.give_up_pending()
        if not self._kept:
            return []
        self._kept = deque(place for place in self._kept if place.emit is not None)
        return [*self._take(), self._deadline()]

    def _expected(self, item_id: str) -> Place | None:
        """The place of that item, if its words are still to come."""
        places = (place for place in self._kept if place.emit is None)
        return next((place for place in places if place.item_id == item_id), None)

    def _keep(self, place: Place) -> list[Effect]:
        self._kept.append(place)
        if len(self._kept) > 1:
            return self.release()
        return self._take() or [self._deadline()]

    def _take(self) -> list[Effect]:
        taken: list[Effect] = []
        while self._kept and not self._history.pending_before(self._kept[0].item_id):
            if (emit := self._kept[0].emit) is None:
                break
            taken.append(emit)
            self._kept.popleft()
        return taken

    def _deadline(self) -> SetDeadline:
        seconds = TRANSCRIPT_SECONDS if self._kept else None
        return SetDeadline(name=TRANSCRIPT_DEADLINE, seconds=seconds)
