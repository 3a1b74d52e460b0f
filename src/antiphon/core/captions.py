"""What was heard of the text of one content part, and what to show of it.

A word is heard when its midpoint was played; `layout` knows where that is, or estimates it. What
was shown is not taken back while the audio plays, however the estimate moves; when the audio is
stopped, the estimate of that moment counts, but for sentences that were shown in full. A segment is
a sentence; it keeps its number while it grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.layout import CaptionStyle, Layout, end_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antiphon.core.anchors import Pace
    from antiphon.core.messages import Word

__all__ = ["CaptionStyle", "Captions", "Segment"]

GLANCE = 600
"""How many characters are searched for the end of a sentence before all of them are."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of the content part, as far as it was heard."""

    number: int
    text: str
    final: bool


class Captions:
    """The growing text of one content part over its growing audio."""

    def __init__(self, style: CaptionStyle, pace: Pace | None = None) -> None:
        self._style = style
        self._layout = Layout(style, pace)
        self._complete = False
        self._heard = 0
        """Where the text heard ends."""
        self._segment = 0
        self._segment_start = 0
        self._segment_shown = ""
        self._segment_end: int | None = None
        """Where the sentence being shown ends, once that is known."""
        self._searched: tuple[int, bool] | None = None
        """The length and completeness of the text in which its end was last looked for."""

    @property
    def text(self) -> str:
        """All text so far."""
        return self._layout.text

    @property
    def audio_ms(self) -> float:
        """The length of all audio so far."""
        return self._layout.audio_ms

    def add_text(self, text: str, words: Sequence[Word] = ()) -> None:
        """Append `text`; `words` are all its words with their times, or none."""
        self._layout.add_text(text, words)

    def add_audio(self, ms: float, voiced: Sequence[tuple[float, float]]) -> None:
        """Append `ms` of audio, voiced in these spans of its own."""
        self._layout.add_audio(ms, voiced)

    def complete(self) -> None:
        """Nothing more comes."""
        self._complete = True
        self._layout.complete()

    def heard_text(self, ms: float) -> str:
        """The beginning of the text that was heard by the time `ms` of the audio was played."""
        self._heard = max(self._heard, self._layout.heard(ms))
        return self.text[: self._heard]

    def settle(self, ms: float) -> str:
        """The beginning of the text that was heard, now that the audio was stopped at `ms`.

        It may be less than was shown, where the words were taken to come faster than they did.
        """
        self._heard = max(self._segment_start, self._layout.heard(ms)) or self._heard
        return self.text[: self._heard]

    def is_all_heard(self, ms: float) -> bool:
        """Whether all words there are were heard by the time `ms` of the audio was played."""
        return self.heard_text(ms).strip() == self.text.strip()

    def can_hold_word(self, ms: float) -> bool:
        """Whether a word may have been heard in `ms` of the audio, where none is known."""
        return self._layout.can_hold_word(ms)

    def can_hold_more(self, ms: float) -> bool:
        """Whether, in `ms` of the audio, a word may have been heard behind all that are known."""
        return self.can_hold_word(ms) and self._layout.can_hold_more(ms)

    def next_word_ms(self) -> float | None:
        """Where in the audio the next word will have been heard; None where there is none yet."""
        return self._layout.next_ms(self._heard)

    def show(self, ms: float) -> list[Segment]:
        """The segments that have changed since the last time, now that `ms` was played."""
        return self._show(len(self.heard_text(ms)))

    def show_cut(self, ms: float) -> list[Segment]:
        """The segments left when the audio was stopped at `ms`; the last is final as it stands."""
        heard = len(self.heard_text(ms))
        return [*self._show(heard), *self._close_segment(heard)]

    def show_all(self) -> list[Segment]:
        """The segments left when everything was heard."""
        end = len(self.text)
        return [*self._show(end), *self._close_segment(end)]

    def _show(self, end: int) -> list[Segment]:
        """The segments changed by the text now being heard up to the character `end`."""
        shown = []
        while (sentence_end := self._sentence_end()) is not None and end >= sentence_end:
            shown += self._close_segment(sentence_end)
        growing = self.text[self._segment_start : end].strip()
        growing = growing.rstrip(self._style.punctuation)
        if growing and growing != self._segment_shown:
            self._segment_shown = growing
            shown.append(Segment(self._segment, growing, final=False))
        return shown

    def _sentence_end(self) -> int | None:
        """Where the sentence being shown ends; None while it may still grow."""
        searched = (len(self.text), self._complete)
        if self._segment_end is None and searched != self._searched:
            self._searched = searched
            self._segment_end = self._find_sentence_end()
        return self._segment_end

    def _find_sentence_end(self) -> int | None:
        rest = self.text[self._segment_start :]
        sentences = self._style.sentences(rest[:GLANCE])
        if len(sentences) < 2 and len(rest) > GLANCE:
            sentences = self._style.sentences(rest)
        if not sentences or (len(sentences) == 1 and not self._complete):
            return None
        end = end_of(self.text, sentences[0], self._segment_start)
        return end if end > self._segment_start else None

    def _close_segment(self, end: int) -> list[Segment]:
        text = self.text[self._segment_start : end].strip()
        self._segment_start = end
        self._segment_shown = ""
        self._segment_end = self._searched = None
        if not text:
            return []
        self._segment += 1
        return [Segment(self._segment - 1, text, final=True)]
