"""A wish for an answer, and the answer under way to it: whether that goes on.

| what is under way                  | has had its time after                          |
|------------------------------------|-------------------------------------------------|
| nothing has come of it             | four looks, one every 2.5 s                     |
| something has                      | two looks in a row that find nothing new        |
| it was cancelled                   | one look after 5 s that finds nothing new       |
| audio of the program's, until then | never: it ends when its source does             |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antiphon.core.messages import (
    CancelNarration,
    CancelResponse,
    CreateResponse,
    Narrate,
    Say,
    SetDeadline,
)

if TYPE_CHECKING:
    from antiphon.core.messages import Effect, OnDuplicate

__all__ = ["NARRATION_DEADLINE", "STALL_DEADLINE", "Active", "Request"]

STALL_DEADLINE = "response stalls"
NARRATION_DEADLINE = "narration stalls"
LOOK_SECONDS = 2.5
IDLE_LOOKS = 2
FIRST_LOOKS = 4
CANCEL_SECONDS = 5.0


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
    saying: str | None = None
    """The program's name for it."""
    on_duplicate: OnDuplicate = "cancel_existing"
    for_tools: bool = False
    """It asks for the reply to tool outputs."""
    retried: bool = False

    def effect(self) -> CreateResponse | Say | Narrate:
        """What answers it."""
        if self.say is not None and self.is_narrated:
            return Narrate(request_id=self.id, text=self.say, audio=self.audio)
        if self.say is not None:
            return Say(request_id=self.id, text=self.say)
        return CreateResponse(
            request_id=self.id,
            instructions=self.instructions,
            tools=self.tools,
            detail=self.detail,
            on_duplicate=self.on_duplicate,
        )


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
    def is_repeatable(self) -> bool:
        """It may be asked for once more, as if it had never been."""
        was_tried = self.request.retried or self.request.audio is not None
        return not (self.cancelled or self.has_effect or was_tried)

    @property
    def is_worth_asking_again(self) -> bool:
        """It was wanted, and nobody will have anything of it now that the model is lost."""
        return not (self.cancelled or self.has_effect or self.has_sound)

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
