"""What others in a local room ask of the agent: in writing, and by calls."""

from collections.abc import Callable, Mapping
from functools import partial

from antiphon.errors import RoomError
from antiphon.rooms.chat import CHAT_TOPIC, ChatReader, note_other_reader
from antiphon.rooms.local.local_participant import LocalParticipant
from antiphon.rooms.local.room import LocalRoom
from antiphon.rooms.local.rpc import RpcError, RpcInvocationData
from antiphon.rooms.local.view import DataPacket

__all__ = ["read_chat", "serve"]


def read_chat(room: LocalRoom, told: Callable[[str, str], None]) -> Callable[[], None]:
    """Tell `told` who writes and what, until the result is called.

    Nothing is told where the program reads the chat itself.
    """
    chat = ChatReader(told)

    def packet_came(packet: DataPacket) -> None:
        if packet.participant is not None:
            chat.packet_came(packet.topic, packet.data, packet.participant.identity)

    try:
        room.register_text_stream_handler(CHAT_TOPIC, chat.opened)
    except RoomError:
        note_other_reader()
        return chat.close
    room.on("data_received", packet_came)

    def leave() -> None:
        room.unregister_text_stream_handler(CHAT_TOPIC)
        room.off("data_received", packet_came)
        chat.close()

    return leave


def serve(me: LocalParticipant, methods: Mapping[str, Callable[[str], None]]) -> None:
    """Have the others call these by RPC, each given the identity of the caller."""
    for name, method in methods.items():
        me.register_rpc_method(name, partial(answer, method))


def answer(method: Callable[[str], None], call: RpcInvocationData) -> str:
    """Do what is called for. Raises RpcError with the words of a RoomError."""
    try:
        method(call.caller_identity)
    except RoomError as error:
        raise RpcError(RpcError.ErrorCode.APPLICATION_ERROR, str(error)) from error
    return ""
