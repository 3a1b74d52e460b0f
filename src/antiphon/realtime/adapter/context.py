"""Keeps the conversation of a model of 0.12 in step: all changes of a loop turn are one call."""

import asyncio
import logging
from collections.abc import Callable

from antiphon.core.messages import CreateItem, DeleteItem, ModelTroubled
from antiphon.llm import ChatContext, ChatMessage
from antiphon.realtime.adapter.protocol import _RealtimeAPISession
from antiphon.realtime.port import ModelEvent

__all__ = ["ContextKeeper"]

logger = logging.getLogger(__name__)

SET_SECONDS = 5.0


class ContextKeeper:
    """Changes to a session's chat context, and what has to wait until they are made."""

    def __init__(self, session: _RealtimeAPISession, report: Callable[[ModelEvent], None]) -> None:
        self._session = session
        self._report = report
        self._changes: list[CreateItem | DeleteItem] = []
        self._held: list[Callable[[], None]] = []
        self._is_setting = False
        self._changed = asyncio.Event()

    def change(self, change: CreateItem | DeleteItem) -> None:
        """Make this change soon; its ids are those of the session."""
        self._changes.append(change)
        self._changed.set()

    def take_deletion(self, item_ids: set[str]) -> str | None:
        """The first of those items that is to be deleted and has not been; it stays."""
        for change in self._changes:
            if isinstance(change, DeleteItem) and change.item_id in item_ids:
                self._changes.remove(change)
                return change.item_id
        return None

    def afterwards(self, act: Callable[[], None]) -> None:
        """Call `act` when the session knows all changes: now, if there is none."""
        if self._changes or self._is_setting:
            self._held.append(act)
        else:
            act()

    async def run(self) -> None:
        """Make the changes, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            changes, self._changes = self._changes, []
            if changes:
                await self._set(changes)
            if not self._changes:
                self._release()

    async def _set(self, changes: list[CreateItem | DeleteItem]) -> None:
        """One call; a session that fails or hangs in it goes on with what it knows."""
        self._is_setting = True
        try:
            async with asyncio.timeout(SET_SECONDS):
                await self._session.set_chat_ctx(changed(self._session.chat_ctx_copy(), changes))
        except TimeoutError:
            self._untold(f"set_chat_ctx() did not return within {SET_SECONDS:.0f} s")
        except Exception as error:  # the model's own code
            self._untold(repr(error))
        finally:
            self._is_setting = False

    def _untold(self, why: str) -> None:
        message = f"the model could not be told a change of the conversation: {why}"
        logger.error("%s", message, exc_info=True)
        self._report(ModelTroubled(kind="model_failed", message=message))

    def _release(self) -> None:
        held, self._held = self._held, []
        for act in held:
            act()


def changed(ctx: ChatContext, changes: list[CreateItem | DeleteItem]) -> ChatContext:
    """The context with these changes; what is to follow a message that is not there goes last.

    What is created takes the place of a message of the same id.
    """
    messages = list(ctx.messages)
    for change in changes:
        match change:
            case DeleteItem(item_id=item_id):
                messages = without(messages, item_id)
            case CreateItem(message=message, after=after):
                messages = without(messages, message.id)
                messages.insert(place_behind(messages, after), message)
    return ChatContext(messages)


def without(messages: list[ChatMessage], item_id: str) -> list[ChatMessage]:
    """The messages but that one."""
    return [message for message in messages if message.id != item_id]


def place_behind(messages: list[ChatMessage], after: str | None) -> int:
    """Where the message goes that is to follow that one; None is the beginning."""
    if after is None:
        return 0
    ids = [message.id for message in messages]
    return ids.index(after) + 1 if after in ids else len(ids)
