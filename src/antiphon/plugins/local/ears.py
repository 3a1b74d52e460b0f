"""The ears of the embedded model: the microphone's samples in, what is heard in them out."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from antiphon.audio import AudioFrame, combine_frames
from antiphon.plugins.local.endpointing import (
    SAMPLE_RATE,
    WINDOW,
    Endpoint,
    Endpointer,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from antiphon.plugins.local.speech_meter import Window

__all__ = ["Ears", "Meter", "Onset", "Overrun", "Pause", "Resumed", "Sound", "Thrown", "TurnEnd"]

MAX_WAITING = 2.0
"""Seconds of audio that may wait to be judged."""
MAX_TURN = 60 * SAMPLE_RATE // WINDOW
LEAD_IN = round(0.3 * SAMPLE_RATE / WINDOW)
"""Windows kept from before the onset: the first sound of a word is often faint."""
STALLED = 0.5
"""Seconds in which nothing comes, before that is taken for silence: networks and machines halt."""
ONSET = 3
"""Windows that pass before an onset is certain."""


class Meter(Protocol):
    """Says of each window of audio how likely it is speech."""

    async def push(self, frame: AudioFrame) -> list[Window]:
        """The windows that `frame` completes."""
        ...


@dataclass(frozen=True, slots=True)
class Onset:
    """Somebody begins to speak."""


@dataclass(frozen=True, slots=True)
class Pause:
    """They are silent for a moment; this is what they have said so far."""

    speech: AudioFrame


@dataclass(frozen=True, slots=True)
class Resumed:
    """They go on."""


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """They have finished; this is what they have said."""

    speech: AudioFrame


@dataclass(frozen=True, slots=True)
class Thrown:
    """What they have said is not to be heard."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """Audio came faster than it could be judged, and so much of it was dropped."""

    seconds: float


Sound: TypeAlias = Onset | Pause | Resumed | TurnEnd | Thrown | Overrun


class Ears:
    """Listens to one microphone.

    At most 2 s wait to be judged: beyond that the oldest are dropped, and told as `Overrun`. A turn
    ends at the latest after 60 s. No sample is part of two turns: what is kept from before an onset
    begins after the last sound of the turn before. A microphone that sends nothing (muted, or gone)
    is silent, so the turn that was under way there ends.
    """

    def __init__(self, meter: Meter, endpointer: Endpointer) -> None:
        self._meter = meter
        self._endpointer = endpointer
        self._waiting: deque[AudioFrame] = deque()
        self._seconds_waiting = 0.0
        self._seconds_dropped = 0.0
        self._came = asyncio.Event()
        self._wants_end = False
        self._wants_nothing = False
        self._kept: list[AudioFrame] = []
        """The windows judged last: the turn and its lead-in."""
        self._hear: Callable[[Sound], None] = ignore

    @property
    def hears_speech(self) -> bool:
        """Somebody is in the middle of a turn."""
        return self._endpointer.speaking

    @property
    def ends_turns(self) -> bool:
        """Silence ends a turn; else only `commit` does."""
        return self._endpointer.ends_turns

    @ends_turns.setter
    def ends_turns(self, ends_turns: bool) -> None:
        self._endpointer.ends_turns = ends_turns

    def push(self, frame: AudioFrame) -> None:
        """Listen to the next frame."""
        self._waiting.append(frame)
        self._seconds_waiting += frame.duration
        while self._seconds_waiting > MAX_WAITING and len(self._waiting) > 1:
            dropped = self._waiting.popleft().duration
            self._seconds_waiting -= dropped
            self._seconds_dropped += dropped
        self._came.set()

    def commit(self) -> None:
        """The turn is over, says the program."""
        self._wants_end = True
        self._came.set()

    def clear(self) -> None:
        """What was heard is not to be a turn, says the program."""
        self._waiting.clear()
        self._seconds_waiting = 0.0
        self._wants_end, self._wants_nothing = False, True
        self._came.set()

    def wait(self, seconds: float) -> None:
        """Let the turn end after so much silence, if it pauses now; at once, if that has passed."""
        self._tell(self._endpointer.wait(seconds))

    async def run(self, hear: Callable[[Sound], None]) -> None:
        """Tell `hear` of every sound, until cancelled."""
        self._hear = hear
        while True:
            await self._until_it_comes()
            self._came.clear()
            if self._seconds_dropped:
                self._hear(Overrun(self._seconds_dropped))
                self._seconds_dropped = 0.0
            self._throw_away()
            while self._waiting:
                frame = self._waiting.popleft()
                self._seconds_waiting -= frame.duration
                self._follow(await self._meter.push(frame))
                self._throw_away()
            if self._wants_end or self._is_overlong():
                self._wants_end = False
                self._tell(self._endpointer.finish())
                self._kept.clear()

    async def _until_it_comes(self) -> None:
        """Wait for sound, or for as much silence as ends the turn under way."""
        may_end = self._endpointer.speaking and self._endpointer.ends_turns
        patience = max(self._endpointer.patience, STALLED) if may_end else None
        try:
            async with asyncio.timeout(patience):
                await self._came.wait()
        except TimeoutError:
            self._wants_end = True

    def _throw_away(self) -> None:
        if not self._wants_nothing:
            return
        self._wants_nothing = False
        self._endpointer.forget()
        self._kept.clear()
        self._hear(Thrown())

    def _follow(self, windows: list[Window]) -> None:
        for window in windows:
            self._kept.append(window.frame)
            self._tell(self._endpointer.push(window.probability))
            if not self._endpointer.speaking:
                del self._kept[: -LEAD_IN - ONSET]

    def _is_overlong(self) -> bool:
        return self._endpointer.speaking and len(self._kept) > MAX_TURN

    def _tell(self, endpoints: list[Endpoint]) -> None:
        for endpoint in endpoints:
            self._hear(self._sound(endpoint))

    def _sound(self, endpoint: Endpoint) -> Sound:
        match endpoint:
            case SpeechStarted():
                return Onset()
            case SpeechPaused():
                return Pause(combine_frames(self._kept))
            case SpeechResumed():
                return Resumed()
            case SpeechEnded():
                return TurnEnd(self._take_turn(endpoint))

    def _take_turn(self, ended: SpeechEnded) -> AudioFrame:
        """The turn's audio; only the silence behind it is kept."""
        speech = combine_frames(self._kept)
        silent = (self._endpointer.position - ended.at) // WINDOW
        del self._kept[: len(self._kept) - silent]
        return speech


def ignore(sound: Sound) -> None:
    """A sound that nobody listens for yet."""
