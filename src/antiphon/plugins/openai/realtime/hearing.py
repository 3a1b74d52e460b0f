"""The user's turns, from the first sound to the beginning of the answer.

| the service       | the line is lost then: what was said is                                   |
|-------------------|---------------------------------------------------------------------------|
| hears somebody    | heard once more by the new session                                        |
| has made an item, | heard once more, and becomes another item, where the service answers by   |
| does not answer   | itself, or nobody has asked it to yet: whoever does wants to know the     |
|                   | words; else an item of sound, for the answer is asked for again, or no    |
|                   | words would come                                                          |
| has made an item, | an item of sound                                                          |
| began to answer,  |                                                                           |
| knows no words    |                                                                           |
| knows the words,  | an item of words; the answer is asked for                                 |
| does not answer   |                                                                           |
"""

import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

from antiphon import clock
from antiphon.core import messages as m
from antiphon.llm import ChatAudio, ChatMessage
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.microphone import Microphone, Turn
from antiphon.plugins.openai.realtime.names import Names
from antiphon.plugins.openai.realtime.options import RealtimeSessionOptions
from antiphon.plugins.openai.realtime.replica import Replica
from antiphon.plugins.openai.realtime.voice import Decoder
from antiphon.realtime import ModelEvent

__all__ = ["COMMIT_ID", "END_OF_TURN", "Hearing", "HearingEvent"]

COMMIT_ID = "commit"
"""Event id of the end of a turn that the program has ended."""
END_OF_TURN = wire.CommitAudio(event_id=COMMIT_ID)
COMMIT, ANSWER = "the turn", "the answer"
PATIENCE_SECONDS = 15.0
"""What the service owes is waited for so long."""

HearingEvent: TypeAlias = (
    wire.SpeechStarted
    | wire.SpeechStopped
    | wire.BufferCommitted
    | wire.TranscriptionCompleted
    | wire.TranscriptionFailed
)


class Hearing:
    """What the service knows of what the user says, and what it owes to it."""

    def __init__(
        self,
        microphone: Microphone,
        names: Names,
        replica: Replica,
        options: Callable[[], RealtimeSessionOptions],
    ) -> None:
        self._microphone = microphone
        self._names = names
        self._replica = replica
        self._options = options
        self._owed: dict[str, float] = {}
        """What the service owes, and until when it is waited for: the words of an item, a turn
        that was ended, an answer."""

    @property
    def is_quiet(self) -> bool:
        """Nobody speaks, and nothing is owed to what was said."""
        return not (self._microphone.is_speaking or any(map(self._is_owed, self._owed)))

    @property
    def is_answer_owed(self) -> bool:
        """A turn is over, and the service, which answers by itself, has not begun to."""
        return self._is_owed(ANSWER)

    def again(self) -> Iterator[bytes | wire.CommitAudio]:
        """There is a new session: what it must hear of what was said, and where turns end."""
        turns, since = self._microphone.online()
        yield from (data for data, _ in turns)
        if turns and not self._hears_turns:
            yield END_OF_TURN
        yield from (data for data, _ in since)
        if self._is_owed(COMMIT):
            yield END_OF_TURN

    def handle(self, event: HearingEvent) -> list[ModelEvent]:
        """What is told about `event`."""
        match event:
            case wire.SpeechStarted():
                self._microphone.started()
                return [m.UserStarted()]
            case wire.SpeechStopped():
                self._microphone.stopped(event.audio_end_ms / 1000)
                return [m.UserStopped()]
            case wire.BufferCommitted():
                return self._committed(self._names.inward(event.item_id))
            case wire.TranscriptionCompleted():
                return self._transcribed(self._names.inward(event.item_id), event.transcript)
            case wire.TranscriptionFailed():
                item_id = self._names.inward(event.item_id)
                self._owed.pop(item_id, None)
                failed = m.ModelTroubled(kind="transcription_failed", message=event.error.message)
                return [failed, m.UserTranscribed(item_id=item_id, text=None)]

    def answered(self) -> None:
        """An answer has begun."""
        self._microphone.answered()
        self._owed.pop(ANSWER, None)

    def commit(self) -> None:
        """The program has ended the turn."""
        self._microphone.ended()
        self._owe(COMMIT)

    def commit_refused(self) -> None:
        """The service has heard nothing that could be a turn."""
        self._owed.pop(COMMIT, None)

    def clear(self) -> None:
        """The program does not want what was said to be heard."""
        self._microphone.cleared()
        self._owed.pop(COMMIT, None)

    def lost(self, *, is_asked_for: bool) -> list[ModelEvent]:
        """The session is over; what is told of the turns whose words are not known.

        `is_asked_for`: somebody will ask for the answer that has not begun.
        """
        hears_again = self._answers_by_itself or (self._finds_words and not is_asked_for)
        turns = self._microphone.offline()
        unanswered = [turn for turn in turns if hears_again and not turn.is_answered]
        told = [self._take_back(t) if t in unanswered else self._keep(t) for t in turns]
        self._microphone.unsay(unanswered)
        if unanswered:
            self._owed.pop(ANSWER, None)
        self._owed = {what: math.inf for what in (COMMIT, ANSWER) if self._is_owed(what)}
        return [event for events in told for event in events]

    def _take_back(self, turn: Turn) -> list[ModelEvent]:
        """It is to be heard once more, and becomes another item then."""
        self._replica.delete(turn.item_id)
        closed = m.UserTranscribed(item_id=turn.item_id, text=None)
        return [closed, m.MessageRemoved(item_id=turn.item_id)]

    def _keep(self, turn: Turn) -> list[ModelEvent]:
        """Its sound stands for its words."""
        frame = Decoder(self._options().input_audio_format).push(turn.audio)
        sound = ChatAudio(frame=frame)
        self._replica.set_content(turn.item_id, sound)
        message = ChatMessage(role="user", id=turn.item_id, content=sound)
        return [m.MessageAdded(message=message)]

    def _committed(self, item_id: str) -> list[ModelEvent]:
        self._microphone.committed(item_id)
        self._owed.pop(COMMIT, None)
        if self._answers_by_itself:
            self._owe(ANSWER)
        told: list[ModelEvent] = [m.UserCommitted(item_id=item_id)]
        if self._options().input_audio_transcription is None:
            return [*told, m.UserTranscribed(item_id=item_id, text=None)]
        self._owe(item_id)
        return told

    def _transcribed(self, item_id: str, text: str) -> list[ModelEvent]:
        self._owed.pop(item_id, None)
        self._microphone.settled(item_id)
        self._replica.set_content(item_id, text)
        return [m.UserTranscribed(item_id=item_id, text=text)]

    @property
    def _hears_turns(self) -> bool:
        """The service notices when a turn ends."""
        return self._options().turn_detection is not None

    @property
    def _finds_words(self) -> bool:
        """Whoever waits for the service to hear a turn is told of it."""
        return self._hears_turns or self._options().input_audio_transcription is not None

    @property
    def _answers_by_itself(self) -> bool:
        """The service begins to answer when a turn ends."""
        detection = self._options().turn_detection
        return detection is not None and bool(detection.create_response)

    def _owe(self, what: str) -> None:
        now = clock.now()
        self._owed = {owed: until for owed, until in self._owed.items() if until > now}
        self._owed[what] = now + PATIENCE_SECONDS

    def _is_owed(self, what: str) -> bool:
        return self._owed.get(what, 0.0) > clock.now()
