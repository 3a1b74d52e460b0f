"""What a tool's argument is about, judged by its type, its name and its description."""

import inspect
import re
from typing import get_args

from antiphon.llm.function_context import FunctionArgInfo
from antiphon.plugins.local.dialogue.words import humanised, listen

__all__ = [
    "is_code",
    "is_list",
    "is_number",
    "is_required",
    "is_text",
    "is_when",
    "is_wordy",
    "prepositions",
    "question",
]

_KINDS = (
    ({"destination", "arrival", "target", "to"}, ("to", "into", "in", "for", "at")),
    ({"origin", "departure", "source"}, ("from",)),
    (
        {"city", "location", "place", "town", "country", "region", "address", "room", "area"},
        ("in", "at", "for", "near", "to", "of", "from"),
    ),
    (
        {"person", "contact", "recipient", "who", "whom", "guest", "customer", "name"},
        ("to", "with", "for", "called", "named", "from"),
    ),
    ({"query", "topic", "subject", "search", "about"}, ("about", "for", "on", "called", "of")),
    ({"message", "text", "body", "note"}, ("that", "saying", "says")),
)
_WORDY = frozenset("query topic subject search message text body note".split())
_ANY_KIND = ("for", "of", "called", "named", "with", "to", "about", "in", "on", "from")
_WHEN = frozenset("date day when time datetime deadline".split())
_CODES = frozenset("number code id phone zip pin reference".split())
_WHAT_TO = re.compile(r"^(?P<ask>what|where|whom?|when|how \w+) to (?P<do>.+)$", re.IGNORECASE)
_SAYING = frozenset("message text note body".split())
_ARTICLES = re.compile(r"^(?:the|an?|your|user's)\s+", re.IGNORECASE)
_NAME_OF = re.compile(r"^(?:name|title|kind|type) of (?:the |an? )?", re.IGNORECASE)
_NOUN_END = re.compile(r"\s(?:to|for|of|in|on|that|which|where|whose|from|as|e\.g|such)\b|[(,;:.]")
_LONGEST_NOUN = 3
_MOST_CHOICES = 4
"""As many as can be kept in mind when they are read out."""


def is_required(argument: FunctionArgInfo) -> bool:
    """Whether the tool cannot be called without it."""
    return argument.default is inspect.Parameter.empty


def is_number(argument: FunctionArgInfo) -> bool:
    """Whether it is a number, whole or not."""
    return argument.type in (int, float)


def is_list(argument: FunctionArgInfo) -> bool:
    """Whether it takes several texts."""
    return get_args(argument.type) == (str,)


def is_text(argument: FunctionArgInfo) -> bool:
    """Whether free text, or a list of such, can be its value."""
    return argument.type is str or is_list(argument)


def is_when(argument: FunctionArgInfo) -> bool:
    """Whether it is a text that tells a time or a day."""
    return argument.type is str and not _WHEN.isdisjoint(_about(argument))


def is_wordy(argument: FunctionArgInfo) -> bool:
    """Whether it may be a whole sentence, such as a message."""
    return not _WORDY.isdisjoint(_about(argument))


def is_code(argument: FunctionArgInfo) -> bool:
    """Whether it is a text of digits, such as an order number."""
    return argument.type is str and not _CODES.isdisjoint(_about(argument))


def prepositions(argument: FunctionArgInfo) -> tuple[str, ...]:
    """The prepositions that its value may follow, the likeliest first."""
    about = _about(argument)
    return next((found for kind, found in _KINDS if not kind.isdisjoint(about)), _ANY_KIND)


def question(argument: FunctionArgInfo) -> str:
    """What to ask for it, made of its description: `Which city?`."""
    described = argument.description.strip()
    if described.endswith("?"):
        return described
    if told := _WHAT_TO.match(described):
        return f"{told['ask'].capitalize()} should I {told['do'].rstrip('.')}?"
    if is_when(argument) and not argument.choices:
        return "When?"
    noun = _noun(argument)
    if argument.type is bool:
        return f"{noun.capitalize()}: yes or no?"
    if noun in _SAYING:
        return f"What should the {noun} say?"
    if argument.choices and len(argument.choices) <= _MOST_CHOICES:
        *others, last = (humanised(str(choice)) for choice in argument.choices)
        return f"Which {noun}: {', '.join(others)} or {last}?" if others else f"Which {noun}?"
    return f"Which {noun}?"


def _about(argument: FunctionArgInfo) -> frozenset[str]:
    """The words of the name, or, where that says nothing we know, of the description."""
    named = frozenset(humanised(argument.name).split())
    known = _WHEN | _CODES | {word for kind, _ in _KINDS for word in kind}
    return named if named & known else frozenset(listen(_noun(argument)).words)


def _noun(argument: FunctionArgInfo) -> str:
    """`city` for `The name of the city to look up`; the argument's name where that fails."""
    described = _ARTICLES.sub("", argument.description.strip())
    head = _NOUN_END.split(_NAME_OF.sub("", described), maxsplit=1)[0]
    head = head.removesuffix(" name").strip()
    fits = head and len(head.split()) <= _LONGEST_NOUN
    return head.lower() if fits else humanised(argument.name)
