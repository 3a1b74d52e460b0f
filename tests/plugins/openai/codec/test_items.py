"""Messages as items, and items as messages."""

import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from livekit import rtc

from antiphon import llm
from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError
from antiphon.llm import ChatAudio, ChatContent, ChatImage, ChatMessage, ChatRole, ToolCall
from antiphon.plugins.openai.codec import (
    AudioFormat,
    CreateItem,
    Item,
    Part,
    codec_for,
    item_of,
    items_of,
    message_of,
    size_of,
    wire_id,
)

CASES = json.loads((Path(__file__).parents[3] / "data/oracle/openai.json").read_text())

TWO_SAMPLES = AudioFrame(b"\x01\x00\x02\x00", 24000, 1, 2)
CONTENTS: dict[str, Any] = {
    "none content": None,
    "empty text": "",
    "assistant audio": ChatAudio(frame=TWO_SAMPLES),
    "assistant": "yo",
    "user list": ["a", "b"],
    "user audio": ChatAudio(frame=TWO_SAMPLES),
    "user audio frames list": [ChatAudio(frame=[TWO_SAMPLES, TWO_SAMPLES]), "t"],
    "function call w/o tool_calls": None,
    "tool output": "42",
}
"""By case: objects, which the recording has as their reprs."""
LOOK = ToolCall(call_id="call_1", name="look", arguments='{"at": 1}')
LISTEN = ToolCall(call_id="call_2", name="listen", arguments="")


def recorded() -> list[Any]:
    return [pytest.param(c, id=c["input"]) for c in CASES if c["kind"] == "openai_item_create"]


def user(content: Any) -> ChatMessage:
    return ChatMessage(role="user", id="item_1", content=content)


def only_part(message: ChatMessage, **options: Any) -> Part:
    (item,) = items_of(message, **options)
    (part,) = item.parts
    return part


@pytest.mark.parametrize("case", recorded())
def test_items_are_created_as_recorded(case: dict[str, Any]) -> None:
    recording = case["params"]["message"]
    message = ChatMessage(
        role=recording["role"],
        id="item_x",
        content=CONTENTS[case["input"]],
        name=recording.get("name", "").strip("'") or None,
        tool_call_id=recording.get("tool_call_id", "").strip("'") or None,
    )

    item = item_of(message)

    sent = [CreateItem(item=item, previous_item_id=None)] if item else []
    assert [json.loads(codec_for("beta").encode(event)) for event in sent] == case["output"]["sent"]


@pytest.mark.parametrize(
    ("role", "part"),
    [("system", "input_text"), ("user", "input_text"), ("assistant", "output_text")],
)
def test_who_says_something_shows_in_the_type_of_its_parts(role: ChatRole, part: str) -> None:
    message = ChatMessage(role=role, id="item_1", content=["Well,", "hello."])

    assert items_of(message) == [
        Item(
            type="message",
            id="item_1",
            role=role,
            content=(Part(type=part, text="Well,"), Part(type=part, text="hello.")),
        )
    ]


@pytest.mark.parametrize("content", [None, []])
def test_nothing_is_not_told(content: list[ChatContent] | None) -> None:
    assert items_of(user(content)) == []
    assert item_of(user(content)) is None


def test_a_user_shows_an_image() -> None:
    image = ChatImage(image="https://x.example/a.png", inference_detail="low")

    assert only_part(user([image])) == Part(
        type="input_image", image_url="https://x.example/a.png", detail="low"
    )


@pytest.mark.parametrize("role", ["system", "assistant"])
def test_servers_take_images_from_users_alone(role: ChatRole) -> None:
    message = ChatMessage(role=role, content=[ChatImage(image="not looked at"), "See?"])

    assert only_part(message).text == "See?"


def test_an_image_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="begins with https: or data:"):
        items_of(user([ChatImage(image="/home/me/a.png")]))


def test_a_frame_of_livekit_is_sound_as_well() -> None:
    frame = rtc.AudioFrame(b"\x01\x00\x02\x00", 24000, 1, 2)

    alone, listed = (
        ChatAudio(frame=cast("Any", frame)),
        ChatAudio(frame=cast("Any", [frame, frame])),
    )
    assert only_part(user(alone)).audio == b"\x01\x00\x02\x00"
    assert only_part(user([listed])).audio == b"\x01\x00\x02\x00" * 2


