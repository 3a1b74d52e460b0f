"""The one scheduler of responses: at most one is requested or active at a time.

| phase     | request          | created          | refused     | done   | cancel             |
|-----------|------------------|------------------|-------------|--------|--------------------|
| idle      | sent → requested | → active         | –           | –      | –                  |
| requested | waits            | its own → active | busy: waits | –      | → cancelled, as    |
|           |                  | another → active | else: gone  |        | soon as it is      |
|           |                  |                  |             |        | created            |
| active    | waits            | takes its place  | busy: waits | → idle | → cancelled        |
| cancelled | waits            | takes its place  | busy: waits | → idle | –                  |

When the phase is idle and nothing is in the way, the next request goes out. In the way are: the
model is lost; what is being cut off has not been truncated yet; the line is busy with an answer
that nobody knows of (for 1 s, or until one begins or ends). A lost model is in nobody's way who is
narrated beside it: that goes out, begins and goes on.

Requests for the reply to tools wait while the user has the floor. Whatever the model is asked for
after the outputs were sent is their reply too, and so is an answer that it begins of its own
accord. A response begins once: what is said twice, or comes late or from a lost model, changes
nothing.

| time passes                             | then                                               |
|-----------------------------------------|----------------------------------------------------|
| 10 s after it was sent, a request has   | told, and asked for once more; if it was called    |
| not been answered                       | off, forgotten                                     |
| nothing has come of an answer for 5 s,  | told, and cancelled; asked for once more if nobody |
| or in its first 10 s                    | had anything of it                                 |
| 5 s after it was cancelled, an answer   | given up; told, if that was not                    |
| does not end                            |                                                    |

There is one such retry of a request. An answer is looked at every 2.5 s, and has stalled at the
second look in a row that finds nothing new: 5 to 7.5 s after the last of it has come. One of which
nothing had come when the model was lost is asked for again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from antiphon.core.messages import SetDeadline, Trouble
from antiphon.core.requests import LOOK_SECONDS, STALL_DEADLINE, Active, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from antiphon.core.messages import Effect, ResponseCreated, ResponseRefused, ResponseStatus

__all__ = ["BEGIN_DEADLINE", "STALL_DEADLINE", "Request", "Responses"]

BEGIN_DEADLINE = "response begins"
BEGIN_SECONDS = 10.0
BUSY_SECONDS = 1.0
STALLED = "the model does not go on with an answer, nor does it end it"

Obstacle: TypeAlias = Literal["model lost", "cutting off", "line busy"]


class Responses:
    """Queues, sends and cancels requests for responses, and knows which response is under way."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()
        self._requested: Request | None = None
        self._unwanted: set[str] = set()
        """Ids of requests sent whose answers are to be cancelled when they begin."""
        self._active: Active | None = None
        self._known: set[str] = set()
        """Ids of the responses that have begun or ended."""
        self._cut_off: set[str] = set()
        """Ids of those that were cancelled, by us or by the model."""
        self._obstacles: set[Obstacle] = set()
        self._user_has_floor = False
        self._count = 0

    @property
    def is_busy(self) -> bool:
        """An answer is to be asked for, is asked for or under way that nobody has cancelled."""
        if self._active is not None and not self._active.cancelled:
            return True
        is_requested = self._requested is not None and self._requested.id not in self._unwanted
        return is_requested or any(not self._is_held(request) for request in self._waiting)

    @property
    def is_offline(self) -> bool:
        """The model is lost, and cannot be told anything."""
        return "model lost" in self._obstacles

    @property
    def active_id(self) -> str | None:
        """Id of the response under way, cancelled or not."""
        return self._active.response_id if self._active is not None else None

    @property
    def is_repeatable(self) -> bool:
        """The answer under way may be asked for once more: nobody had anything of it."""
        return self._active is not None and self._active.is_repeatable

    def is_live(self, response_id: str) -> bool:
        """Whether that response is under way, and what comes of it is wanted."""
        active = self._under_way(response_id)
        return active is not None and not active.cancelled

    def is_cut_off(self, response_id: str) -> bool:
        """Whether that response was cancelled, under way or over."""
        return response_id in self._cut_off

    def tools_of(self, response_id: str) -> Any:
        """The tools that response alone has; None means the session's."""
        active = self._under_way(response_id)
        return active.request.tools if active is not None else None

    def is_open(self, saying: str) -> bool:
        """Whether that is to be said, or is being made, and nobody has called it off."""
        waiting = any(request.saying == saying for request in self._waiting)
        return waiting or self._is_requested(saying) or self._is_active(saying)

    def saying_of(self, response_id: str) -> str | None:
        """What the program calls that response, if it wanted the words spoken."""
        active = self._under_way(response_id)
        return active.request.saying if active is not None else None

    def is_narrated(self, response_id: str) -> bool:
        """Whether that response is made beside the model."""
        active = self._under_way(response_id)
        return active is not None and active.request.is_narrated

    def call_off(self, saying: str) -> list[Effect]:
        """Do not have that said, or not on."""
        return self._cancel_those(lambda request: request.saying == saying)

    def new_request(self, instructions: str | None = None, tools: Any = None) -> Request:
        """A request with an id of its own."""
        return Request(id=self._new_id(), instructions=instructions, tools=tools)

    def request(self, request: Request) -> list[Effect]:
        """Ask for an answer, behind what is asked for already."""
        self._waiting.append(request)
        return self._send_next()

    def request_tool_reply(self) -> list[Effect]:
        """Ask for the reply to tool outputs that have been sent."""
        self._waiting.append(replace(self.new_request(), for_tools=True))
        return self._send_next()

    def ask_again(self) -> None:
        """Have what the response under way was to answer asked for once more, when it is over."""
        if self._active is not None:
            self._waiting.appendleft(replace(self._active.request, id=self._new_id()))

    def user_started(self) -> None:
        """Hold the replies to tools: the answer to what the user is saying will be theirs too."""
        self._user_has_floor = True

    def user_settled(self) -> list[Effect]:
        """The user has stopped, and was answered or should have been by now."""
        self._user_has_floor = False
        return self._send_next()

    def cutting_off(self) -> None:
        """What was said is being cut off: what comes next must wait until the model knows."""
        self._obstacles.add("cutting off")

    def cut_off(self) -> list[Effect]:
        """The model knows what was cut off."""
        self._obstacles.discard("cutting off")
        return self._send_next()

    def cancel(self, *, spared: Container[str | None] = ()) -> list[Effect]:
        """Drop what waits, cancel what is requested or under way, but for these sayings."""
        return self._cancel_those(lambda request: request.saying not in spared)

    def forget_requests(self, *, spared: Container[str | None] = ()) -> None:
        """Drop what waits and what is requested, but for these sayings; not what is under way."""
        under_way = self._active.request if self._active is not None else None
        self._cancel_those(lambda r: r is not under_way and r.saying not in spared)

    def will_begin(self, event: ResponseCreated) -> bool:
        """Whether that is news of an answer, and not said twice or too late."""
        return event.response_id not in self._known and self._may_begin(event.request_id)

    def created(self, event: ResponseCreated) -> list[Effect]:
        """An answer has begun, ours or one of the model's own accord."""
        if not self.will_begin(event):
            return []
        self._known.add(event.response_id)
        self._obstacles.discard("line busy")
        request, deadline = self._take_request(event.request_id)
        self._active = Active(event.response_id, request)
        stall = SetDeadline(name=STALL_DEADLINE, seconds=LOOK_SECONDS)
        is_unwanted = event.request_id in self._unwanted
        self._unwanted.discard(request.id)
        return [stall, *deadline, *(self._cancel_active() if is_unwanted else [])]

    def refused(self, event: ResponseRefused) -> tuple[list[Effect], Trouble | None]:
        """A request was turned down: send it again when the line is free, or forget it."""
        request, is_wanted = self._requested, event.request_id not in self._unwanted
        self._unwanted.discard(event.request_id)
        if request is None or request.id != event.request_id:
            return [], None
        self._requested = None
        seconds = None
        if event.busy and is_wanted:
            self._waiting.appendleft(request)
        if event.busy and self._active is None:
            self._obstacles.add("line busy")
            seconds = BUSY_SECONDS
        trouble = Trouble(kind="response_refused", message=event.message)
        deadline = SetDeadline(name=BEGIN_DEADLINE, seconds=seconds)
        return [deadline, *self._send_next()], trouble if is_wanted and not event.busy else None

    def done(self, response_id: str, status: ResponseStatus = "completed") -> list[Effect]:
        """An answer is over; another one may be sent."""
        self._known.add(response_id)
        if status == "cancelled":
            self._cut_off.add(response_id)
        self._obstacles.discard("line busy")
        if self.active_id != response_id:
            return self._send_next()
        self._active = None
        return [SetDeadline(name=STALL_DEADLINE, seconds=None), *self._send_next()]

    def progress(self, response_id: str) -> None:
        """Something has come of a response."""
        if (active := self._under_way(response_id)) is not None:
            active.progress += 1

    def took_effect(self, response_id: str) -> None:
        """Somebody had something of a response: it is not to be made again."""
        if (active := self._under_way(response_id)) is not None:
            active.has_effect = True

    def begin_deadline_passed(self) -> tuple[list[Effect], Trouble | None]:
        """The requested answer has not begun: ask once more, then give up."""
        self._obstacles.discard("line busy")
        request, self._requested = self._requested, None
        if request is None or request.id in self._unwanted:
            return self._send_next(), None
        if not request.retried:
            self._retry(request)
        self._unwanted.add(request.id)
        message = f"the model did not begin to answer within {BEGIN_SECONDS:.0f} s"
        return self._send_next(), Trouble(kind="reply_timeout", message=message)

    def stall_deadline_passed(self) -> tuple[list[Effect], Trouble | None]:
        """Look at the response under way: cancel one that has stalled, then give it up."""
        active = self._active
        if active is None:
            return [], None
        seconds = active.look()
        if not active.is_idle:
            return [SetDeadline(name=STALL_DEADLINE, seconds=seconds)], None
        told = None if active.has_stalled else Trouble(kind="reply_timeout", message=STALLED)
        if active.cancelled:
            return self.done(active.response_id), told
        active.has_stalled = True
        if active.is_repeatable:
            self._retry(active.request)
        return self._cancel_active(), told

    def lost(self) -> list[Effect]:
        """The model forgot what was under way there; what waits, goes on waiting."""
        self._known.clear()
        self._cut_off.clear()
        self._obstacles.discard("line busy")
        self._obstacles.add("model lost")
        return [*self._lose_requested(), *self._lose_active(), *self._send_next()]

    def restored(self) -> list[Effect]:
        """The model knows the conversation again."""
        self._obstacles.discard("model lost")
        return self._send_next()

    def _under_way(self, response_id: str) -> Active | None:
        """The response of that id, if it is the one under way."""
        active = self._active
        return active if active is not None and active.response_id == response_id else None

    def _lose_active(self) -> list[Effect]:
        """What was under way is over, unless it is made beside the model."""
        active = self._active
        if active is not None and active.request.is_narrated:
            self._known.add(active.response_id)
            return []
        if active is not None and not active.cancelled and not active.progress:
            self.ask_again()
        self._active = None
        return [SetDeadline(name=STALL_DEADLINE, seconds=None)]

    def _lose_requested(self) -> list[Effect]:
        """What the model was asked for is to be asked for again."""
        request = self._requested
        if request is not None and request.is_narrated:
            self._unwanted.intersection_update({request.id})
            return []
        if request is not None and request.id not in self._unwanted:
            self._waiting.appendleft(request)
        self._requested = None
        self._unwanted.clear()
        return [SetDeadline(name=BEGIN_DEADLINE, seconds=None)]

    def _may_begin(self, request_id: str | None) -> bool:
        """Whether there is a model that could begin that, or it is made beside it."""
        if not self.is_offline:
            return True
        request = self._requested
        return request is not None and request.is_narrated and request.id == request_id

    def _cancel_those(self, unwanted: Callable[[Request], bool]) -> list[Effect]:
        """Drop, disown or cancel what those requests have come to."""
        self._waiting = deque(request for request in self._waiting if not unwanted(request))
        if self._requested is not None and unwanted(self._requested):
            self._unwanted.add(self._requested.id)
        is_hit = self._active is not None and unwanted(self._active.request)
        return self._cancel_active() if is_hit else []

    def _is_requested(self, saying: str) -> bool:
        request = self._requested
        is_wanted = request is not None and request.id not in self._unwanted
        return is_wanted and request is not None and request.saying == saying

    def _is_active(self, saying: str) -> bool:
        active = self._active
        return active is not None and not active.cancelled and active.request.saying == saying

    def _new_id(self) -> str:
        self._count += 1
        return f"reply_{self._count}"

    def _take_request(self, request_id: str | None) -> tuple[Request, list[Effect]]:
        """The request that has been answered; an empty one for an answer of the model's own."""
        request = self._requested
        if request is not None and request.id == request_id:
            self._requested = None
            return request, [SetDeadline(name=BEGIN_DEADLINE, seconds=None)]
        if request_id is None:
            self._drop_tool_replies()
        return Request(id=request_id or ""), []

    def _cancel_active(self) -> list[Effect]:
        active = self._active
        if active is None or active.cancelled:
            return []
        self._cut_off.add(active.response_id)
        return active.cancel()

    def _drop_tool_replies(self) -> None:
        self._waiting = deque(request for request in self._waiting if not request.for_tools)

    def _retry(self, request: Request) -> None:
        """Ask for that once more, before anything else."""
        self._waiting.appendleft(replace(request, id=self._new_id(), retried=True))

    def _is_held(self, request: Request) -> bool:
        return request.for_tools and self._user_has_floor

    def _next(self) -> Request | None:
        """The first request that waits, is not held, and can be answered."""
        waiting = (request for request in self._waiting if not self._is_held(request))
        return next((r for r in waiting if r.is_narrated or not self.is_offline), None)

    def _send_next(self) -> list[Effect]:
        if self._obstacles - {"model lost"} or self._requested or self._active:
            return []
        request = self._next()
        if request is None:
            return []
        self._waiting.remove(request)
        if request.say is None:
            self._drop_tool_replies()
        self._requested = request
        return [request.effect(), SetDeadline(name=BEGIN_DEADLINE, seconds=BEGIN_SECONDS)]
