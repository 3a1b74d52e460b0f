"""Keeps to itself what a model thinks in front of its answer, between `<think>` and `</think>`.

Servers are to send that apart, and many do not.
"""

__all__ = ["Thoughts"]

OPENING, CLOSING = "<think>", "</think>"


class Thoughts:
    """Takes an answer piece by piece, and lets through what is meant for the listener."""

    def __init__(self) -> None:
        self._held: str | None = ""
        """What has come and may be thought; None once the answer proper has begun."""

    def leave_out(self, piece: str) -> str:
        """What can be said of the answer now that `piece` has come."""
        if self._held is None:
            return piece
        self._held += piece
        begun = self._held.lstrip()
        if begun.startswith(OPENING):
            return self._behind_the_thought(begun)
        if OPENING.startswith(begun):
            return ""
        return self._let_through(self._held)

    def rest(self) -> str:
        """What was held back at the end of the answer, and is no thought."""
        held, self._held = self._held or "", None
        return "" if held.lstrip().startswith(OPENING) else held

    def _behind_the_thought(self, begun: str) -> str:
        _, closing, answer = begun.partition(CLOSING)
        if not closing or not answer.strip():
            return ""
        return self._let_through(answer.lstrip())

    def _let_through(self, text: str) -> str:
        self._held = None
        return text
