"""The agent's answers, from when they are asked for until they were heard.

| machine          | knows                                                                   |
|------------------|-------------------------------------------------------------------------|
| `responses`      | the one answer that is asked for or under way, and what waits           |
| `delivery`       | what has come of answers, and what of that was heard                    |
| `text_answers`   | how often the model wrote where it was to speak                         |
| `broken_answers` | whether an answer that broke off is to be gone on with                  |
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, assert_never

from antiphon.core import messages as m
from antiphon.core.broken_answers import BrokenAnswers
from antiphon.core.delivery import Delivery
from antiphon.core.responses import Responses
from antiphon.core.troubles import tell, trouble, with_trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antiphon.core.captions import CaptionStyle
    from antiphon.core.history import History
    from antiphon.core.messages import Effect
    from antiphon.core.requests import Active
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
        self._responses = Responses()
        self._responses.await_model()
        self._under_way = self._responses.under_way
        self._text_answers = text_answers
        self._delivery = Delivery(history, style, self._responses, text_answers, utterances)
        self._broken = BrokenAnswers(history, style)

    @property
    def is_speaking(self) -> bool:
        """One is being heard right now."""
        return self._delivery.is_speaking

    @property
    def is_awaited(self) -> bool:
        """One is to come, or more of one."""
        return self._responses.is_busy or self._delivery.is_pending

    @property
    def is_unheard(self) -> bool:
        """One is to come, and nothing was heard of it yet."""
        return self.is_awaited and not self._delivery.has_begun

    @property
    def is_offline(self) -> bool:
        """The model is lost, and cannot be told anything."""
        return self._responses.is_offline

    @property
    def open_items(self) -> set[str]:
        """Ids of the items that are being spoken or wait to be."""
        return self._delivery.open_items

    # -- asked for, and called off ---------------------------------------------------------

    def request(self, event: m.ReplyRequested) -> list[Effect]:
        """The program asks for one, to follow what is there already."""
        request = self._responses.new_request(event.instructions, event.tools)
        wanted = replace(
            request,
            on_duplicate=event.on_duplicate,
            in_writing=event.in_writing,
            detail=event.detail,
        )
        self._broken.give_way()
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
        return self._delivery.was_cut(content)

    def is_open(self, saying: str, item_id: str | None) -> bool:
        """Whether that is to be said, or more of it."""
        return item_id in self._delivery.open_items or self._responses.is_open(saying)

    def saying_of(self, response_id: str) -> str | None:
        """What the program calls that answer, if it wanted the words spoken."""
        return self._under_way.saying_of(response_id)

    def call_off(self, saying: str, item_id: str | None) -> list[Effect]:
        """Stop that alone."""
        stops = self._delivery.stop_item(item_id) if item_id is not None else []
        return self._stopped(stops, self._responses.call_off(saying))

    def reply_to_tools(self) -> list[Effect]:
        """The outputs of tools have been sent: the model is to say something to them."""
        self._broken.give_way()
        return self._responses.request_tool_reply()

    def interrupt(self, spared: Mapping[str, str | None] = NOTHING) -> list[Effect]:
        """Stop what is said, call off what is to come; but not the sayings of these names."""
        self._broken.give_way()
        stops = self._delivery.stop(spared=frozenset(spared.values()))
        return self._stopped(stops, self._responses.cancel(spared=frozenset(spared)))

    def superseded(self, spared: Mapping[str, str | None]) -> list[Effect]:
        """Stop what came before the one that has just begun; but not the sayings of these names."""
        stops = self._delivery.stop(spared=frozenset(spared.values()))
        return self._stopped(stops, self._responses.cancel_others(spared=frozenset(spared)))

    def hold(self, spared: Mapping[str, str | None]) -> list[Effect]:
        """Pause what is said, and begin nothing; but for the sayings of these names."""
        return self._delivery.hold(spared=frozenset(spared.values()))

    def release(self) -> list[Effect]:
        """Go on with what is said, from where it was paused."""
        return self._delivery.release()

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
                return self._delivery.text_arrived(event)
            case m.AudioArrived():
                return self._delivery.audio_arrived(event)
            case m.AudioRefused():
                return self._delivery.audio_refused(event)
            case m.ContentDone():
                return self._delivery.content_done(event)
            case m.PlayoutStarted():
                return self._delivery.playout_started(event)
            case m.Heard():
                return self._delivery.heard(event)
        assert_never(event)

    # -- from the model --------------------------------------------------------------------

    def created(self, event: m.ResponseCreated) -> list[Effect]:
        """One has begun; another that the model had under way is taken to be over."""
        before = self._responses.active_id
        effects = self._responses.created(event)
        if self._under_way.is_in_writing(event.response_id):
            self._text_answers.ask(event.response_id)
        if before != self._responses.active_id:
            self._broken.give_way()
        if before is not None and before != self._responses.active_id:
            effects += [*self._cut_off(before), *self._delivery.settle()]
        return effects

    def done(self, event: m.ResponseDone) -> list[Effect]:
        """One was generated to its end, or was cut off."""
        response_id = event.response_id
        active = self._under_way.find(response_id)
        is_full = self._under_way.is_live(response_id) and event.status == "completed"
        if active is not None and event.status == "failed":
            self._failed(active)
        effects = self._completed(response_id) if is_full else self._cut_off(response_id)
        if active is not None and event.status in ("failed", "incomplete"):
            retry_in = active.retry_in if event.status == "failed" else None
            effects.append(trouble(f"response_{event.status}", event.message, retry_in))
        effects += self._delivery.words_ended(response_id)
        over = self._responses.done(response_id, event.status)
        return [*self._delivery.settle(), *effects, *over, *self._go_on()]

    def content_added(self, event: m.ContentAdded) -> list[Effect]:
        """A content part has begun."""
        return self._delivery.content_added(event)

    def transcribed(self, event: m.AgentTranscribed) -> list[Effect]:
        """The words of an item are known only now."""
        return self._delivery.transcribed(event)

    def tools_of(self, response_id: str) -> Any:
        """The tools that answer alone has; None means the session's."""
        return self._under_way.tools_of(response_id)

    def was_called_off(self, response_id: str) -> bool:
        """Whether that answer was cancelled, by us or by the model."""
        return self._responses.is_cut_off(response_id)

    def called_tools(self, response_id: str) -> None:
        """Tools are called: more is to be said when they are done."""
        self._under_way.progress(response_id)
        self._under_way.called_tools(response_id)
        self._text_answers.excuse(response_id)

    def lost(self) -> list[Effect]:
        """The model is lost, and what was to come of what it was saying; not what is narrated."""
        if (active := self._under_way.of_model) is not None:
            self._text_answers.take(active.response_id)
            if self._delivery.is_incomplete(active.response_id):
                self._broken.broke_off(active, self._delivery.items_of(active.response_id))
        effects = [*self._delivery.lost(), *self._responses.lost()]
        self._delivery.settle()  # in the ledger; there is no model that could be told
        return effects

    def restored(self) -> list[Effect]:
        """The model is there, at first or again, and knows the conversation."""
        return self._responses.restored()

    # -- from the playout ------------------------------------------------------------------

    def audience(self, linked: str | None) -> list[Effect]:
        """Who is there to hear; while it is nobody, what comes waits."""
        return self._delivery.audience(linked)

    def playout_ended(self, event: m.PlayoutEnded) -> list[Effect]:
        """A part was played to its end, or was stopped."""
        effects = self._delivery.playout_ended(event)
        self._broken.played(event)
        if self._delivery.is_stopping:
            return effects
        return [*effects, *self._responses.cut_off(), *self._go_on()]

    # -- from the clock --------------------------------------------------------------------

    def begin_deadline_passed(self) -> list[Effect]:
        """The answer that was asked for should have begun."""
        return with_trouble(self._responses.begin_deadline_passed())

    def words_overdue(self) -> list[Effect]:
        """The rest of the words of what was heard is waited for no longer."""
        return self._delivery.words_overdue()

    def words_deadline_passed(self) -> list[Effect]:
        """What is to be told next has waited long enough for words."""
        return self._delivery.words_deadline_passed()

    def stall_deadline_passed(self, name: str) -> list[Effect]:
        """The answer that it watches should have made progress; if not, what came of it is all.

        Where it is asked for once more, nothing of it is to be heard twice.
        """
        active = self._under_way.watched_by(name)
        is_repeated = active is not None and active.is_repeatable
        effects, found = self._responses.stall_deadline_passed(name)
        if active is not None and found is not None:
            self._text_answers.take(active.response_id)
            cut = self._delivery.take_back if is_repeated else self._delivery.cut_off
            effects = [*cut(active.response_id), *effects, *self._delivery.settle()]
        return with_trouble((effects, found))

    # -- how they end ----------------------------------------------------------------------

    def _completed(self, response_id: str) -> list[Effect]:
        """The answer came to its end, and all parts of it; if it only wrote, it is asked again."""
        effects = self._delivery.completed(response_id)
        text = self._text_answers.take(response_id)
        if text is None:
            return effects
        if self._text_answers.is_hopeless:
            return [*effects, *self._text_answers.give_up()]
        self._responses.ask_again(response_id)
        return [*effects, tell(self._text_answers.retry(text))]

    def _failed(self, active: Active) -> None:
        """The model could not go on with an answer."""
        if active.request.may_be_tried_again:
            self._broken.broke_off(active, self._delivery.items_of(active.response_id))

    def _cut_off(self, response_id: str) -> list[Effect]:
        """Nothing more comes of an answer that has not come to its end."""
        self._text_answers.take(response_id)
        return self._delivery.cut_off(response_id)

    def _stopped(self, stops: list[Effect], cancelled: list[Effect]) -> list[Effect]:
        """What silences, what cancels, and what the model is to forget after that."""
        return [*stops, *cancelled, *self._delivery.settle()]

    def _go_on(self) -> list[Effect]:
        """Have a broken answer gone on with, if it was played out and was too little."""
        request = self._broken.take(self._delivery.is_open)
        return [] if request is None else self._responses.go_on(request)
