"""What is sent in place of an item that is too large."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.bounds import CUT_MARK, Bounds, cut_text

MIB = 2**20


def text(words: str) -> wire.Item:
    return wire.Item(type="message", content=(wire.Part(type="input_text", text=words),))


def test_what_fits_is_sent_as_it_is() -> None:
    item = text("a" * 14 * MIB)
    assert Bounds().fitting(item) is item


@pytest.mark.parametrize(
    "words", ["a" * 16 * MIB, "\x00" * 3 * MIB, "€" * 6 * MIB, "a" * 16 * MIB + "\ud800"]
)
def test_text_is_cut_to_64_kib(words: str) -> None:
    (part,) = Bounds().fitting(text(words)).parts
    assert part.text is not None and part.text.endswith(CUT_MARK)
    assert len(part.text.encode()) <= 64 * 1024


def test_the_output_of_a_tool_is_cut_and_its_arguments_are_left_out() -> None:
    output = wire.Item(type="function_call_output", call_id="c", output="a" * 16 * MIB)
    short = Bounds().fitting(output)
    assert short.call_id == "c" and len(short.output or "") <= 64 * 1024
    call = wire.Item(type="function_call", call_id="c", name="t", arguments="a" * 16 * MIB)
    assert Bounds().fitting(call).arguments == "{}"


def test_after_the_line_was_closed_over_an_item_less_is_sent() -> None:
    bounds = Bounds()
    bounds.refused(40_000)
    assert wire.size_of(bounds.fitting(text("a" * 39_000))) > 39_000
    assert len(bounds.fitting(text("a" * 40_000)).parts[0].text or "") <= 20_000
    bounds.refused(1_000_000)
    assert len(bounds.fitting(text("a" * 40_000)).parts[0].text or "") <= 20_000


def test_a_small_item_is_not_blamed() -> None:
    bounds = Bounds()
    bounds.refused(100)
    item = text("a" * 200)
    assert bounds.fitting(item) is item


@given(st.text(st.characters()), st.integers(0, 200))
def test_a_text_that_is_cut_is_no_longer_than_it_may_be(words: str, kept: int) -> None:
    short = cut_text(words, kept)
    whole = len(words.encode("utf-8", "replace"))
    assert short == words if whole <= kept else short.endswith(CUT_MARK)
    assert len(short.encode("utf-8", "replace")) <= max(kept, len(CUT_MARK.encode()))
