"""What users said has no id in 0.12 before its words are known: it gets one here."""

from collections import deque

from antiphon.utils import shortuuid

__all__ = ["UserItems"]


class UserItems:
    """Ids of users' items: ours, given at once, and the model's, known with the words."""

    def __init__(self) -> None:
        self._open: deque[str] = deque()
        """Those whose words are still to come, oldest first."""
        self._names: dict[str, str] = {}

    def committed(self) -> str:
        """A user's turn has become an item: its id."""
        self._open.append(item_id := shortuuid("item_"))
        return item_id

    def transcribed(self, old_id: str) -> str:
        """The words of an item are known, or will not be; it is the oldest one, or a new one."""
        item_id = self._open.popleft() if self._open else shortuuid("item_")
        self._names[item_id] = old_id
        return item_id

    def name(self, item_id: str) -> str:
        """What the model calls that item, of whomever it is."""
        return self._names.get(item_id, item_id)
