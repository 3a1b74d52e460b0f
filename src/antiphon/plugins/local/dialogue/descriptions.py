"""Descriptions of tools, without what only programmers and models are told."""

import re

__all__ = ["is_for_user", "plain_description"]

_ASIDE = re.compile(r"\s*\([^)]*\)")
_WHEN_TO_CALL = re.compile(
    r"^(?:call|called|use|used|invoke|invoked|run)(?: this| it)?(?: tool| function)? "
    r"(?:when|whenever|if) the (?:user|caller|customer) "
    r"(?:(?:wants|asks|would like|needs|wishes)(?: you)?(?: to know| to| for| about)? )?",
    re.IGNORECASE,
)
_FUNCTION_THAT = re.compile(
    r"^(?:(?:use|call|invoke) (?:this|it)(?: tool| function)? (?:to|for) "
    r"|(?:use |call )?(?:an? |the |this )?(?:\w+ )?(?:function|tool|utility|method|helper)"
    r" (?:to|that|which|for|will|can) "
    r"|this (?:function|tool|method) )",
    re.IGNORECASE,
)
_ADDRESSED = (
    (re.compile(r"\bthe (?:user|caller|customer)'s\b", re.IGNORECASE), "your"),
    (re.compile(r"\bthe (?:user|caller|customer)\b", re.IGNORECASE), "you"),
)
_THEIRS = re.compile(r"\b(?:their|his or her)\b", re.IGNORECASE)


def is_for_user(description: str) -> bool:
    """Whether it says when to call the tool: for something that the user wants to do."""
    return bool(_WHEN_TO_CALL.match(description.strip()))


def plain_description(description: str) -> str:
    """What `description` says of the tool's purpose: `where your order is`.

    Gone are what is in brackets, and openings such as `Called when the user wants to know`; the
    user is spoken to.
    """
    text = _ASIDE.sub("", description.strip())
    if is_for_user(text):
        text = _THEIRS.sub("your", _WHEN_TO_CALL.sub("", text))
    text = _FUNCTION_THAT.sub("", text)
    for pattern, replacement in _ADDRESSED:
        text = pattern.sub(replacement, text)
    return text
