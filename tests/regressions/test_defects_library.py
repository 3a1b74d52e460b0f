"""What LiveKit Agents 0.12 got wrong in tokenizers, tools and utilities; the record's numbers."""

import asyncio
import enum
from typing import Any, Literal

import pytest

from antiphon import llm
from antiphon.plugins import google, openai
from antiphon.tokenize import basic
from antiphon.utils import EventEmitter, aio, http_context
from antiphon.utils.audio import AudioByteStream

Emitter = EventEmitter[Literal["spoke"]]


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Bakery(llm.FunctionContext):
    @llm.ai_callable(description="Bake bread.")
    async def bake(
        self,
        size: Size,
        others: list[Size],
        rows: list[list[int]],
        crust: Literal["soft", "hard"] | None = None,
        oven: int | str = 1,
    ) -> Any:
        return size, others, rows, crust, oven


def bake(arguments: str) -> llm.FunctionCallInfo:
    return llm.parse_function_call(Bakery(), "call_1", "bake", arguments)


# -- 50, 51: text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('He said "no." She left.', ['He said "no."', "She left."]),
        ("At Orchard Inc. She works.", ["At Orchard Inc.", "She works."]),
        ("Call 10.0.0.12 now. Yes!! See www.rook.org.", None),
        ("It says <stop> and <prd>. So it stays.", ["It says <stop> and <prd>.", "So it stays."]),
    ],
)
def test_defect_50_cutting_a_text_does_not_alter_it(text: str, sentences: list[str] | None) -> None:
    expected = sentences or ["Call 10.0.0.12 now.", "Yes!!", "See www.rook.org."]
    assert basic.SentenceTokenizer(min_sentence_len=1).tokenize(text) == expected


@pytest.mark.parametrize("chunk", [1, 2, 7])
async def test_defect_50_a_stream_neither_repeats_nor_loses_a_character(chunk: int) -> None:
    text = 'He said "no." At 10.0.0.12, see www.rook.org. Yes!! "Why?" So it is.'
    stream = basic.SentenceTokenizer().stream()
    for start in range(0, len(text), chunk):
        stream.push_text(text[start : start + chunk])
    stream.end_input()
    assert " ".join([sentence.token async for sentence in stream]) == text


@pytest.mark.parametrize(
    ("text", "sentences", "words"),
    [
        ("我们去公园。你呢？", ["我们去公园。", "你呢？"], ["我们", "去", "公园。", "你", "呢？"]),
        ("日本語です。はい。", ["日本語です。", "はい。"], ["日本語", "です。", "はい。"]),
        ("ภาษาไทย สวัสดี", ["ภาษาไทย", "สวัสดี"], ["ภาษา", "ไทย", "สวัสดี"]),
    ],
)
def test_defect_51_chinese_japanese_and_thai_have_sentences_and_words(
    text: str, sentences: list[str], words: list[str]
) -> None:
    assert basic.SentenceTokenizer(min_sentence_len=1).tokenize(text) == sentences
    assert basic.WordTokenizer(ignore_punctuation=False).tokenize(text) == words


# -- 52: tools ---------------------------------------------------------------------------------


def test_defect_52_a_decorated_function_keeps_its_name() -> None:
    bakery = Bakery()

    @bakery.ai_callable(description="Sell bread.")
    def sell(loaves: int) -> int:
        return loaves * 2

    assert sell(3) == 6


async def test_defect_52_enums_literals_unions_and_lists_reach_the_tool_as_annotated() -> None:
    call = bake('{"size": "small", "others": ["large"], "rows": [[1], [2]], "oven": "left"}')
    expected = (Size.SMALL, [Size.LARGE], [[1], [2]], None, "left")
    assert await call.execute().task == expected


def test_defect_52_what_registers_can_be_described_to_every_model() -> None:
    bakery = Bakery()
    described = openai.build_function_description(bakery.ai_functions["bake"])
    (declared,) = google.build_function_declarations(bakery)
    for properties in (
        described["function"]["parameters"]["properties"],
        declared["parameters"]["properties"],
    ):
        assert properties["others"]["items"]["enum"] == ["small", "large"]
        assert properties["crust"]["enum"] == ["soft", "hard"]


def test_defect_52_a_parameter_without_an_annotation_is_refused_with_its_name() -> None:
    def sell(loaves) -> None: ...  # type: ignore[no-untyped-def]

    with pytest.raises(ValueError, match="parameter loaves of sell: it needs an annotation"):
        Bakery().ai_callable(description="Sell bread.")(sell)


@pytest.mark.parametrize("arguments", ["null", "3", "[]", '"size"'])
def test_defect_52_arguments_that_are_no_object_are_a_value_error(arguments: str) -> None:
    with pytest.raises(ValueError, match="the arguments must be an object"):
        bake(arguments)


def test_defect_52_true_is_not_an_int() -> None:
    with pytest.raises(ValueError, match=r"argument rows\[0\]\[0\] must be a whole number"):
        bake('{"size": "small", "others": [], "rows": [[true]]}')


# -- 53 to 56: utilities -----------------------------------------------------------------------


def test_defect_53_listeners_are_told_in_order_whatever_one_of_them_raises() -> None:
    told: list[int] = []

    def fails(number: int) -> None:
        told.append(number)
        raise TypeError("not this")

    emitter = Emitter()
    for listener in (fails, lambda: told.append(2), lambda _: told.append(3)):
        emitter.on("spoke", listener)
    emitter.emit("spoke", 1)
    assert told == [1, 2, 3]


def test_defect_53_once_gives_as_many_arguments_as_are_taken_and_refuses_coroutines() -> None:
    told: list[str] = []

    async def listen() -> None: ...

    emitter = Emitter()
    emitter.once("spoke", lambda: told.append("spoke"))
    emitter.emit("spoke", 1, 2)
    assert told == ["spoke"]
    with pytest.raises(ValueError, match="async"):
        emitter.once("spoke", listen)


def test_defect_54_a_flush_begins_anew_and_stereo_can_be_cut() -> None:
    stream = AudioByteStream(24_000, 2, 2)
    assert [bytes(frame.data) for frame in stream.push(b"abcdefghijkl")] == [b"abcdefgh"]
    assert [bytes(frame.data) for frame in stream.flush()] == [b"ijkl"]
    assert stream.flush() == []
    assert [bytes(frame.data) for frame in stream.push(b"mnopqrst")] == [b"mnopqrst"]


async def test_defect_55_a_reader_who_is_cancelled_swallows_no_wake_up() -> None:
    channel: aio.Chan[int] = aio.Chan()
    impatient, patient = (asyncio.create_task(channel.recv()) for _ in range(2))
    await asyncio.sleep(0)
    channel.send_nowait(1)
    impatient.cancel()
    assert await patient == 1


def test_defect_56_the_copy_of_a_message_knows_its_tools_exception() -> None:
    failure = OSError("no flour")
    message = llm.ChatMessage(role="tool", tool_call_id="call_1", tool_exception=failure)
    assert message.copy().tool_exception is failure


async def test_defect_56_a_job_that_made_no_session_makes_none_to_close_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aiohttp.ClientSession", None)
    async with http_context.job_session():
        pass
