"""What a conversation tells."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Record"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """Something that a conversation tells: an event by its name, or `state` and the new one."""

    at: float
    """Seconds on the loop's clock."""
    event: str
    args: tuple[Any, ...] = ()
    """What listeners are given."""
    detail: dict[str, Any] = field(default_factory=dict)
    """What a record of the conversation wants to know besides."""
