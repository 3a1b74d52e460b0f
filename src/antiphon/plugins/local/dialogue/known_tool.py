"""A tool with the words that it is known by, and what of an utterance speaks for it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from rapidfuzz import fuzz

from antiphon.llm.function_context import FunctionInfo
from antiphon.plugins.local.dialogue.descriptions import plain_description
from antiphon.plugins.local.dialogue.kin import likeness, means, verb_likeness
from antiphon.plugins.local.dialogue.parameters import is_required, is_wordy, subject
from antiphon.plugins.local.dialogue.purpose import purpose_of
from antiphon.plugins.local.dialogue.requests import asks_for_one_of, command_in
from antiphon.plugins.local.dialogue.tool_words import keys_in, wants_an_end
from antiphon.plugins.local.dialogue.verbs import begins_with_verb, is_generic
from antiphon.plugins.local.dialogue.words import Utterance, humanised, stem

__all__ = ["Clues", "KnownTool"]

Basis: TypeAlias = Literal["mention", "relation", "hint"]
"""Whether a tool was mentioned, or what is related to it, or only something that may mean it."""

_LIGHT = frozenset(
    """make get give have do let help try need want take arrange start use go hear listen see know
    show tell""".split()
)
"""Verbs that take their meaning from what follows: `make an appointment`."""
_LEAST_COVERED = 0.6
"""The share of the words with a meaning that must concern the tool."""
_LEAST_TO_ASK = 0.7
"""The same where something is still to be asked for."""
_DESCRIBED = 0.25
"""How much a word of the description counts, where the words of the name together count 1."""
_GENERIC_WEIGHT = 0.5
"""How much a verb such as `create` counts, where each other word of the name counts 1."""
_FEWEST_DESCRIBED = 2
"""Words of the description that it takes where the name was not mentioned."""
_SPLIT_WORD = 86.0
_SHORTEST_SPLIT = 7
"""From this length on a word may have been heard as two: `thermos that`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clues:
    """What in an utterance speaks for a tool."""

    basis: Basis
    strength: float
    """How much of the name and the description was said, from 0 to 1."""
    questions: int
    """1 where the tool answers just the question that is asked, else 0."""
    named: frozenset[int]
    """The positions of words that stand for words of the name."""
    explained: frozenset[int]
    """The positions of words that have to do with the tool."""


