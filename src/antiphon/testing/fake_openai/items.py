"""The items that a client brings: what the service completes in them, and what it refuses."""

import base64

from antiphon.testing.fake_openai.checks import (
    check_choice,
    check_known,
    id_at,
    list_at,
    missing,
    object_at,
    optional,
    string_at,
)
from antiphon.testing.fake_openai.conversation import Conversation, Item, Track
from antiphon.testing.fake_openai.input_audio import decoded
from antiphon.testing.fake_openai.outbox import Ids, Refused
from antiphon.testing.fake_openai.script import Event
from antiphon.testing.fake_openai.sound import Sound

__all__ = ["brought_item", "item_with_audio"]

PARTS = {
    "user": ["input_text", "input_audio", "input_image"],
    "system": ["input_text"],
    "assistant": ["output_text"],
}
"""Speech of the model cannot be brought, only its text."""
CONTENTS = {
    "input_text": "text",
    "output_text": "text",
    "input_audio": "audio",
    "input_image": "image_url",
}
"""What a part has to have."""
PART_FIELDS = ("type", "text", "audio", "transcript", "image_url", "detail")
FIELDS = {
    "message": ["role", "content"],
    "function_call": ["name", "arguments"],
    "function_call_output": ["call_id", "output"],
}
"""What an item has to have."""
MORE_FIELDS = ("id", "type", "object", "status", "call_id", "phase")
STRINGS = ("name", "arguments", "output", "object", "phase")
STATUSES = ["completed", "incomplete", "in_progress"]


def brought_item(given: object, conversation: Conversation, sound: Sound, ids: Ids) -> Item:
    """The item of a conversation.item.create, completed. Raises Refused."""
    brought = object_at(given, "item")
    check(brought, conversation)
    base = {"id": ids.new("item"), "object": "realtime.item", "status": "completed"}
    item = Item(base | {name: value for name, value in brought.items() if value is not None})
    if item.data["type"] == "function_call":
        item.data.setdefault("call_id", ids.new("call"))
    if item.data["type"] == "message":
        parts = enumerate(brought["content"])
        item.data["content"] = [part_of(item, index, part, sound) for index, part in parts]
    return item


def item_with_audio(item: Item) -> Event:
    """The whole item, audio included."""
    if "content" not in item.data:
        return item.data
    parts = [dict(part) for part in item.data["content"]]
    for index, track in item.audio.items():
        parts[index]["audio"] = base64.b64encode(track.data).decode()
    return item.data | {"content": parts}


def check(item: Event, conversation: Conversation) -> None:
    """Raises Refused for what the service does not take."""
    check_choice(item.get("type"), FIELDS, "item.type")
    needed = FIELDS[item["type"]]
    check_known(item, (*needed, *MORE_FIELDS), "item")
    for name in needed:
        if item.get(name) is None:
            raise missing(f"item.{name}")
    for name in ("id", "call_id"):
        optional(id_at, item.get(name), f"item.{name}")
    for name in STRINGS:
        optional(string_at, item.get(name), f"item.{name}")
    check_choice(item.get("status") or STATUSES[0], STATUSES, "item.status")
    if item["type"] == "message":
        check_message(item)
    if item["type"] == "function_call_output":
        check_output(item["call_id"], conversation)


def check_message(item: Event) -> None:
    check_choice(item["role"], PARTS, "item.role")
    for index, given in enumerate(list_at(item["content"], "item.content")):
        param = f"item.content[{index}]"
        part = object_at(given, param)
        check_choice(part.get("type"), PARTS[item["role"]], f"{param}.type")
        check_part(part, param)


def check_part(part: Event, param: str) -> None:
    check_known(part, PART_FIELDS, param)
    string_at(part.get(CONTENTS[part["type"]]), f"{param}.{CONTENTS[part['type']]}")
    for name in PART_FIELDS:
        optional(string_at, part.get(name), f"{param}.{name}")


def check_output(call_id: str, conversation: Conversation) -> None:
    calls = (item.data for item in conversation.items if item.data["type"] == "function_call")
    if all(call["call_id"] != call_id for call in calls):
        raise Refused(
            f"Tool call ID '{call_id}' not found in conversation.", code="invalid_tool_call_id"
        )


def part_of(item: Item, index: int, part: Event, sound: Sound) -> Event:
    """The part as it is shown; its audio is put beside it."""
    shown = {name: value for name, value in part.items() if name != "audio"}
    if part["type"] == "input_audio":
        item.audio[index] = Track(sound, bytearray(decoded(part["audio"], sound)))
    return shown
