"""How the program is told of what goes wrong and does not end the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.effects import Emit, EventName
from antiphon.core.values import Trouble

if TYPE_CHECKING:
    from antiphon.core.effects import Effect

__all__ = ["tell", "trouble", "with_trouble"]


def tell(found: Trouble) -> Effect:
    """Tell the program of trouble."""
    return Emit(event=EventName.ERROR, args=(found,))


def trouble(kind: str, message: str, retry_in: float | None = None) -> Effect:
    """Tell the program of something that the conversation survives."""
    return tell(Trouble(kind=kind, message=message, retry_in=retry_in))


def with_trouble(result: tuple[list[Effect], Trouble | None]) -> list[Effect]:
    """The effects, and the trouble told."""
    effects, found = result
    return effects if found is None else [*effects, tell(found)]
