"""Finds the values of arguments among what was said, one after the other."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from antiphon.llm.function_context import FunctionArgInfo
from antiphon.plugins.local.dialogue import parameters
from antiphon.plugins.local.dialogue.choices import SWITCHED_OFF, SWITCHED_ON, choices_in
from antiphon.plugins.local.dialogue.codes import code_in
from antiphon.plugins.local.dialogue.free_text import FreeText
from antiphon.plugins.local.dialogue.moments import Moment, moments_in, times_in
from antiphon.plugins.local.dialogue.numbers import Number, numbers_in
from antiphon.plugins.local.dialogue.phrases import Range, after_preposition, all_after_preposition
from antiphon.plugins.local.dialogue.words import Utterance, stem

__all__ = ["Filling"]

_SWITCH_NAMES = frozenset(
    "on off state enable enabled power active status switch value is turn should be".split()
)
_UNITS = frozenset(
    """percent degree degrees second seconds minute minutes hour hours day days week weeks month
    months year years""".split()
)
_NEGATIONS = frozenset("not no without never".split())


class Filling:
    """The arguments found so far, and the words that are taken."""

    def __init__(self, arguments: Sequence[FunctionArgInfo], text: FreeText) -> None:
        self.values: dict[str, Any] = {}
        self.used: set[int] = set()
        self._said = text.said
        self._text = text
        self._times = times_in(text.said.words)
        self._asks_when = any(map(parameters.is_when, arguments))
        numeric = filter(parameters.is_number, arguments)
        self._units = frozenset[str]().union(*map(parameters.own_words, numeric))
        self._asks_day = any(_is_day(argument) for argument in arguments)

    def take(self, argument: FunctionArgInfo) -> None:
        """Take the value that gives itself away, if there is one."""
        if argument.choices:
            self._take_choice(argument, argument.choices)
        elif argument.type is bool:
            self._take_switch(argument)
        elif parameters.is_code(argument):
            self._take_code(argument)
        elif parameters.is_number(argument):
            self._take_number(argument)
        elif parameters.is_when(argument):
            self._take_time(argument)
        elif parameters.is_text(argument):
            self._take_phrase(argument)

    def take_what_is_left(self, argument: FunctionArgInfo) -> None:
        """Give a text that is still missing what is said with the tool, or the rest."""
        if argument.name in self.values or not parameters.is_free_text(argument):
            return
        if found := self._what_is_left(argument):
            self.keep(argument, found)

    def keep(self, argument: FunctionArgInfo, found: Range) -> None:
        """Make the words at `found` the argument's value."""
        part = self._said.part(found.start, found.stop)
        self.used.update(found)
        if parameters.is_list(argument):
            self.values[argument.name] = _enumerated(part)
            return
        text = part.text.removesuffix("'s")
        begins = found.start == 0 and part.words[:1] != ("i",)
        is_common = begins and not parameters.is_named(argument)
        self.values[argument.name] = f"{text[:1].lower()}{text[1:]}" if is_common else text

    def _what_is_left(self, argument: FunctionArgInfo) -> Range | None:
        taken = self._not_free_text(argument)
        if found := self._text.modifier(taken) or self._text.after_noun(taken):
            return found
        is_object = parameters.is_person(argument)
        if is_object and (found := self._text.object_of_command(taken)):
            return found
        needs_any = parameters.is_required(argument) and not parameters.is_apart(argument)
        return self._text.longest(taken) if needs_any else None

    def _take_choice(self, argument: FunctionArgInfo, choices: Sequence[Any]) -> None:
        found = choices_in(choices, self._said.words)
        if not found:
            return
        several = found if parameters.is_list(argument) else found[:1]
        values = [choice for choice, _ in several]
        self.values[argument.name] = values if parameters.is_list(argument) else values[0]
        self.used.update(position for _, place in several for position in place)

    def _take_switch(self, argument: FunctionArgInfo) -> None:
        names = frozenset(map(stem, parameters.own_words(argument)))
        is_switch = parameters.is_required(argument) or not names.isdisjoint(_SWITCH_NAMES)
        for position, word in self._words_left():
            if is_switch and word in SWITCHED_ON | SWITCHED_OFF:
                self._switch(argument, position, word in SWITCHED_ON)
            elif stem(word) in names:
                before = self._said.words[max(0, position - 1) : position]
                self._switch(argument, position, _NEGATIONS.isdisjoint(before))
            elif stem(word.removeprefix("un")) in names:
                self._switch(argument, position, False)

    def _switch(self, argument: FunctionArgInfo, position: int, value: bool) -> None:
        self.values[argument.name] = value
        self.used.add(position)

    def _words_left(self) -> Iterable[tuple[int, str]]:
        timed = {position for time in self._times for position in time}
        taken = self.used | timed
        return ((i, word) for i, word in enumerate(self._said.words) if i not in taken)

    def _take_number(self, argument: FunctionArgInfo) -> None:
        own = parameters.own_words(argument)
        others = self._units - own
        left = [
            one for one in _joined_digits(self._numbers_left()) if self._unit(one) not in others
        ]
        for number in sorted(left, key=lambda one: self._unit(one) not in own):
            if argument.type is not int or number.value.denominator == 1:
                self._keep_number(argument, number)
                return

    def _keep_number(self, argument: FunctionArgInfo, number: Number) -> None:
        negative = number.start > 0 and self._said.words[number.start - 1] == "minus"
        value = -number.value if negative else number.value
        whole = argument.type is int or (argument.type is not float and value.denominator == 1)
        self.values[argument.name] = int(value) if whole else float(value)
        has_unit = self._unit(number) in _UNITS | parameters.own_words(argument)
        self.used.update(range(number.start, number.end + has_unit))

    def _unit(self, number: Number) -> str:
        """The word after a number."""
        return "".join(self._said.words[number.end : number.end + 1])

    def _take_time(self, argument: FunctionArgInfo) -> None:
        moment = self._moment(argument)
        free = [
            found
            for time in self._times
            for found in moments_in(self._said.words, time, moment)
            if self.used.isdisjoint(found)
        ]
        if free:
            self.keep(argument, max(free, key=len))

    def _moment(self, argument: FunctionArgInfo) -> Moment:
        """What to look for: a time stands for its day too where nothing else asks for that."""
        moment = parameters.moment(argument)
        return moment if self._asks_day else "any"

    def _take_code(self, argument: FunctionArgInfo) -> None:
        code = code_in(self._said, self.used)
        if code is None:
            return
        as_text = parameters.is_text(argument)
        self.values[argument.name] = code.letters + code.digits if as_text else int(code.digits)
        self.used.update(code.found)

    def _take_phrase(self, argument: FunctionArgInfo) -> None:
        taken = self._not_free_text(argument)
        words, prepositions = self._said.words, parameters.prepositions(argument)
        if parameters.is_wordy(argument):
            found = all_after_preposition(words, prepositions, taken)
            found = found or self._text.words_of_command(taken)
        else:
            found = self._text.object_of_command(taken) if _is_object(argument) else None
            found = found or after_preposition(words, prepositions, taken)
        if found:
            self.keep(argument, found)

    def _not_free_text(self, argument: FunctionArgInfo) -> frozenset[int]:
        timed = self._asks_when or not parameters.is_wordy(argument)
        return self._text.named.union(self.used, *(self._times if timed else ()))

    def _numbers_left(self) -> list[Number]:
        """The numbers that are still free; those that tell a time are the last."""
        timed = {position for time in self._times for position in time}
        free = [one for one in numbers_in(self._said.words) if one.start not in self.used]
        return sorted(free, key=lambda number: number.start in timed)


def _is_object(argument: FunctionArgInfo) -> bool:
    return parameters.is_anything(argument) and not parameters.is_list(argument)


def _is_day(argument: FunctionArgInfo) -> bool:
    return parameters.is_when(argument) and parameters.moment(argument) == "day"


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


def _enumerated(part: Utterance) -> list[str]:
    commas = " and ".join(part.text.split(","))
    return [item.strip() for item in commas.split(" and ") if item.strip()]
