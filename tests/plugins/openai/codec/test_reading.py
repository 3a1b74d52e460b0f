"""What a server says, however oddly it says it: faults 22 to 26 and 35 to 37."""

import json
import random
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.openai.codec import (
    ArgumentsDone,
    AudioDelta,
    BufferCleared,
    Codec,
    Error,
    ErrorEvent,
    FunctionTool,
    InputTokens,
    Item,
    ItemAdded,
    Part,
    Response,
    ResponseDone,
    SessionUpdated,
    SpeechStarted,
    StatusDetails,
    TextDelta,
    TranscriptDelta,
    TranscriptionCompleted,
    Usage,
    codec_for,
)
from antiphon.plugins.openai.codec.vocabulary import SERVER_EVENTS
from tests.plugins.openai.codec import vendor

FUZZED_MESSAGES = 10_000


@pytest.fixture
def codec() -> Codec:
    return codec_for("ga")


def said(kind: str, **fields: Any) -> bytes:
    return json.dumps({"type": kind, "event_id": "event_1", **fields}).encode()


@pytest.mark.parametrize("name", ["response.output_audio.delta", "response.audio.delta"])
@pytest.mark.parametrize("dialect", ["ga", "beta"])
def test_the_models_voice_is_read_by_either_name(dialect: vendor.Dialect, name: str) -> None:
    sent = said(
        name,
        response_id="resp_1",
        item_id="item_1",
        output_index=2,
        content_index=1,
        delta=b64encode(b"\x01\x00\xff\x7f").decode(),
    )

    assert codec_for(dialect).decode(sent) == AudioDelta(
        event_id="event_1",
        response_id="resp_1",
        item_id="item_1",
        output_index=2,
        content_index=1,
        delta=b"\x01\x00\xff\x7f",
    )


def test_bytes_and_text_are_read_alike(codec: Codec) -> None:
    text = '{"item_id": "i", "delta": "über", "type": "response.output_text.delta"}'

    assert codec.decode(text) == codec.decode(text.encode())
    assert codec.decode(text) == TextDelta(item_id="i", delta="über")


def test_an_unknown_event_is_counted(codec: Codec) -> None:
    assert codec.decode(said("response.smelled")) is None
    assert codec.decode(b'{"n": "\\ud800", "type": "response.smelled"}') is None

    assert codec.unknown == {"response.smelled": 2}
    assert codec.malformed == 0


def test_an_unknown_event_is_logged_once(codec: Codec, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="antiphon"):
        codec.decode(said("response.smelled"))
        codec.decode(said("response.smelled"))

    assert [getattr(record, "what", None) for record in caplog.records] == ["response.smelled"]


def test_endless_unknown_names_take_no_endless_memory(codec: Codec) -> None:
    for n in range(1000):
        codec.decode(said(f"x.{n}." + "y" * 1000))

    assert len(codec.unknown) == 65
    assert codec.unknown["…"] == 1000 - 64
    assert max(map(len, codec.unknown)) <= 100


def test_fields_that_are_new_are_counted_once(codec: Codec) -> None:
    sent = said(
        "response.done",
        mood="fine",
        response={"id": "r", "output": [{"type": "message", "scent": 1}], "usage": {"joules": 2}},
    )

    assert isinstance(codec.decode(sent), ResponseDone)
    codec.decode(sent)

    assert codec.unknown == {
        "response.done: mood": 1,
        "response.done: response.output.scent": 1,
        "response.done: response.usage.joules": 1,
    }


def test_new_fields_that_cannot_be_read_are_no_matter(codec: Codec) -> None:
    nested = "[" * 800 + "]" * 800
    deep = f'{{"type":"input_audio_buffer.cleared","new":{nested}}}'

    assert codec.decode(deep) == BufferCleared()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x00\xff\xfe",
        b"nonsense",
        b"null",
        b"[]",
        b"17",
        b'"response.done"',
        b"{}",
        b'{"type": 5}',
        b'{"type": null}',
        b'{"type": "response.done"',
        b'{"type": "response.done"} {}',
        b'{"type": "response.done"}',
        b'{"type": "response.done", "response": null}',
        b'{"type": "conversation.item.added", "item": [1]}',
        b'{"type": "conversation.item.deleted", "item_id": 7}',
        b'{"type": "conversation.item.deleted", "item_id": null}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"type": "error", "error": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"type": "error", "new": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    ],
)
def test_what_makes_no_sense_is_dropped_and_counted(codec: Codec, message: bytes) -> None:
    assert codec.decode(message) is None

    assert codec.malformed == 1
    assert not codec.unknown


