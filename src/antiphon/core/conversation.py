"""The conversation: one pure state machine that takes every decision.

`handle` is given what happened and returns what to do, in the order in which to do it: first what
silences and cuts, then what tells. This module only routes; the rules stand at the top of the
machines it owns:

| machine        | knows                                                                     |
|----------------|---------------------------------------------------------------------------|
| `participants` | who is listened to                                                        |
| `turns`        | whether the user has the floor, and what a barge-in does                  |
| `responses`    | the one answer that is asked for or under way, and what waits             |
| `contents`     | what plays, what waits to be played, what was cut                         |
| `captions`     | which words of a content part were heard                                  |
| `calls`        | the tool calls that have no output yet                                    |
| `text_answers` | how often the model wrote where it was to speak                           |
| `utterances`   | what becomes of a content part that has ended                             |
| `history`      | the ledger                                                                |
| `commits`      | what the program will be told when the words before it are known          |

The agent's state is never set, it follows: `initializing` until the session is ready, `speaking`
while a part is heard, `thinking` while an answer is awaited and the user is silent, else
`listening`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from antiphon.core import commits, participants, responses, turns
from antiphon.core import messages as m
from antiphon.core.calls import Calls
from antiphon.core.commits import Commits
from antiphon.core.contents import Contents
from antiphon.core.messages import EventName
from antiphon.core.participants import Participants
from antiphon.core.responses import Responses
from antiphon.core.text_answers import TextAnswers
from antiphon.core.turns import TurnPolicy, Turns
from antiphon.core.utterances import Utterances

if TYPE_CHECKING:
    from antiphon.core.captions import CaptionStyle
    from antiphon.core.contents import Content
    from antiphon.core.history import History
    from antiphon.core.messages import AgentState, Effect, Event
    from antiphon.core.participants import Admission

__all__ = ["Conversation", "ConversationOptions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationOptions:
    """What a conversation is told once."""

    captions: CaptionStyle
    show_user: bool = True
    """Publish captions of what the user says."""
    show_agent: bool = True
    """Publish captions of what the agent says."""
    admitted: Admission = "first"
    turns: TurnPolicy = TurnPolicy()
    max_text_retries: int = 5
    can_truncate: bool = True
    """The model can cancel, and forget what was not heard."""
    commits_audio: bool = False
    """The model waits to be told that the user's turn is over."""


