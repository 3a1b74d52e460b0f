"""Where each word of a growing text lies in the growing audio that speaks it.

| what is known                     | the midpoint of a word                                    |
|-----------------------------------|-----------------------------------------------------------|
| the model gave its times          | between them; never before that of the word in front      |
| not, but all text and audio came  | its syllables' share of the voiced audio (of all of it,   |
|                                   | where none is voiced), clauses ending at its pauses       |
| not, and more is coming           | its syllables along the voiced audio at the pace measured |
|                                   | so far, clauses ending at its pauses; beyond what came,   |
|                                   | whatever the pace                                         |

The last syllable of a clause is spoken about twice as long as the others (Klatt 1976), and counts
as two.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.anchors import ClosedAnchors, OpenAnchors, Pace
from antiphon.tokenize.unspaced import count_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antiphon.core.anchors import Anchors
    from antiphon.core.messages import Word

__all__ = ["CaptionStyle", "Layout", "end_of"]

PAUSE_MS = 200.0
"""Silences from this length on may stand between clauses."""

DOUBT_MS = 2000.0
"""So much voice behind the last word, where it is only taken to end, belongs to another."""

CLAUSE_ENDS = frozenset(".,;:!?…—–\n。，、；：！？")
"""What a clause ends with, or is followed by."""

CLOSING = "\"'”’)]»」』"
"""What may stand behind that."""

REACH = 24
"""How many characters a tokenizer may have left out between two tokens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptionStyle:
    """How text is cut up, and how fast it is taken to be spoken where the model does not say."""

    sentences: Callable[[str], Sequence[str]]
    words: Callable[[str], Sequence[str]]
    syllables: Callable[[str], Sequence[str]]
    punctuation: str = ".,;:!?…"
    """Left off the end of a sentence that is still growing."""
    speed: float = 1.0
    """Times the usual rate, until the voice's own is known."""


class VoicedTime:
    """The time line of a piece of audio with its silences taken out."""

    def __init__(self) -> None:
        self.total_ms = 0.0
        self.voiced_ms = 0.0
        self.pauses: list[float] = []
        """How much of voice has passed at each pause, in order."""
        self._starts: list[float] = []
        self._voiced_before: list[float] = []
        self._end = 0.0
        """Where the voice ends."""

    def add(self, ms: float, spans: Sequence[tuple[float, float]]) -> None:
        """Append `ms` of audio that is voiced in `spans`, counted from its own start."""
        for start, end in spans:
            if self._starts and self.total_ms + start - self._end >= PAUSE_MS:
                self.pauses.append(self.voiced_ms)
            self._starts.append(self.total_ms + start)
            self._voiced_before.append(self.voiced_ms)
            self.voiced_ms += end - start
            self._end = self.total_ms + end
        self.total_ms += ms

    def complete(self) -> None:
        """No more comes: what is silent throughout counts as voiced throughout."""
        if not self.voiced_ms:
            length, self.total_ms = self.total_ms, 0.0
            self.add(length, [(0.0, length)])

    def before(self, ms: float) -> float:
        """How much of voice there is in the first `ms` of the audio."""
        i = bisect_right(self._starts, ms)
        if not i:
            return 0.0
        end = self._voiced_before[i] if i < len(self._starts) else self.voiced_ms
        return min(self._voiced_before[i - 1] + ms - self._starts[i - 1], end)

    def position(self, voiced_ms: float) -> float:
        """Where in the audio that much of voice has passed; beyond the end, it goes on voiced."""
        if voiced_ms > self.voiced_ms or not self._starts:
            return self.total_ms + voiced_ms - self.voiced_ms
        i = max(bisect_right(self._voiced_before, voiced_ms) - 1, 0)
        return self._starts[i] + voiced_ms - self._voiced_before[i]


