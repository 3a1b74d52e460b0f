"""Where words lie: by the model's times, or by their syllables along the voice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.core.anchors import Pace
from antiphon.core.layout import CaptionStyle, Layout, end_of
from antiphon.core.messages import Word
from tests.core.stage import STYLE

USUAL_MS = 1000 / 3.83


def words(*times: tuple[str, float, float]) -> list[Word]:
    return [Word(text=text, start_ms=start, end_ms=end) for text, start, end in times]


def counted(text: str, *audio: tuple[float, list[tuple[float, float]]]) -> Layout:
    """A layout of text without times over these pieces of audio."""
    layout = Layout(STYLE)
    layout.add_text(text, ())
    for ms, voiced in audio:
        layout.add_audio(ms, voiced)
    return layout


def midpoints(layout: Layout) -> list[float]:
    """The midpoints of all words."""
    found, end = [], 0
    while (ms := layout.next_ms(end)) is not None:
        found.append(ms)
        end = layout.heard(ms)
    return found


def test_a_timed_word_is_heard_at_its_midpoint() -> None:
    layout = Layout(STYLE)
    layout.add_text("one two", words(("one", 0, 400), ("two", 500, 900)))
    assert layout.heard(199) == 0
    assert layout.heard(200) == len("one")
    assert layout.heard(700) == len("one two")
    assert layout.next_ms(0) == 200
    assert layout.next_ms(len("one")) == 700
    assert layout.next_ms(len("one two")) is None


def test_nothing_is_heard_where_there_is_no_word() -> None:
    layout = Layout(STYLE)
    assert layout.heard(10_000) == 0
    assert layout.next_ms(0) is None


def test_times_that_go_backwards_do_not_unsay_a_word() -> None:
    layout = Layout(STYLE)
    layout.add_text(
        "one two three", words(("one", 0, 800), ("two", 100, 200), ("three", 900, 1000))
    )
    assert midpoints(layout) == [400, 950]
    assert layout.heard(400) == len("one two")


def test_white_space_alone_needs_no_times() -> None:
    layout = Layout(STYLE)
    layout.add_text("one", words(("one", 0, 400)))
    layout.add_text(" \n", ())
    layout.add_text("two", words(("two", 500, 900)))
    assert midpoints(layout) == [200, 700]
    assert layout.heard(900) == len("one \ntwo")


def test_one_word_without_times_leaves_all_of_them_to_the_syllables() -> None:
    layout = Layout(STYLE)
    layout.add_text("one ", words(("one", 0, 4000)))
    layout.add_text("two", ())
    assert midpoints(layout) == pytest.approx([USUAL_MS / 2, USUAL_MS * 1.5])


def test_while_more_is_coming_words_are_spoken_at_the_usual_rate_along_the_voice() -> None:
    layout = counted("one two three", (500, []), (200, [(0, 200)]), (1000, []), (400, [(100, 400)]))
    first, second, third = midpoints(layout)
    assert first == pytest.approx(500 + USUAL_MS / 2)
    assert second == pytest.approx(1700 + 100 + USUAL_MS * 1.5 - 200)
    assert third == pytest.approx(2100 + USUAL_MS * 2.5 - 500)


def test_the_speed_of_the_style_changes_the_usual_rate() -> None:
    style = CaptionStyle(sentences=str.split, words=str.split, syllables=list, speed=2.0)
    layout = Layout(style)
    layout.add_text("ab", ())
    layout.add_audio(5000, [(0, 5000)])
    assert layout.next_ms(0) == pytest.approx(USUAL_MS / 2)


def test_when_all_came_the_words_share_the_voice_by_their_syllables() -> None:
    layout = counted("one conversation", (1000, [(0, 1000)]), (1000, []), (1500, [(500, 1500)]))
    layout.complete()
    per_syllable = 2000 / 5
    assert midpoints(layout) == pytest.approx([per_syllable / 2, 2500 + per_syllable * 3 - 1000])


def test_when_nothing_is_voiced_the_words_share_all_of_it() -> None:
    layout = counted("one two", (1000, []), (1000, []))
    layout.complete()
    assert midpoints(layout) == [500, 1500]
    assert layout.audio_ms == 2000


def test_text_without_audio_lies_behind_it() -> None:
    layout = counted("one")
    layout.complete()
    assert midpoints(layout) == pytest.approx([USUAL_MS / 2])


def test_a_word_that_grows_is_one_word() -> None:
    layout = counted("con", (60_000, [(0, 60_000)]))
    assert len(midpoints(layout)) == 1
    layout.add_text("versation is", ())
    assert layout.heard(60_000) == len("conversation is")
    assert len(midpoints(layout)) == 2


def test_words_of_scripts_without_spaces_are_timed_by_their_characters() -> None:
    layout = counted("大家去北京，再见。", (9000, [(0, 9000)]))
    layout.complete()
    assert midpoints(layout) == [1000, 2500, 4500, 7500]
    assert layout.heard(4500) == len("大家去北京，")


@pytest.mark.parametrize(
    ("text", "token", "start", "expected"),
    [
        ("one two", "two", 3, "one two"),
        ("one \t\n  two", "two", 3, "one \t\n  two"),
        ("isn't it", "isnt", 0, "isn't"),
        ("isn't it", "it", 5, "isn't it"),
        ("👍 great!", "great", 0, "👍 great"),
        ("Dr. Smith", "Doctor", 0, "Dr"),
        ("Dr. Smith", "Smith", 2, "Dr. Smith"),
        ("one  two. three", "one two.", 0, "one  two."),
        ("one", "…", 1, "o"),
        ("one", "", 1, "o"),
        ("short", "unreasonably", 0, "short"),
        ("a" + " " * 100 + "b", "b", 1, "a" + " " * 100 + "b"),
    ],
)
def test_a_token_is_found_however_it_was_altered(
    text: str, token: str, start: int, expected: str
) -> None:
    assert text[: end_of(text, token, start)] == expected


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=8))
def test_whatever_a_tokenizer_returns_the_ends_go_forward_within_the_text(
    text: str, tokens: list[str]
) -> None:
    end = 0
    for token in tokens:
        before, end = end, end_of(text, token, end)
        assert before <= end <= len(text)


@given(
    st.lists(st.text("ab c.你👍\n", max_size=6), min_size=1, max_size=8),
    st.lists(st.integers(0, 3000), max_size=8),
)
def test_text_in_pieces_lies_where_the_whole_text_does(pieces: list[str], steps: list[int]) -> None:
    whole, grown = Layout(STYLE), Layout(STYLE)
    whole.add_text("".join(pieces), ())
    for piece in pieces:
        grown.add_text(piece, ())
        grown.next_ms(0)
    for layout in (whole, grown):
        layout.add_audio(3000, [(0, 1000), (1500, 3000)])
    assert midpoints(grown) == midpoints(whole)
    assert [grown.heard(ms) for ms in steps] == [whole.heard(ms) for ms in steps]


def told_in_two_sentences(pause_ms: float) -> Layout:
    """Four syllables a sentence, the second sentence spoken faster, a pause between."""
    layout = Layout(STYLE)
    layout.add_text("One two three four. ", ())
    layout.add_text("Five six sev eight.", ())
    layout.add_audio(2000.0, [(0.0, 2000.0)])
    layout.add_audio(pause_ms, [])
    layout.add_audio(1400.0, [(0.0, 1400.0)])
    layout.complete()
    return layout


def test_a_sentence_ends_at_the_pause_where_its_syllables_come_near_to_it() -> None:
    layout = told_in_two_sentences(400.0)
    assert layout.heard(1999.0) == len("One two three four.")
    assert layout.next_ms(len("One two three four.")) == 2400.0 + 1400.0 / 5 / 2


def test_a_short_silence_is_no_pause_and_one_too_far_away_is_not_the_sentences() -> None:
    short = told_in_two_sentences(100.0)
    assert short.next_ms(len("One two three four.")) == pytest.approx(5.5 * 340.0)
    far = Layout(STYLE)
    far.add_text("One two three four. Five six sev eight.", ())
    far.add_audio(500.0, [(0.0, 500.0)])
    far.add_audio(400.0, [])
    far.add_audio(2500.0, [(0.0, 2500.0)])
    far.complete()
    assert far.next_ms(len("One two three four.")) == 400.0 + 5.5 * 300.0


def spoken_clauses(clause: str, per_syllable: float, pauses: int) -> Layout:
    """Clauses of five syllables, the last as long as two, all text there and more audio to come."""
    layout = Layout(STYLE)
    layout.add_text(clause * 4, ())
    for _ in range(pauses):
        layout.add_audio(6 * per_syllable, [(0.0, 6 * per_syllable)])
        layout.add_audio(300.0, [])
    layout.add_audio(2000.0, [(0.0, 2000.0)])
    return layout


@pytest.mark.parametrize("per_syllable", [200.0, USUAL_MS, 400.0])
def test_while_more_is_coming_clauses_end_at_the_pauses(per_syllable: float) -> None:
    layout = spoken_clauses("one two three four five, ", per_syllable, pauses=2)
    second = 6 * per_syllable + 300
    first_words = [(n + 0.5) * per_syllable for n in range(4)]
    assert midpoints(layout)[:4] == pytest.approx(first_words)
    assert midpoints(layout)[5:9] == pytest.approx([second + ms for ms in first_words])


@pytest.mark.parametrize("per_syllable", [200.0, 400.0])
def test_behind_the_last_pause_words_follow_at_the_pace_up_to_there(per_syllable: float) -> None:
    layout = spoken_clauses("one two three four five, ", per_syllable, pauses=2)
    third = 2 * (6 * per_syllable + 300)
    measured = (4000 + 12 * per_syllable) / (4000 / USUAL_MS + 12)
    assert midpoints(layout)[10] == pytest.approx(third + measured / 2)


@pytest.mark.parametrize("pause_after", [1.0, 30.0])
def test_a_clause_does_not_end_at_a_pause_that_comes_much_too_early_or_late(
    pause_after: float,
) -> None:
    layout = Layout(STYLE)
    layout.add_text("one two three four five, six", ())
    layout.add_audio(pause_after * 100, [(0.0, pause_after * 100)])
    layout.add_audio(300.0, [])
    layout.add_audio(5000.0, [(0.0, 5000.0)])
    voiced = 6.5 * USUAL_MS
    expected = voiced + (300 if voiced > pause_after * 100 else 0)
    assert midpoints(layout)[5] == pytest.approx(expected)


def test_no_word_is_heard_beyond_the_audio_that_came_however_fast_the_voice_was() -> None:
    layout = spoken_clauses("one two three four five, ", 100.0, pauses=1)
    heard = layout.text[: layout.heard(layout.audio_ms)]
    assert heard != layout.text
    beyond = layout.next_ms(len(heard))
    assert beyond is not None
    assert beyond > layout.audio_ms


def test_a_voice_that_is_known_is_followed_at_its_own_pace() -> None:
    pace = Pace()
    for _ in range(2):
        known = Layout(STYLE, pace)
        known.add_text("one two three four " * 10, ())
        known.add_audio(20_000.0, [(0.0, 20_000.0)])
        known.complete()
    expected = (4000 + 40_000) / (4000 / USUAL_MS + 80)
    assert pace.ms_per_syllable == pytest.approx(expected)
    layout = Layout(STYLE, pace)
    layout.add_text("one two", ())
    layout.add_audio(5000.0, [(0.0, 5000.0)])
    assert midpoints(layout) == pytest.approx([expected / 2, expected * 1.5])


@pytest.mark.parametrize(("text", "voiced"), [("", [(0.0, 900.0)]), ("one two", [])])
def test_nothing_is_learned_of_a_voice_without_words_or_words_without_a_voice(
    text: str, voiced: list[tuple[float, float]]
) -> None:
    pace = Pace()
    layout = Layout(STYLE, pace)
    layout.add_text(text, ())
    layout.add_audio(1000.0, voiced)
    layout.complete()
    assert pace.ms_per_syllable == pytest.approx(USUAL_MS)


def test_the_voice_of_timed_words_teaches_nothing() -> None:
    pace = Pace()
    layout = Layout(STYLE, pace)
    layout.add_text("one two", words(("one", 0, 400), ("two", 500, 900)))
    layout.add_audio(1000.0, [(0.0, 1000.0)])
    layout.complete()
    assert pace.ms_per_syllable == pytest.approx(USUAL_MS)


@pytest.mark.parametrize("end", [",", '."', "?)", "\n", "，"])
def test_a_clause_ends_with_its_punctuation_or_its_line(end: str) -> None:
    layout = counted(f"one two{end} three four", (1000, [(0, 1000)]), (500, []), (800, [(0, 800)]))
    layout.complete()
    assert layout.next_ms(len(f"one two{end}")) == pytest.approx(1500 + 200)


def test_the_last_word_of_a_clause_is_longer_by_a_syllable() -> None:
    layout = counted("one two, three", (4000, [(0, 4000)]))
    layout.complete()
    assert midpoints(layout) == [500, 2000, 3500]


def test_a_clause_ends_where_its_punctuation_comes_later() -> None:
    layout = counted("one two", (4000, [(0, 4000)]))
    assert layout.next_ms(0) is not None
    layout.add_text(", ", ())
    assert layout.next_ms(0) is not None
    layout.add_text("three", ())
    layout.complete()
    assert midpoints(layout) == [500, 2000, 3500]


def test_two_sentences_do_not_end_at_the_same_pause() -> None:
    layout = Layout(STYLE)
    layout.add_text("One two. Three. Four five six sev.", ())
    layout.add_audio(1000.0, [(0.0, 1000.0)])
    layout.add_audio(400.0, [])
    layout.add_audio(2000.0, [(0.0, 2000.0)])
    layout.complete()
    found = midpoints(layout)
    assert len(found) == 7
    assert found == sorted(found)
