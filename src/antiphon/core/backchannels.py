"""What a listener says without wanting the turn: "yeah", "uh-huh"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BACKCHANNELS", "says_something"]

BACKCHANNELS = (
    "ah",
    "aha",
    "hm",
    "hmm",
    "I see",
    "mhm",
    "mm",
    "mm-hmm",
    "oh",
    "ok",
    "okay",
    "right",
    "uh",
    "uh-huh",
    "um",
    "yeah",
    "yep",
)
"""What those who speak English say most."""

_WORD = re.compile(r"[^\W_]+")


def says_something(text: str | None, backchannels: Sequence[str]) -> bool:
    """Whether there are words in `text`, and not only those: "Okay, yeah." says nothing.

    Case and punctuation do not matter; a backchannel may be of several words.
    """
    said = words(text or "")
    phrases = [phrase for phrase in map(words, backchannels) if phrase]
    reached = {0}
    for start in range(len(said)):
        if start in reached:
            ends = [start + len(p) for p in phrases if said[start : start + len(p)] == p]
            reached.update(ends)
    return len(said) not in reached


def words(text: str) -> list[str]:
    """The words of `text`, as they are compared."""
    return _WORD.findall(text.casefold())
