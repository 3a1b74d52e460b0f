"""The tokenizers that need no model: rules for English that do no harm to other languages, and
dictionaries for those that put no space between words.
"""

from functools import partial

from antiphon.tokenize import tokenizer
from antiphon.tokenize.hyphenation import hyphenate_word
from antiphon.tokenize.paragraphs import split_paragraphs
from antiphon.tokenize.sentences import SentenceSplitter
from antiphon.tokenize.token_stream import SplitSentenceStream, Splitter, SplitWordStream
from antiphon.tokenize.words import BareWordSplitter, WordSplitter, join_words

__all__ = ["SentenceTokenizer", "WordTokenizer", "hyphenate_word", "tokenize_paragraphs"]


class SentenceTokenizer(tokenizer.SentenceTokenizer):
    """Cuts text into sentences by the rules of `antiphon.tokenize.sentences`.

    A sentence shorter than `min_sentence_len` characters is joined with the next. A stream holds
    back its text while there are fewer than `stream_context_len` characters. The rules are the
    same whatever the `language`.
    """

    def __init__(
        self,
        *,
        language: str = "english",
        min_sentence_len: int = 20,
        stream_context_len: int = 10,
    ) -> None:
        self._new_splitter = partial(
            SentenceSplitter, min_len=min_sentence_len, context_len=stream_context_len
        )

    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        return _split(self._new_splitter(), text)

    def stream(self, *, language: str | None = None) -> tokenizer.SentenceStream:
        return SplitSentenceStream(self._new_splitter)


class WordTokenizer(tokenizer.WordTokenizer):
    """Cuts text into words at white space, and by a dictionary where a script has none between
    words: Chinese, Japanese, Thai, Lao, Khmer and Burmese, by ICU's after UAX #29.

    With `ignore_punctuation` all punctuation is left out, inside the words too ("isn't" is
    "isnt"), and with it the words that consist of nothing else.
    """

    def __init__(self, *, ignore_punctuation: bool = True) -> None:
        self._new_splitter = BareWordSplitter if ignore_punctuation else WordSplitter

    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        return _split(self._new_splitter(), text)

    def stream(self, *, language: str | None = None) -> tokenizer.WordStream:
        return SplitWordStream(self._new_splitter)

    def format_words(self, words: list[str]) -> str:
        return join_words(words)


def tokenize_paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, which have an empty line between them, without the white space
    around them."""
    return [paragraph.text for paragraph in split_paragraphs(text)]


def _split(splitter: Splitter, text: str) -> list[str]:
    return splitter.feed(text) + splitter.finish()
