"""Tokenizers and audio, used and made."""

# pyright: reportUnnecessaryTypeIgnoreComment=true
from collections.abc import AsyncIterator
from typing import assert_type

from antiphon import tokenize
from antiphon.audio import AudioFrame
from antiphon.tokenize import BufferedSentenceStream, SentenceStream
from antiphon.utils.audio import AudioByteStream


class Lines(tokenize.SentenceTokenizer):
    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        return text.splitlines()

    def stream(self, *, language: str | None = None) -> SentenceStream:
        return BufferedSentenceStream(tokenizer=str.splitlines, min_token_len=1, min_ctx_len=1)


class Half(tokenize.WordTokenizer):
    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        return text.split()


async def sentences(tokenizer: tokenize.SentenceTokenizer) -> None:
    Half()  # type: ignore[abstract]
    assert_type(tokenizer.tokenize("Hello. Goodbye."), list[str])
    stream = tokenizer.stream()
    stream.push_text("Hello.")
    stream.push_text(b"Hello.")  # type: ignore[arg-type]
    stream.end_input()
    async for sentence in stream:
        assert_type(sentence, tokenize.TokenData)
        assert_type(sentence.token, str)


def paragraphs() -> None:
    assert_type(tokenize.basic.tokenize_paragraphs("One.\n\nTwo."), list[str])
    assert_type(tokenize.basic.hyphenate_word("hyphen"), list[str])


async def pieces() -> AsyncIterator[str]:
    yield "Hello"


def replacing_keeps_the_kind_of_text() -> None:
    assert_type(tokenize.utils.replace_words("Hello", {"hello": "bye"}), str)
    assert_type(tokenize.utils.replace_words(pieces(), {"hello": "bye"}), AsyncIterator[str])
    tokenize.utils.replace_words("Hello", ["hello"])  # type: ignore[call-overload]


def frames(pcm: bytes) -> None:
    stream = AudioByteStream(sample_rate=24_000, num_channels=1, samples_per_channel=480)
    for frame in [*stream.push(pcm), *stream.write(bytearray(pcm)), *stream.flush()]:
        assert_type(frame, AudioFrame)
        assert_type(frame.duration, float)
    stream.push("text")  # type: ignore[arg-type]
    AudioFrame(pcm, 24_000, 1)  # type: ignore[call-arg]


tokenizers: list[tokenize.SentenceTokenizer] = [Lines(), tokenize.basic.SentenceTokenizer()]
