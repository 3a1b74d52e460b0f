"""An answer of a chat endpoint, put together from the pieces that it is streamed in.

Servers cut calls of tools differently. A piece of one goes on with the call of its number, where it
has one, else with the last; it begins another if it names a function, and

| the call so far      | and the piece                                                         |
|----------------------|-----------------------------------------------------------------------|
| has an id            | has another one                                                       |
| has its arguments    | brings arguments, and not that id: some number all their calls 0      |
| –                    | has no number                                                         |
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec

from antiphon.errors import ModelProtocolError, ModelRefused
from antiphon.llm import ChatChunk, ToolCall
from antiphon.plugins.openai.chat.thoughts import Thoughts

__all__ = ["Answer"]

SHORT_ID = 9
"""Letters and digits in a call's id: Mistral's models take so many, the others any number."""


class FunctionPiece(msgspec.Struct):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None
    """In pieces of JSON, as it should be, or at once, as it is."""


class CallPiece(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: FunctionPiece | None = None


class ContentPiece(msgspec.Struct):
    """Of a content that has several; what is thought is among them."""

    type: str | None = None
    text: str | None = None


class Delta(msgspec.Struct):
    content: str | list[ContentPiece] | None = None
    refusal: str | None = None
    tool_calls: list[CallPiece] | None = None


class Choice(msgspec.Struct):
    delta: Delta | None = None
    finish_reason: str | None = None


class Piece(msgspec.Struct):
    """What is read of a `ChatCompletionChunk`: of what else is in it, servers say too much."""

    choices: list[Choice] | None = None


@dataclass(slots=True)
class GrowingCall:
    """A tool call of which more may come."""

    id: str
    given_id: str | None
    """By the server."""
    name: str = ""
    arguments: str = ""

    def grow(self, function: FunctionPiece) -> None:
        """Add what has come: names come whole, arguments in pieces."""
        self.name = function.name or self.name
        self.arguments += json_of(function.arguments)

    def is_over(self, piece: CallPiece) -> bool:
        """Whether the piece, which has the number of this call or none, begins another one."""
        function = piece.function or FunctionPiece()
        if not function.name or (piece.id and piece.id == self.given_id):
            return False
        if piece.index is None or (piece.id and self.given_id):
            return True
        return bool(function.arguments) and is_json(self.arguments)


class Answer:
    """Reads the pieces of one answer.

    `who` gives it, for complaints; `taken` are ids of calls that were made before: some servers
    count anew in each answer. `thinks` is for a model that begins with a thought which nothing
    opens.
    """

    def __init__(self, who: str, taken: Collection[str] = (), *, thinks: bool = False) -> None:
        self._who = who
        self._taken = set(taken)
        self._thoughts = Thoughts(begun=thinks)
        self._calls: list[GrowingCall] = []
        self._by_index: dict[int | None, GrowingCall] = {}
        self._has_text = False
        self._finish_reason: str | None = None

    @property
    def thinks(self) -> bool:
        """The model begins with a thought that nothing opens, as far as is known."""
        return self._thoughts.begins_unopened

    def read(self, chunk: Any) -> ChatChunk:
        """What the next piece, a plain dictionary, adds: text, or nothing to be told of yet.

        Raises ModelProtocolError for one that makes no sense.
        """
        try:
            choices = choices_of(chunk)
        except msgspec.ValidationError as error:
            message = f"{self._who} has sent what is no piece of an answer: {error}."
            raise ModelProtocolError(message) from error
        text = "".join(map(self._read_choice, choices))
        return self._said(self._thoughts.leave_out(text))

    def finish(self) -> ChatChunk:
        """What is left at the end: the tool calls.

        Raises ModelRefused for an answer that was withheld, ModelProtocolError for an empty one.
        """
        last = self._said(self._thoughts.rest())
        calls = tuple(
            ToolCall(call_id=call.id, name=call.name, arguments=call.arguments)
            for call in self._calls
        )
        if self._has_text or calls:
            return ChatChunk(text=last.text, tool_calls=calls)
        if self._finish_reason == "content_filter":
            raise ModelRefused(f"{self._who} has withheld its answer (content_filter).")
        raise ModelProtocolError(f"{self._who} has given an empty answer.")

    def _said(self, text: str) -> ChatChunk:
        self._has_text = self._has_text or bool(text.strip())
        return ChatChunk(text=text)

    def _read_choice(self, choice: Choice) -> str:
        """Take in the calls of one choice, and return its text."""
        self._finish_reason = choice.finish_reason or self._finish_reason
        delta = choice.delta or Delta()
        for piece in delta.tool_calls or ():
            self._call_of(piece).grow(piece.function or FunctionPiece())
        return text_of(delta.content) or delta.refusal or ""

    def _call_of(self, piece: CallPiece) -> GrowingCall:
        """The call that the piece belongs to."""
        known = self._by_index.get(piece.index)
        if known is not None and not known.is_over(piece):
            return known
        call = GrowingCall(self._id(piece.id), piece.id)
        self._calls.append(call)
        self._by_index[piece.index] = call
        return call

    def _id(self, given: str | None) -> str:
        """The id that the server gave, or one of ours where that is none, or was there before."""
        new = given if given and given not in self._taken else uuid4().hex[:SHORT_ID]
        self._taken.add(new)
        return new


def text_of(content: str | list[ContentPiece] | None) -> str:
    """What is to be said of it."""
    if isinstance(content, list):
        return "".join(part.text or "" for part in content if part.type in (None, "text"))
    return content or ""


def json_of(arguments: str | dict[str, Any] | None) -> str:
    return json.dumps(arguments) if isinstance(arguments, dict) else arguments or ""


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def choices_of(chunk: Any) -> list[Choice]:
    """The one choice in it that counts; none in what only tells of the cost."""
    return (msgspec.convert(chunk, Piece).choices or [])[:1]