@pytest.mark.parametrize("content", [5, b"text", {"text": "a"}, ["a", None], ["a", ["b"]]])
@pytest.mark.parametrize("role", ["user", "system", "assistant"])
def test_what_no_message_can_say_is_named(role: ChatRole, content: Any) -> None:
    with pytest.raises(ConfigurationError, match="is text, a ChatImage, a ChatAudio, or a list"):
        items_of(ChatMessage(role=role, content=content))


@pytest.mark.parametrize("frame", [None, b"pcm", [TWO_SAMPLES, "pcm"]])
def test_audio_that_is_no_frame_is_named(frame: Any) -> None:
    with pytest.raises(ConfigurationError, match="audio that cannot be sent: audio comes as Audio"):
        items_of(user(ChatAudio(frame=frame)))


def test_the_calls_of_a_response_are_an_item_each() -> None:
    message = ChatMessage(role="assistant", id="call_item_call_1", tool_calls=[LOOK, LISTEN])

    assert items_of(message) == [
        Item(
            type="function_call",
            id="call_item_call_1",
            call_id="call_1",
            name="look",
            arguments='{"at": 1}',
        ),
        Item(
            type="function_call",
            id="call_item_call_2",
            call_id="call_2",
            name="listen",
            arguments="{}",
        ),
    ]


def test_what_is_said_beside_calls_comes_first_and_has_the_messages_id() -> None:
    said = ChatMessage(role="assistant", id="item_1", tool_calls=[LOOK], content="One moment.")
    silent = ChatMessage(role="assistant", id="item_1", tool_calls=[LOOK], content="")

    assert [(item.id, item.type) for item in items_of(said)] == [
        ("item_1", "message"),
        ("call_item_call_1", "function_call"),
    ]
    assert [(item.id, item.type) for item in items_of(silent)] == [("item_1", "function_call")]


def test_a_call_may_be_the_librarys_own() -> None:
    tools = llm.FunctionContext()

    @tools.ai_callable(description="Looks.")
    def look(at: int) -> None: ...

    (info,) = tools.ai_functions.values()
    call = llm.FunctionCallInfo(
        tool_call_id="call_1", function_info=info, raw_arguments='{"at": 1}', arguments={"at": 1}
    )

    (item,) = items_of(ChatMessage.create_tool_calls([call]))

    assert (item.call_id, item.name, item.arguments) == ("call_1", "look", '{"at": 1}')


def test_an_output_is_told_as_text() -> None:
    message = ChatMessage(
        role="tool", id="o", tool_call_id="call_1", content=["4", ChatAudio(TWO_SAMPLES), "2"]
    )

    assert items_of(message) == [
        Item(type="function_call_output", id="o", call_id="call_1", output="42")
    ]


def test_an_output_of_no_call_is_not_told() -> None:
    assert items_of(ChatMessage(role="tool", content="42")) == []


def test_an_empty_output_is_told() -> None:
    (item,) = items_of(ChatMessage(role="tool", id="o", tool_call_id="call_1"))

    assert item.output == ""


def test_sound_of_no_length_is_not_told() -> None:
    assert items_of(user(ChatAudio(frame=[])))[0].content == ()


def test_sound_is_told_at_24_khz_in_mono() -> None:
    stereo = AudioFrame.from_samples(np.full((4800, 2), 1000, np.int16), 48000)
    mono = AudioFrame.from_samples(np.full(800, 1000, np.int16), 8000)

    part = only_part(user(ChatAudio(frame=[stereo, mono])))

    samples = np.frombuffer(part.audio or b"", np.int16)
    assert len(samples) == 2 * 2400
    assert abs(int(np.median(samples)) - 1000) <= 1


@pytest.mark.parametrize("audio_format", ["g711_ulaw", "g711_alaw"])
def test_sound_is_told_in_the_format_that_the_session_hears(audio_format: AudioFormat) -> None:
    wave = (8000 * np.sin(np.arange(800) / 5)).astype(np.int16)
    message = user(ChatAudio(frame=AudioFrame.from_samples(wave, 8000)))

    (item,) = items_of(message, audio_format=audio_format)
    again = message_of(item, audio_format=audio_format).content

    assert len(item.parts[0].audio or b"") == 800
    assert isinstance(again, ChatAudio)
    assert isinstance(again.frame, AudioFrame)
    assert again.frame.sample_rate == 8000
    assert np.abs(again.frame.samples - wave).max() < 300


def test_half_a_sample_at_the_end_of_sound_is_left_out() -> None:
    part = Part(type="input_audio", audio=b"\x01\x00\x02\x00\x03")

    again = message_of(Item(type="message", role="user", id="i", content=(part,))).content

    assert isinstance(again, ChatAudio)
    assert isinstance(again.frame, AudioFrame)
    assert again.frame.data.tolist() == [1, 2]


