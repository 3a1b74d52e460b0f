"""Replaces words in text, whole or streamed: how a name is to be spoken, say."""

import re
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import overload

from antiphon.tokenize.tokenizer import PUNCTUATIONS

__all__ = ["replace_words"]

_WORD = re.compile(r"\S+")
_PUNCTUATION = "".join(PUNCTUATIONS)


@overload
def replace_words(text: str, replacements: Mapping[str, str]) -> str: ...


@overload
def replace_words(
    text: AsyncIterable[str], replacements: Mapping[str, str]
) -> AsyncIterator[str]: ...


def replace_words(
    text: str | AsyncIterable[str], replacements: Mapping[str, str]
) -> str | AsyncIterator[str]:
    """`text` with each word that is a key of `replacements` replaced by its value.

    Words are what white space separates; the punctuation after them is kept, and case does not
    matter. An empty value replaces nothing. Of streamed text the last word is held back until
    the next one begins; the pieces joined are what the whole text would have given.
    """
    replacer = _Replacer(replacements)
    if isinstance(text, str):
        return replacer.replace(text)
    return replacer.stream(text)


class _Replacer:
    def __init__(self, replacements: Mapping[str, str]) -> None:
        self._values = {word.lower(): value for word, value in replacements.items() if value}

    def replace(self, text: str) -> str:
        return _WORD.sub(self._replacement, text)

    async def stream(self, texts: AsyncIterable[str]) -> AsyncIterator[str]:
        pending = ""
        async for text in texts:
            pending += text
            words = list(_WORD.finditer(pending))
            if len(words) < 2:
                continue
            end = words[-2].end()
            yield self.replace(pending[:end])
            pending = pending[end:]
        if pending:
            yield self.replace(pending)

    def _replacement(self, match: re.Match[str]) -> str:
        word = match[0].rstrip(_PUNCTUATION)
        return self._values.get(word.lower(), word) + match[0][len(word) :]
