"""Cuts text into sentences, words, paragraphs and syllables, whole or while it streams in."""

from antiphon.tokenize import basic, utils
from antiphon.tokenize.token_stream import BufferedSentenceStream, BufferedWordStream
from antiphon.tokenize.tokenizer import (
    SentenceStream,
    SentenceTokenizer,
    TokenData,
    TokenStream,
    WordStream,
    WordTokenizer,
)

__all__ = [
    "BufferedSentenceStream",
    "BufferedWordStream",
    "SentenceStream",
    "SentenceTokenizer",
    "TokenData",
    "TokenStream",
    "WordStream",
    "WordTokenizer",
    "basic",
    "utils",
]