class KnownTool:
    """A tool with the words that it is known by."""

    def __init__(self, tool: FunctionInfo) -> None:
        self.tool = tool
        name, description = humanised(tool.name), plain_description(tool.description)
        described = keys_in(description)
        self._name = keys_in(name) or described[:1]
        self._described = tuple(key for key in described if key not in self._name)
        self._purpose = purpose_of(name, description)
        self._verb = _verb_of(name) if self._purpose.action else ""
        self._full_weight = sum(map(self._weight, self._name))
        self._takes_anything = any(map(is_wordy, tool.arguments.values()))
        self._arguments = keys_in(" ".join(map(humanised, tool.arguments)))
        self._needed = [one.name for one in tool.arguments.values() if is_required(one)]
        self._asked = frozenset[str]().union(*map(subject, tool.arguments.values()))

    def clues(self, said: Utterance, stems: Sequence[str]) -> Clues | None:
        """What speaks for the tool; None where nothing does, or something speaks against it."""
        split = dict(self._split_words(said.words))
        heard = [*filter(None, stems), *split.values()]
        name, described = self._found(self._name, heard), self._found(self._described, heard)
        if not self._is_told(said, name, described) or self._is_against(said, stems):
            return None
        questions = int(self._purpose.answers(said))
        named = split.keys() | _positions(stems, self._names)
        is_described = _is_described(described, heard) or bool(questions and named)
        return Clues(
            basis="mention" if is_described else self._basis(name, heard),
            strength=self._strength(name, sum(described.values()) + questions),
            questions=questions,
            named=frozenset(named),
            explained=frozenset(named | _positions(stems, self._knows)),
        )

    def is_meant(self, clues: Clues, values: Mapping[str, Any], covered: float) -> bool:
        """Whether the clues are enough, given the arguments and the share that was explained."""
        lacks = any(name not in values for name in self._needed)
        if covered < (_LEAST_TO_ASK if lacks else _LEAST_COVERED):
            return False
        match clues.basis:
            case "mention":
                return True
            case "relation":
                return not lacks or not self._purpose.action
            case "hint":
                return bool(values) and not lacks and covered == 1.0

    def _strength(self, name: Mapping[str, float], described: float) -> float:
        """How much was said of the name, and of what is described."""
        of_name = sum(likeness * self._weight(key) for key, likeness in name.items())
        return min(1.0, of_name / self._full_weight + _DESCRIBED * described)

    def _weight(self, key: str) -> float:
        """How much a word of the name says of the tool."""
        return _GENERIC_WEIGHT if key == self._verb and is_generic(key) else 1.0

    def _is_told(self, said: Utterance, name: Collection[str], described: Iterable[str]) -> bool:
        """Whether more was said than a verb which is said of many things, or commands nothing."""
        if not all(map(is_generic, described)) or any(key != self._verb for key in name):
            return True
        is_telling = self._name == (self._verb,) or not is_generic(self._verb)
        return bool(name) and is_telling and bool(command_in(said))

    def _basis(self, name: Collection[str], heard: Iterable[str]) -> Basis:
        """How sure it is that the tool was meant, by the words of its name."""
        is_all_verb = self._name == (self._verb,) and not is_generic(self._verb)
        nouns = [key for key in name if key != self._verb]
        is_verb_enough = nouns or self._takes_anything or is_all_verb
        if self._verb in name and is_verb_enough:
            return "mention"
        if any(means(key, word) for key in nouns for word in heard):
            return "mention"
        return "relation" if nouns else "hint"

    def _is_against(self, said: Utterance, stems: Iterable[str]) -> bool:
        """Whether something else is asked for, or the contrary of what the tool does."""
        if self._purpose.rules_out(said) or asks_for_one_of(said, self._asked):
            return True
        if self._purpose.needs_mention(said) and not any(map(self._names, stems)):
            return True
        if any(wants_an_end(one) and not self._knows(one) for one in stems):
            return True
        return self._is_other_action(command_in(said))

    def _is_other_action(self, command: str) -> bool:
        """Whether a verb commands what this does not do; light verbs may mean anything."""
        action = self._purpose.action
        if not (command and action) or command in _LIGHT or verb_likeness(action, command):
            return False
        return not self._knows(stem(command))

    def _split_words(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """The words of the name that were heard as two: the position of each, and the word."""
        long = [key for key in self._name if len(key) >= _SHORTEST_SPLIT]
        for position, pair in enumerate(zip(words, words[1:], strict=False)):
            for key in long:
                joined = fuzz.ratio(key, "".join(pair), score_cutoff=_SPLIT_WORD)
                if joined and not any(map(self._names, map(stem, pair))):
                    yield from ((position, key), (position + 1, key))

    def _found(self, keys: Iterable[str], heard: Sequence[str]) -> dict[str, float]:
        """The keys that were said in some way, and how far."""
        best = {key: max((self._likeness(key, one) for one in heard), default=0.0) for key in keys}
        return {key: likeness for key, likeness in best.items() if likeness}

    def _likeness(self, key: str, word: str) -> float:
        as_noun = 0.0 if key == self._verb else likeness(key, word)
        return max(as_noun, verb_likeness(key, word) if self._purpose.action else 0.0)

    def _names(self, word: str) -> bool:
        """Whether this is another word for one of the name."""
        nouns = (key for key in self._name if key != self._verb)
        is_verb = bool(self._verb and verb_likeness(self._verb, word))
        return bool(word) and (is_verb or any(means(key, word) for key in nouns))

    def _knows(self, word: str) -> bool:
        """Whether the tool's name, description or arguments say this in some way."""
        known = (*self._name, *self._described)
        return word in self._arguments or any(self._likeness(key, word) for key in known)


def _verb_of(name: str) -> str:
    """The stem of the verb that a name begins with, where it tells the tool from others."""
    words = name.split()
    return next(iter(keys_in(words[0])), "") if begins_with_verb(words) else ""


def _is_described(described: Iterable[str], heard: Sequence[str]) -> bool:
    """Whether enough of the description was said, for want of the name."""
    telling = [key for key in described if not is_generic(key)]
    words = {word for word in heard if any(likeness(key, word) for key in telling)}
    return min(len(telling), len(words)) >= _FEWEST_DESCRIBED


def _positions(stems: Sequence[str], is_one: Callable[[str], bool]) -> frozenset[int]:
    return frozenset(i for i, word in enumerate(stems) if word and is_one(word))
