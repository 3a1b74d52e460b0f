"""What users said and wrote: in the ledger, in the captions, told to the program.

| event       | the item is new                     | its words are to come  | its words are known |
|-------------|-------------------------------------|------------------------|---------------------|
| committed   | in the ledger, an open caption      | –                      | –                   |
| transcribed | in the ledger, caption shown, told  | caption closed, told   | –                   |
| removed by  | does not come back                  | caption closed         | –                   |
| the model   |                                     |                        |                     |

What was written is in the ledger at once, told to the model and to the program; who wrote it needs
no caption.

Words that could not be found close the caption, where one is open, and are not told; they may still
come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.messages import CreateItem, Emit, EventName, PublishCaption
from antiphon.llm.chat_context import ChatMessage

if TYPE_CHECKING:
    from antiphon.core.history import History, Item
    from antiphon.core.messages import Effect, UserTranscribed, UserWrote

__all__ = ["UserSpeech"]


class UserSpeech:
    """Settles what users said."""

    def __init__(self, history: History, *, is_shown: bool) -> None:
        self._history = history
        self._is_shown = is_shown
        self._open: set[str] = set()
        """Ids of the items whose captions have been opened and not been closed."""

    def committed(self, item_id: str, speaker: str | None) -> list[Effect]:
        """Something was said: an item of the conversation, its words to follow."""
        if item_id in self._history:
            return []
        opened = self._caption(self._history.add_user(item_id, speaker), "", final=False)
        if opened:
            self._open.add(item_id)
        return opened

    def transcribed(self, event: UserTranscribed, speaker: str | None) -> list[Effect]:
        """The words are known, or could not be found."""
        item = self._history.add_user(event.item_id, speaker)
        if item.message.role != "user" or item.message.content:
            return []
        text = event.text if event.text and event.text.strip() else None
        item.pending = False
        item.message.content = text
        is_open = event.item_id in self._open
        self._open.discard(event.item_id)
        if text is None:
            return self._caption(item, "", final=True) if is_open else []
        shown = self._caption(item, text, final=True)
        return [*shown, told(text, item.speaker)]

    def wrote(self, event: UserWrote) -> list[Effect]:
        """Somebody has written something."""
        if event.item_id in self._history:
            return []
        self._history.add_text(event.item_id, event.text, event.identity)
        message = ChatMessage(role="user", id=event.item_id, content=event.text)
        create = CreateItem(message=message, after=self._history.before(event.item_id))
        return [create, told(event.text, event.identity)]

    def removed(self, item_id: str) -> list[Effect]:
        """The item is about to be taken out: no words of it will come."""
        item = self._history.find(item_id)
        if item is None or item_id not in self._open:
            return []
        self._open.discard(item_id)
        return self._caption(item, "", final=True)

    def _caption(self, item: Item, text: str, *, final: bool) -> list[Effect]:
        if not self._is_shown or item.speaker is None:
            return []
        caption = PublishCaption(
            segment=item.message.id, text=text, final=final, speaker=item.speaker
        )
        return [caption]


def told(text: str, speaker: str | None) -> Emit:
    """Tell the program what that one has said or written."""
    detail = {"participant": speaker}
    return Emit(event=EventName.USER_COMMITTED, args=(text,), detail=detail)
