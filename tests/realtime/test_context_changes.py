"""The changes that make the chat context of a model of 0.12 what the ledger is."""

import pytest

from antiphon.core.messages import CreateItem, DeleteItem
from antiphon.llm import ChatContext, ChatMessage
from antiphon.realtime.adapter.context import changed


def message(item_id: str) -> ChatMessage:
    return ChatMessage(role="user", id=item_id, content=item_id)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (DeleteItem(item_id="b"), "ac"),
        (DeleteItem(item_id="x"), "abc"),
        (CreateItem(message=message("x"), after=None), "xabc"),
        (CreateItem(message=message("x"), after="a"), "axbc"),
        (CreateItem(message=message("x"), after="nobody"), "abcx"),
        (CreateItem(message=message("a"), after="b"), "bac"),
    ],
)
def test_a_change_is_made_in_its_place(change: CreateItem | DeleteItem, expected: str) -> None:
    ctx = ChatContext([message(item_id) for item_id in "abc"])
    assert "".join(x.id for x in changed(ctx, [change]).messages) == expected
    assert len(ctx.messages) == 3
