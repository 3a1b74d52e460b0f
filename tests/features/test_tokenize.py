"""Rows 104 to 111: text, cut and changed. All oracle cases are in `tests/oracle`."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.tokenize import SentenceStream, TokenData, WordStream, basic, utils

PROSE = st.text(alphabet='aB 7.?!"\n', max_size=80)


def chunks(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def without_space(text: str) -> str:
    return "".join(text.split())


async def read(stream: SentenceStream | WordStream) -> list[tuple[str, int]]:
    """Each token with the number of its segment."""
    tokens: list[TokenData] = [token async for token in stream]
    segments = list(dict.fromkeys(token.segment_id for token in tokens))
    return [(token.token, segments.index(token.segment_id)) for token in tokens]


@pytest.mark.parametrize(
    ("text", "min_length", "sentences"),
    [
        ("", 20, []),
        ("OK. Yes. No.", 20, ["OK. Yes. No."]),
        ("OK. Yes. No.", 3, ["OK.", "Yes.", "No."]),
        (
            "Dr. Alvarez came at 4.30 p.m. with Mrs. Penn! They talked for hours.",
            20,
            ["Dr. Alvarez came at 4.30 p.m. with Mrs. Penn!", "They talked for hours."],
        ),
        (
            "Is version 10.0.0.12 out? Look at rook.org and tell me.",
            5,
            ["Is version 10.0.0.12 out?", "Look at rook.org and tell me."],
        ),
    ],
)
def test_row_104_text_is_cut_into_sentences(
    text: str, min_length: int, sentences: list[str]
) -> None:
    """Oracle kind `sentence_tokenize`; nothing in the text is altered (defect 50)."""
    tokenizer = basic.SentenceTokenizer(min_sentence_len=min_length)
    assert tokenizer.tokenize(text) == sentences


@given(PROSE)
def test_row_104_no_sentence_loses_or_gains_anything(text: str) -> None:
    """Oracle kind `sentence_tokenize_lossless`."""
    sentences = basic.SentenceTokenizer(min_sentence_len=5).tokenize(text)
    assert without_space("".join(sentences)) == without_space(text)
    assert all(sentence == sentence.strip() != "" for sentence in sentences)


@pytest.mark.parametrize("size", [1, 4, 11, 200])
async def test_row_105_sentences_of_a_stream_are_those_of_the_whole_text(size: int) -> None:
    """Oracle kind `sentence_stream`."""
    text = "Good evening to you all. I hope that Dr. Penn's crossing was calm today! Was it so?"
    stream = basic.SentenceTokenizer().stream()
    for chunk in chunks(text, size):
        stream.push_text(chunk)
    stream.end_input()
    assert await read(stream) == [
        ("Good evening to you all.", 0),
        ("I hope that Dr. Penn's crossing was calm today!", 0),
        ("Was it so?", 0),
    ]


async def test_row_105_a_sentence_is_there_before_the_text_ends() -> None:
    stream = basic.SentenceTokenizer().stream()
    stream.push_text("Good evening to you all. I hope that the crossing was calm")
    assert (await anext(stream)).token == "Good evening to you all."
    await stream.aclose()


@pytest.mark.parametrize(
    ("text", "bare", "with_punctuation"),
    [
        (
            "isn't it, “quite” so?",
            ["isnt", "it", "quite", "so"],
            ["isn't", "it,", "“quite”", "so?"],
        ),
        ("±5 — range", ["5", "range"], ["±5", "—", "range"]),
        ("  ", [], []),
    ],
)
async def test_row_106_text_is_cut_into_words(
    text: str, bare: list[str], with_punctuation: list[str]
) -> None:
    """Oracle kinds `word_tokenize` and `word_stream`."""
    assert basic.WordTokenizer().tokenize(text) == bare
    keeping = basic.WordTokenizer(ignore_punctuation=False)
    assert keeping.tokenize(text) == with_punctuation
    for tokenizer, words in ((basic.WordTokenizer(), bare), (keeping, with_punctuation)):
        stream = tokenizer.stream()
        for chunk in chunks(text, 3):
            stream.push_text(chunk)
        stream.end_input()
        assert await read(stream) == [(word, 0) for word in words]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("transcription", ["tran", "scrip", "tion"]),
        ("University", ["Uni", "ver", "si", "ty"]),
        ("TRANSCRIPTION", ["TRAN", "SCRIP", "TION"]),
        ("elephant", ["ele", "phant"]),
        ("table", ["ta", "ble"]),
        ("also", ["also"]),
        ("日本語テキスト", ["日本語テキスト"]),
    ],
)
def test_row_107_words_are_hyphenated(word: str, pieces: list[str]) -> None:
    """Oracle kind `hyphenate_word`."""
    assert basic.hyphenate_word(word) == pieces


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("A.\n \t\nB.\n\n\n\nC.", ["A.", "B.", "C."]),
        ("one\nparagraph", ["one\nparagraph"]),
        ("\n\n", []),
    ],
)
def test_row_108_text_is_cut_into_paragraphs(text: str, paragraphs: list[str]) -> None:
    """Oracle kind `paragraphs`."""
    assert basic.tokenize_paragraphs(text) == paragraphs


async def test_row_109_words_are_replaced_whatever_their_case_and_punctuation() -> None:
    """Oracle kinds `replace_words` and `replace_words_stream`."""
    text = "Once, once; ONCE... twice, and (once) more"
    replaced = "1x, 1x; 1x... twice, and (once) more"
    replacements = {"once": "1x", "twice": ""}
    assert utils.replace_words(text, replacements) == replaced

    async def arriving() -> AsyncIterator[str]:
        for chunk in chunks(text, 2):
            yield chunk

    pieces = [piece async for piece in utils.replace_words(arriving(), replacements)]
    assert "".join(pieces) == replaced
    assert len(pieces) > 3


async def test_row_110_a_flush_ends_a_segment() -> None:
    for stream in (basic.SentenceTokenizer().stream(), basic.WordTokenizer().stream()):
        stream.push_text("Hello.")
        stream.flush()
        stream.push_text("Bye.")
        stream.end_input()
        tokens = [token async for token in stream]
        assert [token.token.strip(".") for token in tokens] == ["Hello", "Bye"]
        assert tokens[0].segment_id != tokens[1].segment_id


@pytest.mark.parametrize("how", ["end_input", "aclose"])
async def test_row_111_a_closed_stream_says_that_it_is(how: str) -> None:
    for stream in (basic.SentenceTokenizer().stream(), basic.WordTokenizer().stream()):
        if how == "end_input":
            stream.end_input()
        else:
            await stream.aclose()
        kind = type(stream)
        for act in (lambda stream=stream: stream.push_text("Hello."), stream.flush):
            with pytest.raises(RuntimeError, match=f"{kind.__module__}.{kind.__name__} is closed"):
                act()
