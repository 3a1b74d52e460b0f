"""What a user has said and a model has not answered: another model is to hear it.

| what happens              | then                                                              |
|---------------------------|-------------------------------------------------------------------|
| the user is silent        | the last 2 s are kept: a word is noticed when it has begun        |
| the user speaks, or there | all is kept, up to 60 s                                           |
| is nobody who would       |                                                                   |
| notice                    |                                                                   |
| a turn is committed       | its audio is kept until its words are known                       |
| the model gives it up     | it is no turn any more                                            |
| an answer begins          | nothing is owed                                                   |
"""

from collections import deque
from collections.abc import Iterator

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.realtime.port import ModelEvent, ModelReady

__all__ = ["Unanswered"]

SILENCE_SECONDS = 2.0
MOST_SECONDS = 60.0


class Recording:
    """The last of what was heard."""

    def __init__(self) -> None:
        self.frames: deque[AudioFrame] = deque()
        self._seconds = 0.0

    def push(self, frame: AudioFrame, most: float) -> None:
        """Add a frame, and keep no more seconds than that."""
        self.frames.append(frame)
        self._seconds += frame.duration
        while self._seconds > most:
            self._seconds -= self.frames.popleft().duration

    def clear(self) -> None:
        """Forget all."""
        self.frames.clear()
        self._seconds = 0.0

    def move(self, to: "Recording") -> None:
        """Put all of it behind another one."""
        for frame in self.frames:
            to.push(frame, MOST_SECONDS)
        self.clear()


class Unanswered:
    """Follows the turns of the users of a model, and keeps what it may lose."""

    def __init__(self) -> None:
        self._turn_audio = Recording()
        """Of the turn whose words are not known."""
        self._audio = Recording()
        """Since then."""
        self._turn: str | None = None
        self._has_words = False
        self._is_speaking = False
        self._is_deaf = True

    def __iter__(self) -> Iterator[AudioFrame]:
        """The audio that another model must hear, in order."""
        return iter((*self._turn_audio.frames, *self._audio.frames))

    @property
    def wordless_turn(self) -> str | None:
        """Id of a turn of which only the audio is known."""
        return None if self._has_words else self._turn

    @property
    def is_answer_owed(self) -> bool:
        """There is a turn whose words are known, and nobody has begun to answer it."""
        return self._turn is not None and self._has_words

    def push(self, frame: AudioFrame) -> None:
        """The microphone goes on."""
        is_kept = self._is_speaking or self._is_deaf
        self._audio.push(frame, MOST_SECONDS if is_kept else SILENCE_SECONDS)

    def moved(self) -> None:
        """Another model has it all, and has yet to notice."""
        self._reopen()
        self._is_deaf = True

    def note(self, event: ModelEvent) -> None:
        """What the model has said."""
        match event:
            case ModelReady() | m.ModelRestored():
                self._is_deaf = False
            case m.ModelLost():
                self._is_deaf = True
            case m.UserStarted():
                self._is_speaking = True
            case m.UserCommitted():
                self._committed(event.item_id)
            case m.UserTranscribed(text=str()) if event.item_id == self._turn:
                self._has_words = True
                self._turn_audio.clear()
            case m.MessageRemoved() if event.item_id == self._turn:
                self._reopen()
            case m.ResponseCreated():
                self._over()

    def _committed(self, item_id: str) -> None:
        self._audio.move(self._turn_audio)
        self._turn, self._has_words, self._is_speaking = item_id, False, False

    def _reopen(self) -> None:
        """What was a turn is none, and is to be heard once more."""
        self._audio.move(self._turn_audio)
        self._audio, self._turn_audio = self._turn_audio, self._audio
        self._over()

    def _over(self) -> None:
        self._turn, self._has_words = None, False
        self._turn_audio.clear()
