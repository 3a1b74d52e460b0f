"""Lays the text of one content part over its audio: what was heard, and what to show of it.

| what is known                     | where a word lies                                      |
|-----------------------------------|--------------------------------------------------------|
| the model gave its times          | there                                                  |
| not, but all text and audio came  | its syllables' share of the voiced audio               |
| not, and more is coming           | its syllables at the usual rate along the voiced audio |

A word is heard when its midpoint was played. What was once heard stays heard, however the estimate
moves afterwards. A segment is a sentence; it keeps its number while it grows.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antiphon.core.messages import Word

__all__ = ["CaptionStyle", "Captions", "Segment"]

SYLLABLES_PER_SECOND = 3.83
"""A usual speaking rate, counted in `hyphenate_word`'s pieces."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptionStyle:
    """How text is cut up, and how fast it is taken to be spoken where the model does not say."""

    sentences: Callable[[str], Sequence[str]]
    words: Callable[[str], Sequence[str]]
    syllables: Callable[[str], Sequence[str]]
    punctuation: str = ".,;:!?…"
    """Left off the end of a sentence that is still growing."""
    speed: float = 1.0
    """Times `SYLLABLES_PER_SECOND`."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of the content part, as far as it was heard."""

    number: int
    text: str
    final: bool


class VoicedTime:
    """The time line of a piece of audio with its silences taken out."""

    def __init__(self) -> None:
        self.total_ms = 0.0
        self.voiced_ms = 0.0
        self._starts: list[float] = []
        self._voiced_before: list[float] = []

    def add(self, ms: float, spans: Sequence[tuple[float, float]]) -> None:
        """Append `ms` of audio that is voiced in `spans`, counted from its own start."""
        for start, end in spans:
            self._starts.append(self.total_ms + start)
            self._voiced_before.append(self.voiced_ms)
            self.voiced_ms += end - start
        self.total_ms += ms

    def position(self, voiced_ms: float) -> float:
        """Where in the audio that much of voice has passed; beyond the end, it goes on voiced."""
        if voiced_ms > self.voiced_ms or not self._starts:
            return self.total_ms + voiced_ms - self.voiced_ms
        i = max(bisect_right(self._voiced_before, voiced_ms) - 1, 0)
        return self._starts[i] + voiced_ms - self._voiced_before[i]


@dataclass(slots=True)
class Layout:
    """The words in order: where each ends in the text, and its midpoint in the audio (ms)."""

    ends: list[int]
    midpoints: list[float]


class Captions:
    """The growing text of one content part over its growing audio."""

    def __init__(self, style: CaptionStyle) -> None:
        self._style = style
        self._text = ""
        self._voice = VoicedTime()
        self._complete = False
        self._timed: Layout | None = Layout([], [])
        self._estimate: Layout | None = None
        self._heard_words = 0
        self._segment = 0
        self._segment_start = 0
        self._segment_shown = ""

    @property
    def text(self) -> str:
        """All text so far."""
        return self._text

    @property
    def audio_ms(self) -> float:
        """The length of all audio so far."""
        return self._voice.total_ms

    def add_text(self, text: str, words: Sequence[Word] = ()) -> None:
        """Append `text`; `words` are all its words with their times, or none."""
        start = len(self._text)
        self._text += text
        self._estimate = None
        if self._timed is None or not text.strip():
            return
        if not words:
            self._timed = None
            return
        for word in words:
            start = self._text.find(word.text, start) + len(word.text)
            self._timed.ends.append(start)
            self._timed.midpoints.append((word.start_ms + word.end_ms) / 2)

    def add_audio(self, ms: float, voiced: Sequence[tuple[float, float]]) -> None:
        """Append `ms` of audio, voiced in these spans of its own."""
        self._voice.add(ms, voiced)
        self._estimate = None

    def complete(self) -> None:
        """Nothing more comes."""
        self._complete = True
        self._estimate = None

    def heard_text(self, ms: float) -> str:
        """The beginning of the text that was heard by the time `ms` of the audio was played."""
        layout = self._layout()
        heard = sum(midpoint <= ms for midpoint in layout.midpoints[self._heard_words :])
        self._heard_words += heard
        return self._text[: layout.ends[self._heard_words - 1]] if self._heard_words else ""

    def next_word_ms(self) -> float | None:
        """Where in the audio the next word will have been heard; None where there is none yet."""
        midpoints = self._layout().midpoints
        return midpoints[self._heard_words] if self._heard_words < len(midpoints) else None

    def show(self, ms: float) -> list[Segment]:
        """The segments that have changed since the last time, now that `ms` was played."""
        return self._show(len(self.heard_text(ms)))

    def show_cut(self, ms: float) -> list[Segment]:
        """The segments left when the audio was stopped at `ms`; the last is final as it stands."""
        heard = len(self.heard_text(ms))
        return [*self._show(heard), *self._close_segment(heard)]

    def show_all(self) -> list[Segment]:
        """The segments left when everything was heard."""
        end = len(self._text)
        return [*self._show(end), *self._close_segment(end)]

    def _layout(self) -> Layout:
        if self._timed is not None:
            return self._timed
        if self._estimate is None:
            self._estimate = self._spread()
        return self._estimate

    def _spread(self) -> Layout:
        """Spread the syllables of the text over the voiced audio."""
        ends, weights, start = [], [], 0
        for word in self._style.words(self._text):
            found = self._text.find(word, start)
            start = max(found, start) + len(word)
            ends.append(min(start, len(self._text)))
            weights.append(max(len(self._style.syllables(word)), 1))
        ms_per_syllable = self._ms_per_syllable(sum(weights))
        midpoints, before = [], 0
        for weight in weights:
            midpoints.append(self._voice.position((before + weight / 2) * ms_per_syllable))
            before += weight
        return Layout(ends, midpoints)

    def _ms_per_syllable(self, syllables: int) -> float:
        if self._complete and syllables and self._voice.voiced_ms:
            return self._voice.voiced_ms / syllables
        return 1000 / (SYLLABLES_PER_SECOND * self._style.speed)

    def _show(self, end: int) -> list[Segment]:
        """The segments changed by the text now being heard up to the character `end`."""
        shown = []
        while (sentence_end := self._sentence_end()) is not None and end >= sentence_end:
            shown += self._close_segment(sentence_end)
        growing = self._text[self._segment_start : end].strip()
        growing = growing.rstrip(self._style.punctuation)
        if growing and growing != self._segment_shown:
            self._segment_shown = growing
            shown.append(Segment(self._segment, growing, final=False))
        return shown

    def _sentence_end(self) -> int | None:
        """Where the sentence being shown ends; None while it may still grow."""
        rest = self._text[self._segment_start :]
        sentences = self._style.sentences(rest)
        if not sentences or (len(sentences) == 1 and not self._complete):
            return None
        return self._segment_start + max(rest.find(sentences[0]), 0) + len(sentences[0])

    def _close_segment(self, end: int) -> list[Segment]:
        text = self._text[self._segment_start : end].strip()
        self._segment_start = end
        self._segment_shown = ""
        if not text:
            return []
        self._segment += 1
        return [Segment(self._segment - 1, text, final=True)]
