"""A stream sends what is certain, keeps segments apart, and ends."""

import asyncio
import re

import pytest

from antiphon.tokenize import (
    BufferedSentenceStream,
    BufferedWordStream,
    SentenceStream,
    TokenData,
    WordStream,
    basic,
)
from antiphon.tokenize.token_stream import TokenizeCallable


def new_stream() -> SentenceStream:
    return basic.SentenceTokenizer(min_sentence_len=5, stream_context_len=5).stream()


async def tokens(stream: SentenceStream | WordStream) -> list[str]:
    return [token.token async for token in stream]


async def test_a_sentence_is_sent_as_soon_as_it_has_ended_for_certain() -> None:
    stream = new_stream()
    reader = asyncio.create_task(anext(stream))
    stream.push_text("It is 5.")
    await asyncio.sleep(1)
    assert not reader.done()
    stream.push_text("30 now. ")
    assert (await reader).token == "It is 5.30 now."


async def test_a_starter_after_an_acronym_is_waited_for() -> None:
    stream = new_stream()
    reader = asyncio.create_task(anext(stream))
    stream.push_text("In the U.S. How")
    await asyncio.sleep(1)
    assert not reader.done()
    stream.push_text("ever it rains")
    assert (await reader).token == "In the U.S."


async def test_nothing_is_cut_before_there_is_enough_context() -> None:
    stream = basic.SentenceTokenizer(min_sentence_len=1, stream_context_len=12).stream()
    reader = asyncio.create_task(anext(stream))
    stream.push_text("Yes. Or no?")
    await asyncio.sleep(1)
    assert not reader.done()
    stream.push_text(" ")
    assert (await reader).token == "Yes."


async def test_a_word_is_sent_as_soon_as_it_is_complete() -> None:
    stream = basic.WordTokenizer().stream()
    stream.push_text("Hello wor")
    assert (await anext(stream)).token == "Hello"
    stream.push_text("ld ")
    assert (await anext(stream)).token == "world"


async def test_a_flush_sends_the_rest_and_begins_a_new_segment() -> None:
    stream = new_stream()
    stream.push_text("It rains. It po")
    stream.flush()
    stream.push_text("urs now.")
    stream.end_input()
    received = [token async for token in stream]
    assert [token.token for token in received] == ["It rains.", "It po", "urs now."]
    first, second, third = (token.segment_id for token in received)
    assert first == second != third
    assert len(first) == 12


async def test_a_closed_stream_sends_what_was_certain_and_drops_the_rest() -> None:
    stream = new_stream()
    stream.push_text("It rains. It po")
    await stream.aclose()
    await stream.aclose()
    assert await tokens(stream) == ["It rains."]


async def test_an_ended_stream_stays_ended() -> None:
    stream = new_stream()
    stream.end_input()
    assert await tokens(stream) == []
    assert await tokens(stream) == []


@pytest.mark.parametrize("ended_by", ["end_input", "aclose"])
async def test_a_closed_stream_takes_nothing_more(ended_by: str) -> None:
    stream = new_stream()
    if ended_by == "aclose":
        await stream.aclose()
    else:
        stream.end_input()
    message = r"^antiphon\.tokenize\.token_stream\.SplitSentenceStream is closed$"
    with pytest.raises(RuntimeError, match=message):
        stream.push_text("more")
    with pytest.raises(RuntimeError, match=message):
        stream.flush()
    with pytest.raises(RuntimeError, match=message):
        stream.end_input()


def test_tokens_are_equal_by_value() -> None:
    assert TokenData(segment_id="a", token="b") == TokenData("a", "b")
    assert TokenData() == TokenData("", "")


async def test_any_function_can_be_streamed() -> None:
    stream = BufferedSentenceStream(
        tokenizer=lambda text: [part for part in text.split("|") if part],
        min_token_len=3,
        min_ctx_len=4,
    )
    stream.push_text("a|b")
    stream.push_text("|cde|fgh|i")
    stream.push_text("|jk")
    stream.end_input()
    assert await tokens(stream) == ["a b", "cde", "fgh", "i jk"]


async def test_a_streamed_function_may_give_offsets_and_rewrite_its_tokens() -> None:
    def upper(text: str) -> list[tuple[str, int, int]]:
        words, end = [], 0
        for word in text.split():
            start = text.index(word, end)
            end = start + len(word)
            words.append((word.upper(), start, end))
        return words

    stream = BufferedWordStream(tokenizer=upper, min_token_len=1, min_ctx_len=1)
    for letter in "so it is":
        stream.push_text(letter)
    assert (await anext(stream)).token == "SO"
    stream.end_input()
    assert await tokens(stream) == ["IT", "IS"]


async def test_tokens_that_cannot_be_found_in_the_text_wait_for_its_end() -> None:
    stream = BufferedWordStream(
        tokenizer=lambda text: text.upper().split(), min_token_len=1, min_ctx_len=1
    )
    stream.push_text("so it is")
    stream.end_input()
    assert await tokens(stream) == ["SO", "IT", "IS"]


@pytest.mark.parametrize(
    ("cut", "text"),
    [
        (str.split, "one two three"),
        (lambda text: text.split(" "), "one two three"),
        (lambda text: text.split(" "), "  one   two "),
        (lambda text: text.split("|"), "|one||two|three|"),
        (lambda text: re.split(r"(?<=[.!?]) ", text), "One is. Two is! Three."),
        (lambda text: text.split("\n"), "One is\nTwo is\nThree"),
        (lambda text: [(m[0], m.start(), m.end()) for m in re.finditer(r"\S+", text)], "one two"),
        (lambda text: [("", 0, 0), (text, 0, 0)], "going nowhere"),
    ],
)
@pytest.mark.parametrize("context", [0, 1, 5])
async def test_any_function_cuts_a_stream_as_it_cuts_the_whole_text(
    cut: TokenizeCallable, text: str, context: int
) -> None:
    stream = BufferedWordStream(tokenizer=cut, min_token_len=1, min_ctx_len=context)
    for character in text:
        stream.push_text(character)
    stream.end_input()
    whole = [token if isinstance(token, str) else token[0] for token in cut(text)]
    assert await tokens(stream) == [token for token in whole if token]


async def test_a_sentence_that_was_too_short_is_not_followed_by_nothing() -> None:
    stream = BufferedSentenceStream(
        tokenizer=lambda text: text.split("|"), min_token_len=20, min_ctx_len=1
    )
    stream.push_text("One||Two|")
    stream.end_input()
    assert await tokens(stream) == ["One Two"]
