"""What a tool is for, judged by its name and description."""

from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.plugins.local.dialogue.requests import (
    ACTIONS,
    QUESTION_WORDS,
    command_in,
    is_question,
    question_in,
)
from antiphon.plugins.local.dialogue.verbs import base_form, begins_with_verb
from antiphon.plugins.local.dialogue.words import Utterance, listen

__all__ = ["Purpose", "purpose_of"]

_TELLING = frozenset(
    """get check fetch find lookup look show read list query search tell say retrieve return
    describe explain provide give""".split()
)
_DIRECTIONS = frozenset("on off up down".split())
_MAKING = frozenset("make start place do".split())
_NAMING_QUESTIONS = frozenset(("where", "who", "why", "how to"))
"""Questions that a tool answers only if they are about just what it is for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Purpose:
    """What a tool does, or what question it answers."""

    action: str
    """The verb of what it does; empty where it only tells something."""
    direction: str
    """Whether it only switches `on` or `off`, or turns `up` or `down`; empty for anything else."""
    question: str
    """The question word that it answers, if any: `when` for `When the shop opens`."""

    def rules_out(self, said: Utterance) -> bool:
        """Whether the form of an utterance shows that it is after something else."""
        if self._goes_another_way(_direction_of(said.words)):
            return True
        if not self.action:
            return command_in(said) in ACTIONS
        return self.action in ACTIONS | _MAKING and is_question(said)

    def answers(self, said: Utterance) -> bool:
        """Whether it is just the question that is asked."""
        return bool(self.question) and question_in(said) == self.question

    def needs_mention(self, said: Utterance) -> bool:
        """Whether the question is one that this answers only if it was named."""
        return not self.answers(said) and question_in(said) in _NAMING_QUESTIONS

    def _goes_another_way(self, said: str) -> bool:
        """Whether another direction was said; `on` and `off` cannot be left out."""
        if self.direction in ("on", "off"):
            return said != self.direction
        return bool(self.direction and said) and said != self.direction


def purpose_of(name: str, description: str) -> Purpose:
    """The purpose of a tool whose name is given as words."""
    question = _question_of(description)
    verbs = (_verb_of(name.split()), _verb_of(listen(description).words))
    action = "" if question else next(filter(None, verbs), "")
    return Purpose(
        action="" if action in _TELLING else action,
        direction=_direction_of(name.split()),
        question=question,
    )


def _verb_of(words: Sequence[str]) -> str:
    return base_form(words[0]) if begins_with_verb(words) else ""


def _direction_of(words: Sequence[str]) -> str:
    """The first of `on` and `off`, or of `up` and `down`."""
    return next((word for word in words if word in _DIRECTIONS), "")


def _question_of(description: str) -> str:
    words = listen(description).words
    start = next((i for i, word in enumerate(words[:3]) if base_form(word) not in _TELLING), 0)
    start += words[start : start + 1] == ("up",)
    first = words[start : start + 1]
    return first[0] if first and first[0] in QUESTION_WORDS else ""
