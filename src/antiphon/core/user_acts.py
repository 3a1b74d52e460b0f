"""What a user does besides speaking: takes turns by a button, writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "TurnCancelled",
    "TurnClosed",
    "TurnOpened",
    "UserAct",
    "UserWrites",
    "UserWrote",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnOpened:
    """A turn begins by a button; never while one is open."""

    identity: str | None = None
    """Whose it is; None is anybody's who is listened to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnClosed:
    """The turn that is open ends, and is to be answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnCancelled:
    """The turn that is open is not to be heard."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UserWrites:
    """Somebody has something in writing, which `UserWrote` is about to give."""

    identity: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UserWrote:
    """Somebody has written this."""

    item_id: str
    text: str
    identity: str


UserAct: TypeAlias = TurnOpened | TurnClosed | TurnCancelled | UserWrites | UserWrote
