"""Fills the arguments of a tool from what was said."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from antiphon.llm.function_context import FunctionArgInfo, FunctionInfo
from antiphon.plugins.local.dialogue import parameters
from antiphon.plugins.local.dialogue.filling import Filling
from antiphon.plugins.local.dialogue.free_text import FreeText
from antiphon.plugins.local.dialogue.words import Utterance, content, listen, stem

__all__ = ["Filled", "fill", "fill_surely"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """Arguments found in an utterance, and the positions of the words they were made of."""

    values: Mapping[str, Any]
    used: frozenset[int]


def fill(function: FunctionInfo, said: Utterance, named: Collection[int]) -> Filled:
    """The arguments of `function` that `said` gives; `named` are positions that named the tool."""
    arguments = sorted(function.arguments.values(), key=_rank)
    known = content(listen(function.description).words)
    filling = Filling(arguments, FreeText(said, frozenset(named), frozenset(map(stem, known))))
    for argument in arguments:
        filling.take(argument)
    for argument in arguments:
        filling.take_what_is_left(argument)
    return Filled(values=filling.values, used=frozenset(filling.used))


def fill_surely(function: FunctionInfo, said: Utterance) -> Mapping[str, Any]:
    """The arguments that give themselves away: choices, switches, numbers."""
    sure = [one for one in function.arguments.values() if _rank(one) == 0]
    filling = Filling(sure, FreeText(said, frozenset(), frozenset()))
    for argument in sure:
        filling.take(argument)
    return filling.values


def _rank(argument: FunctionArgInfo) -> int:
    """The surest kinds first, so that free text gets what the others leave."""
    if argument.choices or not parameters.is_text(argument):
        return 0
    if not parameters.is_free_text(argument):
        return 1
    if parameters.is_wordy(argument):
        return 4
    return 3 if parameters.is_anything(argument) else 2
