"""The port for a text model that answers a chat context, piece by piece."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from antiphon.llm.chat_context import ChatContext, ToolCall
from antiphon.llm.function_context import FunctionContext

__all__ = ["LLM", "ChatChunk"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatChunk:
    """A piece of an answer: the next text, tool calls that are complete, or both.

    One with neither says that the model is at work: whoever waits need not give up yet.
    """

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()


class LLM(Protocol):
    """Answers chat contexts."""

    def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncIterator[ChatChunk]:
        """Stream the assistant's answer to `chat_ctx`, with the tools of `fnc_ctx` on offer.

        The text of the chunks, joined, is the answer. Closing the iterator ends the request.
        Raises `ModelError` where the model cannot go on.
        """
        ...
