"""Turns that a user takes by a button: nothing is heard but what is said in one.

| event         | no turn is open           | a turn is open            | one is about to close   |
|---------------|---------------------------|---------------------------|-------------------------|
| opened        | open: the user has        | –                         | is closed, another one  |
|               | started, the ears open    |                           | is open                 |
| closed        | –                         | about to close: the user  | –                       |
|               |                           | has stopped               |                         |
| 0.1 s later   | –                         | –                         | closed: the ears close, |
|               |                           |                           | the model is told       |
| cancelled     | –                         | the ears close, the model | –                       |
|               |                           | forgets what was said     |                         |
| whoever has   | –                         | as if it was cancelled    | as if it was cancelled  |
| it leaves     |                           |                           |                         |

A word that was said before the button was let go arrives after the news of that, by a longer way:
so the ears stay open for a moment. What a detector hears is of no interest: the button counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.messages import (
    CloseEars,
    OpenEars,
    SetDeadline,
    Spoke,
    TurnClosed,
    TurnOpened,
)

if TYPE_CHECKING:
    from antiphon.core.floor import Floor
    from antiphon.core.messages import Effect, TurnCancelled
    from antiphon.core.speakers import Speakers
    from antiphon.core.turns import Turns

__all__ = ["CLOSING_DEADLINE", "OpenTurn", "PushToTalk"]

CLOSING_DEADLINE = "turn closes"
CLOSING_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTurn:
    """A turn that somebody has."""

    identity: str | None
    """Whose it is; None is anybody's who is listened to."""


class PushToTalk:
    """Opens the ears for a turn, and has it answered or forgotten."""

    def __init__(self, turns: Turns, floor: Floor, speakers: Speakers) -> None:
        self._turns = turns
        self._floor = floor
        self._speakers = speakers
        self._closing: OpenTurn | None = None
        self.turn: OpenTurn | None = None
        """The one that is open."""

    def handle(self, event: TurnOpened | TurnClosed | TurnCancelled) -> list[Effect]:
        """The button is pressed, is let go, or is as if it never was."""
        if isinstance(event, TurnOpened):
            return self.opened(event)
        return self.closed() if isinstance(event, TurnClosed) else self.cancelled()

    def opened(self, event: TurnOpened) -> list[Effect]:
        """A turn begins."""
        if self.turn is not None:
            return []
        before = self.deadline_passed()
        self.turn = OpenTurn(identity=event.identity)
        self._speakers.turn_began()
        if event.identity is not None:
            self._speakers.spoke(Spoke(identity=event.identity, seconds=0.0))
        return [*before, *self._floor.user_started(), OpenEars(identity=event.identity)]

    def closed(self) -> list[Effect]:
        """The turn ends; its last word is still on its way."""
        if self.turn is None:
            return []
        self.turn, self._closing = None, self.turn
        closing = SetDeadline(name=CLOSING_DEADLINE, seconds=CLOSING_SECONDS)
        return [*self._turns.stopped(), closing]

    def deadline_passed(self) -> list[Effect]:
        """All that was said in the turn that is about to close has been heard."""
        if self._closing is None:
            return []
        self._closing = None
        over = SetDeadline(name=CLOSING_DEADLINE, seconds=None)
        return [over, CloseEars(), *self._floor.commit()]

    def cancelled(self) -> list[Effect]:
        """What was said in the turn is not to be heard."""
        return [] if self.turn is None else self._forget()

    def left(self, identity: str) -> list[Effect]:
        """Somebody is not there any more."""
        turn = self.turn or self._closing
        return self._forget() if turn is not None and turn.identity == identity else []

    def _forget(self) -> list[Effect]:
        self.turn = self._closing = None
        over = SetDeadline(name=CLOSING_DEADLINE, seconds=None)
        return [over, CloseEars(), *self._floor.clear()]
