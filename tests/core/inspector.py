"""Watches a stage, and objects to whatever must never happen in a conversation."""

from dataclasses import dataclass

from antiphon.core import messages as m
from antiphon.core.anchors import Pace
from antiphon.core.captions import Captions
from antiphon.core.commits import TRANSCRIPT_DEADLINE
from antiphon.core.history import call_item_id
from antiphon.core.late_words import MAX_WORDLESS
from antiphon.core.messages import EventName
from antiphon.core.responses import BEGIN_DEADLINE, STALL_DEADLINE
from tests.core.stage import STYLE, Stage

COMMITS = (EventName.AGENT_COMMITTED, EventName.AGENT_INTERRUPTED)


@dataclass(frozen=True)
class Spoken:
    """What must be told of a content part that has ended."""

    item_id: str
    text: str
    told: str
    """As it is told."""
    is_late: bool = False
    """Its words came after it had ended: it is told when they came."""


@dataclass
class Mute:
    """A content part that has ended without words."""

    shadow: Captions
    heard_ms: float
    is_whole: bool
    """It was played to its end."""
    is_over: bool
    """No more words come of it."""


class Inspector:
    """Keeps its own account of the model's side, the playout and the ledger."""

    def __init__(self, stage: Stage, *, can_truncate: bool) -> None:
        self._stage = stage
        self._can_truncate = can_truncate
        self._shadows: dict[m.ContentId, Captions] = {}
        self._pace = Pace()
        self._started: set[m.ContentId] = set()
        self._unanswered_stops = 0
        self._closed: dict[m.ContentId, bool] = {}
        """Parts of which no more comes; whether something is missing."""
        self._seen: set[m.ContentId] = set()
        self._known: set[str] = set()
        self._event: m.Event | None = None
        self._active_before: str | None = None
        self._untold: list[Spoken] = []
        """What is yet to be told, in the order in which it ended."""
        self.mute: dict[m.ContentId, Mute] = {}
        """Parts that were heard, whose words may still come."""
        self._heard: dict[str, list[str]] = {}
        self._voices = 0
        """Voices told to have started and not to have stopped."""
        self._stops_told = 0
        self.requested: str | None = None
        """Id of the request that the model has not answered."""
        self.active: str | None = None
        """Id of the response under way."""
        self.remote: set[str] = set()
        """Ids of the items that the model holds."""
        self._forgotten: set[str] = set()
        """Ids of the items that this model session was told to forget."""
        self._tellable = 0
        """How often a user's words came that were not in the ledger."""
        self.awaited_words: set[str] = set()
        """Ids of users' items whose words are still waited for."""
        self.outputs: dict[str, int] = {}
        """How often the output of each call was sent to this model session."""
        self.is_online = True
        self.is_closed = False

    # -- events, before they are handled -----------------------------------------------------

    def before(self, event: m.Event) -> None:
        """Note what happens."""
        self._event, self._active_before = event, self.active
        self._response_event(event)
        self._content_event(event)
        self._words_ended(event)
        self._find_words()
        self._user_event(event)
        match event:
            case m.DeadlinePassed(name=name) if name == BEGIN_DEADLINE:
                self.requested = None
            case m.ModelLost():
                self._break(list(self._shadows))
                self.requested = self.active = None
                self.is_online = False
                self._known.clear()
            case m.ModelRestored():
                self.remote.clear()
                self._forgotten.clear()
                self.outputs.clear()
                self.is_online = True

    def _response_event(self, event: m.Event) -> None:
        match event:
            case m.ResponseCreated() if self.is_online and event.response_id not in self._known:
                self._known.add(event.response_id)
                if event.request_id == self.requested:
                    self.requested = None
                if self.active is not None:
                    self._break(self._parts(self.active))
                self.active = event.response_id
            case m.ResponseRefused() if event.request_id == self.requested:
                self.requested = None
            case m.ResponseDone():
                self._known.add(event.response_id)
                parts = self._parts(event.response_id)
                if event.response_id == self.active and event.status == "completed":
                    self._complete(parts)
                self._break(parts)
                if self.active == event.response_id:
                    self.active = None

    def _content_event(self, event: m.Event) -> None:  # noqa: C901 - one flat table of arms
        match event:
            case m.ContentAdded():
                is_new = event.content not in self._seen
                self._seen.add(event.content)
                if is_new and self.is_online and event.content.response_id in self._known:
                    self.remote |= {event.content.item_id} - self._forgotten
            case m.ContentDone():
                self._complete([event.content])
            case m.TextArrived() if event.content in self._shadows:
                self._shadows[event.content].add_text(event.text, event.words)
            case m.TextArrived() if event.content in self.mute:
                self.mute[event.content].shadow.add_text(event.text, event.words)
            case m.AudioArrived() if event.content not in self._closed:
                if event.content in self._shadows:
                    self._shadows[event.content].add_audio(event.ms, event.voiced)
            case m.PlayoutStarted():
                self._started.add(event.content)
            case m.Heard() if event.content in self._shadows:
                self._shadows[event.content].show(event.ms)
            case m.PlayoutEnded() if event.content in self._shadows:
                self._part_ended(event)

    def _words_ended(self, event: m.Event) -> None:
        for content, mute in self.mute.items():
            match event:
                case m.ContentDone(content=done):
                    mute.is_over |= done == content
                case m.ResponseDone(response_id=done):
                    mute.is_over |= done == content.response_id
                case m.ModelLost():
                    mute.is_over = True
                case m.DeadlinePassed(name=name) if name == TRANSCRIPT_DEADLINE:
                    mute.is_over |= bool(mute.shadow.text.strip())
                case m.SessionClosed():
                    mute.is_over = True

    def _find_words(self) -> None:
        """Some parts that were mute are so no longer."""
        for content, mute in list(self.mute.items()):
            if mute.is_over and mute.shadow.text.strip():
                del self.mute[content]
                text = mute.shadow.text if mute.is_whole else mute.shadow.settle(mute.heard_ms)
                mark = "" if mute.is_whole or is_all(content, mute, self._closed) else "..."
                self._must_tell(content, text.strip(), mark, is_late=True)

    def _must_tell(
        self, content: m.ContentId, text: str, mark: str, *, is_late: bool = False
    ) -> None:
        if text:
            self._untold.append(Spoken(content.item_id, text, f"{text}{mark}", is_late))
            self._heard.setdefault(content.item_id, []).append(text)

    def _user_event(self, event: m.Event) -> None:
        match event:
            case m.UserCommitted() | m.UserTranscribed() if self.is_online:
                if event.item_id not in self._stage.history:
                    self.remote |= {event.item_id} - self._forgotten
        match event:
            case m.UserCommitted() if event.item_id not in self._stage.history:
                self.awaited_words |= {event.item_id} - self._forgotten
            case m.UserTranscribed():
                self.awaited_words.discard(event.item_id)
                item = self._stage.history.find(event.item_id)
                self._tellable += item is None or not item.message.content
            case m.UserWrote() if event.identity in self._stage.conversation.linked:
                self._tellable += event.item_id not in self._stage.history
            case m.DeadlinePassed(name=name) if name == TRANSCRIPT_DEADLINE:
                self.awaited_words.clear()
            case m.ModelLost() | m.SessionClosed():
                self.awaited_words.clear()

    def _parts(self, response_id: str) -> list[m.ContentId]:
        return [content for content in self._shadows if content.response_id == response_id]

    def _complete(self, parts: list[m.ContentId]) -> None:
        for content in parts:
            if content in self._shadows and content not in self._closed:
                self._closed[content] = False
                self._shadows[content].complete()

    def _break(self, parts: list[m.ContentId]) -> None:
        for content in parts:
            self._closed.setdefault(content, True)

    def _part_ended(self, event: m.PlayoutEnded) -> None:
        shadow = self._shadows.pop(event.content)
        self._unanswered_stops -= event.interrupted
        if event.content not in self._started:
            return
        is_broken = self._closed.get(event.content, True)
        is_whole = not (event.interrupted or is_broken)
        heard_ms = min(event.heard_ms, shadow.audio_ms)
        is_over = event.content in self._closed
        text = shadow.text if is_whole else shadow.settle(heard_ms) if heard_ms >= 1 else ""
        lacks_words = not (is_over and shadow.text.strip()) and shadow.can_hold_more(heard_ms)
        if lacks_words or (is_whole and not text.strip()):
            self._mute(event.content, Mute(shadow, heard_ms, is_whole, is_over))
            return
        is_all_heard = not is_broken and text.strip() == shadow.text.strip()
        self._must_tell(event.content, text.strip(), "" if is_whole or is_all_heard else "...")

    def _mute(self, content: m.ContentId, mute: Mute) -> None:
        self.mute[content] = mute
        for other in list(self.mute)[:-MAX_WORDLESS]:
            self.mute[other].is_over = True
            if not self.mute[other].shadow.text.strip():
                del self.mute[other]

    # -- effects, as they are performed --------------------------------------------------------

    def performed(self, effect: m.Effect) -> None:  # noqa: C901 - one flat table of arms
        """Object to what must not be done."""
        assert not self.is_closed, f"{effect} after the conversation was closed"
        if isinstance(effect, m.ModelCommand):
            assert self.is_online, f"{effect} while there is no model"
        match effect:
            case m.Buffer():
                self._shadows[effect.content] = Captions(STYLE, self._pace)
            case m.StopPlayout():
                self._unanswered_stops += 1
            case m.CreateResponse() | m.Say():
                self._sent(effect.request_id)
            case m.CancelResponse():
                assert effect.response_id == self.active, "cancelled what is not under way"
                assert self._can_truncate
            case m.SetDeadline(name=name, seconds=None) if name == STALL_DEADLINE:
                self.active = None
            case m.Truncate():
                assert self._can_truncate
                assert effect.heard_ms > 0, "nothing of it was heard"
                assert effect.item_id in self.remote, "truncated what the model does not hold"
            case m.DeleteItem():
                assert self._can_truncate
                assert effect.item_id not in self._forgotten, "told to forget it twice"
                self.remote.discard(effect.item_id)
                self._forgotten.add(effect.item_id)
            case m.RunTools() | m.CallOffTools(by="answer") if self.is_online:
                self.remote.add(call_item_id(effect.calls[0].call_id))
            case m.CreateItem():
                self._item_created(effect)
            case m.Emit():
                self._emitted(effect)

    def _sent(self, request_id: str) -> None:
        assert self.requested is None, "two answers are asked for at once"
        assert self.active is None, "an answer is asked for while one is under way"
        assert not self._unanswered_stops, "asked for before what was cut off is known"
        self.requested = request_id

    def _item_created(self, effect: m.CreateItem) -> None:
        message = effect.message
        assert message.content or message.tool_calls or message.role == "tool", "says nothing"
        if self._can_truncate:
            assert message.id not in self.remote, "the model holds it already"
            assert effect.after is None or effect.after in self.remote, "behind what is not there"
        self.remote.add(message.id)
        self._forgotten.discard(message.id)
        if message.role == "tool" and message.tool_call_id is not None:
            sent = self.outputs.get(message.tool_call_id, 0)
            assert not sent or not self._can_truncate, "two outputs of one call"
            self.outputs[message.tool_call_id] = sent + 1

    def _emitted(self, emit: m.Emit) -> None:
        if emit.event in COMMITS:
            in_time = [spoken for spoken in self._untold if not spoken.is_late][:1]
            due = [*in_time, *(spoken for spoken in self._untold if spoken.is_late)]
            said = [spoken for spoken in due if spoken.told == emit.args[0]]
            assert said, "what is told is not what was heard"
            self._untold.remove(said[0])
            self._check_questions_before(said[0].item_id)
        if emit.event is EventName.CLOSED:
            self.is_closed = True
        is_stall = isinstance(self._event, m.DeadlinePassed) and self._event.name == STALL_DEADLINE
        if emit.event is EventName.ERROR and is_stall and self._active_before is not None:
            self._break(self._parts(self._active_before))

    def _check_questions_before(self, item_id: str) -> None:
        """Users' words from before an answer are told before it."""
        if item_id not in self._stage.history:
            return
        for other, _ in self._stage.ledger:
            if other == item_id:
                return
            assert other not in self.awaited_words, "the answer is told before the question"

    # -- news, as they are told ----------------------------------------------------------------

    def told(self, emit: m.Emit) -> None:
        """Object to news out of order."""
        if emit.event is EventName.AGENT_STARTED:
            self._voices += 1
            assert self._voices == 1, "a voice has started before the one before it stopped"
        if emit.event is EventName.AGENT_STOPPED:
            self._voices -= 1
            self._stops_told += 1
            assert self._voices == 0, "a voice has stopped that had not started"
        if emit.event is EventName.USER_COMMITTED:
            told = [x for x in self._stage.news if x.event is EventName.USER_COMMITTED]
            assert len(told) <= self._tellable, "the same words are told twice"
        if emit.event in COMMITS:
            told = [x for x in self._stage.news if x.event in COMMITS]
            assert len(told) <= self._stops_told, "told before the voice has stopped"

    # -- at rest ---------------------------------------------------------------------------------

    def check_ledger(self) -> None:
        """The ledger says what was heard, each thing once, and is no less than the model's."""
        messages = self._stage.history.shown().messages
        ids = [message.id for message in messages]
        assert len(ids) == len(set(ids)), "an item is in the ledger twice"
        outputs = [message.tool_call_id for message in messages if message.role == "tool"]
        assert len(outputs) == len(set(outputs)), "a call has two outputs"
        self._heard = {i: texts for i, texts in self._heard.items() if i in ids}
        for message in messages:
            if message.id.startswith("item_"):
                self._check_heard(message.id, message.content)
        if self.is_online and self._can_truncate and not self.is_closed:
            assert self.remote <= set(ids), "the model holds what is not in the ledger"

    def _check_heard(self, item_id: str, content: object) -> None:
        text = " ".join(self._heard.get(item_id, ()))
        allowed = (text, f"{text}...") if text else (None,)
        assert content in allowed, f"{content!r}, but {text!r} was heard"

    def check_all_told(self) -> None:
        """All that was heard has been told, every voice has stopped, every tool has an output."""
        rounds = self._stage.told("function_calls_collected")
        answered = self._stage.told("function_calls_finished")
        assert sorted(rounds, key=str) == sorted(answered, key=str), "one end for each round"
        assert not self._untold
        assert self._voices == 0


def is_all(content: m.ContentId, mute: Mute, closed: dict[m.ContentId, bool]) -> bool:
    """Whether all words of a part that was cut short were heard, and none was missing then."""
    is_broken = closed.get(content, True)
    heard = mute.shadow.heard_text(mute.heard_ms).strip()
    return not is_broken and heard == mute.shadow.text.strip()
