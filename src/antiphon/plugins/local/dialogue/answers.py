"""Reads the answer to the question for an argument that was missing."""

from collections.abc import Mapping
from typing import Any

from antiphon.llm.function_context import FunctionArgInfo, FunctionInfo
from antiphon.plugins.local.dialogue import parameters
from antiphon.plugins.local.dialogue.arguments import fill
from antiphon.plugins.local.dialogue.filling import Filling
from antiphon.plugins.local.dialogue.free_text import FreeText
from antiphon.plugins.local.dialogue.openers import opener_length
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["read_answer", "read_correction"]

_OPENERS = frozenset(
    "it is i am my the in to at for on from with of well would like want make that".split()
)
_LONGEST_TEXT = 4
"""Words that a correction may have, if all of it is to be an argument."""
_YES = frozenset("yes yeah yep sure".split())
_NO = frozenset("no nope nah".split())


def read_answer(
    function: FunctionInfo, argument: FunctionArgInfo, said: Utterance
) -> Mapping[str, Any]:
    """What the answer to the question for `argument` gives; nothing where it does not answer it.

    A day may come with its time, where the function wants both.
    """
    said = said.part(opener_length(said.words))
    if parameters.is_when(argument) and not argument.choices:
        times = [one for one in function.arguments.values() if parameters.is_when(one)]
        filling = Filling(times, FreeText(said, frozenset(), frozenset()))
        for time in times:
            filling.take(time)
        if argument.name in filling.values:
            return filling.values
    return _read_one(argument, said)


def read_correction(function: FunctionInfo, said: Utterance) -> Mapping[str, Any]:
    """The arguments that a correction gives; all of it where only one text is wanted."""
    if values := fill(function, said, ()).values:
        return values
    texts = [one for one in function.arguments.values() if parameters.is_free_text(one)]
    return _read_one(texts[0], said) if len(texts) == 1 and len(said) <= _LONGEST_TEXT else {}


def _read_one(argument: FunctionArgInfo, said: Utterance) -> Mapping[str, Any]:
    if argument.type is bool and said.words[:1] and said.words[0] in _YES | _NO:
        return {argument.name: said.words[0] in _YES}
    filling = Filling([argument], FreeText(said, frozenset(), frozenset()))
    if argument.choices or not parameters.is_text(argument) or parameters.is_code(argument):
        filling.take(argument)
        return filling.values
    start = 0 if parameters.is_wordy(argument) else _length_of_answer_opener(said)
    filling.keep(argument, range(start, len(said)))
    return filling.values if filling.values[argument.name] else {}


def _length_of_answer_opener(said: Utterance) -> int:
    """How many words only lead up to the answer; never all of them."""
    before_last = enumerate(said.words[:-1])
    return next((i for i, word in before_last if word not in _OPENERS), len(said) - 1)
