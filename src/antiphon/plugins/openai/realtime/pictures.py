"""The images in a conversation: the last few are kept, for each costs as much as pages of text."""

from itertools import accumulate

from antiphon.llm import ChatImage, ChatMessage
from antiphon.plugins.openai.realtime.replica import Replica

__all__ = ["surplus"]


def surplus(replica: Replica, most: int) -> list[str]:
    """Ids of the messages to be deleted, first to last, for no more than `most` images to be left.

    The latest message that shows some stays, however many it shows.
    """
    messages = (replica.find(item_id) for item_id in reversed(replica.order))
    shown = [(message.id, images_in(message)) for message in messages if message is not None]
    totals = accumulate(count for _, count in shown)
    extra = [
        item_id
        for (item_id, count), total in zip(shown, totals, strict=True)
        if count and total > max(most, count)
    ]
    return extra[::-1]


def images_in(message: ChatMessage) -> int:
    """How many images there are in it."""
    content = message.content
    parts = content if isinstance(content, list) else [content]
    return sum(isinstance(part, ChatImage) for part in parts)