class Conversation:
    """Decides what is done about what happens."""

    def __init__(self, options: ConversationOptions, history: History) -> None:
        self._options = options
        self.history = history
        self._participants = Participants(options.admitted)
        self._turns = Turns(options.turns)
        self._responses = Responses()
        self._contents = Contents(options.captions)
        self._calls = Calls()
        self._text_answers = TextAnswers(options.max_text_retries)
        self._commits = Commits(history)
        self._utterances = Utterances(history, self._commits, is_shown=options.show_agent)
        self._is_ready = False
        self._is_closed = False
        self._shown_state: AgentState | None = None

    @property
    def state(self) -> AgentState:
        """What the agent is doing."""
        if not self._is_ready:
            return "initializing"
        if self._contents.is_speaking:
            return "speaking"
        if self._turns.user_speaks:
            return "listening"
        answer_comes = self._responses.is_busy or self._contents.is_pending
        return "thinking" if answer_comes or self._calls.is_running else "listening"

    @property
    def linked(self) -> str | None:
        """Identity of the participant who is listened to."""
        return self._participants.linked

    def handle(self, event: Event) -> list[Effect]:
        """What to do about `event`, in order; nothing once the conversation is closed."""
        if self._is_closed:
            return []
        effects = self._route(event)
        if not self._options.can_truncate:
            beyond = (m.Truncate, m.DeleteItem, m.CancelResponse)
            effects = [effect for effect in effects if not isinstance(effect, beyond)]
        return [*effects, *self._show_state()]

    def _route(self, event: Event) -> list[Effect]:  # noqa: C901 - one flat table of arms
        match event:
            case m.UserStarted():
                return self._user_started()
            case m.UserStopped():
                return [m.Emit(event=EventName.USER_STOPPED), *self._turns.stopped()]
            case m.UserCommitted():
                return self._user_committed(event)
            case m.UserTranscribed():
                return self._user_transcribed(event)
            case m.ResponseCreated():
                return self._response_created(event)
            case m.ResponseRefused():
                return self._response_refused(event)
            case m.ResponseDone():
                return self._response_done(event)
            case m.ContentAdded():
                return self._content_added(event)
            case m.TextArrived():
                return self._text_arrived(event)
            case m.AudioArrived():
                return self._audio_arrived(event)
            case m.ContentDone():
                return self._content_done(event)
            case m.PlayoutStarted():
                return self._playout_started(event)
            case m.Heard():
                return self._heard(event)
            case m.PlayoutEnded():
                return self._playout_ended(event)
            case m.ToolCallsReceived():
                return self._tool_calls_received(event)
            case m.ToolFinished():
                return self._tool_finished(event)
            case m.ReplyRequested():
                return self._reply_requested(event)
            case m.SayRequested():
                return self._say_requested(event)
            case m.InterruptRequested():
                return self._interrupt()
            case m.ContextReplaced():
                return list(self.history.replace(event.messages))
            case m.ParticipantJoined():
                return self._participants.joined(event)
            case m.ParticipantLeft():
                return self._participant_left(event)
            case m.MetricsArrived():
                return [m.Emit(event=EventName.METRICS, args=(event.metrics,))]
            case m.ModelTroubled():
                return [trouble(event.kind, event.message)]
            case m.ModelLost():
                return self._model_lost(event)
            case m.ModelRestored():
                return self._model_restored()
            case m.SessionReady():
                self._is_ready = True
                return []
            case m.SessionClosed():
                return self._session_closed(event)
            case m.DeadlinePassed():
                return self._deadline_passed(event)
        assert_never(event)

    # -- the user ------------------------------------------------------------------------

    def _user_started(self) -> list[Effect]:
        self._responses.user_started()
        stops = self._turns.started()
        effects: list[Effect] = self._interrupt() if stops else []
        return [*effects, m.Emit(event=EventName.USER_STARTED)]

    def _user_committed(self, event: m.UserCommitted) -> list[Effect]:
        self.history.add_user(event.item_id, self.linked)
        return self._user_caption(event.item_id, "", final=False)

    def _user_transcribed(self, event: m.UserTranscribed) -> list[Effect]:
        self.history.add_user(event.item_id, self.linked)
        text = event.text if event.text and event.text.strip() else None
        self.history.transcribe(event.item_id, text)
        effects = self._user_caption(event.item_id, text or "", final=True)
        if text is not None:
            speaker = self.history.speaker(event.item_id)
            detail = {"participant": speaker}
            effects.append(m.Emit(event=EventName.USER_COMMITTED, args=(text,), detail=detail))
        return [*effects, *self._commits.release()]

    def _user_caption(self, item_id: str, text: str, *, final: bool) -> list[Effect]:
        speaker = self.history.speaker(item_id)
        if not self._options.show_user or speaker is None:
            return []
        return [m.PublishCaption(segment=item_id, text=text, final=final, speaker=speaker)]

    # -- the model's answers -------------------------------------------------------------

    def _response_created(self, event: m.ResponseCreated) -> list[Effect]:
        return [*self._turns.answered(), *self._responses.created(event)]

    def _response_refused(self, event: m.ResponseRefused) -> list[Effect]:
        effects = self._responses.refused(event)
        if not event.busy:
            effects.append(trouble("response_refused", event.message))
        return effects

    def _response_done(self, event: m.ResponseDone) -> list[Effect]:
        effects = self._contents.cut_off(event.response_id)
        if event.status in ("failed", "incomplete"):
            effects.append(trouble(f"response_{event.status}", event.message))
        return [*effects, *self._responses.done(event.response_id)]

    def _content_added(self, event: m.ContentAdded) -> list[Effect]:
        if not self._responses.is_live(event.content.response_id):
            return [m.DeleteItem(item_id=event.content.item_id)]
        self._responses.progress()
        self.history.add_agent(event.content.item_id)
        return self._contents.add(event)

    def _text_arrived(self, event: m.TextArrived) -> list[Effect]:
        part = self._contents.find(event.content)
        if part is None:
            return []
        self._responses.progress()
        part.captions.add_text(event.text, event.words)
        return self._contents.grown(part)

    def _audio_arrived(self, event: m.AudioArrived) -> list[Effect]:
        part = self._contents.find(event.content)
        if part is None:
            return []
        self._responses.progress()
        self._text_answers.audio_came()
        part.captions.add_audio(event.ms, event.voiced)
        if part.is_text:
            part.is_text = False
            return self._contents.play_next()
        return self._contents.grown(part)

    def _content_done(self, event: m.ContentDone) -> list[Effect]:
        part = self._contents.find(event.content)
        if part is None:
            return []
        self._responses.progress()
        if part.captions.text.strip() and not part.captions.audio_ms:
            return self._text_answer(part)
        return self._contents.complete(part)

    def _text_answer(self, part: Content) -> list[Effect]:
        effects = self._contents.discard(part)
        self.history.remove(part.id.item_id)
        if self._text_answers.is_hopeless:
            return [*effects, *self._text_answers.give_up()]
        effects += self._text_answers.retry(part.id.item_id, part.captions.text)
        request = self._responses.new_request()
        return [*effects, *self._responses.request(request, "keep_both")]

    # -- the agent's voice ---------------------------------------------------------------

    def _interrupt(self) -> list[Effect]:
        return [*self._contents.stop(), *self._responses.cancel()]

    def _playout_started(self, event: m.PlayoutStarted) -> list[Effect]:
        part = self._contents.find(event.content)
        if part is None:
            return []
        return [*self._contents.started(part), m.Emit(event=EventName.AGENT_STARTED)]

    def _heard(self, event: m.Heard) -> list[Effect]:
        part = self._contents.find(event.content)
        if part is None:
            return []
        return [*self._utterances.heard(part, event.ms), *self._contents.grown(part)]

    def _playout_ended(self, event: m.PlayoutEnded) -> list[Effect]:
        part = self._contents.find(event.content)
        if part is None:
            return []
        self._contents.end(part)
        if event.interrupted or part.is_cut:
            effects = self._utterances.cut_short(part, event.heard_ms)
        else:
            effects = self._utterances.said_in_full(part)
        return [*effects, *self._contents.play_next()]

    # -- tools ---------------------------------------------------------------------------

    def _tool_calls_received(self, event: m.ToolCallsReceived) -> list[Effect]:
        round_ = self._calls.received(event)
        if round_ is None:
            return []
        self.history.add_calls(round_.calls)
        collected = m.Emit(event=EventName.CALLS_COLLECTED, args=(round_.calls,))
        return [m.RunTools(calls=round_.calls), collected]

    def _tool_finished(self, event: m.ToolFinished) -> list[Effect]:
        round_ = self._calls.finished(event)
        if round_ is None:
            return []
        message = self.history.add_output(round_.find(event.call_id), event.output)
        after = self.history.before(message.id)
        effects: list[Effect] = [m.CreateItem(message=message, after=after)]
        if event.failure is not None:
            effects.append(trouble("tool_failed", event.failure))
        if round_.open:
            return effects
        finished = m.Emit(event=EventName.CALLS_FINISHED, args=(round_.calls,))
        return [*effects, *self._responses.request_tool_reply(), finished]

    # -- the program ---------------------------------------------------------------------

    def _reply_requested(self, event: m.ReplyRequested) -> list[Effect]:
        if event.on_duplicate == "cancel_new" and not self._contents.is_empty:
            return []
        effects: list[Effect] = []
        if event.on_duplicate == "cancel_existing":
            effects += self._contents.stop()
        if self._options.commits_audio:
            effects.append(m.CommitAudio())
        request = self._responses.new_request(event.instructions, event.tools)
        return [*effects, *self._responses.request(request, event.on_duplicate)]

    def _say_requested(self, event: m.SayRequested) -> list[Effect]:
        request = responses.Request(id=event.request_id, say=event.text)
        return self._responses.request(request, "keep_both")

    # -- the room, the model, the clock --------------------------------------------------

    def _participant_left(self, event: m.ParticipantLeft) -> list[Effect]:
        effects = self._interrupt() if event.identity == self.linked else []
        return [*effects, *self._participants.left(event.identity)]

    def _model_lost(self, event: m.ModelLost) -> list[Effect]:
        active = self._responses.active_id
        effects = self._contents.cut_off(active) if active is not None else []
        lost = m.Trouble(kind="model_lost", message=event.message, retry_in=event.retry_in)
        told = m.Emit(event=EventName.ERROR, args=(lost,))
        return [*effects, *self._responses.lost(), told]

    def _model_restored(self) -> list[Effect]:
        restored = trouble("model_restored", "the model is back, and knows the conversation")
        return [*self.history.insertions(), *self._responses.restored(), restored]

    def _session_closed(self, event: m.SessionClosed) -> list[Effect]:
        effects = self._commits.release_all()
        self._is_closed = True
        if event.failure is not None:
            failed = m.Trouble(kind="session_failed", message=event.failure, recoverable=False)
            effects.append(m.Emit(event=EventName.ERROR, args=(failed,)))
        return [*effects, m.Emit(event=EventName.CLOSED, args=(event.reason,))]

    def _deadline_passed(self, event: m.DeadlinePassed) -> list[Effect]:
        match event.name:
            case commits.TRANSCRIPT_DEADLINE:
                return self._commits.release_all()
            case turns.ANSWER_DEADLINE:
                return self._responses.user_settled()
            case participants.GRACE_DEADLINE:
                return self._participants.grace_passed() or [m.Close(reason="participant_left")]
            case responses.BEGIN_DEADLINE:
                return with_trouble(self._responses.begin_deadline_passed())
            case responses.STALL_DEADLINE:
                return with_trouble(self._responses.stall_deadline_passed())
        raise ValueError(f"nobody set a deadline {event.name!r}")

    def _show_state(self) -> list[Effect]:
        if self.state == self._shown_state:
            return []
        self._shown_state = self.state
        return [m.PublishState(state=self.state)]


def trouble(kind: str, message: str) -> Effect:
    """Tell the program of something that the conversation survives."""
    return m.Emit(event=EventName.ERROR, args=(m.Trouble(kind=kind, message=message),))


def with_trouble(result: tuple[list[Effect], m.Trouble | None]) -> list[Effect]:
    """The effects, and the trouble told."""
    effects, found = result
    return [*effects, m.Emit(event=EventName.ERROR, args=(found,))] if found else effects
