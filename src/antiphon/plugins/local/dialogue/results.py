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
_TOLD_NOTHING = "tool failed"
_SUCCESS_KEYS = frozenset(("ok", "success", "done"))
_FAILURE_PREFIX = "Error:"
_CODE = re.compile(
    r"""
    <[^<>]*\ at\ 0x[0-9a-f]+[^<>]*>       # an object that nobody gave a text
    | \A<[\w.]+>\Z                        # one whose text cannot be had
    | \A(?:\[.*\]|\{.*\}|\(.*\))\Z         # a value of Python's that JSON cannot hold
    | \Ab(?:'.*'|".*")\Z                   # bytes
    | \A[-+]?(?:nan|inf(?:inity)?)\Z
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""In a text: it was meant for programs, and read out it is silence or noise."""


def in_sentences(outputs: Sequence[str]) -> str:
    """The outputs of tools, as they are in the chat context, in the order given."""
    return " ".join(_sentence(_decoded(output)) for output in outputs)


def _decoded(output: str) -> Any:
    """The value in JSON, or else the text itself."""
    try:
        return json.loads(output)
    except ValueError:
        return output


def _sentence(value: Any) -> str:
    if value in ("", [], {}):
        return "There is nothing there."
    if _is_unspeakable(value):
        return "I got an answer that I can't read out."
    failure = _failure(value)
    if failure is not None:
        reason = f": {failure}" if failure not in ("", _TOLD_NOTHING) else ""
        return _ended(f"I'm sorry, that didn't work{reason}")
    match value:
        case None | True:
            return "Done."
        case str():
            return _ended(capitalised(value.strip()))
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
            return value.removeprefix(_FAILURE_PREFIX).strip()
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
        case _:
            return str(value).strip()


def _listed(values: Sequence[Any]) -> str:
    named = [_phrase(value) for value in values[:_MOST_LISTED]]
    more = len(values) - len(named)
    return enumerate_words([*named, f"{in_words(more)} more"] if more else named)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
