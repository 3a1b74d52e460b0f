"""What a tool's argument is about, judged by its type, its name and its description."""

import inspect
import re
from types import UnionType
from typing import Any, get_args

from antiphon.llm.function_context import FunctionArgInfo
from antiphon.plugins.local.dialogue.moments import Moment
from antiphon.plugins.local.dialogue.words import has_meaning, humanised, listen, stem

__all__ = [
    "is_anything",
    "is_apart",
    "is_code",
    "is_free_text",
    "is_list",
    "is_named",
    "is_number",
    "is_person",
    "is_required",
    "is_text",
    "is_when",
    "is_wordy",
    "moment",
    "own_words",
    "prepositions",
    "question",
    "subject",
]

_PLACE = frozenset("city location place town country region address room area".split())
_PERSON = frozenset(
    "person contact recipient who whom guest customer name attendee participant".split()
)
_MAKERS = frozenset("artist author band composer singer director".split())
_STARTS = frozenset("from origin departure source base".split())
_ENDS = frozenset("destination arrival target to".split())
_KINDS = (
    (_STARTS, ("from",)),
    (_ENDS, ("to", "into", "in", "for", "at")),
    (_PLACE, ("in", "at", "for", "near", "to", "of", "from")),
    (_MAKERS, ("by", "from", "of")),
    (_PERSON, ("to", "with", "for", "called", "named", "of", "from")),
    (
        frozenset("query topic subject search about".split()),
        ("about", "for", "on", "called", "of"),
    ),
    (frozenset("message text body note".split()), ("that", "saying", "says")),
    (frozenset(("language",)), ("into", "to", "in")),
)
_WORDY = frozenset("query topic subject search message text body note".split())
_ANY_KIND = ("for", "of", "called", "named", "with", "by", "to", "about", "in", "on", "from")
_DAY = frozenset("date day".split())
_CLOCK = frozenset("time hour".split())
_WHEN = _DAY | _CLOCK | frozenset("when datetime deadline".split())
_WHEN_QUESTIONS: dict[Moment, str] = {
    "day": "On which day?",
    "clock": "At what time?",
    "any": "When?",
}
_ENDS_QUESTIONS = {"to": "To whom, or where to?", "from": "From whom, or where from?"}
_PLURAL = re.compile(r"(?:people|[^su]s)$")
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
    return argument.type in (int, float) or _types(argument) == frozenset((int, float))


def is_list(argument: FunctionArgInfo) -> bool:
    """Whether it takes several texts."""
    return get_args(argument.type) == (str,)


def is_text(argument: FunctionArgInfo) -> bool:
    """Whether free text, or a list of such, can be its value."""
    return str in _types(argument) or is_list(argument)


def is_free_text(argument: FunctionArgInfo) -> bool:
    """Whether its values are texts of no form that one could tell them by."""
    return not (argument.choices or is_when(argument) or is_code(argument)) and is_text(argument)


def is_when(argument: FunctionArgInfo) -> bool:
    """Whether it is a text that tells a time or a day."""
    return str in _types(argument) and not _WHEN.isdisjoint(_about(argument))


def moment(argument: FunctionArgInfo) -> Moment:
    """What of a time it tells, by its name or description."""
    about = _about(argument)
    if about & _DAY and not about & _CLOCK:
        return "day"
    return "clock" if about & _CLOCK and not about & _DAY else "any"


def is_named(argument: FunctionArgInfo) -> bool:
    """Whether its values are names, written with a capital wherever they stand."""
    about = _about(argument)
    return bool(about & (_PERSON | _PLACE | _WHEN)) and not about & {"room", "area"}


def is_anything(argument: FunctionArgInfo) -> bool:
    """Whether nothing is known of its values."""
    about = _about(argument)
    return not any(kind & about for kind, _ in _KINDS)


def is_person(argument: FunctionArgInfo) -> bool:
    """Whether it is somebody, or may be: then the verb's object, as in `call Anna`."""
    return bool(_about(argument) & (_PERSON | _ENDS | _MAKERS))


def is_apart(argument: FunctionArgInfo) -> bool:
    """Whether it is a place or somebody: named with a preposition, or beside the tool's noun."""
    return bool(_about(argument) & (_PLACE | _PERSON | {"destination", "arrival"}))


def subject(argument: FunctionArgInfo) -> frozenset[str]:
    """The stems of what one asks for in `which city`: its name, or what it is described as."""
    named = listen(f"{humanised(argument.name)} {_noun(argument)}").words
    return frozenset(map(stem, filter(has_meaning, named)))


def own_words(argument: FunctionArgInfo) -> frozenset[str]:
    """The words of its name."""
    return frozenset(humanised(argument.name).split())


def is_wordy(argument: FunctionArgInfo) -> bool:
    """Whether it may be a whole sentence, such as a message."""
    return not _WORDY.isdisjoint(_about(argument))


def is_code(argument: FunctionArgInfo) -> bool:
    """Whether it consists of digits, such as an order number."""
    whole = bool(_types(argument) & {str, int})
    return whole and not _CODES.isdisjoint(_about(argument))


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
        return _WHEN_QUESTIONS[moment(argument)]
    noun = _noun(argument)
    if argument.type is bool:
        return f"{noun.capitalize()}: yes or no?"
    if noun in _SAYING:
        return f"What should the {noun} say?"
    if argument.choices and len(argument.choices) <= _MOST_CHOICES:
        *others, last = (humanised(str(choice)) for choice in argument.choices)
        return f"Which {noun}: {', '.join(others)} or {last}?" if others else f"Which {noun}?"
    return _plain_question(argument, noun)


def _plain_question(argument: FunctionArgInfo, noun: str) -> str:
    preposition, _, rest = noun.partition(" ")
    if preposition in ("to", "from"):
        return f"{preposition.capitalize()} which {rest}?" if rest else _ENDS_QUESTIONS[noun]
    if is_number(argument) and _PLURAL.search(noun):
        return f"How many {noun}?"
    return f"Which {noun}?"


def _types(argument: FunctionArgInfo) -> frozenset[Any]:
    """The types of its values: several, where it is a union."""
    types = get_args(argument.type) if isinstance(argument.type, UnionType) else (argument.type,)
    return frozenset(types)


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
