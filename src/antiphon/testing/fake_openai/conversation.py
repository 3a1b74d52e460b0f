"""The conversation as the server has it: items in order, and what of them is audio."""

from dataclasses import dataclass

from antiphon.testing.fake_openai.outbox import Refused
from antiphon.testing.fake_openai.script import Event
from antiphon.testing.fake_openai.sound import Sound

__all__ = ["Conversation", "Item", "Track"]

ROOT = "root"


@dataclass(frozen=True, slots=True)
class Track:
    """The audio of a part."""

    sound: Sound
    data: bytearray

    @property
    def ms(self) -> float:
        """How long it is."""
        return self.sound.ms(len(self.data))


class Item:
    """One item: its object in GA's shape without audio, and its audio beside it."""

    def __init__(self, data: Event, *, heard: str = "") -> None:
        self.data = data
        self.heard = heard
        """What the user said in it, whether or not it was asked to be transcribed."""
        self.audio: dict[int, Track] = {}
        """By the index of the part."""

    @property
    def id(self) -> str:
        item_id: str = self.data["id"]
        return item_id

    def audio_ms(self, content_index: int) -> float:
        """How long the audio of a part is; 0 where there is none."""
        track = self.audio.get(content_index)
        return track.ms if track else 0.0

    def truncate(self, content_index: int, audio_end_ms: int) -> None:
        """Forget the audio after that, and the words: nobody knows which were heard."""
        track = self.audio[content_index]
        del track.data[track.sound.size(audio_end_ms) :]
        self.data["content"][content_index].pop("transcript", None)


class Conversation:
    """Items in order; refuses what the real service refuses."""

    def __init__(self, conversation_id: str) -> None:
        self.id = conversation_id
        self._items: list[Item] = []

    @property
    def items(self) -> list[Item]:
        """In order."""
        return list(self._items)

    @property
    def shown(self) -> list[Event]:
        """The items' objects, in order."""
        return [item.data for item in self._items]

    def add(self, item: Item, previous_item_id: str | None = None) -> str | None:
        """Put `item` after that one, by default last; returns the id of the one before it."""
        if self._find(item.id) is not None:
            raise Refused(
                f"Error adding item: an item with id '{item.id}' already exists.",
                code="item_create_duplicate_item_id",
            )
        index = self._index_after(previous_item_id)
        self._items.insert(index, item)
        return self._items[index - 1].id if index else None

    def remove(self, item_id: str) -> None:
        """Forget an item."""
        self._items.remove(self.get(item_id, "delet"))

    def get(self, item_id: str, doing: str = "retriev") -> Item:
        """The item of that id; `doing` is the stem of the verb to refuse with."""
        item = self._find(item_id)
        if item is None:
            raise Refused(
                f"Error {doing}ing item: the item with id '{item_id}' does not exist.",
                code=f"item_{doing}e_invalid_item_id",
            )
        return item

    def spoken(self, item_id: str, content_index: int) -> Item:
        """The item, if that part of it is speech of the model, of which some is there."""
        item = self.get(item_id, "truncat")
        is_assistant = item.data.get("role") == "assistant"
        if not is_assistant or not item.audio_ms(content_index):
            raise Refused(
                "Only model output audio messages can be truncated",
                code="unsupported_content_type",
            )
        return item

    def _find(self, item_id: str) -> Item | None:
        return next((item for item in self._items if item.id == item_id), None)

    def _index_after(self, previous_item_id: str | None) -> int:
        if previous_item_id is None:
            return len(self._items)
        if previous_item_id == ROOT:
            return 0
        previous = self._find(previous_item_id)
        if previous is None:
            raise Refused(
                f"Error adding item: the previous item with id '{previous_item_id}' "
                "does not exist.",
                code="item_create_invalid_previous_item_id",
            )
        return self._items.index(previous) + 1
