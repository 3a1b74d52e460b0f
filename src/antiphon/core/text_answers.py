"""A model that was to speak sometimes answers in writing: it is asked again, a few times.

Where it was to write (`TextPolicy`), always or this once, that is no fault: what it writes is read
aloud beside it, sentence by sentence, and kept as far as it was heard; or it is kept as it is,
where there is nobody to read it.

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

    def __init__(
        self,
        max_retries: int,
        policy: TextPolicy = "refused",
        asked_policy: TextPolicy = "kept",
    ) -> None:
        """`asked_policy` is for answers that were asked for in writing."""
        self._max = max_retries
        self._policy: TextPolicy = policy
        self._asked_policy: TextPolicy = asked_policy
        self._asked: set[str] = set()
        self._retries = 0
        self._written: dict[str, str] = {}
        self._excused: set[str] = set()

    def ask(self, response_id: str) -> None:
        """That response was asked for in writing."""
        self._asked.add(response_id)

    def policy_of(self, response_id: str) -> TextPolicy:
        """What becomes of what that response writes."""
        return self._asked_policy if response_id in self._asked else self._policy

    def wrote(self, response_id: str, text: str) -> None:
        """A response has a content part without a sound."""
        if self.policy_of(response_id) != "refused":
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
        self._asked.discard(response_id)
        if response_id not in self._excused:
            return text
        self._excused.discard(response_id)
        return None

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
