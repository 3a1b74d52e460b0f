"""Numbers as people say them, read exactly and said in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Number", "in_words", "numbers_in", "ordinal", "plural", "read_number"]

_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = (
    {word: value for value, word in enumerate(_SMALL_WORDS)}
    | {word: 10 * value for value, word in enumerate(_TENS_WORDS, start=2)}
    | {"fourty": 40, "ninty": 90, "naught": 0, "nought": 0}
)
_MULTIPLIERS = {"dozen": 12, "hundred": 100}
_SCALES = {
    name: 1000**power
    for power, name in enumerate(
        (
            "thousand million billion trillion quadrillion quintillion sextillion septillion"
            " octillion nonillion decillion"
        ).split(),
        start=1,
    )
}
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_PARTS = {
    "and a half": Fraction(1, 2),
    "and a third": Fraction(1, 3),
    "and a quarter": Fraction(1, 4),
    "and three quarters": Fraction(3, 4),
    "and two thirds": Fraction(2, 3),
}
_EXACT_LIMIT = 10**15
_DECIMALS = 3
_LONGEST_LITERAL = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number found among words, and where: `words[start:end]`."""

    value: Fraction
    start: int
    end: int


def numbers_in(words: Sequence[str]) -> list[Number]:
    """Every number in `words`, in order; digits said one by one are numbers of their own."""
    found: list[Number] = []
    position = 0
    while position < len(words):
        number = read_number(words, position)
        if number:
            found.append(number)
        position = number.end if number else position + 1
    return found


def read_number(words: Sequence[str], start: int) -> Number | None:
    """The longest number that begins at `words[start]`, in digits or in words; never negative."""
    whole = _Whole()
    position = start + _leads_a_multiplier(words, start)
    end = start
    while position < len(words):
        if whole.take(words[position]):
            end = position + 1
        elif not (words[position] == "and" and whole.may_go_on_after_and()):
            break
        position += 1
    if end == start:
        return None
    value, end = _with_decimals(whole.value, words, end)
    value, end = _with_part(value, words, end)
    return Number(value, start, end)


