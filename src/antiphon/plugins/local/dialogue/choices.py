"""Finds which of the values that an argument can have was said."""

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz

from antiphon.plugins.local.dialogue.numbers import numbers_in
from antiphon.plugins.local.dialogue.phrases import Range
from antiphon.plugins.local.dialogue.words import humanised, listen

__all__ = ["SWITCHED_OFF", "SWITCHED_ON", "choices_in"]

SWITCHED_ON = frozenset("on enable enabled start activate open true".split())
SWITCHED_OFF = frozenset("off disable disabled stop deactivate close false without".split())
_MORE = frozenset(
    "up louder higher more warmer hotter brighter raise raised increase increased".split()
)
_LESS = frozenset(
    "down quieter softer lower lowered less cooler colder dimmer reduce reduced decrease".split()
)
_LIKE = {
    "on": SWITCHED_ON,
    "off": SWITCHED_OFF,
    **dict.fromkeys("up increase raise higher louder more".split(), _MORE),
    **dict.fromkeys("down decrease lower quieter less".split(), _LESS),
    "high": frozenset(("highest", "maximum", "max")),
    "low": frozenset(("lowest", "minimum", "min")),
    "celsius": frozenset(("centigrade", "metric")),
    "metric": frozenset(("celsius", "centigrade")),
    "imperial": frozenset(("fahrenheit",)),
}
"""Other words for what tools often let one choose from."""
_SAME, _EXACT, _OTHER_WORD = 80.0, 100.0, 90.0
_SHORTEST_ALIKE = 4


def choices_in(choices: Sequence[Any], words: Sequence[str]) -> list[tuple[Any, Range]]:
    """The choices that are among `words`, and where; the one that is most alike first."""
    found = [(choice, *_find(choice, words)) for choice in choices]
    alike = sorted((one for one in found if one[1] >= _SAME), key=lambda one: -one[1])
    return [(choice, place) for choice, _, place in alike]


def _find(choice: Any, words: Sequence[str]) -> tuple[float, Range]:
    """How well `choice` is found among `words`, from 0 to 100, and where."""
    if isinstance(choice, int):
        found = (number for number in numbers_in(words) if number.value == choice)
        return next(((_EXACT, range(one.start, one.end)) for one in found), (0.0, range(0)))
    name = listen(humanised(str(choice))).words
    like = _LIKE.get(" ".join(name), frozenset[str]())
    other = [(_OTHER_WORD, range(i, i + 1)) for i, word in enumerate(words) if word in like]
    return max(*_windows(name, words), *other, (0.0, range(0)), key=lambda one: one[0])


def _windows(name: Sequence[str], words: Sequence[str]) -> list[tuple[float, Range]]:
    """How much each stretch of about as many words is written like `name`."""
    letters = "".join(name)
    return [
        (_alike(letters, "".join(words[start : start + length])), range(start, start + length))
        for length in range(max(1, len(name) - 1), len(name) + 2)
        for start in range(len(words) - length + 1)
    ] or [(0.0, range(0))]


def _alike(letters: str, other: str) -> float:
    if len(letters) < _SHORTEST_ALIKE:
        return _EXACT * (letters == other)
    return fuzz.ratio(letters, other)
