"""Where the count of syllables meets the voiced audio: at the pauses in which clauses end.

| the audio    | a clause ends at                          | between two ends, and beyond          |
|--------------|-------------------------------------------|---------------------------------------|
| is all there | the pause nearest to its syllables' share | in proportion; the last syllable ends |
|              | of the voice, if it is near               | with the voice                        |
| is coming    | the pause nearest to where it is expected | in proportion; beyond, at the pace up |
|              | at the pace so far, if it is near         | to there                              |
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Anchors", "ClosedAnchors", "OpenAnchors", "Pace"]

SYLLABLES_PER_SECOND = 3.83
"""A usual speaking rate, counted in `hyphenate_word`'s pieces."""

PRIOR_MS = 4000.0
"""What was known before is worth as much as what is measured over so much voice."""

NEAR_MS = 600.0
"""How far from its share of the voice a clause's end is looked for."""

NEAR_TIMES = 1.7
"""How many times faster or slower than the pace so far a clause may have been spoken."""


class Pace:
    """How fast a voice speaks: a usual rate at first, then what was measured."""

    def __init__(self, speed: float = 1.0) -> None:
        self._voiced_ms = PRIOR_MS
        self._syllables = PRIOR_MS / 1000 * SYLLABLES_PER_SECOND * speed

    @property
    def ms_per_syllable(self) -> float:
        """How much of voice a syllable takes."""
        return self._voiced_ms / self._syllables

    def learn(self, syllables: float, voiced_ms: float) -> None:
        """So many syllables took so much voice."""
        self._syllables += syllables
        self._voiced_ms += voiced_ms


class Anchors(Protocol):
    """Where in the voice each of a growing count of syllables is."""

    def add(self, syllables: float, pauses: Sequence[float]) -> None:
        """A clause ends after so many syllables, perhaps at one of these; called in order."""

    def voiced_ms(self, syllables: float) -> float:
        """How much of voice has passed after so many syllables."""
        ...


class ClosedAnchors:
    """Those of audio that is all there, for text that is."""

    def __init__(self, syllables: float, voiced_ms: float) -> None:
        self._counts = [0.0, syllables]
        self._voiced = [0.0, voiced_ms]

    def add(self, syllables: float, pauses: Sequence[float]) -> None:
        """A clause ends after so many syllables, perhaps at one of these; called in order."""
        expected = self.voiced_ms(syllables)
        pause = nearest(pauses, expected, expected - NEAR_MS, expected + NEAR_MS)
        is_new = self._counts[-2] < syllables < self._counts[-1]
        if is_new and pause is not None and pause > self._voiced[-2]:
            self._counts.insert(-1, syllables)
            self._voiced.insert(-1, pause)

    def voiced_ms(self, syllables: float) -> float:
        """How much of voice has passed after so many syllables."""
        return between(self._counts, self._voiced, syllables)


class OpenAnchors:
    """Those of audio that is still coming."""

    def __init__(self, pace: Pace) -> None:
        self._prior_syllables = PRIOR_MS / pace.ms_per_syllable
        self._counts = [0.0]
        self._voiced = [0.0]

    @property
    def ms_per_syllable(self) -> float:
        """The pace up to the last clause that has ended."""
        return (PRIOR_MS + self._voiced[-1]) / (self._prior_syllables + self._counts[-1])

    def add(self, syllables: float, pauses: Sequence[float]) -> None:
        """A clause ends after so many syllables, perhaps at one of these; called in order."""
        last, ms = self._voiced[-1], (syllables - self._counts[-1]) * self.ms_per_syllable
        pause = nearest(pauses, last + ms, last + ms / NEAR_TIMES, last + ms * NEAR_TIMES)
        if pause is not None:
            self._counts.append(syllables)
            self._voiced.append(pause)

    def voiced_ms(self, syllables: float) -> float:
        """How much of voice has passed after so many syllables."""
        beyond = syllables - self._counts[-1]
        if beyond >= 0:
            return self._voiced[-1] + beyond * self.ms_per_syllable
        return between(self._counts, self._voiced, syllables)


def nearest(pauses: Sequence[float], expected: float, low: float, high: float) -> float | None:
    """The pause nearest to where it is expected, within those bounds; `pauses` are in order."""
    near = pauses[bisect_left(pauses, low) : bisect_right(pauses, high)]
    return min(near, key=lambda pause: abs(pause - expected), default=None)


def between(counts: Sequence[float], voiced: Sequence[float], count: float) -> float:
    """What of `voiced` belongs to that count, in proportion between the two around it."""
    i = min(max(bisect_right(counts, count), 1), len(counts) - 1)
    share = (count - counts[i - 1]) / (counts[i] - counts[i - 1])
    return voiced[i - 1] + share * (voiced[i] - voiced[i - 1])
