"""The port: what a tokenizer and a stream of tokens can do."""

import string
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self

from antiphon.utils.aio.channel import Chan

__all__ = [
    "PUNCTUATIONS",
    "SentenceStream",
    "SentenceTokenizer",
    "TokenData",
    "TokenStream",
    "WordStream",
    "WordTokenizer",
]

PUNCTUATIONS = [*string.punctuation, "±", "—", "‘", "’", "“", "”", "…"]
"""The characters that do not belong to the words they stand by."""


@dataclass(frozen=True)
class TokenData:
    """One sentence or word of a stream."""

    segment_id: str = ""
    """The same for all that was pushed between two flushes."""
    token: str = ""


class TokenStream(ABC):
    """Text is pushed in as it comes; tokens are read by async iteration until the stream ends.

    A stream of one's own sends its tokens to `_event_ch` and closes it at the end. The channel
    has no bound of its own: it holds no more than the text that was pushed and is not yet read.
    """

    def __init__(self) -> None:
        self._event_ch: Chan[TokenData] = Chan()

    @abstractmethod
    def push_text(self, text: str) -> None:
        """Add `text` to the current segment. Raises RuntimeError once the input has ended."""

    @abstractmethod
    def flush(self) -> None:
        """Send what is left of the segment and begin a new one. Raises as `push_text`."""

    @abstractmethod
    def end_input(self) -> None:
        """Flush, and end the stream when all has been read. Raises as `push_text`."""

    @abstractmethod
    async def aclose(self) -> None:
        """End the stream without the text that is still held back; harmless when repeated."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> TokenData:
        return await self._event_ch.__anext__()


class SentenceStream(TokenStream):
    """A stream whose tokens are sentences."""


class WordStream(TokenStream):
    """A stream whose tokens are words."""


class SentenceTokenizer(ABC):
    """Cuts text into sentences."""

    @abstractmethod
    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        """The sentences of `text`, in order."""

    @abstractmethod
    def stream(self, *, language: str | None = None) -> SentenceStream:
        """A stream that cuts its text as `tokenize` does."""


class WordTokenizer(ABC):
    """Cuts text into words."""

    @abstractmethod
    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        """The words of `text`, in order."""

    @abstractmethod
    def stream(self, *, language: str | None = None) -> WordStream:
        """A stream that cuts its text as `tokenize` does."""

    def format_words(self, words: list[str]) -> str:
        """`words` put together to be read."""
        return " ".join(words)
