"""The responses under way: one that the model makes, and one that is narrated beside it.

| a response begins | under way of the same maker | under way of the other |
|-------------------|-----------------------------|------------------------|
| the model's       | is taken to be over         | goes on                |
| narrated          | is taken to be over         | goes on                |

Nobody asks for one while there is another: there are two where the model answers of its own accord
while something is narrated. Each is watched by a deadline of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antiphon.core.requests import STALL_DEADLINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antiphon.core.requests import Active, Request

__all__ = ["UnderWay"]


class UnderWay:
    """What is being made, by the deadline that watches it."""

    def __init__(self) -> None:
        self._active: dict[str, Active] = {}

    def __iter__(self) -> Iterator[Active]:
        return iter(tuple(self._active.values()))

    @property
    def of_model(self) -> Active | None:
        """The model's."""
        return self._active.get(STALL_DEADLINE)

    def is_live(self, response_id: str) -> bool:
        """Whether that response is under way, and what comes of it is wanted."""
        active = self.find(response_id)
        return active is not None and not active.cancelled

    def is_narrated(self, response_id: str) -> bool:
        """Whether that response is made beside the model."""
        active = self.find(response_id)
        return active is not None and active.request.is_narrated

    def is_repeatable(self, response_id: str) -> bool:
        """Whether that response may be asked for once more: nobody had anything of it."""
        active = self.find(response_id)
        return active is not None and active.is_repeatable

    def is_in_writing(self, response_id: str) -> bool:
        """Whether that response was asked for in writing."""
        active = self.find(response_id)
        return active is not None and active.request.in_writing

    def is_only_reading(self, request: Request) -> bool:
        """Whether nothing is under way but what that request is to read aloud."""
        return all(active.response_id == request.reads for active in self)

    def is_said(self, saying: str) -> bool:
        """Whether that is being made, and nobody has called it off."""
        active = (active for active in self if not active.cancelled)
        return any(one.request.saying == saying for one in active)

    def saying_of(self, response_id: str) -> str | None:
        """What the program calls that response, if it wanted the words spoken."""
        active = self.find(response_id)
        return active.request.saying if active is not None else None

    def tools_of(self, response_id: str) -> Any:
        """The tools that response alone has; None means the session's."""
        active = self.find(response_id)
        return active.request.tools if active is not None else None

    def progress(self, response_id: str) -> None:
        """Something has come of a response, and of what reads it aloud."""
        for active in self:
            if response_id in (active.response_id, active.request.reads):
                active.progress += 1

    def spoke(self, response_id: str) -> None:
        """Audio has come of a response."""
        self.progress(response_id)
        if (active := self.find(response_id)) is not None:
            active.has_sound = True

    def took_effect(self, response_id: str) -> None:
        """Somebody had something of a response: it is not to be made again."""
        if (active := self.find(response_id)) is not None:
            active.has_effect = True

    def called_tools(self, response_id: str) -> None:
        """A response has called tools."""
        self.took_effect(response_id)
        if (active := self.find(response_id)) is not None:
            active.has_called = True

    def begin(self, active: Active) -> None:
        """One has begun."""
        self._active[active.deadline] = active

    def find(self, response_id: str) -> Active | None:
        """That response, if it is under way."""
        return next((active for active in self if active.response_id == response_id), None)

    def watched_by(self, deadline: str) -> Active | None:
        """The one that this deadline watches."""
        return self._active.get(deadline)

    def end(self, active: Active) -> None:
        """It is over."""
        del self._active[active.deadline]
