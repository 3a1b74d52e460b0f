"""A wish for an answer, and the answer under way to it: whether that goes on.

| what is under way                  | has had its time after                          |
|------------------------------------|-------------------------------------------------|
| nothing has come of it             | four looks, one every 2.5 s                     |
| something has                      | two looks in a row that find nothing new        |
| it was cancelled                   | one look after 5 s that finds nothing new       |
| audio of the program's, until then | never: it ends when its source does             |

Of one that has failed and of which there is no sound, another is wanted, twice at most: half a
second after the first failure, two seconds after the second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from antiphon.core.messages import (
    CancelNarration,
    CancelResponse,
    CreateResponse,
    Narrate,
    RequestDropped,
    Say,
    SetDeadline,
    Trouble,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antiphon.core.messages import Effect, OnDuplicate

__all__ = [
    "NARRATION_DEADLINE",
    "STALL_DEADLINE",
    "Active",
    "Request",
    "dropped",
    "dropped_all",
]

STALL_DEADLINE = "response stalls"
NARRATION_DEADLINE = "narration stalls"
LOOK_SECONDS = 2.5
IDLE_LOOKS = 2
FIRST_LOOKS = 4
CANCEL_SECONDS = 5.0
RETRY_SECONDS = (0.5, 2.0)
STALLED = {
    STALL_DEADLINE: "the model does not go on with an answer, nor does it end it",
    NARRATION_DEADLINE: "the voice does not go on with what is to be said, nor does it end it",
}
"""What is told of what a deadline watches, when it has had its time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A wish for an answer."""

    id: str
    instructions: str | None = None
    tools: Any = None
    detail: Any = None
    """What else the model is to know of it; passed on as it is."""
    say: str | None = None
    """The words to speak, where they are given."""
    audio: Any = None
    """What to play for them."""
    is_narrated: bool = False
    """They are not spoken by the model."""
    reads: str | None = None
    """Id of the response that writes them, where they are read aloud."""
    goes_on: bool = False
    """More of them will come, piece by piece."""
    saying: str | None = None
    """The program's name for it."""
    on_duplicate: OnDuplicate = "cancel_existing"
    in_writing: bool = False
    """The answer is to be written, whatever the model does otherwise."""
    is_replaceable: bool = False
    """Any other answer will do in its place: the reply to tool outputs, or the rest of an answer.
    """
    retried: bool = False
    failures: int = 0
    """How often the answer to it has failed, or broken off."""

    @property
    def may_be_tried_again(self) -> bool:
        """The answer to it has not failed too often."""
        return self.failures < len(RETRY_SECONDS)

    def effect(self) -> CreateResponse | Say | Narrate:
        """What answers it."""
        if self.say is not None and self.is_narrated:
            return Narrate(
                request_id=self.id, text=self.say, audio=self.audio, goes_on=self.goes_on
            )
        if self.say is not None:
            return Say(request_id=self.id, text=self.say)
        return CreateResponse(
            request_id=self.id,
            instructions=self.instructions,
            tools=self.tools,
            detail=self.detail,
            on_duplicate=self.on_duplicate,
        )

    def after_failure(self, request_id: str) -> Request:
        """The same wish, once more; any other answer will do, unless it is for given words."""
        return replace(
            self,
            id=request_id,
            failures=self.failures + 1,
            retried=False,
            is_replaceable=self.say is None,
        )

    def dropped(self, failure: str | None = None) -> list[Effect]:
        """What tells who waits for the answer that there will be none, and why, where something
        went wrong."""
        return dropped(self.detail, failure)


@dataclass(slots=True)
class Active:
    """The response under way."""

    response_id: str
    request: Request
    """What it answers; an empty one, where it is the model's own."""
    cancelled: bool = False
    has_stalled: bool = False
    """That is why it was cancelled, and has been told."""
    has_effect: bool = False
    """Somebody had something of it: it was heard, or tools were called."""
    reading: str | None = None
    """Id of the request by which it is read aloud."""
    has_called: bool = False
    """It has called tools."""
    has_sound: bool = False
    """Audio has come of it: it will be heard, whatever becomes of the model."""
    progress: int = 0
    """How much has come of it; compared when the stall deadline passes."""
    seen: int = 0
    idle_looks: int = 0
    """How often in a row nothing new was seen of it."""

    @property
    def deadline(self) -> str:
        """The one that watches it."""
        return NARRATION_DEADLINE if self.request.is_narrated else STALL_DEADLINE

    @property
    def stall(self) -> Trouble:
        """What is told when it has had its time."""
        return Trouble(kind="reply_timeout", message=STALLED[self.deadline])

    @property
    def is_repeatable(self) -> bool:
        """It may be asked for once more, as if it had never been."""
        cannot_be = self.request.audio is not None or self.request.reads is not None
        return not (self.cancelled or self.has_effect or self.request.retried or cannot_be)

    @property
    def is_worth_asking_again(self) -> bool:
        """It was wanted, and nobody will have anything of it now that it has broken off."""
        return not (self.cancelled or self.has_effect or self.has_sound)

    @property
    def is_worth_going_on(self) -> bool:
        """The rest of it is wanted now that it has broken off, if too little of it is heard."""
        is_over = self.cancelled or self.has_called or self.request.say is not None
        return self.has_sound and not is_over

    @property
    def retry_in(self) -> float | None:
        """Seconds after which it is to be asked for once more, now that it has failed; None where
        it is not to be, or only what is left of it."""
        is_wanted = self.is_worth_asking_again and not self.request.is_narrated
        if not (is_wanted and self.request.may_be_tried_again):
            return None
        return RETRY_SECONDS[self.request.failures]

    @property
    def is_idle(self) -> bool:
        """It has had its time."""
        if self.cancelled:
            return self.idle_looks > 0
        return self.idle_looks >= (IDLE_LOOKS if self.progress else FIRST_LOOKS)

    def watch(self) -> list[Effect]:
        """Have it looked at from now on, if that is for us to do."""
        if self.request.audio is not None:
            return []
        return [SetDeadline(name=self.deadline, seconds=LOOK_SECONDS)]

    def look(self) -> float:
        """Note whether anything new has come of it; seconds until the next look."""
        self.idle_looks = 0 if self.progress != self.seen else self.idle_looks + 1
        self.seen = self.progress
        return CANCEL_SECONDS if self.cancelled else LOOK_SECONDS

    def cancel(self) -> list[Effect]:
        """Have it stopped where it is made."""
        self.cancelled = True
        self.seen, self.idle_looks = self.progress, 0
        stop: Effect = CancelResponse(response_id=self.response_id)
        if self.request.is_narrated:
            stop = CancelNarration(response_id=self.response_id)
        return [stop, SetDeadline(name=self.deadline, seconds=CANCEL_SECONDS)]


def dropped(detail: Any, failure: str | None = None) -> list[Effect]:
    """What tells whoever asked with that detail that there will be no answer; without one, nobody
    waits."""
    return [] if detail is None else [RequestDropped(detail=detail, failure=failure)]


def dropped_all(requests: Iterable[Request], failure: str | None = None) -> list[Effect]:
    """The same, of whoever asked for one of these."""
    return [effect for request in requests for effect in request.dropped(failure)]
