"""A conversation played by hand: the room, the model and the playout; and what came of it.

Positions are milliseconds of a content part's audio. Words are a second each unless said otherwise:
the first is heard when 450 ms were played, the second at 1450 ms, and so on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from antiphon.core import messages as m
from antiphon.core.calls import called_off
from antiphon.core.captions import CaptionStyle
from antiphon.core.conversation import Conversation, ConversationOptions
from antiphon.core.history import History
from antiphon.llm import ChatMessage, ToolCall
from antiphon.reactor import Reactor
from antiphon.tokenize import basic

EffectT = TypeVar("EffectT")

STYLE = CaptionStyle(
    sentences=basic.SentenceTokenizer(min_sentence_len=1).tokenize,
    words=basic.WordTokenizer(ignore_punctuation=False).tokenize,
    syllables=basic.hyphenate_word,
)
WORD_MS = 1000.0


@dataclass
class Track:
    """What the playout has of a content part."""

    audio_ms: float = 0.0
    heard_ms: float = 0.0
    mark_ms: float | None = None
    has_started: bool = False
    has_ended: bool = False
    is_paused: bool = False


class Stage:
    """The shell of a conversation, played by hand."""

    def __init__(self, messages: Iterable[ChatMessage] = (), **options: Any) -> None:
        self.history = History(messages)
        options = {"captions": STYLE} | options
        self.conversation = Conversation(ConversationOptions(**options), self.history)
        self.effects: list[m.Effect] = []
        """Everything that was done, in order."""
        self.news: list[m.Emit] = []
        """Everything that listeners were told, in order."""
        self.deadlines: dict[str, float] = {}
        self.tracks: dict[m.ContentId, Track] = {}
        self.current: m.ContentId | None = None
        self.listener: Callable[[m.Emit], None] = lambda emit: None
        self._reactor: Reactor[m.Event, m.Effect, m.Emit] = Reactor(
            handle=self.handle, perform=self.perform, tell=self.tell
        )

    # -- what happens ------------------------------------------------------------------------

    def post(self, *events: m.Event) -> list[m.Effect]:
        """Have these events handled, and return all that was done."""
        before = len(self.effects)
        for event in events:
            self._reactor.post(event)
        return self.effects[before:]

    def opens(self, identity: str = "ann") -> "Stage":
        """The agent is ready, and somebody is there."""
        self.post(m.SessionReady(), m.ParticipantJoined(identity=identity))
        return self

    def user_says(self, item_id: str, text: str | None, *, transcript: bool = True) -> None:
        """The user speaks a turn; the model knows the words, unless there is no transcript."""
        self.post(m.UserStarted(), m.UserStopped(), m.UserCommitted(item_id=item_id))
        if transcript:
            self.post(m.UserTranscribed(item_id=item_id, text=text))

    def begins(
        self,
        response_id: str,
        item_id: str | None = None,
        *,
        index: int = 0,
        kind: m.ContentKind = "audio",
        request_id: str | None = None,
    ) -> m.ContentId:
        """The model begins an answer (if it has not), and a content part of it."""
        self.post(m.ResponseCreated(response_id=response_id, request_id=request_id))
        content = m.ContentId(
            response_id=response_id,
            item_id=item_id or f"item_{response_id}",
            content_index=index,
        )
        self.post(m.ContentAdded(content=content, kind=kind))
        return content

    def says(self, content: m.ContentId, text: str, *, is_timed: bool = True) -> None:
        """Text and audio come of a content part, a second for each word."""
        start = self.tracks[content].audio_ms
        pieces = text.split()
        words = tuple(
            m.Word(
                text=piece,
                start_ms=start + n * WORD_MS,
                end_ms=start + n * WORD_MS + 0.9 * WORD_MS,
            )
            for n, piece in enumerate(pieces)
        )
        self.post(m.TextArrived(content=content, text=text, words=words if is_timed else ()))
        self.sounds(content, len(pieces) * WORD_MS)

    def sounds(self, content: m.ContentId, ms: float, *, is_voiced: bool = True) -> None:
        """Audio comes of a content part; dropped where the playout has no use for it."""
        track = self.tracks.get(content)
        if track is not None and not track.has_ended:
            track.audio_ms += ms
            voiced = ((0.0, ms),) if is_voiced else ()
            self.post(m.AudioArrived(content=content, ms=ms, voiced=voiced))

    def ends(self, content: m.ContentId, status: m.ResponseStatus = "completed") -> None:
        """A content part and its response come to their end."""
        self.post(m.ContentDone(content=content))
        self.post(m.ResponseDone(response_id=content.response_id, status=status))

    def answers(self, response_id: str, text: str, request_id: str | None = None) -> m.ContentId:
        """The model makes a whole answer."""
        content = self.begins(response_id, request_id=request_id)
        self.says(content, text)
        self.ends(content)
        return content

    def plays(self, ms: float = 60_000.0) -> None:
        """That much time passes for the playout, or less, if it has nothing more to play."""
        while self.current is not None:
            used = self._play_on(self.current, ms)
            if used is None:
                return
            ms -= used

    def calls(self, response_id: str, *names: str) -> list[ToolCall]:
        """The model calls tools of these names."""
        calls = tuple(ToolCall(call_id=f"call_{name}", name=name, arguments="{}") for name in names)
        self.post(m.ToolCallsReceived(response_id=response_id, calls=calls))
        return list(calls)

    def finishes(self, name: str, output: str = "done", failure: str | None = None) -> None:
        """The tool of that name comes to its end."""
        self.post(m.ToolFinished(call_id=f"call_{name}", output=output, failure=failure))

    def waits(self, name: str) -> None:
        """The time of that deadline passes."""
        del self.deadlines[name]
        self.post(m.DeadlinePassed(name=name))

    def closes(self, reason: str = "closed", failure: str | None = None) -> None:
        """The conversation is ended as a session ends it."""
        self.post(m.InterruptRequested(), m.SessionClosed(reason=reason, failure=failure))

    # -- what came of it -----------------------------------------------------------------------

    def all(self, kind: type[EffectT]) -> list[EffectT]:
        """The effects of that kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def last(self, kind: type[EffectT]) -> EffectT:
        """The latest effect of that kind."""
        return self.all(kind)[-1]

    @property
    def commands(self) -> list[m.ModelCommand]:
        """What the model was told so far."""
        return [effect for effect in self.effects if isinstance(effect, m.ModelCommand)]

    @property
    def events(self) -> list[str]:
        """The names of what listeners were told."""
        return [emit.event.value for emit in self.news]

    def told(self, event: str) -> list[Any]:
        """The first argument of each event of that name."""
        return [emit.args[0] for emit in self.news if emit.event.value == event]

    @property
    def troubles(self) -> list[str]:
        """The kinds of the errors that were told."""
        return [trouble.kind for trouble in self.told("error")]

    @property
    def states(self) -> list[str]:
        """The states that were shown."""
        return [effect.state for effect in self.all(m.PublishState)]

    @property
    def captions(self) -> list[tuple[str, str, bool]]:
        """Segment, text and finality of the captions that were shown."""
        return [(x.segment, x.text, x.final) for x in self.all(m.PublishCaption)]

    @property
    def ledger(self) -> list[tuple[str, Any]]:
        """Id and content of each item, as people are shown it."""
        return [(message.id, message.content) for message in self.history.shown().messages]

    # -- the shell -----------------------------------------------------------------------------

    def handle(self, event: m.Event) -> list[m.Effect]:
        """Have the core decide."""
        return self.conversation.handle(event)

    def perform(self, effect: m.Effect) -> None:  # noqa: C901 - one flat table of arms
        """Do what a session does."""
        self.effects.append(effect)
        match effect:
            case m.Buffer():
                self.tracks[effect.content] = Track()
            case m.Play():
                assert self.current is None, "two content parts play at the same time"
                assert effect.content in self.tracks, "what plays was never kept, or is gone"
                self.current = effect.content
            case m.EndAudio():
                self.tracks[effect.content].has_ended = True
            case m.PausePlayout():
                assert effect.content == self.current, "what is paused does not play"
                assert not self.tracks[effect.content].is_paused, "paused twice"
                self.tracks[effect.content].is_paused = True
            case m.ResumePlayout():
                assert self.tracks[effect.content].is_paused, "goes on, but was not paused"
                self.tracks[effect.content].is_paused = False
            case m.StopPlayout():
                self._stop(effect.content)
            case m.WakeAtHeard():
                self.tracks[effect.content].mark_ms = effect.ms
            case m.InterruptTools():
                self._interrupt_tools(effect)
            case m.SetDeadline():
                self._set_deadline(effect)
            case m.Emit():
                self._reactor.announce(effect)
            case _:
                return

    def tell(self, emit: m.Emit) -> None:
        """Tell the listeners."""
        self.news.append(emit)
        self.listener(emit)

    def _stop(self, content: m.ContentId) -> None:
        heard_ms = self.tracks.pop(content).heard_ms
        if content == self.current:
            self.current = None
        event = m.PlayoutEnded(content=content, heard_ms=heard_ms, interrupted=True)
        self._reactor.answer(event)

    def _interrupt_tools(self, effect: m.InterruptTools) -> None:
        """Those that are named frail are declared to be called off."""
        for call in effect.calls:
            if call.name.startswith("frail"):
                self.post(called_off(call, effect.by))

    def _set_deadline(self, effect: m.SetDeadline) -> None:
        self.deadlines.pop(effect.name, None)
        if effect.seconds is not None:
            self.deadlines[effect.name] = effect.seconds

    def _play_on(self, content: m.ContentId, ms: float) -> float | None:
        """Report one thing, or play to the next; how long it took, None where nothing is left."""
        track = self.tracks[content]
        if track.is_paused:
            return None
        if track.audio_ms and not track.has_started:
            track.has_started = True
            self.post(m.PlayoutStarted(content=content))
        elif track.mark_ms is not None and track.heard_ms >= track.mark_ms:
            track.mark_ms = None
            self.post(m.Heard(content=content, ms=track.heard_ms))
        elif track.has_ended and track.heard_ms >= track.audio_ms:
            del self.tracks[content]
            self.current = None
            self.post(m.PlayoutEnded(content=content, heard_ms=track.heard_ms))
        else:
            return self._advance(track, ms)
        return 0.0

    @staticmethod
    def _advance(track: Track, ms: float) -> float | None:
        before = track.heard_ms
        mark = track.audio_ms if track.mark_ms is None else track.mark_ms
        track.heard_ms = min(before + ms, track.audio_ms, mark)
        return track.heard_ms - before or None
