"""What we say to a server; the names are the same in both dialects."""

from msgspec import UNSET, Struct, UnsetType

from antiphon.plugins.openai.codec.configuration import ResponseConfig, SessionConfig
from antiphon.plugins.openai.codec.objects import Item

__all__ = [
    "AppendAudio",
    "CancelResponse",
    "ClearAudio",
    "ClearOutputAudio",
    "ClientEvent",
    "CommitAudio",
    "CreateItem",
    "CreateResponse",
    "DeleteItem",
    "RetrieveItem",
    "TruncateItem",
    "UpdateSession",
]


class ClientEvent(Struct, frozen=True, kw_only=True):
    """Anything that we say; an error that it causes names its `event_id`."""

    event_id: str | UnsetType = UNSET


class UpdateSession(ClientEvent, frozen=True, kw_only=True, tag="session.update"):
    """Set the session up, as far as it says."""

    session: SessionConfig


class AppendAudio(ClientEvent, frozen=True, kw_only=True, tag="input_audio_buffer.append"):
    """Hear this, in the session's input format."""

    audio: bytes


class ClearAudio(ClientEvent, frozen=True, kw_only=True, tag="input_audio_buffer.clear"):
    """Forget what was heard and is no item yet."""


class CommitAudio(ClientEvent, frozen=True, kw_only=True, tag="input_audio_buffer.commit"):
    """Make what was heard an item."""


class CreateItem(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.create"):
    """Put an item into the conversation."""

    item: Item
    previous_item_id: str | None | UnsetType = UNSET
    """Behind that one; at the end without one; `root` is the beginning."""


class DeleteItem(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.delete"):
    """Take an item out of the conversation."""

    item_id: str


class TruncateItem(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.truncate"):
    """Forget what was said after that, and the transcript of all of it."""

    item_id: str
    content_index: int
    audio_end_ms: int
    """Not more than there is: the server refuses that."""


class RetrieveItem(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.retrieve"):
    """Send an item as it is in the conversation."""

    item_id: str


class CreateResponse(ClientEvent, frozen=True, kw_only=True, tag="response.create"):
    """Answer."""

    response: ResponseConfig | UnsetType = UNSET


class CancelResponse(ClientEvent, frozen=True, kw_only=True, tag="response.cancel"):
    """Stop answering."""

    response_id: str | UnsetType = UNSET
    """The one that goes into the conversation, without an id."""


class ClearOutputAudio(ClientEvent, frozen=True, kw_only=True, tag="output_audio_buffer.clear"):
    """Drop what you would have played (WebRTC, SIP)."""
