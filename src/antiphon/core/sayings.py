"""Words that the program wants spoken: each is told, once, how much of it was heard.

| event            | it waits, or is spoken              | it is over                          |
|------------------|-------------------------------------|-------------------------------------|
| its item begins  | the item is noted                   | –                                   |
| the user speaks  | stopped like any answer, unless the | –                                   |
|                  | program forbids it                  |                                     |
| the model is     | narrated beside it, it goes out and | –                                   |
| lost             | goes on; else like any answer       |                                     |
| anything         | –                                   | told: the item's text in the ledger |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.effects import SayingEnded

if TYPE_CHECKING:
    from collections.abc import Callable

    from antiphon.core.effects import Effect
    from antiphon.core.history import History

__all__ = ["Saying", "Sayings"]


@dataclass(slots=True)
class Saying:
    """One that is not over."""

    allows_interruptions: bool
    item_id: str | None = None
    was_played: bool = False
    """It was played to its end, and that was the end of it."""


class Sayings:
    """What the program wants spoken, by the names it gave."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._open: dict[str, Saying] = {}

    @property
    def protected(self) -> dict[str, str | None]:
        """Those that no user may interrupt: their names, and the items they have become."""
        return {n: s.item_id for n, s in self._open.items() if not s.allows_interruptions}

    def opened(self, name: str, saying: Saying) -> None:
        """One is asked for."""
        self._open[name] = saying

    def begun(self, name: str, item_id: str) -> None:
        """It has become an item of the conversation."""
        if name in self._open:
            self._open[name].item_id = item_id

    def played(self, item_id: str) -> None:
        """Something was played to its end."""
        for saying in self._open.values():
            saying.was_played = saying.was_played or saying.item_id == item_id

    def item_of(self, name: str) -> str | None:
        """Id of the item that it has become, if it has."""
        saying = self._open.get(name)
        return saying.item_id if saying else None

    def settle(self, is_open: Callable[[str, str | None], bool]) -> list[Effect]:
        """Tell of those that are over; `is_open` says of a name and its item whether it goes on."""
        over = [n for n, saying in self._open.items() if not is_open(n, saying.item_id)]
        return [self._ended(name, self._open.pop(name)) for name in over]

    def _ended(self, name: str, saying: Saying) -> Effect:
        item = self._history.find(saying.item_id) if saying.item_id else None
        text = item.message.content if item is not None else None
        return SayingEnded(
            name=name,
            heard_text=text if isinstance(text, str) else "",
            interrupted=not saying.was_played,
        )
