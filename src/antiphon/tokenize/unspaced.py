"""Finds words where a script puts no space between them: Chinese, Japanese, Thai and others.

Unicode's text segmentation (UAX 29) leaves them to dictionaries; those of ICU are used.
"""

import re
from itertools import accumulate

from antiphon.tokenize.scripts import (
    COMBINING,
    IDEOGRAPH,
    KATAKANA,
    KHMER_SYLLABLE,
    MYANMAR_SYLLABLE,
    SMALL_KANA,
    THAI,
    THAI_FOLLOWING,
    THAI_LEADING,
)

__all__ = ["WINDOW", "count_characters", "first_words", "split_words"]

WINDOW = 48
"""As many characters decide what the first words of a stretch are, whatever follows."""
_SETTLED = WINDOW // 2
"""Words that end up to here no longer change with what follows the window."""

_CHARACTER = re.compile(
    rf"[{IDEOGRAPH}{KATAKANA}][{COMBINING}{SMALL_KANA}]*"
    rf"|[{THAI_LEADING}]?[{THAI}][{THAI_FOLLOWING}]*|{KHMER_SYLLABLE}|{MYANMAR_SYLLABLE}"
)
_DEPENDENT = re.compile(f"[{COMBINING}{SMALL_KANA}]")
"""What cannot begin a word, though the dictionaries let it."""


def count_characters(word: str) -> int:
    """How many Chinese characters, kana, and consonants with their vowels there are in `word`.

    They are to these scripts about what syllables are to others: a measure of how long it takes
    to speak. 0 for a word of another script.
    """
    return sum(1 for _ in _CHARACTER.finditer(word))


def split_words(text: str) -> list[str]:
    """The words of `text`, which is of one stretch; joined, they are `text`."""
    # Loaded late: it is some 40 MB, which a program that meets no such script does not need.
    from icu4py.breakers import WordBreaker

    words: list[str] = []
    for word in WordBreaker(text, "und"):
        if words and _DEPENDENT.match(word):
            words[-1] += word
        else:
            words.append(word)
    return words


def first_words(text: str) -> list[str]:
    """The words at the beginning of `text` that its first `WINDOW` characters decide.

    Where a single word fills half of them, that is the only one.
    """
    words = split_words(text[:WINDOW])
    settled = sum(end <= _SETTLED for end in accumulate(map(len, words)))
    return words[: max(settled, 1)]
