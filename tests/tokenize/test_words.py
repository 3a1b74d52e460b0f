"""What a word is, with and without spaces, with and without punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon import tokenize
from antiphon.testing import virtual
from antiphon.tokenize import WordStream, basic
from antiphon.tokenize.tokenizer import PUNCTUATIONS
from antiphon.tokenize.unspaced import WINDOW, count_characters
from antiphon.tokenize.words import WordSplitter

KEEP = basic.WordTokenizer(ignore_punctuation=False)
IGNORE = basic.WordTokenizer()
TEXTS = (
    st.text(st.sampled_from("ab c'.,(“”。、「」ー・あん漢字テキゃเก็บကខ្3！ \n…゙"), max_size=30)
    | st.text(max_size=40)
)  # fmt: skip


async def read(stream: WordStream) -> list[str]:
    return [token.token async for token in stream]


def test_words_are_what_white_space_separates() -> None:
    assert KEEP.tokenize(" It's a  test-case;\n…and (more)… ") == [
        *("It's", "a", "test-case;", "…and", "(more)…")
    ]


def test_punctuation_is_ignored_inside_words_too() -> None:
    assert IGNORE.tokenize("It's ±5 — “ok”… isn't 《它》。") == ["Its", "5", "ok", "isnt", "它"]


@pytest.mark.parametrize("mark", PUNCTUATIONS)
def test_a_lone_mark_is_no_word(mark: str) -> None:
    assert IGNORE.tokenize(f"so {mark} it{mark}") == ["so", "it"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "我有3个iPhone，「最新」的！",
            ["我有", "3", "个", "iPhone，", "「最新」", "的！"],
        ),
        ("我今天想去北京看朋友。", ["我", "今天", "想去", "北京", "看", "朋友。"]),
        ("ジョン・スミスは買う。", ["ジョン・", "スミス", "は", "買う。"]),
        ("日本語の文章", ["日本語", "の", "文章"]),
        ("らーめんとしゃしん", ["らー", "めん", "としゃ", "しん"]),
        ("ภาษาไทยเขียนติดกัน ๒๐", ["ภาษา", "ไทย", "เขียน", "ติด", "กัน", "๒๐"]),
        ("สวัสดีครับ (ผม)", ["สวัสดี", "ครับ", "(ผม)"]),
        ("ຂ້ອຍຢາກໄປຕະຫຼາດ", ["ຂ້ອຍ", "ຢາກ", "ໄປ", "ຕະຫຼາດ"]),
        ("ខ្ញុំចង់ទៅផ្សារ។", ["ខ្ញុំ", "ចង់ទៅ", "ផ្សារ។"]),
        ("“你好”(吧)?", ["“你好”", "(吧)?"]),
        ("가나 다라", ["가나", "다라"]),
        ("(「吧", ["(「吧"]),
        ("」 “(", ["」", "“("]),
    ],
)
def test_a_dictionary_tells_words_apart_that_have_no_space_between_them(
    text: str, expected: list[str]
) -> None:
    assert KEEP.tokenize(text) == expected


@pytest.mark.parametrize("word", ["我们明天去公园散步", "คอมพิวเตอร์", "ー", "ゲ", "ង"])
def test_a_long_stretch_is_cut_before_it_has_ended(word: str) -> None:
    text = word * 40
    splitter = WordSplitter()
    early = splitter.feed(text)
    assert len("".join(early)) > len(text) - 2 * WINDOW
    assert early + splitter.finish() == KEEP.tokenize(text)
    assert "".join(KEEP.tokenize(text)) == text


def test_what_follows_does_not_change_the_words_before() -> None:
    text = "我们明天去公园散步然后去看电影你想不想跟我们一起去" * 3
    assert KEEP.tokenize(text + "。") == [*KEEP.tokenize(text)[:-1], KEEP.tokenize(text)[-1] + "。"]


@pytest.mark.parametrize(
    "text", ["Hello, world! It's ok.", "我有3个，「最新」的！", "ジョン・スミスさん", "가나 다라"]
)
def test_words_are_put_together_as_they_are_written(text: str) -> None:
    assert KEEP.format_words(KEEP.tokenize(text)) == text


def test_a_word_tokenizer_of_ones_own_puts_spaces_between_words() -> None:
    class Letters(tokenize.WordTokenizer):
        def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
            return list(text)

        def stream(self, *, language: str | None = None) -> WordStream:
            return tokenize.BufferedWordStream(tokenizer=list, min_token_len=1, min_ctx_len=1)

    letters = Letters()
    assert letters.format_words(letters.tokenize("abc")) == "a b c"


def test_no_words_make_an_empty_text() -> None:
    assert KEEP.format_words([]) == ""


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(("北京大学", 4), ("コンピューター", 4), ("しゃしん", 3), ("เก็บ", 2)),
        *(("ផ្សារ", 2), ("မင်္ဂလာ", 3), ("hello", 0), ("", 0)),
    ],
)
def test_characters_measure_how_long_a_word_is(word: str, expected: int) -> None:
    assert count_characters(word) == expected


@given(TEXTS)
def test_nothing_is_lost_or_added(text: str) -> None:
    assert "".join(KEEP.tokenize(text)) == "".join(text.split())


@given(TEXTS, st.integers(1, 4), st.sampled_from([KEEP, IGNORE]))
def test_streamed_in_any_chunks_the_words_are_the_same(
    text: str, chunk: int, tokenizer: basic.WordTokenizer
) -> None:
    stream = tokenizer.stream()
    for start in range(0, len(text), chunk):
        stream.push_text(text[start : start + chunk])
    stream.end_input()
    assert virtual.run(read(stream)) == tokenizer.tokenize(text)
