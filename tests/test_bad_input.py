"""What a program gets wrong is said in so many words, and harms nothing else."""

import logging
from collections.abc import Awaitable, Callable
from typing import Literal

import pytest

from antiphon import llm, tokenize
from antiphon.audio import AudioFrame
from antiphon.audio.resample import Resampler
from antiphon.rooms.local import AudioSource
from antiphon.tokenize import basic
from antiphon.tokenize.tokenizer import TokenStream
from antiphon.utils import EventEmitter
from antiphon.utils.audio import AudioByteStream

STREAMS: list[Callable[[], TokenStream]] = [
    basic.SentenceTokenizer().stream,
    basic.WordTokenizer().stream,
    lambda: tokenize.BufferedSentenceStream(tokenizer=str.split, min_token_len=1, min_ctx_len=1),
    lambda: tokenize.BufferedWordStream(tokenizer=str.split, min_token_len=1, min_ctx_len=1),
]


def test_a_listener_that_raises_is_logged_and_changes_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    emitter: EventEmitter[Literal["spoke"]] = EventEmitter()
    heard: list[str] = []
    emitter.on("spoke", lambda: 1 / 0)
    emitter.on("spoke", heard.append)
    with caplog.at_level(logging.ERROR):
        emitter.emit("spoke", "hello")
    assert heard == ["hello"]
    assert "failed to emit event spoke" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_an_async_listener_is_refused_when_it_registers() -> None:
    async def listen() -> None: ...

    emitter: EventEmitter[Literal["spoke"]] = EventEmitter()
    with pytest.raises(ValueError, match="takes no async callback"):
        emitter.on("spoke", listen)


def test_a_tool_with_a_parameter_that_no_model_can_give_is_refused_with_its_name() -> None:
    class Desk(llm.FunctionContext):
        @llm.ai_callable(description="Book a table.")
        def book(self, people: int, wishes: set[str]) -> None: ...

    with pytest.raises(ValueError, match="parameter wishes of book: the type set"):
        Desk()


async def closed(stream: TokenStream) -> TokenStream:
    await stream.aclose()
    return stream


async def ended(stream: TokenStream) -> TokenStream:
    stream.end_input()
    return stream


@pytest.mark.parametrize("end", [closed, ended])
@pytest.mark.parametrize("new_stream", STREAMS)
async def test_a_closed_stream_takes_no_more_and_names_itself(
    new_stream: Callable[[], TokenStream], end: Callable[[TokenStream], Awaitable[TokenStream]]
) -> None:
    stream = await end(new_stream())
    complaint = rf"^antiphon\.tokenize\.token_stream\.{type(stream).__name__} is closed$"
    with pytest.raises(RuntimeError, match=complaint):
        stream.push_text("more")
    with pytest.raises(RuntimeError, match=complaint):
        stream.flush()
    with pytest.raises(RuntimeError, match=complaint):
        stream.end_input()


def test_half_a_sample_makes_no_frame() -> None:
    with pytest.raises(ValueError, match="^3 bytes end with half of a 16 bit sample$"):
        AudioFrame(b"abc", 24_000, 1, 1)


def test_half_a_sample_at_the_end_of_a_stream_is_dropped_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stream = AudioByteStream(24_000, 1, 2)
    assert [bytes(frame.data) for frame in stream.push(b"abcdefg")] == [b"abcd"]
    with caplog.at_level(logging.WARNING):
        assert stream.flush() == []
    assert "dropped 3 bytes" in caplog.text


def test_frames_without_samples_and_of_changing_rates_are_taken_as_they_come() -> None:
    resampler = Resampler(24_000)
    for rate, length in ((24_000, 0), (16_000, 0), (16_000, 160), (24_000, 240), (8_000, 0)):
        frame = resampler.push(AudioFrame.create(rate, 1, length))
        assert (frame.sample_rate, frame.num_channels) == (24_000, 1)


async def test_a_source_says_which_frames_it_plays() -> None:
    source = AudioSource(24_000, 1)
    await source.capture_frame(AudioFrame.create(24_000, 1, 0))
    message = "plays 1 channels at 24000 Hz, not 2 at 16000 Hz: resample the frame first"
    with pytest.raises(ValueError, match=message):
        await source.capture_frame(AudioFrame.create(16_000, 2, 160))