def test_invalid_base64_is_silence_of_no_length(codec: Codec) -> None:
    sent = said("response.output_audio.delta", item_id="i", delta="@@@")

    assert codec.decode(sent) == AudioDelta(event_id="event_1", item_id="i")
    assert codec.mended == 1


def test_an_odd_number_of_bytes_is_handed_on(codec: Codec) -> None:
    sent = said("response.output_audio.delta", item_id="i", delta="AQID")

    assert codec.decode(sent) == AudioDelta(event_id="event_1", item_id="i", delta=b"\1\2\3")


def test_half_of_an_emoji_does_not_cost_the_words_around_it(codec: Codec) -> None:
    sent = b'{"type":"response.output_audio_transcript.delta","item_id":"i","delta":"hi \\ud83d"}'

    assert codec.decode(sent) == TranscriptDelta(item_id="i", delta="hi \ufffd")
    assert codec.decode(sent.decode().replace("\\ud83d", "\ud83d")) == TranscriptDelta(
        item_id="i", delta="hi ?"
    )


def test_a_great_many_halves_of_emojis_take_no_time_to_speak_of(codec: Codec) -> None:
    """A decoder that copies all of it for each would need minutes: a test is given 20 s."""
    halves = 1_000_000
    sent = b'{"type":"response.output_text.delta","item_id":"i","delta":"' + b"\\ud83d" * halves
    assert codec.decode(sent + b'"}') == TextDelta(item_id="i", delta="\ufffd" * halves)


@given(st.lists(st.sampled_from(["\ud83d", "\ude00", "\ufeff", "é", "a"])).map("".join))
def test_halves_are_replaced_where_they_do_not_make_a_whole(text: str) -> None:
    read = codec_for("ga").decode(said("response.output_text.delta", item_id="i", delta=text))
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert isinstance(read, TextDelta)
    assert read.delta == whole


def test_bytes_that_are_no_utf_8_do_not_cost_the_words_around_them(codec: Codec) -> None:
    sent = b'{"type":"response.output_text.delta","item_id":"i","delta":"hi \xff"}'

    assert codec.decode(sent) == TextDelta(item_id="i", delta="hi \ufffd")


@pytest.mark.parametrize(
    "number", ["9" * 19, "9" * 30, "9" * 1000, "9" * 5000, "1e999", "NaN", "-Infinity", '"7"']
)
def test_a_number_that_is_none_is_left_out(codec: Codec, number: str) -> None:
    sent = (
        '{"type":"input_audio_buffer.speech_started",'
        f'"item_id":"i","new":{number},"audio_start_ms":{number}}}'
    )

    assert codec.decode(sent) == SpeechStarted(item_id="i")
    assert codec.mended == 1


@pytest.mark.parametrize("number", [-(2**63), -1, 2**63 - 1])
def test_a_number_of_64_bits_is_read_in_odd_company(codec: Codec, number: int) -> None:
    sent = said(
        "input_audio_buffer.speech_started", item_id="i", audio_start_ms=number, new="\ud800"
    )

    assert codec.decode(sent) == SpeechStarted(
        event_id="event_1", item_id="i", audio_start_ms=number
    )


def test_a_response_that_failed_without_saying_why(codec: Codec) -> None:
    sent = said("response.done", response={"id": "r", "status": "failed"})

    assert codec.decode(sent) == ResponseDone(
        event_id="event_1", response=Response(id="r", status="failed")
    )


def test_nulls_are_read_as_nothing(codec: Codec) -> None:
    sent = said(
        "response.done",
        response={
            "id": "r",
            "status": "failed",
            "status_details": {"type": "failed", "error": None},
            "output": None,
            "usage": {"input_tokens": 5, "input_token_details": None},
        },
    )

    assert codec.decode(sent) == ResponseDone(
        event_id="event_1",
        response=Response(
            id="r",
            status="failed",
            status_details=StatusDetails(type="failed"),
            usage=Usage(input_tokens=5, input_token_details=InputTokens()),
        ),
    )


