"""When the user has the floor, and what it takes to get it while the agent has it.

| event      | then                                                                              |
|------------|-----------------------------------------------------------------------------------|
| starts     | a barge-in, if the agent has something to say; replies to tools are held          |
| stops      | the model is given 2 s to answer of its own accord                                |
| answered   | the turn is over                                                                  |
| not so     | the turn is over, what was held goes out, and what is owed is asked for           |
| not heard  | as if they had stopped: whoever speaks when the line or they are gone             |

A barge-in, which is a user who begins to speak while the agent speaks or is about to:

| policy | the agent                                                                             |
|--------|---------------------------------------------------------------------------------------|
| stop   | is stopped at once                                                                    |
| pause  | pauses at once, and listens; whether the user takes the turn is in doubt              |
| ignore | goes on                                                                               |

| event               | no doubt               | in doubt, they speak    | in doubt, they stopped |
|---------------------|------------------------|-------------------------|------------------------|
| starts              | as above               | –                       | is timed anew          |
| stops               | –                      | words are waited for    | –                      |
| time is up          | –                      | taken: it was no noise  | dismissed: no words    |
| words of a turn     | taken: they come late  | taken                   | taken                  |
| begun in doubt      |                        |                         |                        |
| none, or only a     | –                      | –                       | dismissed              |
| backchannel         |                        |                         |                        |
| the model answers   | –                      | taken, and answered     | taken, and answered    |
| of its own accord   |                        |                         |                        |
| the agent has no    | –                      | over                    | over                   |
| more to say         |                        |                         |                        |

Taken: the agent is stopped, as the policy "stop" does it. Dismissed: it goes on with the very next
sample, and what was said is not answered. Over: something else has stopped it.

Where the model leaves it to the agent to ask for answers:

| event           | the turn began in doubt: that is    | any other turn                         |
|                 | open, or it was dismissed           |                                        |
|-----------------|-------------------------------------|----------------------------------------|
| committed       | nothing, until its words take it    | asked for; while the user speaks, owed |
| taken           | asked for, if it was committed; while the user speaks, owed                  |
| taken before    | owed, if that was the answer to an earlier turn: it is not left unanswered,  |
| an answer began | even if nothing is committed of this one                                     |

What is written while the user speaks is answered with what they say. It is asked for when they have
stopped, and nobody has answered.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from antiphon.core.backchannels import BACKCHANNELS, says_something
from antiphon.core.messages import ClearAudio, CommitAudio, Emit, EventName, SetDeadline
from antiphon.errors import ConfigurationError

if TYPE_CHECKING:
    from antiphon.core.messages import Effect

__all__ = ["BargeIn", "OtherAgents", "TurnDetection", "TurnPolicy", "Turns", "Verdict", "WhenLeft"]

ANSWER_DEADLINE = "turn is answered"
ANSWER_SECONDS = 2.0
DOUBT_DEADLINE = "barge-in is judged"
LATE_SECONDS = 0.15
"""How much later the end of speech may be noticed than it should: detectors go by steps, and tell
over a network."""
MAX_DOUBTFUL = 16

BargeIn: TypeAlias = Literal["stop", "pause", "ignore"]
TurnDetection: TypeAlias = Literal["automatic", "manual"]
OtherAgents: TypeAlias = Literal["yield", "ignore"]
WhenLeft: TypeAlias = Literal["next", "close"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnPolicy:
    """How turns are taken. Raises ConfigurationError."""

    barge_in: BargeIn = "stop"
    """What a user does who speaks while the agent does: stop it at once; pause it, until it is
    known whether they take the turn; or nothing.

    Where it is not "stop", a model that can be told so leaves interrupting to the agent. Of one
    that cannot, what it had not yet spoken when the user began is lost all the same.
    """
    min_speech_seconds: float = 0.5
    """Whoever speaks for longer takes the turn, whatever they say."""
    resume_after_seconds: float = 1.0
    """So long after the user has stopped, the agent goes on if no words of theirs are known."""
    backchannels: tuple[str, ...] = BACKCHANNELS
    """What does not take the turn, if nothing else is said."""
    turn_detection: TurnDetection = "automatic"
    """Who says when a turn begins and ends: the model, which listens all the time; or the user and
    the program, by `start_turn`, `end_turn` and `cancel_turn` (push-to-talk). Then nothing is heard
    between turns, one that begins stops the agent, and `barge_in` is about what is written."""
    other_agents: OtherAgents = "yield"
    """What the agent does where another was first to hold a conversation in its room: end its own,
    with the reason "another_agent"; or nothing, where several agents are there on purpose."""
    rejoin_seconds: float = 20.0
    """So long a user who has left, the last who was listened to, is waited for."""
    when_left: WhenLeft = "next"
    """What happens when they do not come back: the next one who may is listened to, and the
    conversation ends where there is nobody; or it ends all the same."""

    def __post_init__(self) -> None:
        if self.barge_in not in get_args(BargeIn):
            raise ConfigurationError(
                f'barge_in is "stop", "pause" or "ignore", not {self.barge_in!r}.'
            )
        if self.turn_detection not in get_args(TurnDetection):
            raise ConfigurationError(
                f'turn_detection is "automatic" or "manual", not {self.turn_detection!r}.'
            )
        if self.other_agents not in get_args(OtherAgents):
            raise ConfigurationError(
                f'other_agents is "yield" or "ignore", not {self.other_agents!r}.'
            )
        if self.when_left not in get_args(WhenLeft):
            raise ConfigurationError(f'when_left is "next" or "close", not {self.when_left!r}.')
        for name in ("min_speech_seconds", "resume_after_seconds", "rejoin_seconds"):
            if not is_duration(getattr(self, name)):
                raise ConfigurationError(f"{name} is 0 or more, not {getattr(self, name)!r}.")
        if not all_text(self.backchannels):
            raise ConfigurationError(f"backchannels is a tuple of str, not {self.backchannels!r}.")


def is_duration(value: object) -> bool:
    """Whether it is a number of seconds; True is no such number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def all_text(values: object) -> bool:
    """Whether it is a tuple of texts; a text is a sequence of texts, too, and no such thing."""
    return isinstance(values, tuple) and all(isinstance(value, str) for value in values)


