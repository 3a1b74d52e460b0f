"""Words are replaced, whole or streamed; everything else stays."""

from collections.abc import AsyncIterator

from hypothesis import given
from hypothesis import strategies as st

from antiphon.testing import virtual
from antiphon.tokenize.utils import replace_words

SPOKEN = {"sql": "sequel", "LiveKit": "live kit", "um": "", "a.b": "dot"}
TEXTS = st.lists(st.sampled_from(["sql", "SQL", "Um", " ", "\n", ",", "…", "a.b", "x", "("])).map(
    "".join
)


async def arriving(*texts: str) -> AsyncIterator[str]:
    for text in texts:
        yield text


async def read(pieces: AsyncIterator[str]) -> list[str]:
    return [piece async for piece in pieces]


def test_case_and_trailing_punctuation_do_not_matter() -> None:
    assert replace_words("SQL, Sql… and “sql” on livekit!", SPOKEN) == (
        "sequel, sequel… and “sql” on live kit!"
    )


def test_an_empty_replacement_replaces_nothing() -> None:
    assert replace_words(text="um, yes", replacements=SPOKEN) == "um, yes"


async def test_of_a_stream_the_last_word_is_held_back() -> None:
    pieces = replace_words(arriving("  use s", "q", "l now or", " ", "never. "), SPOKEN)
    assert await read(pieces) == ["  use", " sequel now", " or", " never. "]


async def test_white_space_alone_passes() -> None:
    assert await read(replace_words(arriving(" ", "\n"), SPOKEN)) == [" \n"]


@given(TEXTS, st.integers(1, 5))
def test_streaming_makes_no_difference(text: str, chunk: int) -> None:
    chunks = (text[start : start + chunk] for start in range(0, len(text), chunk))
    pieces = virtual.run(read(replace_words(arriving(*chunks), SPOKEN)))
    assert "".join(pieces) == replace_words(text, SPOKEN)
