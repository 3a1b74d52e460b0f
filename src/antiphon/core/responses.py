"""The one scheduler of responses: at most one is requested or active at a time.

| phase     | request               | created          | refused     | done   | cancel        |
|-----------|-----------------------|------------------|-------------|--------|---------------|
| idle      | sent → requested      | → active         | –           | –      | –             |
| requested | waits, or cancels it  | its own → active | busy: waits | –      | once created  |
|           |                       | another → active | else: gone  |        |               |
| active    | waits, or cancels it  | → active         | busy: waits | → idle | → cancelled   |
| cancelled | waits                 | → active         | busy: waits | → idle | –             |

When the phase is idle and the model is there, the next request goes out. Requests for the reply to
tools coalesce into one and wait while the user speaks; any answer that begins after the outputs
were sent is that reply. A response that does not begin in time is asked for once more, one that
stalls is cancelled; both are told as trouble.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from antiphon.core.messages import (
    CancelResponse,
    CreateResponse,
    Say,
    SetDeadline,
    Trouble,
)

if TYPE_CHECKING:
    from antiphon.core.messages import Effect, OnDuplicate, ResponseCreated, ResponseRefused

__all__ = ["Request", "Responses"]

BEGIN_DEADLINE = "response begins"
STALL_DEADLINE = "response stalls"
BEGIN_SECONDS = 10.0
STALL_SECONDS = 15.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A wish for an answer."""

    id: str
    instructions: str | None = None
    tools: Any = None
    say: str | None = None
    """The words to speak, where they are given."""
    for_tools: bool = False
    """It asks for the reply to tool outputs."""
    retried: bool = False

    def command(self) -> CreateResponse | Say:
        """What the model is told."""
        if self.say is not None:
            return Say(request_id=self.id, text=self.say)
        return CreateResponse(request_id=self.id, instructions=self.instructions, tools=self.tools)


@dataclass(slots=True)
class Active:
    """The response under way."""

    response_id: str
    cancelled: bool = False
    progress: int = 0
    """How much has come of it; compared when the stall deadline passes."""
    seen: int = -1


