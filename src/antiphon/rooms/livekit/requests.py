"""What others in a LiveKit room ask of the agent: in writing, and by calls."""

from collections.abc import Callable, Mapping
from functools import partial

from livekit import rtc

from antiphon.errors import RoomError
from antiphon.rooms.chat import CHAT_TOPIC, ChatReader, note_other_reader

__all__ = ["read_chat", "serve"]


def read_chat(room: rtc.Room, told: Callable[[str, str], None]) -> Callable[[], None]:
    """Tell `told` who writes and what, until the result is called.

    Nothing is told where the program reads the chat itself.
    """
    chat = ChatReader(told)

    def packet_came(packet: rtc.DataPacket) -> None:
        if packet.participant is not None:
            chat.packet_came(packet.topic or "", packet.data, packet.participant.identity)

    try:
        room.register_text_stream_handler(CHAT_TOPIC, chat.opened)
    except ValueError:
        note_other_reader()
        return chat.close
    room.on("data_received", packet_came)

    def leave() -> None:
        room.unregister_text_stream_handler(CHAT_TOPIC)
        room.off("data_received", packet_came)
        chat.close()

    return leave


def serve(me: rtc.LocalParticipant, methods: Mapping[str, Callable[[str], None]]) -> None:
    """Have the others call these by RPC, each given the identity of the caller."""
    for name, method in methods.items():
        me.register_rpc_method(name, partial(answer, method))


def answer(method: Callable[[str], None], call: rtc.RpcInvocationData) -> str:
    """Do what is called for. Raises RpcError with the words of a RoomError."""
    try:
        method(call.caller_identity)
    except RoomError as error:
        raise rtc.RpcError(rtc.RpcError.ErrorCode.APPLICATION_ERROR, str(error)) from error
    return ""
