"""Finds free text in a request: what is with its verb and the tool's own nouns."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from antiphon.plugins.local.dialogue.phrases import (
    PREPOSITIONS,
    Range,
    end_of_phrase,
    runs,
    trimmed,
)
from antiphon.plugins.local.dialogue.tool_words import is_idle
from antiphon.plugins.local.dialogue.verbs import command_at
from antiphon.plugins.local.dialogue.words import Utterance, has_meaning, stem

__all__ = ["FreeText"]


@dataclass(frozen=True, slots=True)
class FreeText:
    """The words of a request that may be free text."""

    said: Utterance
    named: frozenset[int]
    """The positions of words that name the tool."""
    known: frozenset[str]
    """The stems of words that the tool is described with: they hardly begin or end a value."""

    def object_of_command(self, taken: Collection[int]) -> Range | None:
        """What follows the verb at once: `quiet jazz` in `play some quiet jazz`."""
        words = self.said.words
        verb = command_at(words)
        if verb is None:
            return None
        start = verb + 1
        while start < len(words) and (start in taken or is_idle(words[start])):
            if words[start] in PREPOSITIONS and start not in taken:
                return None
            start += 1
        return self._core(range(start, end_of_phrase(words, start, taken))) or None

    def words_of_command(self, taken: Collection[int]) -> Range | None:
        """All that follows the tool's verb: `where is it` in `translate where is it to German`."""
        verb = command_at(self.said.words)
        if verb is None or verb not in self.named:
            return None
        end = next((i for i in range(verb + 1, len(self.said)) if i in taken), len(self.said))
        return trimmed(self.said.words, range(verb + 1, end)) or None

    def modifier(self, taken: Collection[int]) -> Range | None:
        """What is before one of the tool's nouns: `kitchen` in `the kitchen lights`."""
        stretches = (one for one in self._stretches(taken) if one.stop in self.named)
        cores = ((self._core(one), one) for one in stretches)
        return next((core for core, one in cores if core and core.stop == one.stop), None)

    def after_noun(self, taken: Collection[int]) -> Range | None:
        """What follows one of the tool's nouns at once: `Paris` in `the weather Paris`."""
        verb = command_at(self.said.words)
        nouns = self.named - {verb}
        stretches = (one for one in self._stretches(taken) if one.start - 1 in nouns)
        cores = ((self._core(one), one) for one in stretches)
        return next((core for core, one in cores if core and core.start == one.start), None)

    def longest(self, taken: Collection[int]) -> Range | None:
        """The longest stretch of words that is left over."""
        cores = map(self._core, self._stretches(taken))
        return max(cores, key=len, default=range(0)) or None

    def _stretches(self, taken: Collection[int]) -> Iterator[Range]:
        verbs = {command_at(self.said.words), self._verb_after_who()}
        return runs({i for i in range(len(self.said)) if i not in taken and i not in verbs})

    def _verb_after_who(self) -> int | None:
        """The position of the verb in a question such as `who invented the telephone`."""
        return 1 if self.said.words[:1] == ("who",) else None

    def _core(self, stretch: Range) -> Range:
        """The stretch without what only leads up to it, or to the tool."""
        words = self.said.words
        telling = _between(stretch, [i for i in stretch if not is_idle(words[i])])
        own = _between(telling, [i for i in telling if self._is_own(words[i])])
        return trimmed(words, own or telling)

    def _is_own(self, word: str) -> bool:
        return has_meaning(word) and stem(word) not in self.known


def _between(stretch: Range, positions: Sequence[int]) -> Range:
    """The part of `stretch` from the first of `positions` to the last."""
    return range(positions[0], positions[-1] + 1) if positions else range(0)
