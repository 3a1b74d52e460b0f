"""Chooses the tool that an utterance asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from antiphon.llm.function_context import FunctionInfo
from antiphon.plugins.local.dialogue.abilities import ability
from antiphon.plugins.local.dialogue.arguments import Filled, fill
from antiphon.plugins.local.dialogue.known_tool import KnownTool
from antiphon.plugins.local.dialogue.openers import opener_length
from antiphon.plugins.local.dialogue.requests import is_request
from antiphon.plugins.local.dialogue.tool_words import coverage, stems_of
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["Choice", "Toolbox"]

_MOST_ABILITIES = 4
_SURE = 0.65


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A tool that fits an utterance, from 0 to 1, with the arguments the utterance gives."""

    tool: FunctionInfo
    filled: Filled
    score: float
    is_mentioned: bool
    """Whether it was named, rather than something that has to do with it."""


class Toolbox:
    """The tools on offer."""

    def __init__(self, tools: Mapping[str, FunctionInfo]) -> None:
        self.tools = dict(tools)
        abilities = filter(None, map(ability, tools.values()))
        self.abilities = tuple(islice(abilities, _MOST_ABILITIES))
        """What the first few tools do, as what somebody can do: `send a message`."""
        self._known = tuple(KnownTool(tool) for tool in tools.values())
        self.choose = lru_cache(maxsize=2048)(self._choose)
        """The tool that an utterance clearly asks for; None where there is none."""

    def get(self, name: str) -> FunctionInfo | None:
        """The tool of that name."""
        return self.tools.get(name)

    def _choose(self, said: Utterance) -> Choice | None:
        if not is_request(said):
            return None
        request = said.part(opener_length(said.words))
        stems = stems_of(request)
        choices = (_fit(known, request, stems) for known in self._known)
        sure = [choice for choice in choices if choice and choice.score >= _SURE]
        return max(sure, key=lambda choice: choice.score, default=None)


def _fit(known: KnownTool, said: Utterance, stems: Sequence[str]) -> Choice | None:
    """The tool with its arguments filled, where enough of its words were said."""
    clues = known.clues(said, stems)
    if clues is None:
        return None
    filled = fill(known.tool, said, clues.named)
    covered = coverage(said, filled.used.union(clues.explained), clues.questions)
    if not known.is_meant(clues, filled.values, covered):
        return None
    score = 2 * clues.strength * covered / (clues.strength + covered)
    return Choice(
        tool=known.tool, filled=filled, score=score, is_mentioned=clues.basis == "mention"
    )
