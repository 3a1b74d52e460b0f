"""Who has the floor: what `turns` finds, done to what the agent says.

| found by `turns` | then                                                                        |
|------------------|-----------------------------------------------------------------------------|
| a barge-in       | stopped, or paused, or nothing, as the policy says                          |
| taken            | stopped; what the user was to be answered, and nothing of which was heard,  |
|                  | is owed again: it may have been a noise that took the turn                  |
| dismissed        | the agent goes on, replies to tools go out                                  |
| owed             | asked for, where the model leaves that to the agent                         |

A user stops what the agent says and is to say, and those tools that were declared to stop then; but
not the sayings that the program protects. What the program stops, nobody is in doubt about. Whoever
writes has the floor at once, unless users are to be ignored, and is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.model_events import ReplyRequested, ResponseCreated
from antiphon.core.turns import Verdict

if TYPE_CHECKING:
    from antiphon.core.answers import Answers
    from antiphon.core.calls import Calls
    from antiphon.core.effects import Effect
    from antiphon.core.sayings import Sayings
    from antiphon.core.turns import Turns

__all__ = ["Floor"]


class Floor:
    """Gives the floor to the user, or back to the agent."""

    def __init__(
        self,
        turns: Turns,
        answers: Answers,
        calls: Calls,
        sayings: Sayings,
        *,
        asks_for_answers: bool,
    ) -> None:
        self._turns = turns
        self._answers = answers
        self._calls = calls
        self._sayings = sayings
        self._asks_for_answers = asks_for_answers
        self._has_asked = False
        """The agent is, or is to be, answering the user at our request."""

    @property
    def is_agent_engaged(self) -> bool:
        """The agent is saying something, or will do so when it has what it needs."""
        return self._answers.is_awaited or self._calls.is_running

    @property
    def is_agent_listening(self) -> bool:
        """The user speaks, or may have something to say."""
        return self._turns.user_speaks or self._turns.is_in_doubt

    def user_started(self) -> list[Effect]:
        """The user begins to speak; whoever notices it later says nothing new."""
        if self._turns.user_speaks:
            return []
        effects = self._barge_in()
        self._answers.user_started()
        return [*effects, *self._turns.started()]

    def committed(self, item_id: str) -> list[Effect]:
        """What the user said has become an item."""
        self._turns.committed(item_id)
        return self._ask()

    def transcribed(self, item_id: str, text: str | None) -> list[Effect]:
        """The words of an item are known, or could not be found."""
        return self._judged(self._turns.transcribed(item_id, text))

    def response_created(self, event: ResponseCreated) -> list[Effect]:
        """An answer has begun."""
        if not self._answers.will_begin(event):
            return []
        effects = [*self._turns.answered(), *self._answers.created(event)]
        if event.request_id is None:
            effects += self._answered_unasked()
        return effects if self._turns.user_speaks else [*effects, *self._answers.user_settled()]

    def user_writes(self) -> list[Effect]:
        """Somebody has something in writing: that takes the turn."""
        if not self._turns.yields_to_text:
            return []
        stops = self._give_way()
        if not self._turns.is_in_doubt:
            return stops
        return [*stops, *self._turns.taken(), *self._answers.release()]

    def answer_text(self) -> list[Effect]:
        """What was written is to be answered: with what is being said, if anything is."""
        if self._turns.user_speaks:
            self._turns.owe_answer_to_text()
            return []
        self._turns.settle()
        return self._request()

    def commit(self) -> list[Effect]:
        """The user's turn is over, says somebody; the model is told as soon as that is possible."""
        self._turns.owe_commit()
        return self._pay_owed()

    def clear(self) -> list[Effect]:
        """The user's turn is over, and is not to be heard; what else was held back goes out."""
        self._turns.owe_clear()
        paid = self._pay_owed()
        return [*paid, *self._turns.stopped(), *self.answer_deadline_passed()]

    def stop_talking(self) -> list[Effect]:
        """The program wants it: there is nothing left that a user could interrupt."""
        return [*self._answers.interrupt(), *self._end_doubt()]

    def settle(self) -> list[Effect]:
        """Where the agent has nothing more to say, it does not matter who has the turn."""
        if self.is_agent_engaged:
            return []
        self._has_asked = False
        return self._end_doubt()

    def user_left(self) -> list[Effect]:
        """There is nobody to talk to."""
        effects = [*self.stop_talking(), *self._turns.stopped()]
        self._turns.settle()
        return effects

    def answer_deadline_passed(self) -> list[Effect]:
        """The user has been silent for long enough to have been answered."""
        if self._turns.user_speaks:
            return []
        return [*self._ask(), *self._ask_about_text(), *self._answers.user_settled()]

    def doubt_deadline_passed(self) -> list[Effect]:
        """The time in which it was to be known whether the user takes the turn is up."""
        return self._judged(self._turns.deadline_passed())

    def _barge_in(self) -> list[Effect]:
        """The user is about to be told to have started, perhaps into what the agent says."""
        match self._turns.barge_in:
            case "stop":
                return self._give_way()
            case "pause" if self.is_agent_engaged:
                self._turns.doubt()
                return self._answers.hold(self._sayings.protected)
        return []

    def _judged(self, verdict: Verdict) -> list[Effect]:
        match verdict:
            case Verdict.TAKEN:
                return self._taken()
            case Verdict.DISMISSED:
                effects = [*self._turns.dismissed(), *self._answers.release()]
                return [*effects, *self._answers.user_settled()]
        return []

    def _taken(self) -> list[Effect]:
        """The user takes the turn, and is to be answered."""
        if self._has_asked and self._answers.is_unheard:
            self._turns.owe_answer()
        stops = [*self._give_way(), *self._turns.taken(), *self._answers.release()]
        return [*stops, *self._ask()]

    def _give_way(self) -> list[Effect]:
        """Stop, as far as a user may stop it."""
        stops = self._answers.interrupt(self._sayings.protected)
        return [*stops, *self._calls.interrupt("user")]

    def _end_doubt(self) -> list[Effect]:
        if not self._turns.is_in_doubt:
            return []
        return [*self._turns.over(), *self._answers.release()]

    def _answered_unasked(self) -> list[Effect]:
        """The model has begun to answer: for it, the turn was the user's, and is over."""
        effects: list[Effect] = []
        if self._turns.is_in_doubt:
            stops = self._answers.superseded(self._sayings.protected)
            tools = self._calls.interrupt("user")
            effects = [*stops, *tools, *self._turns.taken(), *self._answers.release()]
        self._turns.settle()
        return effects

    def _ask(self) -> list[Effect]:
        """Ask for the answer that is owed to the user, where nobody else does."""
        if not (self._asks_for_answers and self._turns.take_owed_answer()):
            return []
        return self._request()

    def _ask_about_text(self) -> list[Effect]:
        """Ask for the answer to what was written, where nobody has given it."""
        return self._request() if self._turns.take_owed_answer_to_text() else []

    def _pay_owed(self) -> list[Effect]:
        return [] if self._answers.is_offline else self._turns.pay_owed()

    def _request(self) -> list[Effect]:
        self._has_asked = True
        return self._answers.request(ReplyRequested(on_duplicate="keep_both"))
