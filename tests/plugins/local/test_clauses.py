"""Text, and the clauses that it is spoken in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.plugins.local.clauses import MAX_LENGTH, ClauseCutter, split_clauses

texts = st.text(alphabet="ab1. ,;:!?\n'\")—D", max_size=300) | st.text(max_size=80)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("Hello.", ["Hello."]),
        ("Sure! I can help.", ["Sure! ", "I can help."]),
        ('He said "Stop." Then he left.', ['He said "Stop." ', "Then he left."]),
        ("Milk\nand eggs\n", ["Milk\n", "and eggs\n"]),
        ("1. Milk. 2. Eggs.", ["1. Milk. ", "2. Eggs."]),
        ("Really?! Yes…  No.", ["Really?! ", "Yes…  ", "No."]),
        ("It is 5 p.m. Hurry.", ["It is 5 p.m. ", "Hurry."]),
    ],
)
def test_a_clause_ends_with_a_sentence_or_a_line(text: str, clauses: list[str]) -> None:
    assert split_clauses(text) == clauses


def test_the_first_clause_is_short_and_the_others_longer() -> None:
    text = (
        "If you like the sea, we can go to the coast, and stay for a whole week, if you have time."
    )

    assert split_clauses(text) == [
        "If you like the sea, ",
        "we can go to the coast, and stay for a whole week, ",
        "if you have time.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $1,000.50 or 3.14 at 3:05 p.m. tomorrow.",
        "Dr. Smith and Mrs. J. R. Jones met, e.g. on Jan. 5, at No. 10.",
        "The U.S. Army, i.e. Lt. Col. Lee.",
        "Visit example.com now.",
    ],
)
def test_numbers_and_abbreviations_are_not_cut(text: str) -> None:
    assert split_clauses(text) in ([text], [text[: text.find(",") + 2], text[text.find(",") + 2 :]])


def test_what_never_ends_is_cut_all_the_same() -> None:
    assert [len(clause) for clause in split_clauses("a" * 400)] == [MAX_LENGTH, MAX_LENGTH, 80]
    words = split_clauses("word " * 400)
    assert max(map(len, words)) <= MAX_LENGTH + len("word ")
    assert all(clause.endswith("word ") for clause in words)


def test_a_stream_gives_a_clause_as_soon_as_it_is_certain() -> None:
    cutter = ClauseCutter()

    assert cutter.push("Well, hel") == []
    assert cutter.push("lo. ") == []
    assert cutter.push("How") == ["Well, hello. "]
    assert cutter.flush() == ["How"]
    assert cutter.flush() == []


@given(texts)
def test_joined_the_clauses_are_the_text(text: str) -> None:
    clauses = split_clauses(text)

    assert "".join(clauses) == text
    assert all(clauses)


@given(texts, st.lists(st.integers(0, 300), max_size=8))
def test_it_makes_no_difference_how_the_text_streams_in(text: str, cuts: list[int]) -> None:
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    cutter = ClauseCutter()

    streamed = [clause for a, b in pairwise(bounds) for clause in cutter.push(text[a:b])]

    assert streamed + cutter.flush() == split_clauses(text)
