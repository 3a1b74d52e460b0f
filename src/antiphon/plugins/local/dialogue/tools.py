"""Chooses the tool that an utterance asks for, by the words of its name and description."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from antiphon.llm.function_context import FunctionInfo
from antiphon.plugins.local.dialogue.arguments import Filled, fill
from antiphon.plugins.local.dialogue.parameters import is_required, is_wordy
from antiphon.plugins.local.dialogue.tool_words import (
    best_likeness,
    changes_something,
    coverage,
    is_request,
    keys_in,
    likeness,
    only_tells,
    stems_of,
    wants_an_end,
)
from antiphon.plugins.local.dialogue.words import Utterance, humanised

__all__ = ["Choice", "Toolbox"]

_MOST_ABILITIES = 4
_SURE = 0.65
_LEAST_COVERED = 0.6
"""The share of the words with a meaning that must concern the tool."""
_DESCRIBED = 0.25
"""How much a word of the description counts, where the words of the name together count 1."""
_FEWEST_DESCRIBED = 2
"""Words of the description that it takes where the name was not mentioned."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A tool that fits an utterance, from 0 to 1, with the arguments the utterance gives."""

    tool: FunctionInfo
    filled: Filled
    score: float


class Toolbox:
    """The tools on offer."""

    def __init__(self, tools: Mapping[str, FunctionInfo]) -> None:
        self.tools = dict(tools)
        self.abilities = tuple(map(humanised, islice(tools, _MOST_ABILITIES)))
        """What the first few tools do, in the words of their names."""
        self._keyed = tuple(_Keyed(tool) for tool in tools.values())
        self.choose = lru_cache(maxsize=2048)(self._choose)
        """The tool that an utterance clearly asks for; None where there is none."""

    def get(self, name: str) -> FunctionInfo | None:
        """The tool of that name."""
        return self.tools.get(name)

    def _choose(self, said: Utterance) -> Choice | None:
        if not is_request(said):
            return None
        choices = (keyed.fit(said) for keyed in self._keyed)
        sure = [choice for choice in choices if choice and choice.score >= _SURE]
        return max(sure, key=lambda choice: choice.score, default=None)


class _Keyed:
    """A tool with the words that it is known by."""

    def __init__(self, tool: FunctionInfo) -> None:
        self._tool = tool
        described = keys_in(tool.description)
        self._name = keys_in(humanised(tool.name)) or described[:1]
        self._only_tells = only_tells(humanised(tool.name))
        self._verb = self._name[0] if len(self._name) > 1 and not self._only_tells else None
        self._takes_anything = any(map(is_wordy, tool.arguments.values()))
        self._arguments = keys_in(" ".join(map(humanised, tool.arguments)))
        self._described = tuple(key for key in described if key not in self._name)

    def fit(self, said: Utterance) -> Choice | None:
        """The tool with its arguments filled, where enough of its words were said."""
        stems = stems_of(said)
        by_name = best_likeness(self._name, stems)
        by_description = best_likeness(self._described, stems)
        described = sum(map(bool, by_description.values())) >= _FEWEST_DESCRIBED
        if not (described or any(by_name.values())) or self._is_against(said, stems):
            return None
        filled = fill(self._tool, said, [i for i, one in enumerate(stems) if one in self._name])
        alike = (i for i, one in enumerate(stems) if self._knows(one) or one in self._arguments)
        covered = coverage(said, filled.used.union(alike))
        is_all = covered == 1.0 and self._is_complete(filled)
        if covered < _LEAST_COVERED or not (described or is_all or self._is_named(by_name)):
            return None
        of_name = sum(by_name.values()) / len(self._name)
        strength = min(1.0, of_name + _DESCRIBED * sum(by_description.values()))
        score = 2 * strength * covered / (strength + covered)
        return Choice(tool=self._tool, filled=filled, score=score)

    def _is_named(self, by_name: Mapping[str, float]) -> bool:
        """Whether the name was mentioned: not just its verb, unless that can have any object."""
        said = [key for key, likeness in by_name.items() if likeness]
        return bool(said) and (said != [self._verb] or self._takes_anything)

    def _is_complete(self, filled: Filled) -> bool:
        """Whether the utterance gave arguments, and all that are required."""
        required = (name for name, one in self._tool.arguments.items() if is_required(one))
        return bool(filled.values) and all(name in filled.values for name in required)

    def _is_against(self, said: Utterance, stems: Sequence[str]) -> bool:
        """Whether the contrary of what the tool does is asked for."""
        if self._only_tells and changes_something(said):
            return True
        return any(wants_an_end(one) and not self._knows(one) for one in stems)

    def _knows(self, word: str) -> bool:
        """Whether the tool's name or description says this in some way."""
        return any(likeness(key, word) for key in (*self._name, *self._described))
