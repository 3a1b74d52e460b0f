"""What is to be done as soon as there is a session on the wire."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from antiphon.errors import ModelConnectionError

if TYPE_CHECKING:
    from antiphon.plugins.openai.realtime.questions import Answer

__all__ = ["Errands"]

Errand: TypeAlias = Callable[[], object]


class Errands:
    """Waits with what is to be done, and tells who waits for an answer if there is never one."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Errand, Answer | None]] = []
        self._is_over = False

    def add(self, errand: Errand, answer: "Answer | None" = None) -> None:
        """Do it when it can be done; at once nobody is there who could."""
        if self._is_over:
            fail(answer)
        else:
            self._waiting.append((errand, answer))

    def run(self) -> None:
        """Do all of it, in the order in which it came."""
        waiting, self._waiting = self._waiting, []
        for errand, _ in waiting:
            errand()

    def close(self) -> None:
        """There will be no session any more."""
        self._is_over = True
        waiting, self._waiting = self._waiting, []
        for _, answer in waiting:
            fail(answer)


def fail(answer: "Answer | None") -> None:
    """Nobody will do what was asked for; who asked is told, and need not look."""
    if answer is not None and not answer.done():
        answer.set_exception(ModelConnectionError("the session with the model is over"))
        answer.exception()
