"""Text is cut as LiveKit Agents 0.12 cuts it, and where that corrupts it, without loss."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from antiphon.tokenize import SentenceStream, WordStream, basic, utils
from antiphon.tokenize.paragraphs import split_paragraphs

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data/oracle/tokenize.json").read_text("utf-8")
)


def cases(kind: str) -> pytest.MarkDecorator:
    found = [case for case in CASES if case["kind"] == kind]
    assert found
    ids = [f"{case['input'][:24]} {list(case['params'].values())}" for case in found]
    return pytest.mark.parametrize("case", found, ids=ids)


def chunks(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def push(stream: SentenceStream | WordStream, text: str, params: dict[str, Any]) -> None:
    flush_after = params.get("flush_after_offset", len(text))
    for start in range(0, len(text), params["chunk"]):
        stream.push_text(text[start : start + params["chunk"]])
        if start <= flush_after < start + params["chunk"]:
            stream.flush()
    stream.end_input()


async def read(stream: SentenceStream | WordStream) -> list[list[object]]:
    """Each token with the number of its segment."""
    tokens = [token async for token in stream]
    segments = list(dict.fromkeys(token.segment_id for token in tokens))
    return [[token.token, segments.index(token.segment_id)] for token in tokens]


def without_space(text: str) -> str:
    return "".join(text.split())


@cases("sentence_tokenize")
def test_sentences(case: dict[str, Any]) -> None:
    assert basic.SentenceTokenizer(**case["params"]).tokenize(case["input"]) == case["output"]


@cases("sentence_tokenize_lossless")
def test_sentences_lose_nothing(case: dict[str, Any]) -> None:
    sentences = basic.SentenceTokenizer(**case["params"]).tokenize(case["input"])
    assert without_space("".join(sentences)) == without_space(case["input"])


@cases("sentence_stream")
async def test_streamed_sentences(case: dict[str, Any]) -> None:
    stream = basic.SentenceTokenizer().stream()
    push(stream, case["input"], case["params"])
    assert await read(stream) == case["output"]


@cases("sentence_stream_lossless")
async def test_streamed_sentences_lose_nothing(case: dict[str, Any]) -> None:
    stream = basic.SentenceTokenizer().stream()
    push(stream, case["input"], case["params"])
    sentences = [token.token async for token in stream]
    assert without_space("".join(sentences)) == without_space(case["input"])


@cases("word_tokenize")
def test_words(case: dict[str, Any]) -> None:
    assert basic.WordTokenizer(**case["params"]).tokenize(case["input"]) == case["output"]


@cases("word_stream")
async def test_streamed_words(case: dict[str, Any]) -> None:
    params = case["params"]
    stream = basic.WordTokenizer(ignore_punctuation=params["ignore_punctuation"]).stream()
    push(stream, case["input"], params)
    assert await read(stream) == case["output"]


@cases("hyphenate_word")
def test_hyphenation(case: dict[str, Any]) -> None:
    assert basic.hyphenate_word(case["input"]) == case["output"]


@cases("paragraphs")
def test_paragraphs(case: dict[str, Any]) -> None:
    paragraphs = split_paragraphs(case["input"])
    assert [list(paragraph) for paragraph in paragraphs] == case["output"]
    assert basic.tokenize_paragraphs(case["input"]) == [text for text, *_ in case["output"]]


@cases("replace_words")
def test_replaced_words(case: dict[str, Any]) -> None:
    assert utils.replace_words(case["input"], **case["params"]) == case["output"]


@cases("replace_words_stream")
async def test_replaced_words_of_a_stream(case: dict[str, Any]) -> None:
    async def arriving() -> AsyncIterator[str]:
        for chunk in chunks(case["input"], case["params"]["chunk"]):
            yield chunk

    replaced = utils.replace_words(arriving(), case["params"]["replacements"])
    assert [piece async for piece in replaced] == case["output"]
