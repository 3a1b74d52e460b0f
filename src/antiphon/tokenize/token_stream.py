"""Streams of tokens, each driven by a splitter that knows where to cut and nothing of tasks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeAlias

from antiphon.tokenize.tokenizer import SentenceStream, TokenData, TokenStream, WordStream
from antiphon.utils.ids import shortuuid

__all__ = [
    "BufferedSentenceStream",
    "BufferedWordStream",
    "SplitSentenceStream",
    "SplitWordStream",
    "Splitter",
    "TokenizeCallable",
]

Token: TypeAlias = str | tuple[str, int, int]
TokenizeCallable = Callable[[str], list[str] | list[tuple[str, int, int]]]
"""The tokens of a text, alone or each with the offsets where it starts and ends."""


class Splitter(Protocol):
    """Cuts one segment of text that arrives piece by piece."""

    def feed(self, text: str) -> list[str]:
        """The tokens that are certain now that `text` has been added."""
        ...

    def finish(self) -> list[str]:
        """The tokens that are left when no more text will come."""
        ...


class _SplitterStream(TokenStream):
    """What both kinds of stream have in common: a fresh splitter for every segment."""

    def __init__(self, new_splitter: Callable[[], Splitter]) -> None:
        super().__init__()
        self._new_splitter = new_splitter
        self._begin_segment()

    def push_text(self, text: str) -> None:
        self._check_open()
        self._send(self._splitter.feed(text))

    def flush(self) -> None:
        self._check_open()
        self._send(self._splitter.finish())
        self._begin_segment()

    def end_input(self) -> None:
        self.flush()
        self._event_ch.close()

    async def aclose(self) -> None:
        self._event_ch.close()

    def _begin_segment(self) -> None:
        self._splitter = self._new_splitter()
        self._segment_id = shortuuid()

    def _send(self, tokens: list[str]) -> None:
        for token in tokens:
            self._event_ch.send_nowait(TokenData(segment_id=self._segment_id, token=token))

    def _check_open(self) -> None:
        if self._event_ch.closed:
            kind = type(self)
            raise RuntimeError(f"{kind.__module__}.{kind.__name__} is closed")


class SplitSentenceStream(_SplitterStream, SentenceStream):
    """Sentences as a splitter finds them."""


class SplitWordStream(_SplitterStream, WordStream):
    """Words as a splitter finds them."""


class BufferedSentenceStream(SplitSentenceStream):
    """Makes a stream of any function that cuts text into sentences.

    The function sees the text that has not been sent yet, once that is `min_ctx_len` characters
    long, without the white space in front of it. Its first sentence is taken as soon as it finds a
    second one, and sent once it is `min_token_len` characters long, together with those before it
    that were too short. Empty sentences are left out.
    """

    def __init__(
        self, *, tokenizer: TokenizeCallable, min_token_len: int, min_ctx_len: int
    ) -> None:
        super().__init__(lambda: _FunctionSplitter(tokenizer, min_token_len, min_ctx_len))


class BufferedWordStream(SplitWordStream):
    """As `BufferedSentenceStream`, of a function that cuts text into words."""

    def __init__(
        self, *, tokenizer: TokenizeCallable, min_token_len: int, min_ctx_len: int
    ) -> None:
        super().__init__(lambda: _FunctionSplitter(tokenizer, min_token_len, min_ctx_len))


class _FunctionSplitter:
    """Calls a function on the text that is left until it has found all tokens but the last."""

    def __init__(
        self, tokenize: TokenizeCallable, min_token_len: int, min_context_len: int
    ) -> None:
        self._tokenize = tokenize
        self._min_token_len = min_token_len
        self._min_context_len = min_context_len
        self._text = ""
        self._short = ""

    def feed(self, text: str) -> list[str]:
        self._text += text
        return list(self._collect(self._take_certain()))

    def finish(self) -> list[str]:
        rest = [_text(token) for token in self._tokenize(self._text)]
        tokens = [*self._collect(iter(rest)), self._short]
        return [token for token in tokens if token]

    def _take_certain(self) -> Iterator[str]:
        while len(self._text) >= self._min_context_len:
            token = _first_but_last(self._tokenize(self._text))
            end = 0 if token is None else _end_of(token, self._text)
            if token is None or end <= 0:
                return
            yield _text(token)
            self._text = self._text[end:].lstrip()

    def _collect(self, tokens: Iterator[str]) -> Iterator[str]:
        for token in filter(None, tokens):
            self._short = f"{self._short} {token}" if self._short else token
            if len(self._short) >= self._min_token_len:
                yield self._short
                self._short = ""


def _text(token: Token) -> str:
    return token if isinstance(token, str) else token[0]


def _first_but_last(tokens: Sequence[Token]) -> Token | None:
    """The first token that says anything, unless it is the last one, which may still grow."""
    return next(filter(_text, tokens[:-1]), None)


def _end_of(token: Token, text: str) -> int:
    """Where `token` ends in `text`; 0 if the function has rewritten it beyond recognition."""
    if not isinstance(token, str):
        return token[2]
    start = text.find(token)
    return 0 if start < 0 else start + len(token)
