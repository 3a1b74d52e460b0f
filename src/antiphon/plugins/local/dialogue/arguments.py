"""Fills the arguments of a tool from what was said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rapidfuzz import fuzz

from antiphon.llm.function_context import FunctionArgInfo, FunctionInfo
from antiphon.plugins.local.dialogue import parameters
from antiphon.plugins.local.dialogue.numbers import Number, numbers_in
from antiphon.plugins.local.dialogue.phrases import (
    after_preposition,
    all_after_preposition,
    runs,
    times_in,
    trimmed,
)
from antiphon.plugins.local.dialogue.words import Utterance, has_meaning, humanised, listen

__all__ = ["Filled", "fill", "read_answer"]

_SAME_CHOICE = 80.0
_ON = frozenset("on yes yeah enable enabled start activate open true sure".split())
_OFF = frozenset("off no nope disable disabled stop deactivate close false without".split())
_ANSWER_OPENERS = frozenset(
    "it is i am my the in to at for on from with of well would like want make that".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """Arguments found in an utterance, and the positions of the words they were made of."""

    values: Mapping[str, Any]
    used: frozenset[int]


def fill(function: FunctionInfo, said: Utterance, named: Collection[int]) -> Filled:
    """The arguments of `function` that `said` gives; `named` are positions that named the tool."""
    filling = _Filling(said, named)
    arguments = sorted(function.arguments.values(), key=_rank)
    for argument in arguments:
        filling.take(argument)
    for argument in arguments:
        filling.take_what_is_left(argument)
    return Filled(values=filling.values, used=frozenset(filling.used))


def read_answer(argument: FunctionArgInfo, said: Utterance) -> Any:
    """The value in the answer to the question for one argument; None where there is none."""
    filling = _Filling(said, ())
    if argument.choices or not parameters.is_text(argument) or parameters.is_code(argument):
        filling.take(argument)
        return filling.values.get(argument.name)
    start = 0
    while start < len(said) - 1 and said.words[start] in _ANSWER_OPENERS:
        start += 1
    filling.keep(argument, range(start, len(said)))
    return filling.values[argument.name] or None


class _Filling:
    """The arguments found so far, and the words that are taken."""

    def __init__(self, said: Utterance, named: Collection[int]) -> None:
        self.values: dict[str, Any] = {}
        self.used: set[int] = set()
        self._said = said
        self._named = frozenset(named)
        self._times = times_in(said.words)

    def take(self, argument: FunctionArgInfo) -> None:
        """Take the value that gives itself away, if there is one."""
        if argument.choices:
            self._take_choice(argument, argument.choices)
        elif argument.type is bool:
            self._take_switch(argument)
        elif parameters.is_number(argument):
            self._take_number(argument)
        elif parameters.is_when(argument):
            self._take_time(argument)
        elif parameters.is_code(argument):
            self._take_code(argument)
        elif parameters.is_text(argument):
            self._take_phrase(argument)

    def take_what_is_left(self, argument: FunctionArgInfo) -> None:
        """Give a text that is still missing the longest stretch of words left over."""
        if argument.name in self.values or not _is_free_text(argument):
            return
        left = frozenset(range(len(self._said))) - self._not_free_text()
        stretches = [_telling(self._said.words, stretch) for stretch in runs(left)]
        longest = max(stretches, key=len, default=range(0))
        if longest:
            self.keep(argument, longest)

    def keep(self, argument: FunctionArgInfo, found: range) -> None:
        """Make the words at `found` the argument's value."""
        part = self._said.part(found.start, found.stop)
        several = parameters.is_list(argument)
        self.values[argument.name] = _enumerated(part) if several else part.text
        self.used.update(found)

    def _take_choice(self, argument: FunctionArgInfo, choices: Sequence[Any]) -> None:
        score, found, choice = max(
            (_find_choice(choice, self._said.words) for choice in choices), key=lambda one: one[0]
        )
        if score >= _SAME_CHOICE:
            self.values[argument.name] = [choice] if parameters.is_list(argument) else choice
            self.used.update(found)

    def _take_switch(self, argument: FunctionArgInfo) -> None:
        for position, word in enumerate(self._said.words):
            if word in _ON | _OFF and position not in self.used:
                self.values[argument.name] = word in _ON
                self.used.add(position)

    def _take_number(self, argument: FunctionArgInfo) -> None:
        for number in _joined_digits(self._numbers_left()):
            if argument.type is int and number.value.denominator != 1:
                continue
            negative = number.start > 0 and self._said.words[number.start - 1] == "minus"
            value = -number.value if negative else number.value
            self.values[argument.name] = argument.type(value)
            self.used.update(range(number.start, number.end))
            return

    def _take_time(self, argument: FunctionArgInfo) -> None:
        free = [time for time in self._times if self.used.isdisjoint(time)]
        if free:
            longest = max(free, key=len)
            leading = self._said.words[longest.start] in ("at", "on", "by")
            self.keep(argument, longest[int(leading) :])

    def _take_code(self, argument: FunctionArgInfo) -> None:
        numbers = self._numbers_left()
        if numbers:
            self.values[argument.name] = "".join(str(number.value) for number in numbers)
            self.used.update(i for number in numbers for i in range(number.start, number.end))

    def _take_phrase(self, argument: FunctionArgInfo) -> None:
        find = all_after_preposition if parameters.is_wordy(argument) else after_preposition
        found = find(self._said.words, parameters.prepositions(argument), self._not_free_text())
        if found:
            self.keep(argument, found)

    def _not_free_text(self) -> frozenset[int]:
        return self._named.union(self.used, *self._times)

    def _numbers_left(self) -> list[Number]:
        return [one for one in numbers_in(self._said.words) if one.start not in self.used]


