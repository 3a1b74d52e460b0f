"""The conversation as the server has it: items brought, truncated, deleted; what is refused."""

import base64
from typing import Any

import pytest

from antiphon.testing.fake_openai import Answer, FakeOpenAI, NeverEnds, Options, TextAnswer
from tests.testing.fake_openai.client import Client, assistant_says, calling, user_says


async def bring(client: Client, item: dict[str, Any], **fields: Any) -> dict[str, Any]:
    done = await client.ask(
        "conversation.item.create", "conversation.item.done", item=item, **fields
    )
    return done


def ids(client: Client) -> list[str]:
    return [item["id"] for item in client.connection.conversation]


async def test_items_are_where_the_client_puts_them() -> None:
    async with calling(FakeOpenAI()) as client:
        first = await bring(client, user_says("Hi", "u1"))
        second = await bring(client, assistant_says("Hello", "a1"))
        between = await bring(client, user_says("there", "u2"), previous_item_id="u1")
        system = user_says("Be kind.", "s") | {"role": "system"}
        root = await bring(client, system, previous_item_id="root")
    assert ids(client) == ["s", "u1", "u2", "a1"]
    told = [event["previous_item_id"] for event in (first, second, between, root)]
    assert told == [None, "u1", "u1", None]


async def test_an_item_without_an_id_is_given_one() -> None:
    async with calling(FakeOpenAI()) as client:
        item = user_says("Hi", "")
        del item["id"]
        done = await bring(client, item)
    assert ids(client) == [done["item"]["id"]]


async def test_an_item_is_added_once() -> None:
    async with calling(FakeOpenAI()) as client:
        await bring(client, user_says("Hi", "u1"))
        error = await client.refused("conversation.item.create", item=user_says("Again", "u1"))
    assert error["code"] == "item_create_duplicate_item_id"
    assert error["message"] == "Error adding item: an item with id 'u1' already exists."
    assert error["event_id"] == "mine"


async def test_an_item_cannot_follow_one_that_is_not_there() -> None:
    async with calling(FakeOpenAI()) as client:
        item = user_says("Hi", "u1")
        error = await client.refused(
            "conversation.item.create", item=item, previous_item_id="nobody"
        )
    assert error["code"] == "item_create_invalid_previous_item_id"
    assert ids(client) == []


@pytest.mark.parametrize(
    ("item", "code", "param"),
    [
        (None, "missing_required_parameter", "item"),
        ({"type": "poem"}, "invalid_value", "item.type"),
        ({"type": "message", "role": "user"}, "missing_required_parameter", "item.content"),
        ({"type": "message", "role": "cat", "content": []}, "invalid_value", "item.role"),
        (user_says("Hi", "u1") | {"content": "Hi"}, "invalid_type", "item.content"),
        (user_says("Hi", "u1") | {"mood": "good"}, "unknown_parameter", "item.mood"),
        (user_says("Hi", "u1") | {"status": "odd"}, "invalid_value", "item.status"),
        (user_says("Hi", "x" * 33), "string_above_max_length", "item.id"),
        (user_says("Hi", "a/b"), "invalid_value", "item.id"),
    ],
)
async def test_what_is_no_item_is_refused(item: Any, code: str, param: str) -> None:
    async with calling(FakeOpenAI()) as client:
        error = await client.refused("conversation.item.create", item=item)
    assert (error["code"], error["param"]) == (code, param)


async def test_an_image_is_brought() -> None:
    item = user_says("What is this?", "u1")
    item["content"].append({"type": "input_image", "image_url": "data:image/png;base64,AAAA"})
    async with calling(FakeOpenAI()) as client:
        await bring(client, item)
        done = await client.ask("response.create", "response.done")
    assert client.connection.conversation[0]["content"] == item["content"]
    assert done["response"]["usage"]["input_token_details"]["image_tokens"] == 85


async def test_words_of_the_model_can_be_brought_but_not_its_speech() -> None:
    item = assistant_says("Hello", "a1")
    item["content"][0] = {"type": "output_audio", "transcript": "Hello"}
    async with calling(FakeOpenAI()) as client:
        error = await client.refused("conversation.item.create", item=item)
    assert error["param"] == "item.content[0].type"
    assert error["message"] == "Invalid value: 'output_audio'. Supported values are: 'output_text'."


async def test_a_tool_s_result_belongs_to_a_call() -> None:
    result = {"type": "function_call_output", "call_id": "call_1", "output": "22"}
    call = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{}"}
    async with calling(FakeOpenAI()) as client:
        error = await client.refused("conversation.item.create", item=result)
        await bring(client, call)
        await bring(client, result)
    assert error["code"] == "invalid_tool_call_id"
    types = [item["type"] for item in client.connection.conversation]
    assert types == ["function_call", "function_call_output"]


