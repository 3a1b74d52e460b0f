"""Finds words in text that arrives piece by piece.

A word is what white space separates. Where a script puts no space between words, as in Chinese,
Japanese and Thai, a dictionary tells them apart (`antiphon.tokenize.unspaced`). The punctuation
that stands by a word belongs to it.
"""

import re
from itertools import pairwise

from antiphon.tokenize.scripts import COMBINING, UNSPACED, WIDE_CLOSING, WIDE_OPENING
from antiphon.tokenize.tokenizer import PUNCTUATIONS
from antiphon.tokenize.unspaced import WINDOW, first_words, split_words

__all__ = ["BareWordSplitter", "WordSplitter", "join_words"]

_OPENING = rf"{WIDE_OPENING}“‘\"'(\["
_CLOSING = rf"{WIDE_CLOSING}។៕၊။”’\"')\]!?.,;:…"
_STRETCH = rf"(?P<stretch>[{UNSPACED}][{UNSPACED}{COMBINING}]{{0,{WINDOW}}}) [{_CLOSING}]*"
"""Words without space between them; no more of them than it takes to know the first."""
_SPACED = rf"[^\s{UNSPACED}{WIDE_OPENING}{WIDE_CLOSING}]+ [{WIDE_CLOSING}]*"
_WORD = re.compile(rf"[{_OPENING}]*+ (?: {_STRETCH} | {_SPACED} ) | [{_OPENING}]+ | \S", re.VERBOSE)
_NO_PUNCTUATION = str.maketrans("", "", "".join(PUNCTUATIONS) + WIDE_OPENING + WIDE_CLOSING)

_UNSPACED_END = re.compile(rf"[{UNSPACED}{COMBINING}{WIDE_CLOSING}][{_CLOSING}]*$")
_UNSPACED_START = re.compile(rf"[{_OPENING}]*[{UNSPACED}{WIDE_OPENING}]")


class WordSplitter:
    """Cuts text into words; a word is certain as soon as something else follows it."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, text: str) -> list[str]:
        self._text += text
        found: list[str] = []
        start = 0
        while (match := _WORD.search(self._text, start)) and (words := _certain_words(match)):
            found += words
            start = match.start() + len("".join(words))
        self._text = self._text[start:]
        return found

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


def _certain_words(match: re.Match[str]) -> list[str]:
    """The words found there that more text would not change; joined, the beginning of it."""
    stretch = match["stretch"] or ""
    if len(stretch) > WINDOW:
        return _with_opening(match, first_words(stretch))
    if match.end() == len(match.string):
        return []
    if not stretch:
        return [match[0]]
    words = split_words(stretch)
    words[-1] += match.string[match.end("stretch") : match.end()]
    return _with_opening(match, words)


def _with_opening(match: re.Match[str], words: list[str]) -> list[str]:
    opening = match.string[match.start() : match.start("stretch")]
    return [opening + words[0], *words[1:]]


def join_words(words: list[str]) -> str:
    """`words` with a space between any two that are written with one."""
    gaps = ["" if _are_joined(*pair) else " " for pair in pairwise(words)]
    return "".join(part for pair in zip(words, [*gaps, ""], strict=False) for part in pair)


def _are_joined(left: str, right: str) -> bool:
    return bool(_UNSPACED_END.search(left) or _UNSPACED_START.match(right))


def _without_punctuation(words: list[str]) -> list[str]:
    bare = (word.translate(_NO_PUNCTUATION) for word in words)
    return [word for word in bare if word]
