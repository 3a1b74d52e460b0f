"""Where an English word may be hyphenated: a fair count of its syllables, used to pace captions.

F. M. Liang's algorithm ("Word Hy-phen-a-tion by Com-put-er", Stanford 1983) with TeX's patterns
and exceptions for American English (`data/hyph-en-us.tex`, whose notice is at its head).
"""

import re
import string
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["hyphenate_word"]

_SHORTEST_HYPHENATED = 5
_MARGIN = 2
"""The fewest characters before the first hyphen and after the last."""
_TO_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
"""Keeps the length of a word as it is, unlike `str.lower()`."""


def hyphenate_word(word: str) -> list[str]:
    """The parts of `word` between which it may be hyphenated; joined, they are `word`.

    What is not a letter from a to z is kept and matches no pattern, except for a dot, which
    counts as an edge of the word. The patterns are read at the first call (about 5000 lines).
    """
    if len(word) < _SHORTEST_HYPHENATED:
        return [word]
    cuts = [0, *_cuts(word.translate(_TO_LOWER)), len(word)]
    return [word[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]


class _Rules(NamedTuple):
    patterns: dict[str, tuple[int, ...]]
    """Letters to the values of the positions around them; an odd value lets a hyphen in."""
    longest: int
    exceptions: dict[str, list[int]]


def _cuts(word: str) -> list[int]:
    rules = _rules()
    if word in rules.exceptions:
        return rules.exceptions[word]
    values = _position_values(f".{word}.", rules)
    return [at for at in range(_MARGIN, len(word) - _MARGIN + 1) if values[at + 1] % 2]


def _position_values(text: str, rules: _Rules) -> list[int]:
    """For each position in `text` the highest value that a pattern found there gives it."""
    values = [0] * (len(text) + 1)
    for start in range(len(text)):
        for end in range(start + 1, min(start + rules.longest, len(text)) + 1):
            for offset, value in enumerate(rules.patterns.get(text[start:end], ())):
                values[start + offset] = max(values[start + offset], value)
    return values


@cache
def _rules() -> _Rules:
    source = files("antiphon.tokenize").joinpath("data/hyph-en-us.tex").read_text("ascii")
    code = re.sub(r"%.*", "", source)
    patterns = dict(map(_parse_pattern, _arguments("patterns", code)))
    exceptions = dict(map(_parse_exception, _arguments("hyphenation", code)))
    return _Rules(patterns, max(map(len, patterns)), exceptions)


def _arguments(command: str, code: str) -> list[str]:
    r"""The words in `\command{...}`."""
    found = re.search(rf"\\{command}\{{([^}}]*)\}}", code)
    return found[1].split() if found else []


def _parse_pattern(pattern: str) -> tuple[str, tuple[int, ...]]:
    """`hy3ph` as `("hyph", (0, 0, 3, 0, 0))`."""
    letters = re.sub(r"\d", "", pattern)
    return letters, tuple(int(value or 0) for value in re.split(r"[.a-z]", pattern))


def _parse_exception(exception: str) -> tuple[str, list[int]]:
    """`ta-ble` as `("table", [2])`."""
    parts = exception.split("-")
    return "".join(parts), [len("".join(parts[:count])) for count in range(1, len(parts))]
