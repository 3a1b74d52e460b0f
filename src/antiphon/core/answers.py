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
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from antiphon.core import messages as m
from antiphon.core.contents import Contents
from antiphon.core.messages import EventName
from antiphon.core.responses import Responses
from antiphon.core.text_answers import TextAnswers
from antiphon.core.troubles import tell, trouble, with_trouble
from antiphon.core.utterances import Utterances

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antiphon.core.captions import CaptionStyle
    from antiphon.core.commits import Commits
    from antiphon.core.contents import Content
    from antiphon.core.history import History
    from antiphon.core.messages import Effect

__all__ = ["AnswerEvent", "Answers"]

AnswerEvent: TypeAlias = (
    m.ResponseRefused
    | m.ResponseDone
    | m.TextArrived
    | m.AudioArrived
    | m.AudioRefused
    | m.ContentDone
    | m.PlayoutStarted
    | m.Heard
)
"""What concerns nobody else."""

NOTHING: Mapping[str, str | None] = MappingProxyType({})


class Answers:
    """Asks for answers, has them played, and settles what was heard of them."""

    def __init__(
        self,
        history: History,
        commits: Commits,
        style: CaptionStyle,
        *,
        is_shown: bool,
        can_truncate: bool,
        max_text_retries: int,
        notes_text: bool,
    ) -> None:
        self._history = history
        self._responses = Responses()
        self._contents = Contents(style)
        self._text_answers = TextAnswers(max_text_retries)
        self._utterances = Utterances(
            history,
            commits,
            is_shown=is_shown,
            can_truncate=can_truncate,
            notes_text=notes_text,
        )

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
        return self._responses.saying_of(response_id)

    def call_off(self, saying: str, item_id: str | None) -> list[Effect]:
        """Stop that alone."""
        stops = self._contents.stop_item(item_id) if item_id is not None else []
        return [*self._cutting(stops), *self._responses.call_off(saying)]

    def reply_to_tools(self) -> list[Effect]:
        """The outputs of tools have been sent: the model is to say something to them."""
        return self._responses.request_tool_reply()

    def interrupt(self, spared: Mapping[str, str | None] = NOTHING) -> list[Effect]:
        """Stop what is said, call off what is to come; but not the sayings of these names."""
        stops = self._contents.stop(spared=frozenset(spared.values()))
        return [*self._cutting(stops), *self._responses.cancel(spared=frozenset(spared))]

    def superseded(self, spared: Mapping[str, str | None]) -> list[Effect]:
        """Stop what came before the one that has just begun; but not the sayings of these names."""
        stops = self._contents.stop(spared=frozenset(spared.values()))
        self._responses.forget_requests(spared=frozenset(spared))
        return self._cutting(stops)

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

    def handle(self, event: AnswerEvent) -> list[Effect]:  # noqa: C901 - one flat table of arms
        """What happens to an answer and to nothing else."""
        match event:
            case m.ResponseRefused():
                return self.refused(event)
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
        is_models_own = before is not None and not self._responses.is_narrated(before)
        effects = self._responses.created(event)
        if before is not None and is_models_own and before != self._responses.active_id:
            effects += self._cut_off(before)
        return effects

    def refused(self, event: m.ResponseRefused) -> list[Effect]:
        """A request was turned down."""
        return with_trouble(self._responses.refused(event))

    def done(self, event: m.ResponseDone) -> list[Effect]:
        """One was generated to its end, or was cut off."""
        response_id = event.response_id
        is_known = self._responses.active_id == response_id
        is_full = self._responses.is_live(response_id) and event.status == "completed"
        effects = self._completed(response_id) if is_full else self._cut_off(response_id)
        if is_known and event.status in ("failed", "incomplete"):
            effects.append(trouble(f"response_{event.status}", event.message))
        effects += self._utterances.response_done(response_id)
        return [*effects, *self._responses.done(response_id, event.status)]

    def content_added(self, event: m.ContentAdded) -> list[Effect]:
        """A content part has begun; what nobody will hear is not left with the model."""
        content = event.content
        self._responses.progress(content.response_id)
        is_narrated = self._responses.is_narrated(content.response_id)
        if not self._responses.is_live(content.response_id):
            is_strange = not is_narrated and content.item_id not in self._history
            return [m.DeleteItem(item_id=content.item_id)] if is_strange else []
        if self._contents.is_known(content):
            return []
        self._history.add_agent(content.item_id, is_told=not is_narrated)
        return self._contents.add(event, is_orphan=is_narrated)

    def text_arrived(self, event: m.TextArrived) -> list[Effect]:
        """The next text of a part; it may come after all of its audio, even after it was heard."""
        self._responses.progress(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None:
            return self._utterances.text_arrived(event)
        part.captions.add_text(event.text, event.words)
        return self._contents.grown(part)

    def audio_arrived(self, event: m.AudioArrived) -> list[Effect]:
        """The next audio of a part, even of one that was to be text."""
        self._responses.progress(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None or part.is_complete:
            return []
        self._text_answers.spoke(event.content.response_id)
        part.captions.add_audio(event.ms, event.voiced)
        part.is_text = False
        return [*self._contents.play_next(), *self._contents.grown(part)]

    def audio_refused(self, event: m.AudioRefused) -> list[Effect]:
        """Of a part that is much longer than was heard, what has come is all that will be heard."""
        self._responses.progress(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None or part.is_complete:
            return []
        message = "the model is too far ahead of what is heard: the rest of what it says is dropped"
        stops = self._cutting(self._contents.break_off(part))
        return [*stops, *self._contents.play_next(), trouble("agent_audio_dropped", message)]

    def content_done(self, event: m.ContentDone) -> list[Effect]:
        """No more comes of a part."""
        self._responses.progress(event.content.response_id)
        part = self._contents.find(event.content)
        if part is None:
            return self._utterances.content_done(event.content)
        return [] if part.is_complete else self._complete(part)

    def transcribed(self, event: m.AgentTranscribed) -> list[Effect]:
        """The words of an item are known only now; those that came with its audio are better."""
        part = self._contents.find_item(event.item_id)
        if part is None:
            return self._utterances.transcribed(event)
        if not part.captions.text.strip():
            part.captions.add_text(event.text)
        return self._contents.grown(part)

    def tools_of(self, response_id: str) -> Any:
        """The tools that answer alone has; None means the session's."""
        return self._responses.tools_of(response_id)

    def was_called_off(self, response_id: str) -> bool:
        """Whether that answer was cancelled, by us or by the model."""
        return self._responses.is_cut_off(response_id)

    def called_tools(self, response_id: str) -> None:
        """Tools are called: more is to be said when they are done."""
        self._responses.progress(response_id)
        self._responses.took_effect(response_id)
        self._text_answers.excuse(response_id)

    def lost(self) -> list[Effect]:
        """The model is lost, and what was to come of what it was saying; not what is narrated."""
        if (active := self._responses.active_id) is not None:
            self._text_answers.take(active)
        late = self._utterances.model_lost()
        return [*self._cutting(self._contents.orphan()), *late, *self._responses.lost()]

    def restored(self) -> list[Effect]:
        """The model is back, and knows the conversation."""
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
        self._responses.took_effect(event.content.response_id)
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
        if event.interrupted or part.is_cut or not part.has_started:
            told = self._utterances.cut_short(part, event.heard_ms)
        else:
            told = self._utterances.said_in_full(part)
        is_last = part.id.item_id not in self._contents.items
        settled = self._utterances.settle(part.id.item_id) if is_last else []
        effects = [*settled, *told, *self._contents.play_next()]
        return effects if self._contents.is_stopping else [*effects, *self._responses.cut_off()]

    # -- from the clock --------------------------------------------------------------------

    def begin_deadline_passed(self) -> list[Effect]:
        """The answer that was asked for should have begun."""
        return with_trouble(self._responses.begin_deadline_passed())

    def stall_deadline_passed(self) -> list[Effect]:
        """The answer under way should have made progress; if not, what came of it is all.

        Where it is asked for once more, nothing of it is to be heard twice.
        """
        active, is_repeated = self._responses.active_id, self._responses.is_repeatable
        effects, found = self._responses.stall_deadline_passed()
        if active is not None and found is not None:
            stops = self._take_back(active) if is_repeated else self._cut_off(active)
            effects = [*stops, *effects]
        return with_trouble((effects, found))

    # -- parts and pieces ------------------------------------------------------------------

    def _completed(self, response_id: str) -> list[Effect]:
        """The answer came to its end, and all parts of it; if it only wrote, it is asked again."""
        parts = self._contents.incomplete(response_id)
        effects = [effect for part in parts for effect in self._complete(part)]
        text = self._text_answers.take(response_id)
        if text is None:
            return effects
        if self._text_answers.is_hopeless:
            return [*effects, *self._text_answers.give_up()]
        self._responses.ask_again()
        return [*effects, tell(self._text_answers.retry(text))]

    def _complete(self, part: Content) -> list[Effect]:
        if part.is_silent and part.captions.text.strip():
            self._text_answers.wrote(part.id.response_id, part.captions.text)
        return self._cutting(self._contents.complete(part))

    def _cut_off(self, response_id: str) -> list[Effect]:
        """Nothing more comes of an answer that has not come to its end."""
        self._text_answers.take(response_id)
        return self._cutting(self._contents.cut_off(response_id))

    def _take_back(self, response_id: str) -> list[Effect]:
        """Nobody is to hear anything of an answer of which nothing was heard yet."""
        self._text_answers.take(response_id)
        return self._cutting(self._contents.stop_response(response_id))

    def _cutting(self, stops: list[Effect]) -> list[Effect]:
        """Those effects; where they stop something, what is asked for next waits for that."""
        if self._contents.is_stopping:
            self._responses.cutting_off()
        return stops
