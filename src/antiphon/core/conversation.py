"""The conversation: one pure state machine that takes every decision.

`handle` is given what happened and returns what to do, in the order in which to do it: first what
silences and cuts, then what tells. This module only routes; the rules stand at the top of the
machines it owns:

| machine        | knows                                                                     |
|----------------|---------------------------------------------------------------------------|
| `participants` | who is listened to                                                        |
| `speakers`     | who of them speaks, and who has said what                                 |
| `sayings`      | the words that the program wants spoken                                   |
| `turns`        | whether the user speaks, takes the turn, and is answered                  |
| `floor`        | what that does to what the agent says                                     |
| `user_speech`  | what users said                                                           |
| `push_to_talk` | the turns that users take by a button                                     |
| `answers`      | what the agent says, from when it is asked for until it was heard         |
| `calls`        | the tool calls that have no output yet                                    |
| `tool_use`     | how calls and outputs get into the ledger, and to the model               |
| `history`      | the ledger                                                                |
| `commits`      | what the program will be told when the words before it are known          |

The agent's state is never set, it follows: `initializing` until the session is ready, `speaking`
while a part is heard, `thinking` while an answer is awaited and the user is silent, else, and while
it has paused to hear what the user wants, `listening`.

While the model is lost it is told nothing: what it must know is in the ledger. What is spoken
beside it goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core import commits, participants, push_to_talk, responses, turns
from antiphon.core import messages as m
from antiphon.core.answers import Answers
from antiphon.core.calls import Calls
from antiphon.core.commits import Commits
from antiphon.core.floor import Floor
from antiphon.core.messages import EventName
from antiphon.core.options import ConversationOptions
from antiphon.core.participants import Participants
from antiphon.core.push_to_talk import PushToTalk
from antiphon.core.requests import dropped
from antiphon.core.sayings import Saying, Sayings
from antiphon.core.speakers import Speakers
from antiphon.core.text_answers import TextAnswers
from antiphon.core.tool_use import ToolUse
from antiphon.core.troubles import trouble
from antiphon.core.turns import Turns
from antiphon.core.user_speech import UserSpeech
from antiphon.core.utterances import Utterances

if TYPE_CHECKING:
    from antiphon.core.history import History
    from antiphon.core.messages import AgentState, Effect, Event
    from antiphon.core.push_to_talk import OpenTurn

__all__ = ["Conversation", "ConversationOptions"]


class Conversation:
    """Decides what is done about what happens."""

    def __init__(self, options: ConversationOptions, history: History) -> None:
        self._options = options
        self.history = history
        self._participants = Participants(options.admitted, options.turns)
        self._speakers = Speakers()
        self._turns = Turns(options.turns, options.end_of_speech_seconds)
        self._sayings = Sayings(history)
        self._calls = Calls()
        self._commits = Commits(history)
        self._user_speech = UserSpeech(history, is_shown=options.show_user)
        self._answers = Answers(
            history,
            options.captions,
            TextAnswers(options.max_text_retries, options.text_policy, options.asked_text_policy),
            Utterances(
                history,
                self._commits,
                is_shown=options.show_agent,
                can_truncate=options.can_truncate,
                notes_text=options.notes_text,
            ),
        )
        self._floor = Floor(
            self._turns,
            self._answers,
            self._calls,
            self._sayings,
            asks_for_answers=options.asks_for_answers,
        )
        self._tool_use = ToolUse(self._calls, history, self._answers, self._speakers)
        self._push_to_talk = PushToTalk(self._turns, self._floor, self._speakers)
        self._is_ready = False
        self._is_closed = False
        self._shown_state: AgentState | None = None

    @property
    def state(self) -> AgentState:
        """What the agent is doing."""
        if not self._is_ready:
            return "initializing"
        if self._answers.is_speaking:
            return "speaking"
        is_thinking = self._floor.is_agent_engaged and not self._floor.is_agent_listening
        return "thinking" if is_thinking else "listening"

    @property
    def is_closed(self) -> bool:
        """It is over: nothing is handled any more."""
        return self._is_closed

    @property
    def linked(self) -> tuple[str, ...]:
        """Identities of those who are listened to; nobody is when it is over."""
        return () if self._is_closed else self._participants.linked

    @property
    def speaker(self) -> str | None:
        """Identity of whoever of them speaks or spoke last, at first the first; None is nobody."""
        return None if self._is_closed else self._speakers.current

    @property
    def open_turn(self) -> OpenTurn | None:
        """The turn that was begun by a button, and has not ended."""
        return None if self._is_closed else self._push_to_talk.turn

    def handle(self, event: Event) -> list[Effect]:
        """What to do about `event`, in order; nothing once the conversation is closed."""
        if self._is_closed:
            return []
        effects = [effect for effect in self._route(event) if self._is_possible(effect)]
        effects += self._floor.settle()
        effects += self._sayings.settle(self._answers.is_open)
        return [*effects, *self._show_state()]

    def _is_possible(self, effect: Effect) -> bool:
        """Whether the model is there and can do it; what was dropped, its shell can always tell."""
        if isinstance(effect, m.RequestDropped):
            return True
        if self._answers.is_offline or self._is_closed:
            return not isinstance(effect, m.ModelCommand)
        beyond = isinstance(effect, m.Truncate | m.DeleteItem | m.CancelResponse | m.NoteText)
        return self._options.can_truncate or not beyond

    def _route(self, event: Event) -> list[Effect]:  # noqa: C901 - one flat table of arms
        match event:
            case m.UserStarted() | m.UserStopped() if self._turns.are_manual:
                return []
            case m.UserStarted():
                return self._user_started()
            case m.UserStopped():
                return self._turns.stopped()
            case m.UserCommitted():
                return self._user_committed(event)
            case m.UserTranscribed():
                return self._user_transcribed(event)
            case m.ResponseCreated():
                return self._response_created(event)
            case m.ContentAdded():
                return self._content_added(event)
            case m.AgentTranscribed():
                return self._answers.transcribed(event)
            case m.PlayoutEnded():
                return self._playout_ended(event)
            case m.ToolCallsReceived():
                return self._tool_use.received(event)
            case m.ToolFinished():
                return self._tool_use.finished(event)
            case m.ReplyRequested():
                return self._reply_requested(event)
            case m.SayRequested():
                return self._say_requested(event)
            case m.SayingCalledOff():
                item_id = self._sayings.item_of(event.name)
                return self._answers.call_off(event.name, item_id)
            case m.InterruptRequested():
                return [*self._floor.stop_talking(), *self._calls.interrupt("program")]
            case m.TurnOpened() | m.TurnClosed() | m.TurnCancelled():
                return self._push_to_talk.handle(event)
            case m.UserWrites():
                return self._floor.user_writes() if event.identity in self.linked else []
            case m.UserWrote():
                return self._user_wrote(event)
            case m.ContextReplaced():
                return self._context_replaced(event)
            case m.ParticipantJoined():
                return self._linked_anew(self._participants.joined(event))
            case m.ParticipantLeft():
                return self._participant_left(event)
            case m.AgentFound():
                return self._participants.agent_found()
            case m.Spoke():
                self._speakers.spoke(event)
                return []
            case m.MetricsArrived():
                return [m.Emit(event=EventName.METRICS, args=(event.metrics,))]
            case m.Relayed():
                return [m.Relay(event=event.event, args=event.args)]
            case m.ModelTroubled():
                return [trouble(event.kind, event.message, event.retry_in)]
            case m.ModelLost():
                return self._model_lost(event)
            case m.ModelRestored():
                return self._model_restored()
            case m.ModelRenewed():
                return self._model_renewed()
            case m.MessageAdded():
                self.history.note(event.message, event.after)
                return self._commits.release()
            case m.MessageRemoved():
                return self._message_removed(event.item_id)
            case m.SessionReady():
                self._is_ready = True
                restored = [] if self._answers.is_offline else self._answers.restored()
                return [*restored, *self._participants.expected()]
            case m.SessionClosed():
                return self._session_closed(event)
            case m.DeadlinePassed():
                return self._deadline_passed(event)
        return self._answers.handle(event)

    # -- the user and the model --------------------------------------------------------------

    def _user_started(self) -> list[Effect]:
        if not self._turns.user_speaks:
            self._speakers.turn_began()
        return self._floor.user_started()

    def _user_committed(self, event: m.UserCommitted) -> list[Effect]:
        if event.item_id in self.history or self.history.is_gone(event.item_id):
            return []
        told = self._user_speech.committed(event.item_id, self._speakers.said())
        return [*told, *self._floor.committed(event.item_id)]

    def _user_transcribed(self, event: m.UserTranscribed) -> list[Effect]:
        if self.history.is_gone(event.item_id):
            return []
        is_new = event.item_id not in self.history
        speaker = self._speakers.said() if is_new else None
        told = [*self._user_speech.transcribed(event, speaker), *self._commits.release()]
        asks = self._floor.committed(event.item_id) if is_new else []
        return [*self._floor.transcribed(event.item_id, event.text), *told, *asks]

    def _user_wrote(self, event: m.UserWrote) -> list[Effect]:
        if event.identity not in self.linked:
            return []
        told = self._user_speech.wrote(event)
        self._speakers.wrote(event.identity)
        return [*told, *self._floor.answer_text()] if told else []

    def _message_removed(self, item_id: str) -> list[Effect]:
        """The model does not hold it any more: nothing more comes of it, and nobody waits."""
        closed = self._user_speech.removed(item_id)
        self.history.drop(item_id)
        judged = self._floor.transcribed(item_id, None)
        return [*judged, *closed, *self._commits.release()]

    def _response_created(self, event: m.ResponseCreated) -> list[Effect]:
        if self._answers.will_begin(event):
            self._speakers.answered(event)
        return self._floor.response_created(event)

    def _content_added(self, event: m.ContentAdded) -> list[Effect]:
        effects = self._answers.content_added(event)
        saying = self._answers.saying_of(event.content.response_id)
        if saying is not None:
            self._sayings.begun(saying, event.content.item_id)
        return effects

    def _playout_ended(self, event: m.PlayoutEnded) -> list[Effect]:
        is_all = not (event.interrupted or self._answers.was_cut(event.content))
        if event.heard_ms and is_all:
            self._sayings.played(event.content.item_id)
        return self._answers.playout_ended(event)

    # -- the program ---------------------------------------------------------------------

    def _reply_requested(self, event: m.ReplyRequested) -> list[Effect]:
        if event.on_duplicate == "cancel_new" and self._answers.is_awaited:
            return dropped(event.detail)
        effects = self._floor.stop_talking() if event.on_duplicate == "cancel_existing" else []
        owed = self._floor.commit() if self._options.commits_audio else []
        return [*effects, *owed, *self._answers.request(event)]

    def _say_requested(self, event: m.SayRequested) -> list[Effect]:
        is_narrated = event.audio is not None or not self._options.can_say
        self._sayings.opened(event.name, Saying(event.allow_interruptions))
        return self._answers.say(event, is_narrated=is_narrated)

    def _context_replaced(self, event: m.ContextReplaced) -> list[Effect]:
        unfinished = self._answers.open_items | self._calls.open_items
        return list(self.history.replace(event.messages, unfinished))

    # -- the room, the model, the clock --------------------------------------------------

    def _linked_anew(self, effects: list[Effect]) -> list[Effect]:
        """Those effects; and who is linked after them hears what waits to be said."""
        self._speakers.linked(self.linked)
        return [*effects, *self._answers.audience(self.speaker)]

    def _participant_left(self, event: m.ParticipantLeft) -> list[Effect]:
        left = self._participants.left(event.identity)
        if not left:
            return []
        turn = self._push_to_talk.left(event.identity)
        last = [] if self.linked else self._floor.user_left()
        return self._linked_anew([*turn, *last, *left])

    def _model_lost(self, event: m.ModelLost) -> list[Effect]:
        lost = m.Trouble(kind="model_lost", message=event.message, retry_in=event.retry_in)
        told = m.Emit(event=EventName.ERROR, args=(lost,))
        effects = [*self._answers.lost(), *self._turns.stopped()]
        return [*effects, *self._commits.release_all(), told]

    def _model_restored(self) -> list[Effect]:
        if not self._answers.is_offline:
            return []
        restored = trouble("model_restored", "the model is back, and knows the conversation")
        knows = [*self.history.insertions(), *self._turns.pay_owed()]
        return [*knows, *self._answers.restored(), restored]

    def _model_renewed(self) -> list[Effect]:
        effects = self._answers.lost()
        told = [*self.history.insertions(), *self._answers.restored()]
        return [*effects, *told]

    def _session_closed(self, event: m.SessionClosed) -> list[Effect]:
        tools = self._tool_use.end()
        words = [*self._answers.words_overdue(), *self._commits.release_all()]
        effects = [*tools, *words, *self._sayings.settle(is_over)]
        self._is_closed = True
        if event.failure is not None:
            failed = m.Trouble(kind="session_failed", message=event.failure, recoverable=False)
            effects.append(m.Emit(event=EventName.ERROR, args=(failed,)))
        return [*effects, m.Emit(event=EventName.CLOSED, args=(event.reason,))]

    def _deadline_passed(self, event: m.DeadlinePassed) -> list[Effect]:
        match event.name:
            case commits.TRANSCRIPT_DEADLINE:
                return self._answers.words_deadline_passed()
            case turns.ANSWER_DEADLINE:
                return self._floor.answer_deadline_passed()
            case push_to_talk.CLOSING_DEADLINE:
                return self._push_to_talk.deadline_passed()
            case turns.DOUBT_DEADLINE:
                return self._floor.doubt_deadline_passed()
            case participants.GRACE_DEADLINE | participants.ABSENCE_DEADLINE:
                return self._linked_anew(self._participants.deadline_passed(event.name))
            case responses.BEGIN_DEADLINE:
                return self._answers.begin_deadline_passed()
            case responses.STALL_DEADLINE | responses.NARRATION_DEADLINE:
                return self._answers.stall_deadline_passed(event.name)
        raise ValueError(f"nobody set a deadline {event.name!r}")

    def _show_state(self) -> list[Effect]:
        if self._is_closed or self.state == self._shown_state:
            return []
        self._shown_state = self.state
        return [m.PublishState(state=self.state)]


def is_over(_name: str, _item_id: str | None) -> bool:
    """Whether something goes on to be said when the conversation is over."""
    return False
