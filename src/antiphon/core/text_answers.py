"""A model that was to speak sometimes answers in writing: it is asked again, a few times.

Where it was to write (`TextPolicy`), that is no fault: what it wrote is read aloud beside it, and
kept as far as it was heard; or it is kept as it is, where there is nobody to read it.

| a response   | fewer than the most retries in a row       | no retry left           |
|--------------|--------------------------------------------|-------------------------|
| only wrote   | asked again, the program is told           | the conversation fails  |
| spoke        | the count begins anew                      | –                       |
| called tools | nothing: its reply is yet to come          | –                       |
| was cut off  | what it wrote is of no account             | –                       |

What was written is deleted, unless it is kept: nobody heard it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from antiphon.core.messages import Emit, EventName, Fail, Trouble

if TYPE_CHECKING:
    from antiphon.core.messages import Effect

__all__ = ["TextAnswers", "TextPolicy"]

TextPolicy: TypeAlias = Literal["refused", "read aloud", "kept"]


class TextAnswers:
    """Knows who writes and who speaks, and counts the text answers in a row."""

    def __init__(self, max_retries: int, policy: TextPolicy = "refused") -> None:
        self._max = max_retries
        self._policy: TextPolicy = policy
        self._retries = 0
        self._written: dict[str, str] = {}
        self._excused: set[str] = set()

    def wrote(self, response_id: str, text: str) -> None:
        """A response has a content part without a sound."""
        if self.are_kept:
            return
        before = self._written.get(response_id)
        self._written[response_id] = text if before is None else f"{before} {text}"

    def spoke(self, response_id: str) -> None:
        """Audio came of a response."""
        self._retries = 0
        self.excuse(response_id)

    def excuse(self, response_id: str) -> None:
        """A response does something else than writing."""
        self._excused.add(response_id)

    def take(self, response_id: str) -> str | None:
        """The text, if that response only wrote; it is over, and forgotten here."""
        text = self._written.pop(response_id, None)
        if response_id not in self._excused:
            return text
        self._excused.discard(response_id)
        return None

    @property
    def are_kept(self) -> bool:
        """What was written stays as it is."""
        return self._policy == "kept"

    @property
    def are_read_aloud(self) -> bool:
        """What was written is to be spoken beside the model."""
        return self._policy == "read aloud"

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

    def retry(self, text: str) -> Trouble:
        """The answer is forgotten; the caller asks for another one."""
        self._retries += 1
        return Trouble(
            kind="text_response",
            message=f"the model answered in text, and is asked again ({self._retries}): {text!r}",
        )
