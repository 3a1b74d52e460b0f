"""What a text model makes of an answer, its silence and its failures included.

| the model                  | then                                                            |
|----------------------------|-----------------------------------------------------------------|
| gives text                 | that is to be spoken                                            |
| gives an empty chunk       | it is at work: the agent is told that the answer goes on (and   |
|                            | so it is where the answer itself waits, by `go_on`)             |
| fails                      | the program is told why (`error` of kind `llm_failed`), a       |
|                            | sentence that it breaks into is left open, and no tools are     |
|                            | called                                                          |
| is not wanted any more     | its request is ended                                            |
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from antiphon import clock
from antiphon.core import messages as m
from antiphon.errors import AgentError
from antiphon.llm import LLM, ChatContext, FunctionContext, ToolCall
from antiphon.metrics import MultimodalLLMError
from antiphon.plugins.local.cancellation import not_cancelled_within
from antiphon.realtime import ModelEvent

__all__ = ["APOLOGY", "PULSE_SECONDS", "Wording"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

APOLOGY = "I'm sorry, I'm having trouble answering. Please try again in a moment."
"""What the agent says instead of what a model failed to give it."""
PULSE_SECONDS = 1.0
"""The agent is told no more often than this that a model is at work."""
SENTENCE_ENDS = (".", "!", "?", "…")


class Wording:
    """The words of one answer, and the calls that it asks for."""

    def __init__(self, response_id: str, report: Callable[[ModelEvent], None]) -> None:
        self.calls: list[ToolCall] = []
        self.failure: MultimodalLLMError | None = None
        """Why the model gave up, if it did."""
        self._report = report
        self._last = ""
        """The last of the text that is not white space alone."""
        self._told_at = clock.now()
        self._pulse = m.ContentId(response_id=response_id, item_id=f"pulse_{response_id}")

    async def text(
        self, llm: LLM, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None
    ) -> AsyncGenerator[str, None]:
        """What `llm` answers, piece by piece; where it fails, what there was."""
        try:
            with not_cancelled_within("The text model"):
                async with closing(llm.chat(chat_ctx=chat_ctx, fnc_ctx=fnc_ctx)) as chunks:
                    async for chunk in chunks:
                        self.go_on()
                        self.calls += chunk.tool_calls
                        if chunk.text:
                            self._last = chunk.text.rstrip() or self._last
                            yield chunk.text
        except Exception as error:  # a text model is somebody else's code: the conversation goes on
            self._fail(error)
            if self._last and not self._last.endswith(SENTENCE_ENDS):
                yield "…"

    def go_on(self) -> None:
        """Tell that the answer goes on, by text of no length: for some, a sentence takes long."""
        if clock.now() - self._told_at >= PULSE_SECONDS:
            self._told_at = clock.now()
            self._report(m.TextArrived(content=self._pulse, text=""))

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, AgentError):
            logger.error("the text model failed", exc_info=error)
        message = str(error) or type(error).__name__
        self.calls.clear()
        self.failure = MultimodalLLMError(type=type(error).__name__, message=message)
        self._report(m.ModelTroubled(kind="llm_failed", message=message))


@asynccontextmanager
async def closing(chunks: AsyncIterator[T]) -> AsyncGenerator[AsyncIterator[T]]:
    """`chunks`, closed at the end of the context if it can be: that ends the request."""
    try:
        yield chunks
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()