class Verdict(Enum):
    """What has become of a doubt."""

    OPEN = auto()
    """Nothing."""
    TAKEN = auto()
    """The user takes the turn."""
    DISMISSED = auto()
    """They do not."""


class Turns:
    """Whether the user is speaking, whether that takes the turn, and whether it is answered."""

    def __init__(self, policy: TurnPolicy, end_of_speech_seconds: float = 0.0) -> None:
        self._policy = policy
        self._speech_seconds = policy.min_speech_seconds + end_of_speech_seconds + LATE_SECONDS
        """A shorter speech is known to be over by then."""
        self._owed_command: CommitAudio | ClearAudio | None = None
        self._owes_answer = False
        self._owes_answer_to_text = False
        self._began_in_doubt = False
        """The latest turn did, and has not been taken since."""
        self._doubtful: deque[str] = deque(maxlen=MAX_DOUBTFUL)
        """Ids of the items of such turns whose words are to come."""
        self.user_speaks = False
        """The user is speaking right now."""
        self.is_in_doubt = False
        """The agent has paused: the user may be taking the turn."""

    @property
    def barge_in(self) -> BargeIn:
        """What a user does who speaks while the agent does."""
        return "stop" if self.are_manual else self._policy.barge_in

    @property
    def yields_to_text(self) -> bool:
        """Whoever writes while the agent speaks stops it."""
        return self._policy.barge_in != "ignore"

    @property
    def are_manual(self) -> bool:
        """Whether users and the program say when turns begin and end."""
        return self._policy.turn_detection == "manual"

    # -- speech --------------------------------------------------------------------------------

    def doubt(self) -> None:
        """The user, who is about to be told to have started, may be taking the turn."""
        self.is_in_doubt = True

    def started(self) -> list[Effect]:
        """The user, who was silent, begins to speak."""
        self.user_speaks = True
        self._began_in_doubt = self.is_in_doubt
        return [*self._judge_after(self._speech_seconds), Emit(event=EventName.USER_STARTED)]

    def stopped(self) -> list[Effect]:
        """The user has stopped speaking, or is not heard any more."""
        if not self.user_speaks:
            return []
        self.user_speaks = False
        return [
            Emit(event=EventName.USER_STOPPED),
            SetDeadline(name=ANSWER_DEADLINE, seconds=ANSWER_SECONDS),
            *self._judge_after(self._policy.resume_after_seconds),
        ]

    # -- the doubt -----------------------------------------------------------------------------

    def transcribed(self, item_id: str, text: str | None) -> Verdict:
        """The words of an item are known, or could not be found."""
        if item_id not in self._doubtful:
            return Verdict.OPEN
        self._doubtful.remove(item_id)
        if says_something(text, self._policy.backchannels):
            self._owes_answer = True
            return Verdict.TAKEN
        is_over = self.is_in_doubt and not self.user_speaks
        return Verdict.DISMISSED if is_over else Verdict.OPEN

    def deadline_passed(self) -> Verdict:
        """The time in which the doubt was to be settled is up."""
        if not self.is_in_doubt:
            return Verdict.OPEN
        return Verdict.TAKEN if self.user_speaks else Verdict.DISMISSED

    def taken(self) -> list[Effect]:
        """The user has the turn."""
        self._owes_answer = self._owes_answer or bool(self._doubtful)
        self._doubtful.clear()
        return self.over()

    def dismissed(self) -> list[Effect]:
        """The agent goes on; words that come late may still take the turn."""
        self.is_in_doubt = False
        return [SetDeadline(name=DOUBT_DEADLINE, seconds=None)]

    def over(self) -> list[Effect]:
        """There is nothing to doubt any more: the turn is like any other."""
        self._began_in_doubt = False
        return self.dismissed() if self.is_in_doubt else []

    def _judge_after(self, seconds: float) -> list[Effect]:
        return [SetDeadline(name=DOUBT_DEADLINE, seconds=seconds)] if self.is_in_doubt else []

    # -- the answer ----------------------------------------------------------------------------

    def committed(self, item_id: str) -> None:
        """What the user said has become that item: it is to be answered, unless in doubt."""
        if self._began_in_doubt:
            self._doubtful.append(item_id)
        else:
            self._owes_answer = True

    def owe_answer(self) -> None:
        """Something was to be answered, and will not be by what was to answer it."""
        self._owes_answer = True

    def take_owed_answer(self) -> bool:
        """Whether an answer is to be asked for now; then it is owed no more."""
        if self.user_speaks:
            return False
        owed, self._owes_answer = self._owes_answer, False
        self._owes_answer_to_text = self._owes_answer_to_text and not owed
        return owed

    def owe_answer_to_text(self) -> None:
        """Something was written while the user speaks."""
        self._owes_answer_to_text = True

    def take_owed_answer_to_text(self) -> bool:
        """Whether an answer to it is to be asked for now; then it is owed no more."""
        owed, self._owes_answer_to_text = self._owes_answer_to_text, False
        return owed

    def answered(self) -> list[Effect]:
        """An answer to the turn has begun."""
        self._owes_answer_to_text = False
        return [SetDeadline(name=ANSWER_DEADLINE, seconds=None)]

    def settle(self) -> None:
        """All that was said is answered, or nobody waits for an answer."""
        self._owes_answer = False
        self._doubtful.clear()

    # -- what the program says -------------------------------------------------------------------

    def owe_commit(self) -> None:
        """The program has ended the user's turn while the model could not be told."""
        self._owed_command = CommitAudio()

    def owe_clear(self) -> None:
        """What was said is not to be heard, and the model could not be told."""
        self._owed_command = ClearAudio()

    def pay_owed(self) -> list[Effect]:
        """The model can be told again."""
        owed, self._owed_command = self._owed_command, None
        return [] if owed is None else [owed]
