"""What a tool does, in words that go with `I can`."""

import re
from collections.abc import Sequence

from antiphon.llm.function_context import FunctionInfo
from antiphon.plugins.local.dialogue.descriptions import is_for_user, plain_description
from antiphon.plugins.local.dialogue.verbs import base_form, begins_with_verb
from antiphon.plugins.local.dialogue.words import humanised

__all__ = ["ability"]

_LONGEST = 10
"""Words, of which a few such phrases can still be listened to."""
_FIRST_PART = re.compile(r"(?:e\.g\.|i\.e\.|[.,:;!?]\s|\s[-–—]\s|\n).*$|[.!?]$", re.DOTALL)
_QUESTIONS = frozenset("when where whether how who which what why if".split())
_PLAINER = {"return": "get", "retrieve": "get", "fetch": "get", "display": "show"}
_DETERMINERS = frozenset("a an the all any some your".split())


def ability(tool: FunctionInfo) -> str:
    """What `tool` does: `turn a light on or off`, `tell you when the shop opens`.

    It is made of the description, or, where that is none that can be read out, of the name; empty
    where that has no words either.
    """
    return _of_description(tool.description) or _of_name(humanised(tool.name).split())


def _of_description(description: str) -> str:
    words = _FIRST_PART.sub("", plain_description(description)).split()
    if not 1 < len(words) <= _LONGEST:
        return ""
    first = words[0].lower()
    plain = first if words[0].istitle() else words[0]
    if first in _QUESTIONS or first in _DETERMINERS:
        return " ".join(("tell you", plain, *words[1:]))
    if begins_with_verb((first, *words[1:])):
        verb = base_form(first)
        help_you = ("help", "you") if is_for_user(description) else ()
        return " ".join((*help_you, _PLAINER.get(verb, verb), *words[1:]))
    return ""


def _of_name(words: Sequence[str]) -> str:
    """What a name tells: `translate`, or `help with order status`."""
    if not words:
        return ""
    if not begins_with_verb(words):
        return f"help with {' '.join(words)}"
    return f"help with {' '.join(words[1:])}" if len(words) > 1 else " ".join(words)