def _rank(argument: FunctionArgInfo) -> int:
    """The surest kinds first, so that free text gets what the others leave."""
    if argument.choices or not parameters.is_text(argument):
        return 0
    return 2 if _is_free_text(argument) else 1


def _is_free_text(argument: FunctionArgInfo) -> bool:
    bound = argument.choices or parameters.is_when(argument) or parameters.is_code(argument)
    return not bound and parameters.is_text(argument) and parameters.is_required(argument)


def _find_choice(choice: Any, words: Sequence[str]) -> tuple[float, range, Any]:
    """How well `choice` is found among `words`, from 0 to 100, and where."""
    if isinstance(choice, int):
        found = [number for number in numbers_in(words) if number.value == choice]
        return (
            (100.0, range(found[0].start, found[0].end), choice) if found else (0, range(0), choice)
        )
    name = listen(humanised(str(choice))).words
    best = (0.0, range(0))
    for start in range(len(words) - len(name) + 1):
        place = range(start, start + len(name))
        score = fuzz.ratio(" ".join(name), " ".join(words[start : place.stop]))
        best = max(best, (score, place), key=lambda one: one[0])
    return (*best, choice)


def _joined_digits(numbers: Sequence[Number]) -> list[Number]:
    """Digits said one after the other as the number they write: `eight one six` is 816."""
    joined: list[Number] = []
    for number in numbers:
        before = joined[-1] if joined else None
        if before and before.end == number.start and number.value < 10:
            value = Fraction(f"{before.value}{number.value}")
            joined[-1] = Number(value, before.start, number.end)
        else:
            joined.append(number)
    return joined


def _telling(words: Sequence[str], stretch: range) -> range:
    """The stretch from its first word with a meaning to its last."""
    meaning = [position for position in stretch if has_meaning(words[position])]
    return trimmed(words, range(meaning[0], meaning[-1] + 1)) if meaning else range(0)


def _enumerated(part: Utterance) -> list[str]:
    commas = " and ".join(part.text.split(","))
    return [item.strip() for item in commas.split(" and ") if item.strip()]
