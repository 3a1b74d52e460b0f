"""When the user has the floor.

| event      | then                                                                              |
|------------|-----------------------------------------------------------------------------------|
| starts     | the agent is interrupted, if the policy says so; replies to tools are held        |
| stops      | the model is given 2 s to answer of its own accord                                |
| answered   | the turn is over                                                                  |
| not so     | the turn is over, what was held goes out                                          |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from antiphon.core.messages import SetDeadline

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
        self.user_speaks = False
        """The user is speaking right now."""

    def started(self) -> bool:
        """The user begins to speak; the result says whether the agent is to stop."""
        self.user_speaks = True
        return self._policy.barge_in == "stop"

    def stopped(self) -> list[Effect]:
        """The user has stopped speaking."""
        self.user_speaks = False
        return [SetDeadline(name=ANSWER_DEADLINE, seconds=ANSWER_SECONDS)]

    def answered(self) -> list[Effect]:
        """An answer to the turn has begun."""
        return [SetDeadline(name=ANSWER_DEADLINE, seconds=None)]
