"""What others in a room ask of the agent, in writing and by calls: for rooms of either library."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from antiphon.errors import RoomError
from antiphon.rooms.chat import CHAT_TOPIC, ChatReader, note_other_reader

__all__ = ["Callee", "ChatRoom", "read_chat", "serve"]


class ChatRoom(Protocol):
    """A room, on the surface of `livekit.rtc`, that texts and packets come to."""

    def register_text_stream_handler(self, topic: str, handler: Any, /) -> Any: ...
    def unregister_text_stream_handler(self, topic: str, /) -> Any: ...
    def on(self, event: Any, callback: Any, /) -> Any: ...
    def off(self, event: Any, callback: Any, /) -> Any: ...


class Callee(Protocol):
    """A participant, on the surface of `livekit.rtc`, whom others can call by RPC."""

    def register_rpc_method(self, method_name: str, handler: Any, /) -> Any: ...
    def unregister_rpc_method(self, method: str, /) -> Any: ...


class Sender(Protocol):
    """Who has sent a packet."""

    @property
    def identity(self) -> str: ...


class Packet(Protocol):
    """A packet of data; one of the server's own has no sender."""

    @property
    def data(self) -> bytes: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def participant(self) -> Sender | None: ...


class Call(Protocol):
    """A call by RPC."""

    @property
    def caller_identity(self) -> str: ...


def read_chat(room: ChatRoom, told: Callable[[str, str], None]) -> Callable[[], None]:
    """Tell `told` who writes and what, until the result is called.

    Nothing is told where the program reads the chat itself.
    """
    chat = ChatReader(told)

    def packet_came(packet: Packet) -> None:
        if packet.participant is not None:
            chat.packet_came(packet.topic or "", packet.data, packet.participant.identity)

    try:
        room.register_text_stream_handler(CHAT_TOPIC, chat.opened)
    except (RoomError, ValueError):  # the SDK's is the latter
        note_other_reader()
        return chat.close
    room.on("data_received", packet_came)

    def leave() -> None:
        room.unregister_text_stream_handler(CHAT_TOPIC)
        room.off("data_received", packet_came)
        chat.close()

    return leave


def serve(
    me: Callee,
    methods: Mapping[str, Callable[[str], None]],
    *,
    refusal: Callable[[str], Exception],
) -> Callable[[], None]:
    """Have the others call these by RPC, each given the identity of the caller, until the result is
    called; `refusal` makes the library's error of what a RoomError says."""
    for name, method in methods.items():
        me.register_rpc_method(name, partial(answer, method, refusal))

    def leave() -> None:
        for name in methods:
            me.unregister_rpc_method(name)

    return leave


def answer(method: Callable[[str], None], refusal: Callable[[str], Exception], call: Call) -> str:
    """Do what is called for."""
    try:
        method(call.caller_identity)
    except RoomError as error:
        raise refusal(str(error)) from error
    return ""