async def test_a_call_without_an_id_is_given_one() -> None:
    async with calling(FakeOpenAI()) as client:
        item = {"type": "function_call", "name": "weather", "arguments": "{}"}
        done = await bring(client, item)
    assert done["item"]["call_id"]


async def test_items_are_deleted_while_they_are_there() -> None:
    async with calling(FakeOpenAI()) as client:
        await bring(client, user_says("Hi", "u1"))
        await client.ask("conversation.item.delete", "conversation.item.deleted", item_id="u1")
        error = await client.refused("conversation.item.delete", item_id="u1")
    assert ids(client) == []
    assert error["code"] == "item_delete_invalid_item_id"
    assert error["message"] == "Error deleting item: the item with id 'u1' does not exist."


async def test_a_retrieved_item_has_its_audio() -> None:
    audio = base64.b64encode(b"\1\2" * 100).decode()
    item = user_says("", "u1")
    item["content"] = [{"type": "input_audio", "audio": audio}, {"type": "input_text", "text": "?"}]
    async with calling(FakeOpenAI()) as client:
        done = await bring(client, item)
        shown = await client.ask(
            "conversation.item.retrieve", "conversation.item.retrieved", item_id="u1"
        )
        error = await client.refused("conversation.item.retrieve", item_id="u2")
    assert "audio" not in done["item"]["content"][0]
    assert shown["item"]["content"][0]["audio"] == audio
    assert error["code"] == "item_retrieve_invalid_item_id"


async def test_a_retrieved_call_is_as_it_was_brought() -> None:
    item = {"id": "c", "type": "function_call", "name": "weather", "arguments": "{}"}
    async with calling(FakeOpenAI()) as client:
        await bring(client, item)
        shown = await client.ask(
            "conversation.item.retrieve", "conversation.item.retrieved", item_id="c"
        )
    assert shown["item"]["name"] == "weather"


# -- truncation ------------------------------------------------------------------------------------


async def answered(client: Client) -> str:
    """The id of an answer, once it is complete."""
    done = await client.ask("response.create", "response.done")
    item_id: str = done["response"]["output"][0]["id"]
    return item_id


async def truncate(client: Client, item_id: str, ms: int, reply: str) -> dict[str, Any]:
    return await client.ask(
        "conversation.item.truncate",
        reply,
        event_id="mine",
        item_id=item_id,
        content_index=0,
        audio_end_ms=ms,
    )


async def test_a_truncated_answer_is_as_long_as_was_heard_and_its_words_are_gone() -> None:
    async with calling(FakeOpenAI([Answer("One two three.", 1.0)])) as client:
        item_id = await answered(client)
        told = await truncate(client, item_id, 400, "conversation.item.truncated")
        error = (await truncate(client, item_id, 401, "error"))["error"]
        [item] = client.connection.conversation
    assert (told["item_id"], told["content_index"], told["audio_end_ms"]) == (item_id, 0, 400)
    assert item["content"] == [{"type": "output_audio"}]
    assert error["message"] == "Audio content of 400ms is already shorter than 401ms"


async def test_a_truncation_past_the_end_is_refused() -> None:
    async with calling(FakeOpenAI([Answer("Short.", 0.5)])) as client:
        error = (await truncate(client, await answered(client), 700, "error"))["error"]
        [item] = client.connection.conversation
    assert error["message"] == "Audio content of 500ms is already shorter than 700ms"
    assert (error["type"], error["event_id"]) == ("invalid_request_error", "mine")
    assert item["content"][0]["transcript"] == "Short."


async def test_or_it_is_refused_and_done_at_the_end_of_the_audio() -> None:
    service = FakeOpenAI([Answer("Short.", 0.5)], options=Options(late_truncate="clamp"))
    async with calling(service) as client:
        error = (await truncate(client, await answered(client), 700, "error"))["error"]
        told = await client.until("conversation.item.truncated")
    assert (error["event_id"], told["audio_end_ms"]) == (None, 500)


async def test_only_speech_of_the_model_can_be_truncated() -> None:
    async with calling(FakeOpenAI([TextAnswer("Written.")])) as client:
        await bring(client, user_says("Hi", "u1"))
        written = (await truncate(client, await answered(client), 0, "error"))["error"]
        brought = (await truncate(client, "u1", 0, "error"))["error"]
        nobody = (await truncate(client, "nobody", 0, "error"))["error"]
    assert written["message"] == "Only model output audio messages can be truncated"
    assert written["code"] == brought["code"] == "unsupported_content_type"
    assert nobody["code"] == "item_truncate_invalid_item_id"


async def test_nor_can_an_answer_before_its_first_sound() -> None:
    async with calling(FakeOpenAI([NeverEnds(Answer("Hm.", 1.0), after=0.0)])) as client:
        added = await client.ask("response.create", "response.content_part.added")
        error = (await truncate(client, added["item_id"], 0, "error"))["error"]
    assert error["code"] == "unsupported_content_type"
