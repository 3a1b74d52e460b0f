"""The shape of an intent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from antiphon.plugins.local.dialogue.corrections import Correction
from antiphon.plugins.local.dialogue.memory import Handler, Memory
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["Intent"]

Reader: TypeAlias = Callable[[Utterance, Memory], Utterance | None]
Corrector: TypeAlias = Callable[[Utterance, Correction], Utterance | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """Something the user may want, how it is said, and who carries it out."""

    name: str
    carry_out: Handler
    phrasings: str
    """Ways to say it, divided by `|`; a `*` stands for the slot: what the intent needs to know."""
    accepts: Callable[[Utterance], bool] = bool
    """Whether words can be the slot."""
    reads: Reader | None = None
    """Finds the slot of utterances of a form that phrasings cannot give; sure of itself."""
    corrects: Corrector | None = None
    """The slot, given a correction of it."""
    trace: Literal["undoable", "passing", "final"] = "final"
    """Whether it can be taken back afterwards; what passes leaves the request before it so."""
