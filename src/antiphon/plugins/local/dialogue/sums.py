"""Sums as they are spoken: `twelve times twelve`, `ten percent of fifty`, `divide that by two`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from antiphon.plugins.local.dialogue.numbers import in_words, read_number

__all__ = ["Sum", "read_sum"]

Token: TypeAlias = Fraction | str

_OPENERS = frozenset(
    """what how much many does do is are was the be a an calculate compute work out tell me can
    could would you i we need want know to result answer of and so then now ok okay well hey right
    also if when get left will might please""".split()
)
_ASKING = frozenset("what how calculate compute work tell".split())
_CLOSERS = tuple(
    tuple(phrase.split())
    for phrase in (
        "equal | equals | is | make | makes | give | together | altogether | then | again | "
        "is what | is how much | equals what | come to | for me | what do i get | "
        "what do you get | do i get | what is that | what does that make | "
        "what is the result | what is the answer | what is left | what is left over | "
        "what remains | be | what is it | how much is that | leave | leaves"
    ).split(" | ")
)
_ADDING = tuple(
    tuple(phrase.split())
    for phrase in (
        "add up to | add up | come to | together | altogether | in total | in all | make | "
        "summed up"
    ).split(" | ")
)
"""Where a question so ends, `and` links what is to be added."""
_SIGNS = {
    "plus": "plus",
    "added to": "plus",
    "minus": "minus",
    "negative": "minus",
    "less": "minus",
    "take away": "minus",
    "times": "times",
    "time": "times",
    "x": "times",
    "multiplied by": "times",
    "multiply by": "times",
    "divided by": "divided by",
    "divided": "divided by",
    "over": "divided by",
    "to the power of": "to the power of",
    "to the power": "to the power of",
    "squared": "squared",
    "square": "squared",
    "cubed": "cubed",
    "percent of": "percent of",
    "percent": "percent",
    "square root of": "the square root of",
    "the square root of": "the square root of",
    "half of": "half of",
    "a half of": "half of",
    "one half of": "half of",
    "third of": "a third of",
    "a third of": "a third of",
    "one third of": "a third of",
    "quarter of": "a quarter of",
    "a quarter of": "a quarter of",
    "one quarter of": "a quarter of",
    "twice": "twice",
    "double": "twice",
}
_LONGEST_SIGN = max(len(sign.split()) for sign in _SIGNS)
_BEFORE_OPERAND = frozenset(_SIGNS.values()) - {"squared", "cubed", "percent"}
_CONTINUING = frozenset(("plus", "minus", "times", "divided by", "to the power of"))
_COMMANDS = {
    "add": "plus",
    "sum": "plus",
    "multiply": "times",
    "product": "times",
    "subtract": "minus",
    "divide": "divided by",
    "take": "minus",
}
_LINKS = frozenset("and to with by from of away up".split())
_HEARD_FOR_ADD = frozenset("at ad had".split())
"""Where `and` links what is to be added: `at five to six` is a time."""
_RESULT = frozenset("that it this".split())
_SHARES = {
    "half of": Fraction(1, 2),
    "a third of": Fraction(1, 3),
    "a quarter of": Fraction(1, 4),
    "twice": Fraction(2),
}
_POWERS = {"squared": 2, "cubed": 3}
_MISHEARD = {"to": 2, "too": 2, "for": 4, "ate": 8, "won": 1}
_MOST_BITS = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """A sum that was asked for, worked out."""

    text: str
    """The sum in words."""
    value: Fraction
    """Exact, except for roots; zero where there is a problem."""
    problem: str = ""
    """Why there is no result, as a sentence."""


class _Unsolvable(Exception):
    """A sum that has no result; the message is the sentence that says why."""


class _NotASum(Exception):
    """The tokens do not make a sum."""


def read_sum(words: Sequence[str], last: Fraction | None = None) -> Sum | None:
    """The sum that `words` ask for, or None where they are anything else.

    `last` is the result that `that` refers to, as does a sum without its first number.
    """
    start = next((i for i, word in enumerate(words) if word not in _OPENERS), len(words))
    asked = _without_closers(words[start:])
    if _asks_to_add(words) and asked and asked[0] not in _COMMANDS:
        asked = ["add", *asked]
    if asked and asked[0] in _HEARD_FOR_ADD and "and" in asked:
        asked = ["add", *asked[1:]]
    tokens = _ordered(asked, last) if asked and asked[0] in _COMMANDS else _tokens(asked, last)
    if last is not None and _continues(tokens) and not _ASKING.intersection(words[:start]):
        tokens = [last, *tokens]
    return _worked_out(tokens) if _is_operation(tokens) else None


def _without_closers(words: Sequence[str]) -> list[str]:
    """The words without what only rounds a question off: `… make together`."""
    rest = tuple(words)
    closers = _CLOSERS + _ADDING
    while closer := next((one for one in closers if rest[-len(one) :] == one), None):
        rest = rest[: -len(closer)]
    return list(rest)


def _asks_to_add(words: Sequence[str]) -> bool:
    """Whether it is asked what numbers are together: `what do two and three add up to`."""
    rest = tuple(words)
    return "and" in rest and any(rest[-len(end) :] == end for end in _ADDING)


def _continues(tokens: Sequence[Token]) -> bool:
    """Whether the first number is missing; `minus three times four` has all it needs."""
    return bool(tokens) and tokens[0] in _CONTINUING and (tokens[0] != "minus" or len(tokens) == 2)


def _is_operation(tokens: Sequence[Token]) -> bool:
    """Whether there is something to work out: a signed number or a percentage is just a number."""
    is_number = len(tokens) == 2 and (tokens[0] == "minus" or tokens[1] == "percent")
    return not is_number and any(isinstance(token, str) for token in tokens)


def _worked_out(tokens: Sequence[Token]) -> Sum | None:
    text = " ".join(token if isinstance(token, str) else in_words(token) for token in tokens)
    try:
        return Sum(text=text, value=_Reader(tokens).whole())
    except _Unsolvable as problem:
        return Sum(text=text, value=Fraction(0), problem=str(problem))
    except _NotASum:
        return None


def _tokens(words: Sequence[str], last: Fraction | None) -> list[Token]:
    """Numbers and signs in order; none at all where a word is neither."""
    tokens: list[Token] = []
    position = 0
    while position < len(words):
        token, position = _token(words, position, last, tokens[-1:])
        if token is None:
            return []
        tokens.append(token)
    return tokens


def _token(
    words: Sequence[str], start: int, last: Fraction | None, before: Sequence[Token]
) -> tuple[Token | None, int]:
    """The sign or number at `start`, and where the next one begins."""
    for length in range(_LONGEST_SIGN, 0, -1):
        sign = _SIGNS.get(" ".join(words[start : start + length]))
        if sign:
            return sign, start + length
    number = read_number(words, start)
    if number:
        return number.value, number.end
    if words[start] in _RESULT:
        return last, start + 1
    if words[start] in _MISHEARD and before and before[0] in _BEFORE_OPERAND:
        return Fraction(_MISHEARD[words[start]]), start + 1
    return None, start + 1


def _ordered(words: Sequence[str], last: Fraction | None) -> list[Token]:
    """The tokens of a command, such as `subtract three from ten`, in the order of a sum."""
    sign = _COMMANDS[words[0]]
    operands = [each for each in _operands(words[1:], last) if each != sign]
    if len(operands) == 1 and last is not None:
        operands.insert(0, last)
    if "from" in words:
        operands.reverse()
    if len(operands) < 2 or any(isinstance(operand, str) for operand in operands):
        return []
    tokens: list[Token] = [operands[0]]
    for operand in operands[1:]:
        tokens += [sign, operand]
    return tokens


def _operands(words: Sequence[str], last: Fraction | None) -> list[Token]:
    """The numbers of a command; what links them keeps `ninety by six` two numbers."""
    operands: list[Token] = []
    position = 0
    while position < len(words):
        if words[position] in _LINKS:
            position += 1
            continue
        token, position = _token(words, position, last, ())
        if token is None:
            return []
        operands.append(token)
    return operands


class _Reader:
    """Reads tokens by the usual precedence, and works them out as it goes."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = list(tokens)

    def whole(self) -> Fraction:
        """The result of all the tokens."""
        result = self._sum()
        if self._tokens:
            raise _NotASum
        return _sayable(result)

    def _sum(self) -> Fraction:
        result = self._product()
        while self._next_is("plus", "minus"):
            sign = 1 if self._take() == "plus" else -1
            if self._is_percentage():
                result *= 1 + sign * self._product()
            else:
                result += sign * self._product()
        return result

    def _product(self) -> Fraction:
        result = self._factor()
        while self._next_is("times", "divided by"):
            if self._take() == "times":
                result *= self._factor()
            else:
                result = _divided(result, self._factor())
        return result

    def _factor(self) -> Fraction:
        if self._next_is("minus"):
            self._take()
            return -self._factor()
        if self._next_is("the square root of"):
            self._take()
            return _root(self._factor())
        if self._next_is(*_SHARES):
            return _SHARES[str(self._take())] * self._factor()
        return self._power()

    def _power(self) -> Fraction:
        result = self._number()
        while self._next_is(*_POWERS, "to the power of", "percent of", "percent"):
            match self._take():
                case "to the power of":
                    result = _raised(result, self._factor())
                case "percent of":
                    result *= self._factor() / 100
                case "percent":
                    result /= 100
                case power:
                    result = _raised(result, Fraction(_POWERS[str(power)]))
        return result

    def _number(self) -> Fraction:
        token = self._take() if self._tokens else None
        if not isinstance(token, Fraction):
            raise _NotASum
        return token

    def _is_percentage(self) -> bool:
        """Whether what comes is `ten percent` and no more: a share of what came before."""
        return self._tokens[1:2] == ["percent"] and len(self._tokens) == 2

    def _next_is(self, *signs: str) -> bool:
        return bool(self._tokens) and self._tokens[0] in signs

    def _take(self) -> Token:
        return self._tokens.pop(0)


def _divided(value: Fraction, divisor: Fraction) -> Fraction:
    if divisor == 0:
        raise _Unsolvable("Nothing can be divided by zero, so there is no answer to that.")
    return value / divisor


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise _Unsolvable("I can only raise a number to a whole power.")
    if base == 0 and exponent < 0:
        return _divided(Fraction(1), base)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > _MOST_BITS:
        raise _Unsolvable("That number is too long for me.")
    return base ** int(exponent)


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise _Unsolvable("A negative number has no square root that I know of.")
    root = Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))
    if root * root == value:
        return root
    precision = 10**12
    return Fraction(math.isqrt(int(value * precision**2)), precision)


def _sayable(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise _Unsolvable("That number is too long for me.")
    return value
