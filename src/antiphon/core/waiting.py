"""The requests that wait for their turn, in order.

| a request         | while the user has the floor | when another is sent, or answered unasked |
|-------------------|------------------------------|-------------------------------------------|
| any               | waits for its turn           | waits                                     |
| a replaceable one | is held                      | is dropped: that answer takes its place   |
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antiphon.core.requests import Request

__all__ = ["Waiting"]


class Waiting:
    """A queue of requests, of which some are held at times."""

    def __init__(self) -> None:
        self._requests: deque[Request] = deque()
        self.user_has_floor = False
        """What is replaceable is held."""

    def __iter__(self) -> Iterator[Request]:
        """Those that are not held, in order."""
        return (request for request in self._requests if not self._is_held(request))

    def is_said(self, saying: str) -> bool:
        """Whether that is among them."""
        return any(request.saying == saying for request in self._requests)

    def add(self, request: Request) -> None:
        """Put one behind all others."""
        self._requests.append(request)

    def add_first(self, request: Request) -> None:
        """Put one in front of all others."""
        self._requests.appendleft(request)

    def take(self, request: Request) -> None:
        """That one waits no longer; what it takes the place of, neither."""
        self._requests.remove(request)
        if request.say is None:
            self.drop_replaceable()

    def drop(self, unwanted: Callable[[Request], bool]) -> list[Request]:
        """Forget those, and return them."""
        dropped = [request for request in self._requests if unwanted(request)]
        self._requests = deque(request for request in self._requests if not unwanted(request))
        return dropped

    def drop_replaceable(self) -> None:
        """Another answer takes their place."""
        self.drop(lambda request: request.is_replaceable)

    def read_on(self, request_id: str, text: str) -> bool:
        """Have that one read more; False where it does not wait."""
        return self._change(request_id, lambda r: replace(r, say=f"{r.say}{text}"))

    def end_reading(self, request_id: str) -> bool:
        """There is no more for that one to read; False where it does not wait."""
        return self._change(request_id, lambda r: replace(r, goes_on=False))

    def _change(self, request_id: str, changed: Callable[[Request], Request]) -> bool:
        is_there = any(request.id == request_id for request in self._requests)
        self._requests = deque(
            changed(request) if request.id == request_id else request for request in self._requests
        )
        return is_there

    def _is_held(self, request: Request) -> bool:
        return request.is_replaceable and self.user_has_floor
