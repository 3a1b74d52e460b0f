"""Where speech begins, pauses and ends: probabilities in, typed events out.

    QUIET ──speech ≥ min_speech── SpeechStarted ──▸ SPEAKING
    SPEAKING ──silence ≥ pause── SpeechPaused ──▸ PAUSED
    PAUSED ──speech ≥ min_speech── SpeechResumed ──▸ SPEAKING
    PAUSED ──silence ≥ patience── SpeechEnded ──▸ QUIET

A window counts as speech from `threshold` up; while SPEAKING from `release` up, so that a weak
sound within a word is no silence. Speech shorter than `min_speech` (a click, a knock) is none, and
interrupts no silence; but while such a run is open, the turn does not end. The patience is the
longest that the options allow, until somebody who knows what was said before the pause gives
another for this pause (`wait`).
"""

from dataclasses import dataclass
from enum import Enum, auto

from antiphon.errors import ConfigurationError
from antiphon.plugins.local.completeness import Completeness

__all__ = [
    "SAMPLE_RATE",
    "WINDOW",
    "Endpoint",
    "EndpointOptions",
    "Endpointer",
    "SpeechEnded",
    "SpeechPaused",
    "SpeechResumed",
    "SpeechStarted",
]

SAMPLE_RATE = 16_000
"""Of the positions, in Hz."""

WINDOW = 512
"""Samples that one probability is about: 32 ms."""


@dataclass(frozen=True, kw_only=True)
class EndpointOptions:
    """When speech is speech, and when it is over; seconds. Raises ConfigurationError."""

    threshold: float = 0.5
    """From this probability up, a window is speech."""
    release: float = 0.35
    """From this up it still is, once speech goes on."""
    min_speech: float = 0.064
    """Shorter than this is a click."""
    pause: float = 0.16
    """Of silence: long enough to begin to understand what was said."""
    min_silence: float = 0.4
    """Of silence: the turn is over."""

    def __post_init__(self) -> None:
        if not 0.0 < self.release <= self.threshold < 1.0:
            raise ConfigurationError(
                f"Speech cannot begin at the probability {self.threshold} and go on down to "
                f"{self.release}: choose 0 < release <= threshold < 1."
            )
        if not (0.0 <= self.min_speech and 0.0 < self.pause <= self.min_silence):
            raise ConfigurationError(
                f"Speech of {self.min_speech} s, a pause of {self.pause} s and an end after "
                f"{self.min_silence} s do not fit: choose 0 < pause <= min_silence."
            )

    @property
    def longest_silence(self) -> float:
        """Of silence: the turn is over, whatever was said."""
        return self.min_silence

    def silence_after(self, said: Completeness) -> float:
        """Of silence: the turn is over, if what was said sounds so. Here it makes no difference."""
        return self.min_silence


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Someone speaks."""

    at: int
    """The sample where it began."""


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """Silence for `pause`: time to transcribe what there is."""

    at: int
    """The sample where speech fell silent."""


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """It was only a pause: what was made of it is void."""

    at: int
    """The sample where speech went on."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """Silence for `min_silence`: the turn is over."""

    start: int
    """The sample where the turn began."""
    at: int
    """The sample where it fell silent."""


Endpoint = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded


class Phase(Enum):
    QUIET = auto()
    SPEAKING = auto()
    PAUSED = auto()


class Endpointer:
    """Follows one stream of audio by the probability that each window of it is speech.

    Positions count samples at `SAMPLE_RATE` from the start of the stream.
    """

    def __init__(self, options: EndpointOptions | None = None) -> None:
        self._options = options or EndpointOptions()
        self.ends_turns = True
        """A turn ends with silence; else only with `finish`."""
        self._phase = Phase.QUIET
        self._position = 0
        self._began = 0
        self._run_began = 0
        self._run_end = 0
        self._silent_from = 0
        self._patience = self._options.longest_silence

    @property
    def position(self) -> int:
        """The sample up to which the audio has been judged."""
        return self._position

    @property
    def speaking(self) -> bool:
        """Whether a turn is under way, pauses included."""
        return self._phase is not Phase.QUIET

    @property
    def speech(self) -> float:
        """Seconds of the run of speech that lasts until now; 0.0 in silence."""
        open_run = self._run_end == self._position
        return (self._position - self._run_began) / SAMPLE_RATE if open_run else 0.0

    @property
    def silence(self) -> float:
        """Seconds since speech was last heard; since the start of the stream, if never."""
        return (self._position - self._silent_from) / SAMPLE_RATE

    @property
    def patience(self) -> float:
        """Seconds of silence, from now on, that end the turn under way; never below 0."""
        if self._phase is not Phase.PAUSED:
            return self._options.longest_silence
        return max(self._patience - self.silence, 0.0)

    def push(self, probability: float) -> list[Endpoint]:
        """Judge the next window, and return what it brings about, in order."""
        start, self._position = self._position, self._position + WINDOW
        if probability >= self._needed():
            return self._hear(start)
        return self._miss()

    def wait(self, seconds: float) -> list[Endpoint]:
        """Let the turn end after so much silence, if it pauses now; return what comes of it."""
        if self._phase is not Phase.PAUSED:
            return []
        self._patience = seconds
        return [] if self.speech else self._end_if_over()

    def finish(self) -> list[Endpoint]:
        """End the turn that is under way, if any; the stream may go on."""
        if not self.speaking:
            return []
        return [self._end()]

    def forget(self) -> None:
        """Nothing was said; whoever goes on speaking begins now."""
        self._phase = Phase.QUIET
        self._run_end = -1

    def _needed(self) -> float:
        speaking = self._phase is Phase.SPEAKING
        return self._options.release if speaking else self._options.threshold

    def _hear(self, start: int) -> list[Endpoint]:
        if self._run_end != start:
            self._run_began = start
        self._run_end = self._position
        if self.speech < self._options.min_speech:
            return []
        self._silent_from = self._position
        phase, self._phase = self._phase, Phase.SPEAKING
        if phase is Phase.QUIET:
            self._began = self._run_began
            return [SpeechStarted(self._began)]
        return [SpeechResumed(self._run_began)] if phase is Phase.PAUSED else []

    def _miss(self) -> list[Endpoint]:
        events: list[Endpoint] = []
        if self._phase is Phase.SPEAKING and self.silence >= self._options.pause:
            self._phase = Phase.PAUSED
            self._patience = self._options.longest_silence
            events.append(SpeechPaused(self._silent_from))
        return [*events, *self._end_if_over()]

    def _end_if_over(self) -> list[Endpoint]:
        may_end = self._phase is Phase.PAUSED and self.ends_turns
        return [self._end()] if may_end and self.silence >= self._patience else []

    def _end(self) -> SpeechEnded:
        self._phase = Phase.QUIET
        return SpeechEnded(self._began, self._silent_from)