class TimedWords:
    """Words whose times the model gave: where each ends in the text, and its midpoint in ms."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.midpoints: list[float] = []
        self.end_ms = 0.0
        """Where the last one ends."""

    def add(self, text: str, start: int, words: Sequence[Word]) -> None:
        """Append `words`, to be found in `text` from `start` on."""
        for word in words:
            start = end_of(text, word.text, start)
            self.ends.append(start)
            midpoint = (word.start_ms + word.end_ms) / 2
            self.midpoints.append(max([midpoint, *self.midpoints[-1:]]))
            self.end_ms = max(self.end_ms, word.end_ms)


class CountedWords:
    """Words that are timed by their syllables: where each ends in the text, and in the count."""

    def __init__(self, style: CaptionStyle) -> None:
        self._style = style
        self._length = 0
        self.ends: list[int] = []
        self.totals: list[int] = []
        """The syllables up to the end of each word."""
        self.clauses: list[int] = []
        """The syllables up to the end of each clause."""

    @property
    def syllables(self) -> int:
        """The syllables of all words."""
        return self.totals[-1] if self.totals else 0

    def read(self, text: str) -> None:
        """Take in `text`, which begins with what was read before; its last word may have grown."""
        if len(text) == self._length:
            return
        self._length = len(text)
        self._forget_last()
        start = self.ends[-1] if self.ends else 0
        for word in self._style.words(text[start:]):
            start = end_of(text, word, start)
            is_last = ends_clause(text, start)
            self.ends.append(start)
            self.totals.append(self.syllables + self._count(word) + is_last)
            if is_last:
                self.clauses.append(self.syllables)

    def _forget_last(self) -> None:
        if self.clauses and self.clauses[-1] == self.syllables:
            del self.clauses[-1]
        del self.ends[-1:], self.totals[-1:]

    def _count(self, word: str) -> int:
        return max(len(self._style.syllables(word)), count_characters(word), 1)

    def middle(self, i: int) -> float:
        """How many syllables have passed in the middle of the word."""
        before = self.totals[i - 1] if i else 0
        return (before + self.totals[i]) / 2


class Layout:
    """The text of one content part over its audio."""

    def __init__(self, style: CaptionStyle, pace: Pace | None = None) -> None:
        self.text = ""
        """All text so far."""
        self._pace = pace or Pace(style.speed)
        self._voice = VoicedTime()
        self._timed = TimedWords()
        self._counted = CountedWords(style)
        self._anchors: Anchors | None = None
        self._anchored_pauses = 0
        """How many pauses there were when they were found."""
        self._is_timed = True
        self._is_complete = False

    @property
    def audio_ms(self) -> float:
        """The length of all audio so far."""
        return self._voice.total_ms

    def add_text(self, text: str, words: Sequence[Word]) -> None:
        """Append `text`; `words` are all its words with their times, or none."""
        start = len(self.text)
        self.text += text
        self._anchors = None
        self._is_timed = self._is_timed and (bool(words) or not text.strip())
        self._timed.add(self.text, start, words)

    def add_audio(self, ms: float, voiced: Sequence[tuple[float, float]]) -> None:
        """Append `ms` of audio, voiced in these spans of its own."""
        self._voice.add(ms, voiced)

    def complete(self) -> None:
        """Nothing more comes: the pace is known, for this part and those to come."""
        self._is_complete = True
        self._anchors = None
        self._learn()
        self._voice.complete()

    def heard(self, ms: float) -> int:
        """Where the last word ends in the text whose midpoint was played by `ms`; 0 for none."""
        ends = self._ends()
        words = bisect_right(range(len(ends)), ms, key=self._midpoint)
        return ends[words - 1] if words else 0

    def can_hold_word(self, ms: float) -> bool:
        """Whether there is half a syllable of voice in the first `ms` of the audio."""
        return self._voice.before(ms) >= self._pace.ms_per_syllable / 2

    def can_hold_more(self, ms: float) -> bool:
        """Whether there is voice enough for a word behind the last one in `ms` of the audio.

        Half a syllable is enough. Where the model gives no times, the words may come slower than
        they are taken to: then only what is beyond all doubt is.
        """
        beyond = self._voice.before(ms) - self._voice.before(self._end_ms())
        doubt_ms = 0.0 if self._is_timed else DOUBT_MS
        return beyond >= doubt_ms + self._pace.ms_per_syllable / 2

    def next_ms(self, end: int) -> float | None:
        """The midpoint of the first word that ends behind the character `end`, if there is one."""
        ends = self._ends()
        word = bisect_right(ends, end)
        return self._midpoint(word) if word < len(ends) else None

    def _ends(self) -> list[int]:
        if self._is_timed:
            return self._timed.ends
        self._counted.read(self.text)
        return self._counted.ends

    def _midpoint(self, i: int) -> float:
        if self._is_timed:
            return self._timed.midpoints[i]
        middle = self._counted.middle(i)
        return self._voice.position(self._anchored().voiced_ms(middle))

    def _end_ms(self) -> float:
        """Where in the audio the last word ends; 0 where there is none."""
        if self._is_timed or not self._ends():
            return self._timed.end_ms
        return self._voice.position(self._anchored().voiced_ms(self._counted.syllables))

    def _learn(self) -> None:
        if not self._is_timed:
            self._counted.read(self.text)
        if self._counted.syllables and self._voice.voiced_ms:
            self._pace.learn(self._counted.syllables, self._voice.voiced_ms)

    def _anchored(self) -> Anchors:
        pauses = self._voice.pauses
        if self._anchors is None or self._anchored_pauses != len(pauses):
            self._anchors = self._new_anchors()
            self._anchored_pauses = len(pauses)
            for syllables in self._counted.clauses:
                self._anchors.add(syllables, pauses)
        return self._anchors

    def _new_anchors(self) -> Anchors:
        if self._is_complete and self._voice.voiced_ms:
            return ClosedAnchors(self._counted.syllables, self._voice.voiced_ms)
        return OpenAnchors(self._pace)


def ends_clause(text: str, end: int) -> bool:
    """Whether the word that ends there is the last one of a clause."""
    word = text[max(end - REACH, 0) : end].rstrip(CLOSING)
    return word[-1:] in CLAUSE_ENDS or text[end : end + 1] in CLAUSE_ENDS


def end_of(text: str, token: str, start: int) -> int:
    """Where `token` ends in `text`, looked for from `start` on; never before `start`.

    Tokenizers may alter what they cut. What is not found as it stands is taken to have as many
    letters and digits as the token, and to end where white space does.
    """
    for piece in token.split():
        found = text.find(piece, start, start + REACH + len(piece))
        start = found + len(piece) if found >= 0 else end_of_letters(text, piece, start)
    return start


def end_of_letters(text: str, piece: str, start: int) -> int:
    """Where as many letters and digits as in `piece` end, or the word in which they begin."""
    wanted = sum(character.isalnum() for character in piece)
    end = start
    for i in range(start, len(text)):
        if not wanted or (end > start and text[i].isspace()):
            break
        if text[i].isalnum():
            wanted -= 1
            end = i + 1
    return end
