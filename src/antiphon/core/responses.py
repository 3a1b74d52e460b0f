"""The one scheduler of responses: at most one of the model's is requested or active at a time.

| phase     | request          | created          | refused     | done   | cancel             |
|-----------|------------------|------------------|-------------|--------|--------------------|
| idle      | sent → requested | → active         | –           | –      | –                  |
| requested | waits            | its own → active | busy: waits | –      | → cancelled, as    |
|           |                  | another → active | else: gone  |        | soon as it is      |
|           |                  |                  |             |        | created            |
| active    | waits            | takes its place  | busy: waits | → idle | → cancelled        |
| cancelled | waits            | takes its place  | busy: waits | → idle | –                  |

When the phase is idle, nothing is narrated and nothing is in the way (`obstacles`), the next
request goes out. What is narrated has phases of its own (`under_way`): a model that answers of its
own accord, or is not there, is not in its way. Nothing is narrated while the model answers, but
what it writes: that is read aloud sentence by sentence, as it comes (`read`).

Requests for the reply to tools, or for what broke off or failed, wait while the user has the floor.
Whatever else the model is asked for from then on takes their place, and so does an answer that it
begins of its own accord. A response begins once: what is said twice, or comes late or from a lost
model, changes nothing. Of those that are over, the last 256 are remembered for that.

Who asked for an answer by means of the model's own is told by the model when it begins, and when
the model refuses it. Where it is called off, or given up as below, before that, the model is told
to tell them (`RequestDropped`).

| time passes                             | then                                               |
|-----------------------------------------|----------------------------------------------------|
| 10 s after it was sent, a request has   | told, and asked for once more; if it was called    |
| not been answered                       | off, forgotten                                     |
| nothing has come of an answer for 5 s,  | told, and cancelled; asked for once more if nobody |
| or in its first 10 s                    | had anything of it                                 |
| 5 s after it was cancelled, an answer   | given up; told, if that was not                    |
| does not end                            |                                                    |
| for 10 s, the line was busy whenever    | told, once; what the model was to be asked is      |
| the model was asked                     | given up                                           |
| 0.5 s after an answer failed, then 2 s  | asked for once more, if nobody had anything of it  |

A request is sent once more for the first two, and twice for the last. An answer is looked at every
2.5 s, and has stalled at the second look in a row that finds nothing new: 5 to 7.5 s after the last
of it has come. One without a sound or a call when the model was lost is asked for again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from antiphon.core.messages import EndNarration, NarrateOn, SetDeadline, Trouble
from antiphon.core.obstacles import Obstacles
from antiphon.core.requests import NARRATION_DEADLINE, STALL_DEADLINE, Active, Request, dropped_all
from antiphon.core.under_way import UnderWay
from antiphon.core.waiting import Waiting
from antiphon.utils.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from antiphon.core.messages import Effect, ResponseCreated, ResponseRefused, ResponseStatus

__all__ = ["BEGIN_DEADLINE", "NARRATION_DEADLINE", "STALL_DEADLINE", "Request", "Responses"]

BEGIN_DEADLINE = "response begins"
BEGIN_SECONDS = 10.0
BUSY_SECONDS = 1.0
BUSY_TIMES = 10
MOST_KNOWN = 256
GIVEN_UP = "the model did not begin to answer, and was asked twice"


class Responses:
    """Queues, sends and cancels requests for responses, and knows which response is under way."""

    def __init__(self) -> None:
        self._waiting = Waiting()
        self._requested: Request | None = None
        self._unwanted = Latest(MOST_KNOWN)
        """Ids of requests sent whose answers are to be cancelled when they begin."""
        self.under_way = UnderWay()
        """What has been asked for and has begun, or began of the model's own accord."""
        self._known = Latest(MOST_KNOWN)
        """Ids of the responses that have begun or ended."""
        self._cut_off = Latest(MOST_KNOWN)
        """Ids of those that were cancelled, by us or by the model."""
        self._obstacles = Obstacles()
        self._count = 0

    @property
    def is_busy(self) -> bool:
        """An answer is to be asked for, is asked for or under way that nobody has cancelled."""
        if any(not active.cancelled for active in self.under_way):
            return True
        return self._wanted is not None or any(True for _ in self._waiting)

    @property
    def is_offline(self) -> bool:
        """The model is lost, and cannot be told anything."""
        return self._obstacles.is_offline

    @property
    def active_id(self) -> str | None:
        """Id of the model's response under way, cancelled or not."""
        active = self.under_way.of_model
        return active.response_id if active is not None else None

    def is_cut_off(self, response_id: str) -> bool:
        """Whether that response was cancelled, under way or over."""
        return response_id in self._cut_off

    def is_open(self, saying: str) -> bool:
        """Whether that is to be said, or is being made, and nobody has called it off."""
        is_requested = self._wanted is not None and self._wanted.saying == saying
        return is_requested or self._waiting.is_said(saying) or self.under_way.is_said(saying)

    def call_off(self, saying: str) -> list[Effect]:
        """Do not have that said, or not on."""
        return self._cancel_those(lambda request: request.saying == saying)

    def new_request(self, instructions: str | None = None, tools: Any = None) -> Request:
        """A request with an id of its own."""
        return Request(id=self._new_id(), instructions=instructions, tools=tools)

    def request(self, request: Request) -> list[Effect]:
        """Ask for an answer, behind what is asked for already."""
        self._waiting.add(request)
        return self._send_next()

    def request_tool_reply(self) -> list[Effect]:
        """Ask for the reply to tool outputs that have been sent."""
        return self.request(replace(self.new_request(), is_replaceable=True))

    def go_on(self, broken: Request) -> list[Effect]:
        """Ask for the rest of an answer that has broken off, unless another one will do."""
        return self.request(broken.after_failure(self._new_id()))

    def read(self, response_id: str, text: str) -> list[Effect]:
        """Have more of what that response writes read aloud, while it goes on."""
        active = self.under_way.find(response_id)
        if active is None or active.cancelled:
            return []
        if active.reading is None:
            return self._begin_reading(active, text)
        if self._waiting.read_on(active.reading, text):
            return []
        return [NarrateOn(request_id=active.reading, text=text)]

    def ask_again(self, response_id: str) -> None:
        """Have what that response was to answer asked for once more, when it is over."""
        if (active := self.under_way.find(response_id)) is not None:
            self._waiting.add_first(replace(active.request, id=self._new_id()))

    def user_started(self) -> None:
        """Hold what is replaceable: the answer to what the user is saying takes its place."""
        self._waiting.user_has_floor = True

    def user_settled(self) -> list[Effect]:
        """The user has stopped, and was answered or should have been by now."""
        self._waiting.user_has_floor = False
        return self._send_next()

    def cutting_off(self) -> None:
        """What was said is being cut off: what comes next must wait until the model knows."""
        self._obstacles.cutting_off()

    def cut_off(self) -> list[Effect]:
        """The model knows what was cut off."""
        self._obstacles.cut_off()
        return self._send_next()

    def cancel(self, *, spared: Container[str | None] = ()) -> list[Effect]:
        """Drop what waits, cancel what is requested or under way, but for these sayings."""
        return self._cancel_those(lambda request: request.saying not in spared)

    def cancel_others(self, *, spared: Container[str | None] = ()) -> list[Effect]:
        """The same, but for the model's response under way."""
        active = self.under_way.of_model
        request = active.request if active is not None else None
        return self._cancel_those(lambda r: r is not request and r.saying not in spared)

    def will_begin(self, event: ResponseCreated) -> bool:
        """Whether that is news of an answer, and not said twice or too late."""
        return event.response_id not in self._known and self._may_begin(event.request_id)

    def created(self, event: ResponseCreated) -> list[Effect]:
        """An answer has begun, ours or one of the model's own accord."""
        if not self.will_begin(event):
            return []
        self._known.add(event.response_id)
        self._obstacles.line_is_free()
        request, deadline = self._take_request(event.request_id)
        active = Active(event.response_id, request)
        over = self._end_reading(self.under_way.watched_by(active.deadline))
        self.under_way.begin(active)
        cancelled = self._cancel_active(active) if event.request_id in self._unwanted else []
        self._unwanted.discard(request.id)
        return [*over, *active.watch(), *deadline, *cancelled]

    def refused(self, event: ResponseRefused) -> tuple[list[Effect], Trouble | None]:
        """A request was turned down: send it again when the line is free, or forget it."""
        request, is_wanted = self._requested, event.request_id not in self._unwanted
        self._unwanted.discard(event.request_id)
        if request is None or request.id != event.request_id:
            return [], None
        self._requested = None
        if event.busy:
            return self._line_was_busy(request if is_wanted else None)
        trouble = Trouble(kind="response_refused", message=event.message)
        deadline = SetDeadline(name=BEGIN_DEADLINE, seconds=None)
        return [deadline, *self._send_next()], trouble if is_wanted else None

    def done(self, response_id: str, status: ResponseStatus = "completed") -> list[Effect]:
        """An answer is over; another one may be sent."""
        self._known.add(response_id)
        if status == "cancelled":
            self._cut_off.add(response_id)
        self._obstacles.line_is_free()
        active = self.under_way.find(response_id)
        if active is None:
            return self._send_next()
        self.under_way.end(active)
        again = self._try_again(active) if status == "failed" else []
        deadline = SetDeadline(name=active.deadline, seconds=None)
        return [deadline, *self._end_reading(active), *again, *self._send_next()]

    def progress(self, response_id: str) -> None:
        """Something has come of a response."""
        self.under_way.progress(response_id)

    def begin_deadline_passed(self) -> tuple[list[Effect], Trouble | None]:
        """The requested answer has not begun: ask once more, then give up."""
        self._obstacles.try_again()
        request, self._requested = self._wanted, None
        if request is None:
            return self._send_next(), None
        dropped = request.dropped(GIVEN_UP) if request.retried else self._retry(request)
        self._unwanted.add(request.id)
        message = f"the model did not begin to answer within {BEGIN_SECONDS:.0f} s"
        return [*dropped, *self._send_next()], Trouble(kind="reply_timeout", message=message)

    def stall_deadline_passed(
        self, name: str = STALL_DEADLINE
    ) -> tuple[list[Effect], Trouble | None]:
        """Look at the response it watches: cancel one that has stalled, then give it up."""
        active = self.under_way.watched_by(name)
        if active is None:
            return [], None
        seconds = active.look()
        if not active.is_idle:
            return [SetDeadline(name=name, seconds=seconds)], None
        told = None if active.has_stalled else active.stall
        if active.cancelled:
            return self.done(active.response_id), told
        active.has_stalled = True
        if active.is_repeatable:
            self._retry(active.request)
        return self._cancel_active(active), told

    def await_model(self) -> None:
        """There is no model yet: what it is asked for waits until there is, however long."""
        self._obstacles.await_model()

    def lost(self) -> list[Effect]:
        """The model forgot what was under way there; what waits, goes on waiting."""
        self._known.clear()
        self._cut_off.clear()
        self._obstacles.model_lost()
        return [*self._lose_requested(), *self._lose_active(), *self._send_next()]

    def restored(self) -> list[Effect]:
        """The model is there, at first or again, and knows the conversation."""
        self._obstacles.model_is_there()
        return self._send_next()

    @property
    def _wanted(self) -> Request | None:
        """The request that was sent and has had no answer, unless that was called off."""
        request = self._requested
        return None if request is None or request.id in self._unwanted else request

    def _line_was_busy(self, wanted: Request | None) -> tuple[list[Effect], Trouble | None]:
        """The model says so: try again when that is over, or in a while; but not for ever."""
        if wanted is not None:
            self._waiting.add_first(wanted)
        if self.under_way.of_model is not None:
            return [SetDeadline(name=BEGIN_DEADLINE, seconds=None)], None
        if self._obstacles.line_was_busy() > BUSY_TIMES:
            return self._give_up_waiting()
        return [SetDeadline(name=BEGIN_DEADLINE, seconds=BUSY_SECONDS)], None

    def _give_up_waiting(self) -> tuple[list[Effect], Trouble | None]:
        """The model is busy with what nobody knows of, and will be."""
        lost = self._waiting.drop(lambda request: not request.is_narrated)
        self._obstacles.line_is_free()
        message = f"the model was busy for {BUSY_TIMES * BUSY_SECONDS:.0f} s: it is not asked again"
        told = Trouble(kind="reply_timeout", message=message) if lost else None
        dropped = dropped_all(lost, message)
        return [SetDeadline(name=BEGIN_DEADLINE, seconds=None), *dropped, *self._send_next()], told

    def _lose_active(self) -> list[Effect]:
        """What was under way is over, unless it is made beside the model."""
        for narrated in self.under_way:
            if narrated.request.is_narrated:
                self._known.add(narrated.response_id)
        active = self.under_way.of_model
        if active is not None:
            if active.is_worth_asking_again:
                self.ask_again(active.response_id)
            self.under_way.end(active)
        return [SetDeadline(name=STALL_DEADLINE, seconds=None), *self._end_reading(active)]

    def _lose_requested(self) -> list[Effect]:
        """What the model was asked for is to be asked for again."""
        requested, wanted = self._requested, self._wanted
        self._unwanted.clear()
        if requested is not None and requested.is_narrated:
            if wanted is None:
                self._unwanted.add(requested.id)
            return []
        if wanted is not None:
            self._waiting.add_first(wanted)
        self._requested = None
        return [SetDeadline(name=BEGIN_DEADLINE, seconds=None)]

    def _may_begin(self, request_id: str | None) -> bool:
        """Whether there is a model that could begin that, or it is made beside it."""
        if not self.is_offline:
            return True
        request = self._requested
        return request is not None and request.is_narrated and request.id == request_id

    def _cancel_those(self, unwanted: Callable[[Request], bool]) -> list[Effect]:
        """Drop, disown or cancel what those requests have come to."""
        dropped = self._waiting.drop(unwanted)
        if (requested := self._wanted) is not None and unwanted(requested):
            self._unwanted.add(requested.id)
            dropped.append(requested)
        hit = [active for active in self.under_way if unwanted(active.request)]
        cancelled = [effect for active in hit for effect in self._cancel_active(active)]
        return [*cancelled, *dropped_all(dropped)]

    def _begin_reading(self, active: Active, text: str) -> list[Effect]:
        request = replace(self.new_request(), say=text, is_narrated=True, goes_on=True)
        active.reading, active.has_effect = request.id, True
        self._waiting.add_first(replace(request, reads=active.response_id))
        return self._send_next()

    def _end_reading(self, active: Active | None) -> list[Effect]:
        """No more comes of it that could be read aloud."""
        reading = None if active is None else active.reading
        if reading is None or self._waiting.end_reading(reading):
            return []
        return [EndNarration(request_id=reading)]

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
            self._waiting.drop_replaceable()
        return Request(id=request_id or ""), []

    def _cancel_active(self, active: Active) -> list[Effect]:
        if active.cancelled:
            return []
        self._cut_off.add(active.response_id)
        return active.cancel()

    def _try_again(self, failed: Active) -> list[Effect]:
        """Ask in a while for what has failed, unless another answer will do by then."""
        if failed.retry_in is None:
            return []
        self._waiting.add_first(failed.request.after_failure(self._new_id()))
        if self._requested is not None:
            return []  # what is asked for already is answered first
        self._obstacles.has_failed()
        return [SetDeadline(name=BEGIN_DEADLINE, seconds=failed.retry_in)]

    def _retry(self, request: Request) -> list[Effect]:
        """Ask for that once more, before anything else: nobody is told anything yet."""
        self._waiting.add_first(replace(request, id=self._new_id(), retried=True))
        return []

    def _next(self) -> Request | None:
        """The first request that waits, is not held, and can be answered."""
        is_there = self._obstacles.is_model_there
        return next((r for r in self._waiting if r.is_narrated or is_there), None)

    def _send_next(self) -> list[Effect]:
        request = self._next()
        is_blocked = self._obstacles.block_all or self._requested
        if request is None or is_blocked or not self.under_way.is_only_reading(request):
            return []
        self._waiting.take(request)
        self._requested = request
        return [request.effect(), SetDeadline(name=BEGIN_DEADLINE, seconds=BEGIN_SECONDS)]