class Responses:
    """Queues, sends and cancels requests for responses, and knows which response is under way."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()
        self._requested: Request | None = None
        self._cancel_on_creation = False
        self._active: Active | None = None
        self._user_speaks = False
        self._is_offline = False
        self._count = 0

    @property
    def is_busy(self) -> bool:
        """An answer is asked for or under way that nobody has cancelled."""
        if self._active is not None and not self._active.cancelled:
            return True
        return self._requested is not None and not self._cancel_on_creation

    @property
    def active_id(self) -> str | None:
        """Id of the response under way, cancelled or not."""
        return self._active.response_id if self._active is not None else None

    def is_live(self, response_id: str) -> bool:
        """Whether what comes of that response is wanted."""
        active = self._active
        return active is None or active.response_id != response_id or not active.cancelled

    def new_request(self, instructions: str | None = None, tools: Any = None) -> Request:
        """A request with an id of its own."""
        self._count += 1
        return Request(id=f"reply_{self._count}", instructions=instructions, tools=tools)

    def request(self, request: Request, on_duplicate: OnDuplicate) -> list[Effect]:
        """Ask for an answer; what is there already is handled as `on_duplicate` says."""
        if on_duplicate == "cancel_new" and (self.is_busy or self._waiting):
            return []
        effects = self.cancel() if on_duplicate == "cancel_existing" else []
        self._waiting.append(request)
        return [*effects, *self._send_next()]

    def request_tool_reply(self) -> list[Effect]:
        """Ask for the reply to tool outputs that have been sent."""
        if not any(request.for_tools for request in self._waiting):
            self._waiting.append(replace(self.new_request(), for_tools=True))
        return self._send_next()

    def user_started(self) -> None:
        """Hold the replies to tools: the answer to what the user is saying will be theirs too."""
        self._user_speaks = True

    def user_settled(self) -> list[Effect]:
        """The user has stopped, and should have been answered by now."""
        self._user_speaks = False
        return self._send_next()

    def cancel(self) -> list[Effect]:
        """Drop what waits, cancel what is requested or under way."""
        self._waiting.clear()
        if self._requested is not None:
            self._cancel_on_creation = True
        if self._active is None or self._active.cancelled:
            return []
        self._active.cancelled = True
        return [CancelResponse(response_id=self._active.response_id)]

    def created(self, event: ResponseCreated) -> list[Effect]:
        """An answer has begun, ours or one of the model's own accord."""
        if self._active is not None and self._active.response_id == event.response_id:
            return []
        self._active = Active(event.response_id)
        self._waiting = deque(request for request in self._waiting if not request.for_tools)
        effects: list[Effect] = [SetDeadline(name=STALL_DEADLINE, seconds=STALL_SECONDS)]
        ours = self._requested is not None and event.request_id == self._requested.id
        if ours:
            effects.append(SetDeadline(name=BEGIN_DEADLINE, seconds=None))
            self._requested = None
            if self._cancel_on_creation:
                self._cancel_on_creation = False
                self._active.cancelled = True
                effects.append(CancelResponse(response_id=event.response_id))
        return effects

    def refused(self, event: ResponseRefused) -> list[Effect]:
        """A request was turned down: send it again when the line is free, or forget it."""
        request = self._requested
        if request is None or request.id != event.request_id:
            return []
        self._requested = None
        if event.busy and not self._cancel_on_creation:
            self._waiting.appendleft(request)
        self._cancel_on_creation = False
        return [SetDeadline(name=BEGIN_DEADLINE, seconds=None), *self._send_next()]

    def done(self, response_id: str) -> list[Effect]:
        """An answer is over; another one may be sent."""
        if self._active is None or self._active.response_id != response_id:
            return []
        self._active = None
        return [SetDeadline(name=STALL_DEADLINE, seconds=None), *self._send_next()]

    def progress(self) -> None:
        """Something has come of the response under way."""
        if self._active is not None:
            self._active.progress += 1

    def begin_deadline_passed(self) -> tuple[list[Effect], Trouble | None]:
        """The requested answer has not begun: ask once more, then give up."""
        request, self._requested = self._requested, None
        if request is None:
            return [], None
        wanted = not self._cancel_on_creation
        self._cancel_on_creation = False
        if wanted and not request.retried:
            self._waiting.appendleft(replace(request, id=f"{request.id}_again", retried=True))
        message = f"the model did not begin to answer within {BEGIN_SECONDS:.0f} s"
        return self._send_next(), Trouble(kind="reply_timeout", message=message)

    def stall_deadline_passed(self) -> tuple[list[Effect], Trouble | None]:
        """Cancel the response under way if nothing came of it since the last look."""
        active = self._active
        if active is None:
            return [], None
        again = SetDeadline(name=STALL_DEADLINE, seconds=STALL_SECONDS)
        if active.progress != active.seen:
            active.seen = active.progress
            return [again], None
        message = f"the model stopped in the middle of an answer for {STALL_SECONDS:.0f} s"
        trouble = Trouble(kind="reply_timeout", message=message)
        if active.cancelled:
            return self.done(active.response_id), trouble
        active.cancelled = True
        return [CancelResponse(response_id=active.response_id), again], trouble

    def lost(self) -> list[Effect]:
        """The model forgot what was under way; what waits, goes on waiting."""
        if self._requested is not None and not self._cancel_on_creation:
            self._waiting.appendleft(self._requested)
        self._requested, self._active, self._cancel_on_creation = None, None, False
        self._is_offline = True
        return [
            SetDeadline(name=BEGIN_DEADLINE, seconds=None),
            SetDeadline(name=STALL_DEADLINE, seconds=None),
        ]

    def restored(self) -> list[Effect]:
        """The model knows the conversation again."""
        self._is_offline = False
        return self._send_next()

    def _send_next(self) -> list[Effect]:
        if self._is_offline or self._requested or self._active:
            return []
        request = next((r for r in self._waiting if not (r.for_tools and self._user_speaks)), None)
        if request is None:
            return []
        self._waiting.remove(request)
        self._requested = request
        return [request.command(), SetDeadline(name=BEGIN_DEADLINE, seconds=BEGIN_SECONDS)]
