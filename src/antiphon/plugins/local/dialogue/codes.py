"""Codes as people say them, digit by digit: `eight one six three`, `B A two oh five`."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from antiphon.plugins.local.dialogue.numbers import read_number
from antiphon.plugins.local.dialogue.phrases import Range
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["Code", "code_in"]

_ZERO = frozenset(("oh", "o"))
_REPEATED = {"double": 2, "triple": 3}
_LONGEST_LETTERS = 3
_NOT_LETTERS = frozenset(("i", "a"))
"""Words of one letter, where they stand alone before a number."""


@dataclass(frozen=True, slots=True)
class Code:
    """Digits, the letters before them, and where they were said."""

    letters: str
    digits: str
    found: Range


def code_in(said: Utterance, taken: Collection[int]) -> Code | None:
    """The longest code in `said`, apart from words that are `taken`."""
    return max(_codes_in(said, taken), key=lambda code: len(code.digits), default=None)


def _codes_in(said: Utterance, taken: Collection[int]) -> Iterator[Code]:
    position = 0
    while position < len(said):
        digits, end = _digits_at(said, position, taken)
        if digits:
            first = _letters_before(said, position, taken)
            letters = "".join(said.words[first:position]).upper()
            yield Code(letters, digits, range(first, end))
        position = max(end, position + 1)


def _digits_at(said: Utterance, start: int, taken: Collection[int]) -> tuple[str, int]:
    """The digits said from `start` on, and where they end."""
    digits, end = "", start
    while end < len(said) and end not in taken:
        more, end_of_more = _one_number(said, end, digits)
        if not more:
            break
        digits, end = digits + more, end_of_more
    return digits, end


def _one_number(said: Utterance, start: int, before: str) -> tuple[str, int]:
    """The digits of the number at `start`; empty where there is none."""
    word = said.words[start]
    if before and word in _ZERO:
        return "0", start + 1
    times = _REPEATED.get(word, 1)
    number = read_number(said.words, start + 1) if times > 1 else read_number(said.words, start)
    if number is None or number.value.denominator != 1:
        return "", start
    written = said.words[start] if number.end == start + 1 else ""
    return (written if written.isdecimal() else str(number.value)) * times, number.end


def _letters_before(said: Utterance, position: int, taken: Collection[int]) -> int:
    """Where the capitals begin that lead up to the digits: `BA`, or `B A`."""
    start = position
    while start > 0 and start - 1 not in taken and _is_letters(said, start - 1, position):
        start -= 1
    alone = position - start == 1 and said.words[start] in _NOT_LETTERS
    return position if alone else start


def _is_letters(said: Utterance, position: int, digits: int) -> bool:
    """Whether the word at `position` is written in capitals, close to the digits."""
    written = said.written[position].rstrip(",")
    return (
        written.isupper()
        and len(written) <= _LONGEST_LETTERS
        and digits - position <= _LONGEST_LETTERS
        and (len(written) == 1 or position > 0)
    )
