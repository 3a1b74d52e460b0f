"""What a program has captions cut up with, kept from doing more harm than to captions."""

import logging
from collections.abc import Callable
from typing import TypeAlias

__all__ = ["CaptionHelper", "Cutter"]

logger = logging.getLogger(__name__)

Cutter: TypeAlias = Callable[[str], list[str]]
"""Cuts a text into pieces."""


class CaptionHelper:
    """A cutter that never fails: `theirs`, and `ours` for each text that it fails on.

    The first failure is logged, and `failed` is told of it in a sentence.
    """

    def __init__(
        self, name: str, *, theirs: Cutter, ours: Cutter, failed: Callable[[str], None]
    ) -> None:
        self._name = name
        self._theirs = theirs
        self._ours = ours
        self._failed = failed
        self._has_failed = False

    def __call__(self, text: str) -> list[str]:
        try:
            return texts(self._theirs(text))
        except Exception as error:  # it is the program's own, and may do anything
            self._note(error)
            return self._ours(text)

    def _note(self, error: Exception) -> None:
        if self._has_failed:
            return
        self._has_failed = True
        logger.warning("%s of AgentTranscriptionOptions failed", self._name, exc_info=error)
        self._failed(f"{self._name} failed, and a built-in one takes its place: {error!r}")


def texts(pieces: object) -> list[str]:
    """`pieces`, which are a list of texts. Raises TypeError for anything else."""
    if not isinstance(pieces, list | tuple) or not all(isinstance(each, str) for each in pieces):
        raise TypeError(f"a list of texts is due, not {pieces!r}")
    return list(pieces)
