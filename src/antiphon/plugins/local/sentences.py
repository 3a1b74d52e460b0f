"""Cuts an answer into sentences while it streams in, each to be spoken as soon as it is certain.

| what has come                           | then                                               |
|-----------------------------------------|----------------------------------------------------|
| the beginning of another sentence       | the sentences before it go out, as they were       |
| 240 characters that no sentence ends in | they go out up to the last comma or the like, else |
|                                         | to the last white space: who writes without full   |
|                                         | stops is not waited for                            |
| as much white space                     | what was before it goes out, and the white space   |
|                                         | with it: some models write that for ever           |
| the end                                 | the rest goes out                                  |
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator

from antiphon.tokenize import basic

__all__ = ["by_sentence"]

SHORTEST_SENTENCE = 8
"""Characters: "Sure." alone is not worth a breath, and the sentence behind it comes soon."""
LONGEST_SENTENCE = 240
"""Characters."""
CLAUSE_END = re.compile(r"[,;:–—](?=\s)")


async def by_sentence(pieces: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """The same text, sentence by sentence; joined, they are what has come.

    White space alone is left out.
    """
    tokenizer = basic.SentenceTokenizer(min_sentence_len=SHORTEST_SENTENCE)
    rest = ""
    async for piece in pieces:
        rest += piece
        cut = start_of_last(rest, tokenizer.tokenize(rest))
        if len(rest) - cut > LONGEST_SENTENCE:
            cut = last_gap(rest)
        if rest[:cut].strip():
            yield rest[:cut]
            rest = rest[cut:]
        elif cut > LONGEST_SENTENCE:
            rest = rest[cut:]
    if rest.strip():
        yield rest


def start_of_last(text: str, sentences: list[str]) -> int:
    """Where the last of the sentences of `text` begins, which may differ in its white space."""
    if not sentences:
        return 0
    exactly = text.rfind(sentences[-1])
    if exactly >= 0:
        return exactly
    before, *words = text.rsplit(maxsplit=len(sentences[-1].split()))
    return len(before) if len(words) == len(sentences[-1].split()) else 0


def last_gap(text: str) -> int:
    """Where `text` may be cut best: at its end, where it is long only by the white space there;
    behind a comma or the like; else before its last word, which may go on, unless it is but one."""
    if len(text.rstrip()) <= LONGEST_SENTENCE:
        return len(text)
    if commas := list(CLAUSE_END.finditer(text)):
        return commas[-1].end()
    return len(text.rsplit(maxsplit=1)[0])
