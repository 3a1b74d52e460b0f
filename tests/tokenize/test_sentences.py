"""Where sentences end, and that cutting text there changes nothing in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.testing import virtual
from antiphon.tokenize import SentenceStream, basic

FRAGMENTS = st.sampled_from(
    [
        *("He ", "said ", '"no." ', "U.S. ", "Inc. ", "Mr. ", "e.g. ", "end.", "Then ", "it's "),
        *("...", "? ", "!", ".", " ", "\n", "B. ", "They", "Dr", "www.rook.org ", "10.0.0.12 "),
        *("(ok.) ", "你好。", "吗？", "ん", "ครับ", "ๆ", " ผม  ไป "),
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=30).map("".join) | st.text(max_size=60)


def sentences(text: str, min_sentence_len: int = 1) -> list[str]:
    return basic.SentenceTokenizer(min_sentence_len=min_sentence_len).tokenize(text)


async def read(stream: SentenceStream) -> list[str]:
    return [token.token async for token in stream]


def letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Quill met Mrs. Penn and Ms. Reed at St. James with Dr. Dune",
        "She holds a Ph.D. In botany",
        "Vitamin B. Is it good, e.g. In the U.K. or the U.S.A. As they say",
        "It is 3.14 or 10.0.0.12 and costs $5.00 at www.rook.org or kim@rook.edu",
        "Wait... What is it.... Then",
        "See page.html?x=1&y=2 or a/b.c/d",
        '"What?", she asked, "what?"; then "what?": nothing',
        "Orchard Inc. Employs ten, Birch Ltd. Twenty, Maple Co. None, Tom Jr. And Tom Sr. Own them",
        "In the U.S. The team won",
        "In the U.S. Helen won",
        "It works (B. Is wrong)",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(f"{text}. ") == [f"{text}."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rains. It pours! Really? Yes", ["It rains.", "It pours!", "Really?", "Yes"]),
        ("so it is. and so? it is", ["so it is.", "and so?", "it is"]),
        ("Yes!! Amazing!!! Why?! Well..? Ok", ["Yes!!", "Amazing!!!", "Why?!", "Well..?", "Ok"]),
        ('He said "no." She said “yes.” They', ['He said "no."', "She said “yes.”", "They"]),
        ('"Never!" And "why?" They', ['"Never!"', 'And "why?"', "They"]),
        ("(It rains.) *It pours.* So", ["(It rains.)", "*It pours.*", "So"]),
        ("The end.The start.“Well”", ["The end.", "The start.", "“Well”"]),
        ("In the U.S. He won", ["In the U.S.", "He won"]),
        ("In the U.S.A. They won", ["In the U.S.A.", "They won"]),
        ("At Orchard Inc. Dr. Penn won", ["At Orchard Inc.", "Dr. Penn won"]),
        ("Tom Jr. However", ["Tom Jr.", "However"]),
        ("At 2 a.m. He slept", ["At 2 a.m. He slept"]),
        ("With Prof. Dune", ["With Prof.", "Dune"]),
        ("今天很好。你呢？「走吧！」好", ["今天很好。", "你呢？", "「走吧！」", "好"]),
        ("ठीक है। चलो", ["ठीक है।", "चलो"]),
        ("كيف؟ نعم", ["كيف؟", "نعم"]),
        ("これは本です．値段は３．５円です．", ["これは本です．", "値段は３．５円です．"]),
        ("ខ្ញុំទៅ។ អ្នកទៅ", ["ខ្ញុំទៅ។", "អ្នកទៅ"]),
        ("สวัสดีครับ วันนี้อากาศดี", ["สวัสดีครับ", "วันนี้อากาศดี"]),
        ("เด็ก ๆ ชอบ ฯ 3 บาท กรุงเทพฯ มี", ["เด็ก ๆ ชอบ ฯ 3 บาท", "กรุงเทพฯ มี"]),
        ("ສະບາຍດີ ຂ້ອຍໄປ", ["ສະບາຍດີ", "ຂ້ອຍໄປ"]),
    ],
)
def test_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_short_sentences_are_joined_as_they_were_written() -> None:
    assert sentences("Go.  Now.Here. Stop there.", 12) == ["Go. Now.Here.", "Stop there."]


def test_a_sentence_is_long_enough_at_exactly_the_length_asked_for() -> None:
    assert sentences("I am here. You too.", 10) == ["I am here.", "You too."]
    assert sentences("I am here. You too.", 11) == ["I am here. You too."]


def test_chinese_characters_count_twice() -> None:
    assert sentences("我们去公园散步吧。你呢？", 17) == ["我们去公园散步吧。", "你呢？"]
    assert sentences("我们去公园散步吧。你呢？", 18) == ["我们去公园散步吧。你呢？"]


def test_short_thai_sentences_are_joined_with_the_space_between_them() -> None:
    text = "สวัสดีครับ วันนี้อากาศดีมาก ผมอยากไปเที่ยว"
    assert sentences(text, 20) == ["สวัสดีครับ วันนี้อากาศดีมาก", "ผมอยากไปเที่ยว"]


def test_a_line_feed_becomes_a_space() -> None:
    assert sentences("Line one\nline two.\n\nLine three.") == ["Line one line two.", "Line three."]


@given(TEXTS, st.sampled_from([1, 8, 20]))
def test_nothing_is_lost_or_added(text: str, min_sentence_len: int) -> None:
    assert letters("".join(sentences(text, min_sentence_len))) == letters(text)


@given(TEXTS, st.sampled_from([1, 8, 20]))
def test_all_sentences_but_the_last_are_long_enough(text: str, min_sentence_len: int) -> None:
    for sentence in sentences(text, min_sentence_len)[:-1]:
        wide = sum(character >= "\u3005" for character in sentence)
        assert len(sentence) + wide >= min_sentence_len


@given(TEXTS, st.integers(1, 9), st.sampled_from([1, 8, 20]))
def test_streamed_in_any_chunks_the_sentences_are_the_same(
    text: str, chunk: int, min_sentence_len: int
) -> None:
    tokenizer = basic.SentenceTokenizer(min_sentence_len=min_sentence_len)
    stream = tokenizer.stream()
    for start in range(0, len(text), chunk):
        stream.push_text(text[start : start + chunk])
    stream.end_input()
    assert virtual.run(read(stream)) == tokenizer.tokenize(text)


@pytest.mark.parametrize("mark", "‽⸮߹᱾꯫᰻᭞꘎꓿᥄꩝꧉﹒﹖﹗؝")
def test_the_marks_of_less_known_scripts_end_a_sentence(mark: str) -> None:
    """After Unicode's `Sentence_Terminal`."""
    cut = basic.SentenceTokenizer(min_sentence_len=1)
    assert cut.tokenize(f"abc{mark} Def{mark}") == [f"abc{mark}", f"Def{mark}"]