def test_a_new_type_of_item_is_read_like_any_other(codec: Codec) -> None:
    reasoning = {
        "id": "item_1",
        "type": "reasoning",
        "content": [{"type": "reasoning_text", "text": "hm"}, "odd"],
        "summary": [],
        "output": {"not": "text"},
    }

    event = codec.decode(said("conversation.item.added", item=reasoning))

    hm = Part(type="reasoning_text", text="hm")
    assert event == ItemAdded(
        event_id="event_1", item=Item(id="item_1", type="reasoning", content=(hm,))
    )


def test_a_session_that_is_odd_in_places_is_read_in_all_others(codec: Codec) -> None:
    session = {
        "id": "sess_1",
        "expires_at": "soon",
        "voice": {"id": 4},
        "turn_detection": {"type": "server_vad", "threshold": "high", "create_response": True},
        "tools": [{"type": "function", "name": "f", "parameters": 3}, {"type": "browser"}, 7],
        "audio": {"input": {"turn_detection": {"type": "psychic_vad"}}, "output": 5},
    }

    event = codec.decode(said("session.updated", session=session))

    assert isinstance(event, SessionUpdated)
    assert event.session.id == "sess_1"
    assert event.session.expires_at is None
    assert event.session.tools == (FunctionTool(name="f"),)
    assert event.session.config.turn_detection is not None


def test_an_error_may_say_little(codec: Codec) -> None:
    assert codec.decode(b'{"type": "error"}') == ErrorEvent()
    assert codec.decode(said("error", error={"message": "no", "code": ["?"]})) == ErrorEvent(
        event_id="event_1", error=Error(message="no")
    )


def test_the_beta_leaves_out_the_name_of_a_call() -> None:
    sent = said("response.function_call_arguments.done", item_id="i", call_id="c", arguments="{}")

    assert codec_for("beta").decode(sent) == ArgumentsDone(
        event_id="event_1", item_id="i", call_id="c", arguments="{}"
    )


def test_a_transcript_needs_no_bill(codec: Codec) -> None:
    sent = said(
        "conversation.item.input_audio_transcription.completed", item_id="i", transcript="Hello."
    )

    assert codec.decode(sent) == TranscriptionCompleted(
        event_id="event_1", item_id="i", transcript="Hello."
    )


@given(st.binary() | st.text(alphabet=st.characters(codec=None)))
def test_any_bytes_and_any_text_are_survived(noise: bytes | str) -> None:
    codec_for("ga").decode(noise)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(sorted(SERVER_EVENTS)), st.dictionaries(st.text(), JSON), st.data())
def test_any_value_in_any_field_is_survived(
    name: str, noise: dict[str, Any], data: st.DataObject
) -> None:
    known = SERVER_EVENTS[name].__struct_fields__
    fields = {field: data.draw(JSON) for field in known if data.draw(st.booleans())}

    codec_for("ga").decode(json.dumps({**noise, **fields, "type": name}))


def test_ten_thousand_damaged_messages_are_survived(codec: Codec) -> None:
    dice = random.Random(6)
    whole = [
        json.dumps({**vendor.sample(model), "type": vendor.event_name(model)}).encode()
        for models in vendor.SERVER.values()
        for model in models
    ]

    read = [codec.decode(damaged(dice.choice(whole), dice)) for _ in range(FUZZED_MESSAGES)]

    assert sum(event is not None for event in read) > FUZZED_MESSAGES / 20
    assert codec.malformed > FUZZED_MESSAGES / 10
    assert codec.mended > 0


ODDITIES = [b'"', b"{", b"}", b"[[[[", b"\\ud800", b"NaN", b"null", b"1e999", b"\xff", b"-", b","]


def damaged(message: bytes, dice: random.Random) -> bytes:
    """The message with a few bytes gone, doubled, exchanged, or replaced by an oddity."""
    for _ in range(dice.randint(1, 2)):
        begin = dice.randrange(len(message) + 1)
        end = min(begin + dice.randint(0, 12), len(message))
        piece = message[begin:end]
        new = dice.choice([b"", piece * 2, piece[::-1], dice.randbytes(3), *ODDITIES])
        message = message[:begin] + new + message[end:]
    return message
