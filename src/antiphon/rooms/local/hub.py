"""Hubs: where local rooms of one name meet. A hub exists while somebody is in it."""

import asyncio
from collections.abc import Collection
from typing import Protocol

from antiphon.errors import RoomClosed, RoomError
from antiphon.rooms.local.kinds import DisconnectReason
from antiphon.rooms.local.messages import Evicted, Introduction, Left, Message
from antiphon.utils import shortuuid

__all__ = ["Hub", "Member", "Wire", "find_hub"]

SCHEME = "local://"
HUBS: "dict[str, Hub]" = {}
"""Those with somebody in them, by name."""


class Member(Protocol):
    """Somebody in a hub."""

    @property
    def identity(self) -> str: ...

    def introduction(self) -> Introduction:
        """What somebody who comes now should know."""
        ...

    def receive(self, message: Message) -> None:
        """Take a message, to act on it in a later turn of the loop."""


class Wire(Protocol):
    """The way to the others."""

    def send(self, message: Message, to: Collection[str] = ()) -> None:
        """To the others named `to`, or else to all. Raises RoomClosed once the room was left."""

    def remind(self, message: Message) -> None:
        """To oneself, for a later turn of the loop."""


class Hub:
    """Passes messages between its members; all of them are on one event loop."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sid = shortuuid("RM_")
        self.loop = asyncio.get_running_loop()
        self._members: dict[str, Member] = {}

    def join(self, member: Member) -> list[Introduction]:
        """Add `member`, and return who else is here, in the order in which they came.

        Somebody of the same identity is put out first, as LiveKit does.
        """
        if older := self._members.get(member.identity):
            older.receive(Evicted(reason=DisconnectReason.DUPLICATE_IDENTITY))
            self._remove(older, DisconnectReason.DUPLICATE_IDENTITY)
        others = [other.introduction() for other in self._members.values()]
        self._members[member.identity] = member
        HUBS[self.name] = self
        self.send(member, member.introduction())
        return others

    def leave(self, member: Member, reason: DisconnectReason) -> None:
        """Take `member` out; nothing happens if it is not in."""
        if not self.has(member):
            return
        self._remove(member, reason)
        if not self._members:
            del HUBS[self.name]

    def send(self, sender: Member, message: Message, to: Collection[str] = ()) -> None:
        """Pass `message` to the members named `to`, or else to all; never to `sender`.

        Raises RoomClosed if `sender` is not in.
        """
        if not self.has(sender):
            raise RoomClosed(f"{sender.identity!r} is no longer in the local room {self.name!r}.")
        for identity, member in self._members.items():
            if member is not sender and (not to or identity in to):
                member.receive(message)

    def _remove(self, member: Member, reason: DisconnectReason) -> None:
        self.send(member, Left(identity=member.identity, reason=reason))
        del self._members[member.identity]

    def has(self, member: Member) -> bool:
        """Whether `member` itself is in, not another of the same identity."""
        return self._members.get(member.identity) is member


def find_hub(url: str) -> Hub:
    """The hub that `url` (`local://NAME`) names, new if nobody is in it.

    Raises RoomError for another kind of url, or where those in it are on another event loop.
    """
    name = url.removeprefix(SCHEME)
    if name == url or not name:
        raise RoomError(f"A local room is at local://NAME, not at {url!r}.")
    hub = HUBS.get(name)
    if hub is None or hub.loop.is_closed():
        return Hub(name)
    if hub.loop is not asyncio.get_running_loop():
        raise RoomError(
            f"The local room {name!r} is on another event loop: join it from there, "
            "or choose another name."
        )
    return hub
