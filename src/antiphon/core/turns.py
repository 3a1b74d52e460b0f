"""When the user has the floor.

| event      | then                                                                              |
|------------|-----------------------------------------------------------------------------------|
| starts     | the agent is interrupted, if the policy says so; replies to tools are held        |
| stops      | the model is given 2 s to answer of its own accord                                |
| answered   | the turn is over                                                                  |
| not so     | the turn is over, what was held goes out                                          |
| not heard  | as if they had stopped: whoever speaks when the line or they are gone             |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from antiphon.core.messages import CommitAudio, Emit, EventName, SetDeadline

if TYPE_CHECKING:
    from antiphon.core.messages import Effect

__all__ = ["TurnPolicy", "Turns"]

ANSWER_DEADLINE = "turn is answered"
ANSWER_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnPolicy:
    """How turns are taken."""

    barge_in: Literal["stop", "ignore"] = "stop"
    """What a user does who speaks while the agent does: stop it at once, or nothing."""


class Turns:
    """Whether the user is speaking, and what that does."""

    def __init__(self, policy: TurnPolicy) -> None:
        self._policy = policy
        self._owes_commit = False
        self.user_speaks = False
        """The user is speaking right now."""

    @property
    def user_stops_agent(self) -> bool:
        """A user who begins to speak silences the agent."""
        return self._policy.barge_in == "stop"

    def started(self) -> list[Effect]:
        """The user begins to speak."""
        if self.user_speaks:
            return []
        self.user_speaks = True
        return [Emit(event=EventName.USER_STARTED)]

    def stopped(self) -> list[Effect]:
        """The user has stopped speaking, or is not heard any more."""
        if not self.user_speaks:
            return []
        self.user_speaks = False
        return [
            Emit(event=EventName.USER_STOPPED),
            SetDeadline(name=ANSWER_DEADLINE, seconds=ANSWER_SECONDS),
        ]

    def answered(self) -> list[Effect]:
        """An answer to the turn has begun."""
        return [SetDeadline(name=ANSWER_DEADLINE, seconds=None)]

    def owe_commit(self) -> None:
        """The program has ended the user's turn while the model could not be told."""
        self._owes_commit = True

    def pay_commit(self) -> list[Effect]:
        """The model can be told again."""
        owed, self._owes_commit = self._owes_commit, False
        return [CommitAudio()] if owed else []
