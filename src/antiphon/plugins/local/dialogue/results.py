"""What a tool returned, as a sentence."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from antiphon.plugins.local.dialogue.numbers import in_words
from antiphon.plugins.local.dialogue.words import capitalised, enumerate_words, humanised

__all__ = ["in_sentences"]

_MOST_LISTED = 5
_SUCCESS_KEYS = frozenset(("ok", "success", "done"))
_FAILURE_PREFIX = "Error:"
_CODE = re.compile(
    r"""
    <[^<>]*\ at\ 0x[0-9a-f]+[^<>]*>  # an object without a text of its own
    | \A<.*>\Z                       # another one, a class, markup
    | \A\{.*\}\Z                     # what JSON cannot hold, as Python writes it
    | \A[\[(].*(?:\b(?:nan|inf)\b|[{}]|\.\.\.).*[\])]\Z
    | \Ab(['"]).*\1\Z                 # bytes
    | \A[-+]?(?:nan|inf|infinity)\Z
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""Text that is meant for programs."""
_UNREADABLE = "I got an answer that I can't read out."
_UNREADABLE_PART = "something I can't read out"
_NO_REASON = frozenset(("", "tool failed", _UNREADABLE_PART))


def in_sentences(outputs: Sequence[str]) -> str:
    """The outputs of tools, as they are in the chat context, in the order given."""
    return " ".join(_sentence(_decoded(output)) for output in outputs)


def _decoded(output: str) -> Any:
    """The value in JSON, or else the text itself."""
    try:
        return json.loads(output, parse_constant=str)
    except ValueError:
        return output.strip()


def _sentence(value: Any) -> str:
    if value in ([], {}) or (isinstance(value, str) and not value.strip()):
        return "There is nothing there."
    failure = _failure(value)
    if failure is not None:
        reason = "" if failure in _NO_REASON else f": {failure}"
        return _ended(f"I'm sorry, that didn't work{reason}")
    match value:
        case None | True:
            return "Done."
        case str():
            return _ended(capitalised(value.strip())) if _is_readable(value) else _UNREADABLE
        case Mapping():
            return "Done." if _SUCCESS_KEYS.issuperset(value) else _told(value)
        case _:
            return _ended(f"It's {_phrase(value)}")


def _failure(value: Any) -> str | None:
    """What went wrong, empty where that was not told; None where nothing did."""
    match value:
        case False:
            return ""
        case str() if value.startswith(_FAILURE_PREFIX):
            return _phrase(value.removeprefix(_FAILURE_PREFIX))
        case Mapping() if value.get("error"):
            return _phrase(value["error"])
        case Mapping() if _SUCCESS_KEYS.issuperset(value) and not all(value.values()):
            return ""
    return None


def _told(values: Mapping[str, Any]) -> str:
    """A sentence for each value: `The city is Oslo, and the wind is strong.`"""
    verbs = {key: "are" if isinstance(value, list) else "is" for key, value in values.items()}
    parts = [f"the {humanised(key)} {verbs[key]} {_phrase(value)}" for key, value in values.items()]
    return _ended(capitalised(", and ".join(parts)))


def _phrase(value: Any) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case int() | float() if math.isfinite(value):
            return in_words(value)
        case Mapping():
            return ", ".join(f"{humanised(key)} {_phrase(item)}" for key, item in value.items())
        case list():
            return _listed(value)
        case str() if value.strip() and not _is_readable(value):
            return _UNREADABLE_PART
        case _:
            return str(value).strip()


def _is_readable(text: str) -> bool:
    """Whether there are words in `text`, and they are for people."""
    return any(map(str.isalnum, text)) and not _CODE.search(text.strip())


def _listed(values: Sequence[Any]) -> str:
    named = [_phrase(value) for value in values[:_MOST_LISTED]]
    more = len(values) - len(named)
    return enumerate_words([*named, f"{in_words(more)} more"] if more else named)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