@pytest.mark.parametrize(
    "part",
    [
        Part(type="input_audio", transcript="Hello.", audio=b"\1\0"),
        Part(type="input_text", text="Hello."),
        Part(type="text", text="Hello."),
        Part(type="output_text", text="Hello."),
        Part(type="audio", transcript="Hello."),
        Part(type="output_audio", transcript="Hello."),
    ],
)
def test_words_are_read_whatever_their_part_is_called(part: Part) -> None:
    item = Item(type="message", id="item_1", role="user", content=(part,))

    assert message_of(item) == ChatMessage(role="user", id="item_1", content="Hello.")


@pytest.mark.parametrize(
    "part",
    [
        Part(),
        Part(type="text"),
        Part(type="input_audio"),
        Part(type="input_image"),
        Part(type="scent", text="roses"),
    ],
)
def test_a_part_that_says_nothing_is_no_content(part: Part) -> None:
    assert message_of(Item(type="message", id="i", role="user", content=(part,))).content is None


def test_all_parts_are_read_in_order() -> None:
    item = Item(
        type="message",
        id="item_1",
        role="user",
        content=(
            Part(type="input_text", text="Look:"),
            Part(type="input_image", image_url="data:,", detail="high"),
            Part(type="input_image", image_url="data:,", detail="original"),
            Part(type="input_audio", transcript="Well?"),
        ),
    )

    assert message_of(item).content == [
        "Look:",
        ChatImage(image="data:,", inference_detail="high"),
        ChatImage(image="data:,"),
        "Well?",
    ]


def test_a_call_is_read() -> None:
    item = Item(type="function_call", id="i", call_id="call_2", name="listen")

    assert message_of(item) == ChatMessage(
        role="assistant", id="i", name="listen", tool_call_id="call_2", tool_calls=[LISTEN]
    )


def test_an_output_is_read() -> None:
    assert message_of(
        Item(type="function_call_output", id="i", call_id="call_1", output="42")
    ) == ChatMessage(role="tool", id="i", tool_call_id="call_1", content="42")


def test_an_item_of_a_new_type_is_a_message_without_content() -> None:
    assert message_of(Item(type="mcp_call", id="i", output="42")) == ChatMessage(
        role="assistant", id="i"
    )


@given(
    st.sampled_from(["system", "user", "assistant"]),
    st.text() | st.lists(st.text(), min_size=2, max_size=4),
)
def test_words_come_back_as_they_were_told(role: ChatRole, content: Any) -> None:
    message = ChatMessage(role=role, id="item_1", content=content)

    item = item_of(message)

    assert item is not None
    assert message_of(item) == message


@given(st.text(min_size=33))
def test_an_id_that_is_too_long_has_a_short_name(name: str) -> None:
    assert len(wire_id(name)) <= 32
    assert wire_id(name) == wire_id(name)
    assert wire_id(wire_id(name)) == wire_id(name)
    assert wire_id(name) != wire_id(name + "x")


@given(st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True))
@example("x" * 32)
def test_an_id_that_servers_take_stays(name: str) -> None:
    assert wire_id(name) == name


@pytest.mark.parametrize("name", ["", "two words", "naïve", "a/b", "id\n", "x" * 33, "\ud800"])
def test_an_id_that_servers_refuse_has_another_name(name: str) -> None:
    assert wire_id(name) != name
    assert len(wire_id(name)) <= 32


def test_ids_that_are_too_long_are_told_short() -> None:
    long = "call_" + "x" * 40
    call = ToolCall(call_id=long, name="look", arguments="")
    (asked,) = items_of(ChatMessage(role="assistant", id=f"call_item_{long}", tool_calls=[call]))
    (answered,) = items_of(ChatMessage(role="tool", id=f"output_item_{long}", tool_call_id=long))

    assert asked.call_id == answered.call_id == wire_id(long)
    assert asked.id == wire_id(f"call_item_{long}")
    assert answered.id == wire_id(f"output_item_{long}")


def test_the_size_of_an_item_is_that_of_its_json() -> None:
    item = Item(type="message", content=(Part(type="input_text", text='"\u00e9\n'),))
    json_text = '{"type":"message","content":[{"type":"input_text","text":"\\"\u00e9\\n"}]}'
    assert size_of(item) == len(json_text.encode())
    sound = Item(type="message", content=(Part(type="input_audio", audio=bytes(3000)),))
    assert 4000 < size_of(sound) < 4100
