"""A model that was to speak sometimes answers in writing: it is asked again, a few times.

| event         | fewer than the most retries in a row       | no retry left           |
|---------------|--------------------------------------------|-------------------------|
| text answer   | deleted, asked again, the program is told  | the conversation fails  |
| audio answer  | the count begins anew                      | –                       |
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.messages import DeleteItem, Emit, EventName, Fail, Trouble

if TYPE_CHECKING:
    from antiphon.core.messages import Effect

__all__ = ["TextAnswers"]


class TextAnswers:
    """Counts the text answers in a row."""

    def __init__(self, max_retries: int) -> None:
        self._max = max_retries
        self._retries = 0

    def audio_came(self) -> None:
        """The model spoke."""
        self._retries = 0

    @property
    def is_hopeless(self) -> bool:
        """There is no retry left."""
        return self._retries >= self._max

    def give_up(self) -> list[Effect]:
        """The conversation fails, in the words that 0.12 has for it."""
        message = (
            f"The OpenAI Realtime API returned a text response after {self._max} retries. "
            "Please try to reduce the number of text system or assistant messages in the chat "
            "context."
        )
        trouble = Trouble(kind="text_response", message=message, recoverable=False)
        return [
            Emit(event=EventName.ERROR, args=(trouble,)),
            Fail(error=RuntimeError(message)),
        ]

    def retry(self, item_id: str, text: str) -> list[Effect]:
        """The answer is forgotten; the caller asks for another one."""
        self._retries += 1
        trouble = Trouble(
            kind="text_response",
            message=f"the model answered in text, and is asked again ({self._retries}): {text!r}",
        )
        return [DeleteItem(item_id=item_id), Emit(event=EventName.ERROR, args=(trouble,))]
