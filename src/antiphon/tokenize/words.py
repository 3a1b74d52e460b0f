"""Finds words in text that arrives piece by piece.

A word is what white space separates. Where a script puts no space between words, it is the
smallest unit that can be shown on its own, after Unicode's text segmentation (UAX 29): a Chinese
character or a kana of the syllabary hiragana, a run of katakana, a Thai or Lao consonant with its
vowels and tones; each with the punctuation that stands by it.
"""

import re
from itertools import pairwise

from antiphon.tokenize.scripts import (
    COMBINING,
    IDEOGRAPH,
    KATAKANA,
    THAI,
    THAI_FOLLOWING,
    THAI_LEADING,
    UNSPACED,
    WIDE_CLOSING,
    WIDE_OPENING,
)
from antiphon.tokenize.tokenizer import PUNCTUATIONS

__all__ = ["BareWordSplitter", "WordSplitter", "join_words"]

_OPENING = rf"{WIDE_OPENING}“‘\"'(\["
_CLOSING = rf"{WIDE_CLOSING}”’\"')\]!?.,;:…"
_UNIT = rf"""
    (?: [{IDEOGRAPH}][{COMBINING}]* | [{KATAKANA}]+ | [{THAI_LEADING}]?[{THAI}][{THAI_FOLLOWING}]* )
    [{_CLOSING}]*
"""
_SPACED = rf"[^\s{UNSPACED}{WIDE_OPENING}{WIDE_CLOSING}]+ [{WIDE_CLOSING}]*"
_WORD = re.compile(rf"[{_OPENING}]*+ (?: {_UNIT} | {_SPACED} ) | [{_OPENING}]+ | \S", re.VERBOSE)
_NO_PUNCTUATION = str.maketrans("", "", "".join(PUNCTUATIONS) + WIDE_OPENING + WIDE_CLOSING)

_UNSPACED_END = re.compile(rf"[{UNSPACED}{COMBINING}{WIDE_CLOSING}][{_CLOSING}]*$")
_UNSPACED_START = re.compile(rf"[{_OPENING}]*[{UNSPACED}{WIDE_OPENING}]")


class WordSplitter:
    """Cuts text into words; a word is certain as soon as something else follows it."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, text: str) -> list[str]:
        self._text += text
        matches = list(_WORD.finditer(self._text))
        unfinished = len(self._text)
        if matches and matches[-1].end() == len(self._text):
            unfinished = matches.pop().start()
        self._text = self._text[unfinished:]
        return [match[0] for match in matches]

    def finish(self) -> list[str]:
        return self.feed(" ")


class BareWordSplitter:
    """Cuts text into words without the punctuation in and around them ("isn't": "isnt")."""

    def __init__(self) -> None:
        self._words = WordSplitter()

    def feed(self, text: str) -> list[str]:
        return _without_punctuation(self._words.feed(text))

    def finish(self) -> list[str]:
        return _without_punctuation(self._words.finish())


def join_words(words: list[str]) -> str:
    """`words` with a space between any two that are written with one."""
    gaps = ["" if _are_joined(*pair) else " " for pair in pairwise(words)]
    return "".join(part for pair in zip(words, [*gaps, ""], strict=False) for part in pair)


def _are_joined(left: str, right: str) -> bool:
    return bool(_UNSPACED_END.search(left) or _UNSPACED_START.match(right))


def _without_punctuation(words: list[str]) -> list[str]:
    bare = (word.translate(_NO_PUNCTUATION) for word in words)
    return [word for word in bare if word]
