"""An answer is cut into sentences while it streams in."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.plugins.local.sentences import LONGEST_SENTENCE, by_sentence


async def streamed(text: str, size: int) -> AsyncGenerator[str, None]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


async def cut(text: str, size: int = 3) -> list[str]:
    return [sentence async for sentence in by_sentence(streamed(text, size))]


async def test_a_sentence_goes_out_when_the_next_one_has_begun() -> None:
    assert await cut("Good morning. It is nine o'clock. Bye.") == [
        "Good morning. ",
        "It is nine o'clock. ",
        "Bye.",
    ]


async def test_a_short_one_goes_with_the_next() -> None:
    assert await cut("Sure. It is nine o'clock. Bye.") == ["Sure. It is nine o'clock. ", "Bye."]


async def test_a_list_on_lines_of_its_own_is_not_held_back() -> None:
    text = "Here is a list.\n- Apples\n- Pears\nThat is all. Anything else?"
    assert await cut(text) == [
        "Here is a list.\n",
        "- Apples\n- Pears\nThat is all. ",
        "Anything else?",
    ]


async def test_who_writes_without_full_stops_is_heard_all_the_same() -> None:
    sentences = await cut("the fox went on and " * 60)
    assert len(sentences) > 4
    assert all(len(sentence) < LONGEST_SENTENCE + 20 for sentence in sentences)
    assert all(sentence.lstrip().split()[0] in "the fox went on and" for sentence in sentences)


async def test_a_long_sentence_is_cut_at_a_comma() -> None:
    first, *_ = await cut(f"{'the fox went on ' * 12}, and {'on and ' * 20}")
    assert first.endswith(",")


async def test_a_word_without_end_is_cut_too() -> None:
    assert len(await cut("a" * 1000)) == 5


async def test_white_space_without_end_is_neither_waited_for_nor_kept() -> None:
    (sentence,) = await cut("Sure, here it is." + " \n" * 1000)
    assert sentence.strip() == "Sure, here it is."
    assert len(sentence) <= LONGEST_SENTENCE + 3
    assert await cut("\n" * 1000) == []


TEXTS = st.lists(
    st.sampled_from(
        ["Sure.", " ", "\n", "  ", "the", "fox,", "It is", "!", "…", "a" * 90, "你好。"]
    )
)


@pytest.mark.timeout(60)
@settings(deadline=None)
@given(texts=TEXTS, size=st.integers(1, 50))
def test_nothing_is_lost_or_changed(texts: list[str], size: int) -> None:
    text = "".join(texts)
    assert "".join(asyncio.run(cut(text, size))) == (text if text.strip() else "")
