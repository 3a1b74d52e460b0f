"""The tokens that a recognizer writes in."""

import pytest

from antiphon.plugins.local.vocabulary import Vocabulary

LONG = "\u2581" + "a" * 200


def packed(*tokens: str) -> bytes:
    """A vocabulary, as it is in a file."""
    data = b""
    for token in tokens:
        content = token.encode()
        length = len(content)
        data += bytes([length] if length < 128 else [length % 128 + 128, length // 128])
        data += content
    return data


def test_tokens_make_words_and_a_space_comes_before_each() -> None:
    vocabulary = Vocabulary(packed("\u2581good", "\u2581morn", "ing", "."))
    assert vocabulary.text([0, 1, 2, 3]) == "good morning."


def test_signs_that_stand_for_no_text_are_left_out() -> None:
    vocabulary = Vocabulary(packed("<s>", "</s>", "\u2581a", "<", "<>", "\u2581b"))
    assert vocabulary.text([0, 2, 3, 5, 4, 1]) == "a< b<>"


def test_a_token_may_be_long_or_empty() -> None:
    vocabulary = Vocabulary(packed("", LONG, "z"))
    assert vocabulary.text([0, 1, 2]) == "a" * 200 + "z"


def test_a_letter_may_be_made_of_several_tokens() -> None:
    first, second = "é".encode()
    vocabulary = Vocabulary(bytes([1, first, 1, second]))
    assert vocabulary.text([0, 1]) == "é"
    assert vocabulary.text([0]) == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("data", [b"\x05abc", b"\x81", b"\x03"])
def test_what_ends_within_a_token_is_no_vocabulary(data: bytes) -> None:
    with pytest.raises(ValueError, match="is cut off"):
        Vocabulary(data)
