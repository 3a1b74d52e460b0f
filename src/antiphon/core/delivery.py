"""What the answers say, from when it comes until it was heard.

| machine        | knows                                                                     |
|----------------|---------------------------------------------------------------------------|
| `contents`     | what plays, what waits to be played, what was cut                         |
| `captions`     | which words of a content part were heard                                  |
| `utterances`   | what becomes of a content part that has ended                             |

Content is taken only from an answer under way, and only once. When something is cut off, what was
heard of it is settled with the model before the model is asked for anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core import messages as m
from antiphon.core.contents import Contents
from antiphon.core.messages import EventName
from antiphon.core.reading import rest_of, sentences_of
from antiphon.core.troubles import trouble

if TYPE_CHECKING:
    from collections.abc import Container

    from antiphon.core.captions import CaptionStyle
    from antiphon.core.contents import Content
    from antiphon.core.history import History
    from antiphon.core.messages import Effect
    from antiphon.core.responses import Responses
    from antiphon.core.text_answers import TextAnswers
    from antiphon.core.utterances import Utterances

__all__ = ["Delivery"]


class Delivery:
    """Has what comes of answers played, and settles what was heard of it."""

    def __init__(
        self,
        history: History,
        style: CaptionStyle,
        responses: Responses,
        text_answers: TextAnswers,
        utterances: Utterances,
    ) -> None:
        self._history = history
        self._responses = responses
        self._under_way = responses.under_way
        self._style = style
        self._contents = Contents(style)
        self._text_answers = text_answers
        self._utterances = utterances

    @property
    def is_speaking(self) -> bool:
        """A part is being heard right now."""
        return self._contents.is_speaking

    @property
    def is_pending(self) -> bool:
        """A part is yet to be heard, in part or as a whole."""
        return self._contents.is_pending

    @property
    def has_begun(self) -> bool:
        """Something was heard of what is not stopped."""
        return self._contents.has_begun

    @property
    def is_stopping(self) -> bool:
        """How much was heard of what was stopped is not known yet."""
        return self._contents.is_stopping

    @property
    def open_items(self) -> set[str]:
        """Ids of the items that are being spoken or wait to be."""
        return self._contents.items

    def items_of(self, response_id: str) -> set[str]:
        """Ids of the items of that answer of which anything has come."""
        return self._contents.items_of(response_id)

    def is_open(self, response_id: str) -> bool:
        """Whether more of that answer is to be heard."""
        return self._contents.is_open(response_id)

    def is_incomplete(self, response_id: str) -> bool:
        """Whether a part of that answer has not come to its end."""
        return bool(self._contents.incomplete(response_id))

    def was_cut(self, content: m.ContentId) -> bool:
        """Whether that part was broken off where it was made."""
        part = self._contents.find(content)
        return part is not None and part.is_cut

    # -- what comes ------------------------------------------------------------------------

    def content_added(self, event: m.ContentAdded) -> list[Effect]:
        """A content part has begun; what nobody will hear is not left with the model."""
        content = event.content
        is_narrated = self._under_way.is_narrated(content.response_id)
        if not self._under_way.is_live(content.response_id):
            return [] if is_narrated else list(self._history.disown(content.item_id))
        if not is_narrated:
            self._under_way.progress(content.response_id)
        if self._contents.is_known(content) or self._history.is_gone(content.item_id):
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
        return [*self._contents.grown(part), *self._read_on(part)]

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

    def completed(self, response_id: str) -> list[Effect]:
        """An answer came to its end, and with it all parts of it."""
        parts = self._contents.incomplete(response_id)
        return [effect for part in parts for effect in self._complete(part)]

    # -- what is cut off -------------------------------------------------------------------

    def cut_off(self, response_id: str) -> list[Effect]:
        """Nothing more comes of an answer that has not come to its end."""
        return self._cutting(self._contents.cut_off(response_id))

    def take_back(self, response_id: str) -> list[Effect]:
        """Nothing of that answer is to be heard, or any more of it."""
        return self._cutting(self._contents.stop_response(response_id))

    def lost(self) -> list[Effect]:
        """The model is lost, and what was to come of what it was saying."""
        late = self._utterances.model_lost()
        return [*self._cutting(self._contents.orphan()), *late]

    def stop(self, *, spared: Container[str | None]) -> list[Effect]:
        """Silence what is said and what waits, but for the items of these ids."""
        return self._cutting(self._contents.stop(spared=spared))

    def stop_item(self, item_id: str) -> list[Effect]:
        """Silence that item alone."""
        return self._cutting(self._contents.stop_item(item_id))

    def hold(self, *, spared: Container[str | None]) -> list[Effect]:
        """Pause what is said, and begin nothing; but for the items of these ids."""
        return self._contents.hold(spared=spared)

    def release(self) -> list[Effect]:
        """Go on with what is said, from where it was paused."""
        return self._contents.release()

    # -- what is heard ---------------------------------------------------------------------

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
        return [*self._told(told), *self._contents.play_next()]

    # -- what was heard --------------------------------------------------------------------

    def words_ended(self, response_id: str) -> list[Effect]:
        """No more words come of that answer."""
        return self._utterances.response_done(response_id)

    def words_overdue(self) -> list[Effect]:
        """The rest of the words of what was heard is waited for no longer."""
        return self._told(self._utterances.words_overdue())

    def words_deadline_passed(self) -> list[Effect]:
        """What is to be told next has waited long enough for words."""
        return self._told(self._utterances.deadline_passed())

    def settle(self) -> list[Effect]:
        """Have the model hold what was heard of that of which no more comes."""
        return self._utterances.settle(self._may_grow)

    def _may_grow(self, item_id: str, response_id: str) -> bool:
        """Whether more of that item is to be heard, or may come."""
        return item_id in self._contents.items or self._under_way.is_live(response_id)

    def _told(self, told: list[Effect]) -> list[Effect]:
        """What the model is to hold by now, then what is told."""
        return [*self.settle(), *told]

    def _complete(self, part: Content) -> list[Effect]:
        is_written = part.is_silent and bool(part.captions.text.strip())
        written = self._written(part) if is_written else []
        return [*written, *self._cutting(self._contents.complete(part))]

    def _written(self, part: Content) -> list[Effect]:
        """The part is complete, and there is nothing of it to hear."""
        response_id = part.id.response_id
        policy = self._text_answers.policy_of(response_id)
        part.is_kept = policy == "kept"
        if policy == "read aloud":
            return self._responses.read(response_id, rest_of(part))
        self._text_answers.wrote(response_id, part.captions.text)
        return []

    def _read_on(self, part: Content) -> list[Effect]:
        """Of a part that is to be read aloud: the sentences that are over by now."""
        response_id = part.id.response_id
        is_read = part.is_text and self._text_answers.policy_of(response_id) == "read aloud"
        text = sentences_of(part, self._style) if is_read else ""
        return self._responses.read(response_id, text) if text else []

    def _cutting(self, stops: list[Effect]) -> list[Effect]:
        """Those effects; where they stop something, what is asked for next waits for that."""
        if self._contents.is_stopping:
            self._responses.cutting_off()
        return stops
