"""The tokens that a recognizer writes in, in the format of Moonshine's `tokenizer.bin`.

Each token's bytes behind their number: one byte below 128, else two, the lower seven bits first.
"""

from collections.abc import Iterable, Iterator

__all__ = ["Vocabulary"]

LONG = 128
SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
"""What a token has in place of the space before a word."""


class Vocabulary:
    """Tokens by number. Raises ValueError for bytes that are no vocabulary."""

    def __init__(self, data: bytes) -> None:
        self._tokens = list(tokens_in(data))

    def __len__(self) -> int:
        return len(self._tokens)

    def text(self, tokens: Iterable[int]) -> str:
        """The text that these tokens make, without those that stand for no text (`<s>`)."""
        written = [token for number in tokens if not is_sign(token := self._tokens[number])]
        return b"".join(written).decode("utf-8", "replace").replace(SPACE, " ").strip()


def tokens_in(data: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(data):
        length = data[place]
        place += 1
        if length >= LONG:
            length += (data[place : place + 1] or b"\0")[0] * LONG - LONG
            place += 1
        if place + length > len(data):
            raise ValueError("the last token of the vocabulary is cut off")
        yield data[place : place + length]
        place += length


def is_sign(token: bytes) -> bool:
    return len(token) > 2 and token.startswith(b"<") and token.endswith(b">")