def in_words(value: Fraction | float) -> str:
    """`value` as it is said: exact up to a quadrillion and three decimals, else with `about`."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    if exact < 0:
        said = in_words(-exact)
        return f"about minus {said[6:]}" if said.startswith("about ") else f"minus {said}"
    if exact >= _EXACT_LIMIT:
        return _great_in_words(exact)
    rounded = round(exact, _DECIMALS)
    said = _decimals_in_words(rounded)
    return said if rounded == exact else f"about {said}"


def ordinal(value: int) -> str:
    """`first`, `twenty-second`, …, for whole numbers from one to ninety-nine."""
    head, dash, tail = in_words(value).rpartition("-")
    if tail in _ORDINALS:
        return head + dash + _ORDINALS[tail]
    return head + dash + (f"{tail[:-1]}ieth" if tail.endswith("y") else f"{tail}th")


def plural(count: Fraction | int, noun: str) -> str:
    """`one minute`, `two minutes`: the count in words with its noun."""
    return f"{in_words(count)} {noun}" if count == 1 else f"{in_words(count)} {noun}s"


class _Whole:
    """A number without decimals, put together word by word."""

    def __init__(self) -> None:
        self._total = Fraction(0)
        self._group: Fraction | None = None
        self._smallest_scale = math.inf
        self._multiplied = False

    @property
    def value(self) -> Fraction:
        return self._total + (self._group or 0)

    def may_go_on_after_and(self) -> bool:
        """Whether `and` belongs to the number, as in `two hundred and five`."""
        return self._multiplied

    def take(self, word: str) -> bool:
        """Add `word`; false, and nothing changed, where it does not continue the number."""
        if word in _SCALES:
            return self._scale(_SCALES[word])
        if word in _MULTIPLIERS:
            return self._multiply(_MULTIPLIERS[word])
        value = _literal(word)
        return value is not None and self._add(value)

    def _add(self, value: Fraction) -> bool:
        group = self._group or Fraction(0)
        room = 0 if self._group else None
        if self._group and group >= 100 and group % 100 == 0 and self._multiplied:
            room = 100
        elif self._group and group % 100 >= 20 and group % 10 == 0:
            room = 10
        if room is not None and not 0 < value < room:
            return False
        self._group = group + value
        self._multiplied = False
        return True

    def _multiply(self, factor: int) -> bool:
        group = Fraction(1) if self._group is None else self._group
        if not 0 < group < 100:
            return False
        self._group = group * factor
        self._multiplied = True
        return True

    def _scale(self, scale: int) -> bool:
        group = Fraction(1) if self._group is None and not self._total else self._group
        if group is None or scale >= self._smallest_scale:
            return False
        self._total += group * scale
        self._group = None
        self._smallest_scale = scale
        self._multiplied = True
        return True


def _literal(word: str) -> Fraction | None:
    """The value of one word that is a number by itself."""
    if word in _SMALL:
        return Fraction(_SMALL[word])
    if len(word) <= _LONGEST_LITERAL and word.replace(".", "", 1).isdecimal():
        return Fraction(word)
    return None


def _leads_a_multiplier(words: Sequence[str], start: int) -> int:
    """1 for the `a` of `a hundred` and `a dozen`, else 0."""
    following = words[start + 1] if start + 1 < len(words) else ""
    return int(words[start] in ("a", "an") and following in (_MULTIPLIERS | _SCALES))


def _with_decimals(value: Fraction, words: Sequence[str], end: int) -> tuple[Fraction, int]:
    """`value` with what follows `point`, digit by digit."""
    if end + 1 >= len(words) or words[end] != "point":
        return value, end
    position, digits = end + 1, ""
    while position < len(words) and (digit := _decimal_digits(words[position])):
        digits += digit
        position += 1
    return (value + Fraction(f"0.{digits}"), position) if digits else (value, end)


def _decimal_digits(word: str) -> str:
    if word == "oh" or word == "o":
        return "0"
    if word in _SMALL:
        return str(_SMALL[word])
    return word if word.isdecimal() else ""


def _with_part(value: Fraction, words: Sequence[str], end: int) -> tuple[Fraction, int]:
    """`value` with `and a half` and its like added."""
    part = _PARTS.get(" ".join(words[end : end + 3]))
    return (value, end) if part is None else (value + part, end + 3)


def _decimals_in_words(value: Fraction) -> str:
    whole = int(value)
    digits = f"{int(value * 10**_DECIMALS) % 10**_DECIMALS:0{_DECIMALS}}".rstrip("0")
    said = _whole_in_words(whole)
    return (
        f"{said} point {' '.join(_SMALL_WORDS[int(digit)] for digit in digits)}" if digits else said
    )


def _whole_in_words(value: int) -> str:
    for name, scale in reversed(_SCALES.items()):
        if value >= scale:
            head, rest = divmod(value, scale)
            return f"{_whole_in_words(head)} {name}{_rest_in_words(rest)}"
    if value >= 100:
        head, rest = divmod(value, 100)
        return f"{_SMALL_WORDS[head]} hundred{_rest_in_words(rest)}"
    if value < 20:
        return _SMALL_WORDS[value]
    tens, ones = divmod(value, 10)
    return _TENS_WORDS[tens - 2] + (f"-{_SMALL_WORDS[ones]}" if ones else "")


def _rest_in_words(rest: int) -> str:
    if rest == 0:
        return ""
    return f" and {_whole_in_words(rest)}" if rest < 100 else f" {_whole_in_words(rest)}"


def _great_in_words(value: Fraction) -> str:
    """A number too long to be said in full, to two decimals of its greatest unit."""
    unit, name = 10 ** (len(str(int(value))) - 1), ""
    for scale_name, scale in _SCALES.items():
        if scale <= value < 1000 * scale:
            unit, name = scale, scale_name
    name = name or f"times ten to the power of {_whole_in_words(len(str(unit)) - 1)}"
    rounded = round(value / unit, 2)
    said = f"{_decimals_in_words(rounded)} {name}"
    return said if rounded * unit == value else f"about {said}"
