"""The agent's answers, from when they are asked for until they were heard.

| machine        | knows                                                                     |
|----------------|---------------------------------------------------------------------------|
| `responses`    | the one answer that is asked for or under way, and what waits             |
| `contents`     | what plays, what waits to be played, what was cut                         |
| `captions`     | which words of a content part were heard                                  |
| `text_answers` | how often the model wrote where it was to speak                           |
| `utterances`   | what becomes of a content part that has ended                             |

Content is taken only from the answer under way, and only once. When something is cut off, what was
heard of it is settled with the model before the model is asked for anything else.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, assert_never

from antiphon.core import messages as m
from antiphon.core.contents import Contents
from antiphon.core.messages import EventName
from antiphon.core.responses import Responses
from antiphon.core.troubles import tell, trouble, with_trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antiphon.core.captions import CaptionStyle
    from antiphon.core.contents import Content
    from antiphon.core.history import History
    from antiphon.core.messages import Effect
    from antiphon.core.text_answers import TextAnswers
    from antiphon.core.utterances import Utterances

__all__ = ["Answers"]

NOTHING: Mapping[str, str | None] = MappingProxyType({})


class Answers:
    """Asks for answers, has them played, and settles what was heard of them."""

    def __init__(
        self,
        history: History,
        style: CaptionStyle,
        text_answers: TextAnswers,
        utterances: Utterances,
    ) -> None:
        self._history = history
        self._responses = Responses()
        self._responses.await_model()
        self._under_way = self._responses.under_way
        self._contents = Contents(style)
        self._text_answers = text_answers
        self._utterances = utterances

    @property
    def is_speaking(self) -> bool:
        """One is being heard right now."""
        return self._contents.is_speaking

    @property
    def is_awaited(self) -> bool:
        """One is to come, or more of one."""
        return self._responses.is_busy or self._contents.is_pending

    @property
    def is_unheard(self) -> bool:
        """One is to come, and nothing was heard of it yet."""
        return self.is_awaited and not self._contents.has_begun

    @property
    def is_offline(self) -> bool:
        """The model is lost, and cannot be told anything."""
        return self._responses.is_offline

    @property
    def open_items(self) -> set[str]:
        """Ids of the items that are being spoken or wait to be."""
        return self._contents.items

    # -- asked for, and called off ---------------------------------------------------------

    def request(self, event: m.ReplyRequested) -> list[Effect]:
        """The program asks for one, to follow what is there already."""
        request = self._responses.new_request(event.instructions, event.tools)
        wanted = replace(request, on_duplicate=event.on_duplicate, detail=event.detail)
        return self._responses.request(wanted)

    def say(self, event: m.SayRequested, *, is_narrated: bool) -> list[Effect]:
        """The program wants these words spoken, by the model or beside it."""
        request = replace(
            self._responses.new_request(),
            say=event.text,
            audio=event.audio,
            is_narrated=is_narrated,
            saying=event.name,
        )
        return self._responses.request(request)

    def was_cut(self, content: m.ContentId) -> bool:
        """Whether that part was broken off where it was made."""
        part = self._contents.find(content)
        return part is not None and part.is_cut

    def is_open(self, saying: str, item_id: str | None) -> bool:
        """Whether that is to be said, or more of it."""
        return item_id in self._contents.items or self._responses.is_open(saying)

    def saying_of(self, response_id: str) -> str | None:
        """What the program calls that answer, if it wanted the words spoken."""
        return self._under_way.saying_of(response_id)

    def call_off(self, saying: str, item_id: str | None) -> list[Effect]:
        """Stop that alone."""
        stops = self._contents.stop_item(item_id) if item_id is not None else []
        return self._stopped(stops, self._responses.call_off(saying))

    def reply_to_tools(self) -> list[Effect]:
        """The outputs of tools have been sent: the model is to say something to them."""
        return self._responses.request_tool_reply()

    def interrupt(self, spared: Mapping[str, str | None] = NOTHING) -> list[Effect]:
        """Stop what is said, call off what is to come; but not the sayings of these names."""
        stops = self._contents.stop(spared=frozenset(spared.values()))
        return self._stopped(stops, self._responses.cancel(spared=frozenset(spared)))

    def superseded(self, spared: Mapping[str, str | None]) -> list[Effect]:
        """Stop what came before the one that has just begun; but not the sayings of these names."""
        stops = self._contents.stop(spared=frozenset(spared.values()))
        return self._stopped(stops, self._responses.cancel_others(spared=frozenset(spared)))

    def hold(self, spared: Mapping[str, str | None]) -> list[Effect]:
        """Pause what is said, and begin nothing; but for the sayings of these names."""
        return self._contents.hold(spared=frozenset(spared.values()))

    def release(self) -> list[Effect]:
        """Go on with what is said, from where it was paused."""
        return self._contents.release()

    def will_begin(self, event: m.ResponseCreated) -> bool:
        """Whether that is news of an answer, and not said twice or too late."""
        return self._responses.will_begin(event)

    def user_started(self) -> None:
        """Replies to tools wait: the answer to what the user is saying will be theirs too."""
        self._responses.user_started()

    def user_settled(self) -> list[Effect]:
        """The user does not speak, and was answered or should have been by now."""
        return self._responses.user_settled()

    def handle(self, event: m.AnswerEvent) -> list[Effect]:  # noqa: C901 - one flat table of arms
        """What happens to an answer and to nothing else."""
        match event:
            case m.ResponseRefused():
                return with_trouble(self._responses.refused(event))
            case m.ResponseDone():
                return self.done(event)
            case m.TextArrived():
                return self.text_arrived(event)
            case m.AudioArrived():
                return self.audio_arrived(event)
            case m.AudioRefused():
                return self.audio_refused(event)
            case m.ContentDone():
                return self.content_done(event)
            case m.PlayoutStarted():
                return self.playout_started(event)
            case m.Heard():
                return self.heard(event)
        assert_never(event)

    # -- from the model --------------------------------------------------------------------

    def created(self, event: m.ResponseCreated) -> list[Effect]:
        """One has begun; another that the model had under way is taken to be over."""
        before = self._responses.active_id
        effects = self._responses.created(event)
        if before is not None and before != self._responses.active_id:
            effects += [*self._cut_off(before), *self._settle()]
        return effects

    def done(self, event: m.ResponseDone) -> list[Effect]:
        """One was generated to its end, or was cut off."""
        response_id = event.response_id
        is_known = self._under_way.find(response_id) is not None
        is_full = self._under_way.is_live(response_id) and event.status == "completed"
        effects = self._completed(response_id) if is_full else self._cut_off(response_id)
        if is_known and event.status in ("failed", "incomplete"):
            effects.append(trouble(f"response_{event.status}", event.message))
        effects += self._utterances.response_done(response_id)
        over = self._responses.done(response_id, event.status)
        return [*self._settle(), *effects, *over]

    def content_added(self, event: m.ContentAdded) -> list[Effect]:
        """A content part has begun; what nobody will hear is not left with the model."""
        content = event.content
        is_narrated = self._under_way.is_narrated(content.response_id)
        if not self._under_way.is_live(content.response_id):
            return [] if is_narrated else list(self._history.disown(content.item_id))
        if not is_narrated:
            self._under_way.progress(content.response_id)
        if self._contents.is_known(content):
            return []
        if self._history.is_foreign(content.item_id):
            message = f"the model says that it speaks in {content.item_id!r}, which is not its own"
            return [trouble("model_protocol", message)]
        self._history.add_agent(content.item_id, is_told=not is_narrated)
        return self._contents.add(event, is_narrated=is_narrated)

    def text_arrived(self, event: m.TextArrived) -> list[Effect]:
        """The next text of a part; it may come after all of its audio, even after it was heard."""
        self._under_way.progress(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None:
            return self._told(self._utterances.text_arrived(event))
        part.captions.add_text(event.text, event.words)
        return self._contents.grown(part)

    def audio_arrived(self, event: m.AudioArrived) -> list[Effect]:
        """The next audio of a part, even of one that was to be text."""
        self._under_way.spoke(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None or part.is_complete:
            return []
        self._text_answers.spoke(event.content.response_id)
        part.captions.add_audio(event.ms, event.voiced)
        part.is_text = False
        return [*self._contents.play_next(), *self._contents.grown(part)]

    def audio_refused(self, event: m.AudioRefused) -> list[Effect]:
        """Of a part that is much longer than was heard, what has come is all that will be heard."""
        self._under_way.progress(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None or part.is_complete:
            return []
        message = "the model is too far ahead of what is heard: the rest of what it says is dropped"
        stops = self._cutting(self._contents.break_off(part))
        return [*stops, *self._contents.play_next(), trouble("agent_audio_dropped", message)]

    def content_done(self, event: m.ContentDone) -> list[Effect]:
        """No more comes of a part."""
        self._under_way.progress(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None:
            return self._told(self._utterances.content_done(event.content))
        return [] if part.is_complete else self._complete(part)

    def transcribed(self, event: m.AgentTranscribed) -> list[Effect]:
        """The words of an item are known only now; those that came with its audio are better."""
        part = self._contents.find_item(event.item_id)
        if part is None:
            return self._told(self._utterances.transcribed(event))
        if not part.captions.text.strip():
            part.captions.add_text(event.text)
        return self._contents.grown(part)

    def tools_of(self, response_id: str) -> Any:
        """The tools that answer alone has; None means the session's."""
        return self._under_way.tools_of(response_id)

    def was_called_off(self, response_id: str) -> bool:
        """Whether that answer was cancelled, by us or by the model."""
        return self._responses.is_cut_off(response_id)

    def called_tools(self, response_id: str) -> None:
        """Tools are called: more is to be said when they are done."""
        self._under_way.progress(response_id)
        self._under_way.took_effect(response_id)
        self._text_answers.excuse(response_id)

    def lost(self) -> list[Effect]:
        """The model is lost, and what was to come of what it was saying; not what is narrated."""
        if (active := self._responses.active_id) is not None:
            self._text_answers.take(active)
        late = self._utterances.model_lost()
        effects = [*self._cutting(self._contents.orphan()), *late, *self._responses.lost()]
        self._settle()  # in the ledger; there is no model that could be told
        return effects

    def restored(self) -> list[Effect]:
        """The model is there, at first or again, and knows the conversation."""
        return self._responses.restored()

    # -- from the playout ------------------------------------------------------------------

    def audience(self, linked: str | None) -> list[Effect]:
        """Who is there to hear; while it is nobody, what comes waits."""
        return self._contents.audience(linked)

    def playout_started(self, event: m.PlayoutStarted) -> list[Effect]:
        """The first sample of a part is being played."""
        part = self._contents.find(event.content)
        if part is None or part.has_started or part.is_stopped:
            return []
        self._under_way.took_effect(event.content.response_id)
        return [*self._contents.started(part), m.Emit(event=EventName.AGENT_STARTED)]

    def heard(self, event: m.Heard) -> list[Effect]:
        """A part has been heard so far."""
        part = self._contents.find(event.content)
        if part is None or not part.has_started or part.is_stopped:
            return []
        return [*self._utterances.heard(part, event.ms), *self._contents.grown(part)]

    def playout_ended(self, event: m.PlayoutEnded) -> list[Effect]:
        """A part was played to its end, or was stopped."""
        part = self._contents.find(event.content)
        if part is None:
            return []
        self._contents.end(part)
        if part.is_kept:
            told = self._utterances.written(part)
        elif event.interrupted or part.is_cut or not part.has_started:
            told = self._utterances.cut_short(part, event.heard_ms)
        else:
            told = self._utterances.said_in_full(part)
        effects = [*self._told(told), *self._contents.play_next()]
        return effects if self._contents.is_stopping else [*effects, *self._responses.cut_off()]

    # -- from the clock --------------------------------------------------------------------

    def begin_deadline_passed(self) -> list[Effect]:
        """The answer that was asked for should have begun."""
        return with_trouble(self._responses.begin_deadline_passed())

    def words_overdue(self) -> list[Effect]:
        """The rest of the words of what was heard is waited for no longer."""
        return self._told(self._utterances.words_overdue())

    def words_deadline_passed(self) -> list[Effect]:
        """What is to be told next has waited long enough for words."""
        return self._told(self._utterances.deadline_passed())

    def stall_deadline_passed(self, name: str) -> list[Effect]:
        """The answer that it watches should have made progress; if not, what came of it is all.

        Where it is asked for once more, nothing of it is to be heard twice.
        """
        active = self._under_way.watched_by(name)
        is_repeated = active is not None and active.is_repeatable
        effects, found = self._responses.stall_deadline_passed(name)
        if active is not None and found is not None:
            self._text_answers.take(active.response_id)
            cut = self._contents.stop_response if is_repeated else self._contents.cut_off
            effects = [*self._cutting(cut(active.response_id)), *effects, *self._settle()]
        return with_trouble((effects, found))

    # -- parts and pieces ------------------------------------------------------------------

    def _completed(self, response_id: str) -> list[Effect]:
        """The answer came to its end, and all parts of it; if it only wrote, it is asked again."""
        parts = self._contents.incomplete(response_id)
        effects = [effect for part in parts for effect in self._complete(part)]
        text = self._text_answers.take(response_id)
        if text is None:
            return effects
        if self._text_answers.are_read_aloud:
            return [*effects, *self._responses.narrate(text)]
        if self._text_answers.is_hopeless:
            return [*effects, *self._text_answers.give_up()]
        self._responses.ask_again(response_id)
        return [*effects, tell(self._text_answers.retry(text))]

    def _complete(self, part: Content) -> list[Effect]:
        if part.is_silent and part.captions.text.strip():
            part.is_kept = self._text_answers.are_kept
            self._text_answers.wrote(part.id.response_id, part.captions.text)
        return self._cutting(self._contents.complete(part))

    def _cut_off(self, response_id: str) -> list[Effect]:
        """Nothing more comes of an answer that has not come to its end."""
        self._text_answers.take(response_id)
        return self._cutting(self._contents.cut_off(response_id))

    def _stopped(self, stops: list[Effect], cancelled: list[Effect]) -> list[Effect]:
        """What silences, what cancels, and what the model is to forget after that."""
        return [*self._cutting(stops), *cancelled, *self._settle()]

    def _told(self, told: list[Effect]) -> list[Effect]:
        """What the model is to hold by now, then what is told."""
        return [*self._settle(), *told]

    def _settle(self) -> list[Effect]:
        return self._utterances.settle(self._may_grow)

    def _may_grow(self, item_id: str, response_id: str) -> bool:
        """Whether more of that item is to be heard, or may come."""
        return item_id in self._contents.items or self._under_way.is_live(response_id)

    def _cutting(self, stops: list[Effect]) -> list[Effect]:
        """Those effects; where they stop something, what is asked for next waits for that."""
        if self._contents.is_stopping:
            self._responses.cutting_off()
        return stops
