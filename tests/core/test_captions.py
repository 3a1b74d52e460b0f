"""Captions follow the audio heard, sentence by sentence; while it plays, no word is taken back."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from antiphon.core.captions import Captions, Segment
from antiphon.core.messages import Word
from tests.core.stage import STYLE


def spoken(text: str, *, is_complete: bool = True) -> Captions:
    """Text over audio, a second for each word."""
    captions = Captions(STYLE)
    pieces = text.split()
    words = [
        Word(text=piece, start_ms=n * 1000, end_ms=n * 1000 + 900) for n, piece in enumerate(pieces)
    ]
    captions.add_text(text, words)
    captions.add_audio(len(pieces) * 1000, [(0, len(pieces) * 1000)])
    if is_complete:
        captions.complete()
    return captions


def growing(number: int, text: str) -> Segment:
    return Segment(number, text, final=False)


def final(number: int, text: str) -> Segment:
    return Segment(number, text, final=True)


def test_the_text_heard_is_the_beginning_up_to_the_last_word_heard() -> None:
    captions = spoken("  One two, three.")
    assert captions.text == "  One two, three."
    assert captions.audio_ms == 3000
    assert captions.heard_text(0) == ""
    assert captions.heard_text(500) == "  One"
    assert captions.heard_text(1449) == "  One"
    assert captions.heard_text(1450) == "  One two,"
    assert captions.heard_text(9999) == "  One two, three."


def test_what_was_heard_stays_heard_when_the_estimate_moves() -> None:
    captions = Captions(STYLE)
    captions.add_text("one two three")
    captions.add_audio(1000, [(0, 1000)])
    assert captions.heard_text(700) == "one two three"
    captions.add_audio(29_000, [(0, 29_000)])
    captions.complete()
    assert captions.heard_text(700) == "one two three"
    assert captions.next_word_ms() is None


def test_the_next_word_is_the_first_that_was_not_heard() -> None:
    captions = spoken("one two")
    assert captions.next_word_ms() == 450
    captions.heard_text(450)
    assert captions.next_word_ms() == 1450


def test_a_sentence_grows_word_by_word_and_is_final_at_its_end() -> None:
    captions = spoken("One two. Three!")
    assert captions.show(450) == [growing(0, "One")]
    assert captions.show(450) == []
    assert captions.show(1450) == [final(0, "One two.")]
    assert captions.show(2450) == [final(1, "Three!")]
    assert captions.show_all() == []


def test_the_end_of_a_growing_sentence_is_shown_without_its_punctuation() -> None:
    captions = spoken("One, two.")
    assert captions.show(450) == [growing(0, "One")]


def test_the_last_sentence_is_final_only_when_nothing_more_comes() -> None:
    captions = spoken("One two.", is_complete=False)
    assert captions.show(9999) == [growing(0, "One two")]
    captions.complete()
    assert captions.show(9999) == [final(0, "One two.")]


def test_what_is_cut_off_is_final_as_it_stands() -> None:
    captions = spoken("One two. Three four.")
    assert captions.show_cut(2500) == [
        final(0, "One two."),
        growing(1, "Three"),
        final(1, "Three"),
    ]


def test_nothing_is_shown_of_what_nobody_heard() -> None:
    assert spoken("One two.").show_cut(100) == []


def test_text_behind_the_audio_is_shown_when_all_was_heard() -> None:
    captions = spoken("One two.")
    captions.show(9999)
    captions.add_text(" And the rest.")
    assert captions.show_all() == [final(1, "And the rest.")]


def test_a_tokenizer_that_finds_no_sentence_leaves_one_segment() -> None:
    captions = Captions(replace(STYLE, sentences=lambda text: []))
    captions.add_text("one two")
    captions.add_audio(2000, [(0, 2000)])
    captions.complete()
    assert captions.show_all() == [growing(0, "one two"), final(0, "one two")]


def test_a_tokenizer_that_makes_sentences_up_does_no_harm() -> None:
    captions = Captions(replace(STYLE, sentences=lambda text: ["…", "…"]))
    captions.add_text("one two")
    captions.add_audio(2000, [(0, 2000)])
    assert captions.show(60_000) == [growing(0, "one two")]


def test_a_sentence_longer_than_a_glance_is_one_segment() -> None:
    text = "on " * 400 + "and off. Yes."
    captions = spoken(text)
    assert [segment.text[-4:] for segment in captions.show(401_900)] == ["off."]
    assert captions.show_all() == [final(1, "Yes.")]


@given(
    st.lists(st.text("ab .!?你。👍\n\t\u3000", max_size=12), max_size=6),
    st.lists(st.integers(0, 4000), max_size=6),
)
def test_final_segments_joined_are_the_text(pieces: list[str], steps: list[int]) -> None:
    captions = Captions(STYLE)
    shown: list[Segment] = []
    for piece in pieces:
        captions.add_text(piece)
        captions.add_audio(400, [(0, 300)])
    for ms in sorted(steps):
        shown += captions.show(ms)
    captions.complete()
    shown += captions.show_all()
    finals = [segment for segment in shown if segment.final]
    assert [segment.number for segment in finals] == list(range(len(finals)))
    said = "".join("".join(segment.text.split()) for segment in finals)
    assert said == "".join("".join(pieces).split())


def test_a_ten_minute_answer_asks_the_tokenizers_for_little() -> None:
    read = {"words": 0, "sentences": 0}

    def words(text: str) -> list[str]:
        read["words"] += len(text)
        return text.split()

    def sentences(text: str) -> list[str]:
        read["sentences"] += len(text)
        return [f"{part}." for part in text.split(".") if part.strip()]

    captions = Captions(replace(STYLE, words=words, sentences=sentences))
    text = "Every one of these words is said. " * 220
    for start in range(0, len(text), 5):
        captions.add_text(text[start : start + 5])
        captions.add_audio(400, [(0, 400)])
        captions.next_word_ms()
    captions.complete()
    while (ms := captions.next_word_ms()) is not None:
        captions.show(ms)
    assert captions.heard_text(0) == text.strip()
    assert read["words"] < 5 * len(text)
    assert read["sentences"] < 30 * len(text)


def captions_of_a_slow_voice() -> Captions:
    """Half of the audio has come, and is taken to be spoken faster than it is."""
    captions = Captions(STYLE)
    captions.add_text("One two. Three four five six sev eight", ())
    captions.add_audio(5000, [(0, 5000)])
    captions.show(3500)
    captions.add_audio(5000, [(0, 5000)])
    captions.complete()
    return captions


def test_what_was_shown_too_early_is_not_what_was_heard_when_it_is_cut() -> None:
    captions = captions_of_a_slow_voice()
    assert captions.heard_text(6000) == "One two. Three four five six sev eight"
    assert captions.settle(6000) == "One two. Three four"
    assert captions.show_cut(6000) == [
        Segment(1, "Three four", final=False),
        Segment(1, "Three four", final=True),
    ]


def test_of_a_sentence_shown_in_full_nothing_is_taken_back() -> None:
    captions = captions_of_a_slow_voice()
    assert captions.settle(100) == "One two."
    assert captions.show_cut(100) == []


def test_a_first_word_that_was_shown_is_not_taken_back() -> None:
    captions = Captions(STYLE)
    captions.add_text("One two", ())
    captions.add_audio(200, [(0, 200)])
    assert captions.show(150) == [Segment(0, "One", final=False)]
    captions.add_audio(5000, [(0, 5000)])
    captions.complete()
    assert captions.settle(200) == "One"
