"""Ears that go by a voice activity detector of the program's choice, which decides when turns end.

| the detector says            | then                                                         |
|------------------------------|--------------------------------------------------------------|
| START_OF_SPEECH              | somebody begins to speak                                     |
| INFERENCE_DONE, with silence | after 0.16 s of it they pause; what they said so far is kept |
| the same, with less silence  | they go on                                                   |
| END_OF_SPEECH                | the turn is over, unless only `commit` ends turns            |
| nothing, as no frame comes   | the microphone is muted, or gone: after 1 s the detector is  |
| while somebody speaks        | told that this is all, unless only `commit` ends turns       |
"""

import asyncio
from collections.abc import Callable

from antiphon import clock
from antiphon.audio import AudioFrame, combine_frames
from antiphon.plugins.local.ears import Onset, Pause, Resumed, Sound, Thrown, TurnEnd
from antiphon.vad import VAD, VADEvent, VADEventType, VADStream

__all__ = ["VADEars"]

PAUSE = 0.16
"""Seconds of silence after which what was said so far is worth recognizing."""
STALLED = 1.0
"""Seconds in which no frame comes, before that is taken for silence: networks and machines halt."""


class VADEars:
    """Listens to one microphone; see `Ears`."""

    def __init__(self, vad: VAD) -> None:
        self._vad = vad
        self._stream: VADStream | None = None
        self._speech: list[AudioFrame] = []
        """Of the speech under way; empty in silence."""
        self._before: list[AudioFrame] = []
        """What was said in a turn that `commit` has yet to end."""
        self._is_paused = False
        self._wants_end = False
        self._came_at = 0.0
        """When the last frame came."""
        self._patience: asyncio.TimerHandle | None = None
        """Runs while somebody speaks."""
        self.ends_turns = True
        """Silence ends a turn; else only `commit` does."""
        self._hear: Callable[[Sound], None] = lambda _: None

    @property
    def hears_speech(self) -> bool:
        """Somebody is in the middle of a turn."""
        return bool(self._speech)

    def push(self, frame: AudioFrame) -> None:
        """Listen to the next frame."""
        self._came_at = clock.now()
        self._opened().push_frame(frame)

    def commit(self) -> None:
        """The turn is over, says the program."""
        self._wants_end = self.hears_speech
        self._opened().flush()
        if self._before and not self.hears_speech:
            self._tell_turn()

    def clear(self) -> None:
        """What was heard is not to be a turn, says the program."""
        self._speech.clear()
        self._before.clear()
        self._is_paused = self._wants_end = False
        self._hear(Thrown())
        self._opened().flush()

    def wait(self, seconds: float) -> None:
        """How long to wait is for the detector to decide."""

    async def run(self, hear: Callable[[Sound], None]) -> None:
        """Tell `hear` of every sound, until cancelled."""
        self._hear = hear
        stream = self._opened()
        try:
            async for event in stream:
                self._follow(event)
        finally:
            self._stop_waiting()
            await stream.aclose()

    def _opened(self) -> VADStream:
        if self._stream is None:
            self._stream = self._vad.stream()
        return self._stream

    def _follow(self, event: VADEvent) -> None:
        match event.type:
            case VADEventType.START_OF_SPEECH:
                self._speech = list(event.frames)
                self._wait_for_more(STALLED)
                self._hear(Onset())
            case VADEventType.INFERENCE_DONE if self._speech:
                self._speech += event.frames
                self._note_silence(event.raw_accumulated_silence)
            case VADEventType.END_OF_SPEECH if self._speech:
                self._end(event.frames)

    def _wait_for_more(self, seconds: float) -> None:
        self._stop_waiting()
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(seconds, self._end_if_stalled)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()

    def _end_if_stalled(self) -> None:
        """Have the detector end the speech under way, if no more of it comes."""
        if not self.hears_speech:
            return
        left = self._came_at + STALLED - clock.now()
        if left <= 0 and self.ends_turns:
            self._opened().flush()
        self._wait_for_more(left if left > 0 else STALLED)

    def _note_silence(self, seconds: float) -> None:
        is_silent = seconds >= PAUSE
        if is_silent and not self._is_paused:
            self._hear(Pause(combine_frames([*self._before, *self._speech])))
        elif self._is_paused and not is_silent:
            self._hear(Resumed())
        self._is_paused = is_silent

    def _end(self, speech: list[AudioFrame]) -> None:
        self._before += speech or self._speech
        self._speech = []
        self._is_paused = False
        if self.ends_turns or self._wants_end:
            self._tell_turn()

    def _tell_turn(self) -> None:
        self._wants_end = False
        before, self._before = self._before, []
        self._hear(TurnEnd(combine_frames(before)))
