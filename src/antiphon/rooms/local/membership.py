"""One stay of one participant in a hub, from joining to leaving."""

import asyncio
from collections.abc import Callable, Collection

from antiphon.rooms.local.hub import Hub
from antiphon.rooms.local.kinds import DisconnectReason
from antiphon.rooms.local.local_participant import LocalParticipant
from antiphon.rooms.local.messages import Evicted, Introduction, Message, Profile
from antiphon.rooms.local.text import TextInbox
from antiphon.rooms.local.view import RoomView

__all__ = ["Membership"]


class Membership:
    """Sends what one does to the others, and applies what they do, one message a time.

    Messages wait on the loop, so that nothing that is called here calls back into its caller.
    """

    def __init__(
        self,
        hub: Hub,
        profile: Profile,
        *,
        inbox: TextInbox,
        emit: Callable[..., None],
        put_out: Callable[[DisconnectReason], None],
        auto_subscribe: bool,
    ) -> None:
        self.hub = hub
        self.me = LocalParticipant(profile, self)
        self.view = RoomView(
            self.me, wire=self, inbox=inbox, emit=emit, auto_subscribe=auto_subscribe
        )
        self._put_out = put_out
        self._loop = asyncio.get_running_loop()

    @property
    def identity(self) -> str:
        return self.me.identity

    def introduction(self) -> Introduction:
        return self.me.introduction()

    def join(self) -> None:
        self.view.begin(self.hub.join(self))

    def leave(self, reason: DisconnectReason) -> None:
        """Leave the hub, if still in it, and hear and publish nothing any more."""
        self.hub.leave(self, reason)
        self.me.withdraw_all()
        self.me.rpc.close()
        self.view.close()

    def send(self, message: Message, to: Collection[str] = ()) -> None:
        self.hub.send(self, message, to)

    def remind(self, message: Message) -> None:
        self.receive(message)

    def receive(self, message: Message) -> None:
        self._loop.call_soon(self._handle, message)

    def _handle(self, message: Message) -> None:
        if isinstance(message, Evicted):
            self._put_out(message.reason)
        elif self.hub.has(self):  # what was still on its way when one left is of no interest
            self.view.apply(message)
