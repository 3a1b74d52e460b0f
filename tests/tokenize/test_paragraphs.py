"""Paragraphs are found where they stand in the text."""

from hypothesis import given
from hypothesis import strategies as st

from antiphon.tokenize.basic import tokenize_paragraphs
from antiphon.tokenize.paragraphs import split_paragraphs


def test_an_empty_line_parts_paragraphs_and_a_line_feed_does_not() -> None:
    assert tokenize_paragraphs("\n\n One\nline. \n \t\n\nTwo.\n\n") == ["One\nline.", "Two."]


def test_no_text_has_no_paragraphs() -> None:
    assert tokenize_paragraphs("") == tokenize_paragraphs(" \n\n ") == []


@given(st.text(st.sampled_from("ab. \n\t\r"), max_size=30))
def test_each_paragraph_is_where_it_says(source: str) -> None:
    paragraphs = split_paragraphs(source)
    assert all(source[start:end] == text == text.strip() != "" for text, start, end in paragraphs)
    assert "".join("".join(paragraph.text.split()) for paragraph in paragraphs) == "".join(
        source.split()
    )
