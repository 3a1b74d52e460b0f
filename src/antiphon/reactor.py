"""Runs each event to completion: handled, its effects performed, then told.

| first  | what comes of an effect that was just performed (the position of a stop)             |
|--------|--------------------------------------------------------------------------------------|
| then   | the events that wait                                                                 |
| last   | what listeners are told, one at a time                                               |

What a listener does is handled before its call returns; what that leads to telling queues behind.
An event or an effect that fails keeps no other from its turn: the first error is raised at the end.
"""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

__all__ = ["Reactor"]

EventT = TypeVar("EventT")
EffectT = TypeVar("EffectT")
NewsT = TypeVar("NewsT")


class Reactor(Generic[EventT, EffectT, NewsT]):
    """The queues of a conversation, and the order in which they are emptied."""

    def __init__(
        self,
        *,
        handle: Callable[[EventT], Sequence[EffectT]],
        perform: Callable[[EffectT], None],
        tell: Callable[[NewsT], None],
    ) -> None:
        self._handle = handle
        self._perform = perform
        self._tell = tell
        self._answers: deque[EventT] = deque()
        self._events: deque[EventT] = deque()
        self._news: deque[NewsT] = deque()
        self._is_handling = False
        self._is_telling = False

    def post(self, event: EventT) -> None:
        """Handle `event` to completion; from within an effect, after what waits already.

        Raises what an event or an effect has raised, after all is told.
        """
        self._events.append(event)
        if self._is_handling:
            return
        errors = self._handle_all()
        self._tell_all()
        if errors:
            raise errors[0]

    def answer(self, event: EventT) -> None:
        """Say, from within an effect, what came of it; handled before anything else."""
        self._answers.append(event)

    def announce(self, news: NewsT) -> None:
        """Have `news` told, from within an effect, when there is nothing left to handle."""
        self._news.append(news)

    def _handle_all(self) -> list[Exception]:
        """Handle what waits, and return what went wrong."""
        errors: list[Exception] = []
        self._is_handling = True
        try:
            while self._answers or self._events:
                self._handle_next(errors)
        finally:
            self._is_handling = False
        return errors

    def _handle_next(self, errors: list[Exception]) -> None:
        event = (self._answers or self._events).popleft()
        with noting(errors):
            for effect in self._handle(event):
                with noting(errors):
                    self._perform(effect)

    def _tell_all(self) -> None:
        if self._is_telling:
            return
        self._is_telling = True
        try:
            while self._news:
                self._tell(self._news.popleft())
        finally:
            self._is_telling = False


@contextmanager
def noting(errors: list[Exception]) -> Generator[None]:
    """Add what is raised to `errors`, and go on."""
    try:
        yield
    except Exception as error:  # whatever it is, it is raised in the end
        errors.append(error)
