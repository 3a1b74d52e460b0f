"""One connection: drives a session by the loop's clock, keeps the record, lets things go wrong."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, Protocol
from urllib.parse import parse_qsl, urlsplit

from antiphon.clock import now
from antiphon.testing.fake_openai.dialect import Dialect
from antiphon.testing.fake_openai.faults import (
    Abort,
    Close,
    GoSilent,
    LineFault,
    Raw,
    Rewrite,
    Watch,
    Withhold,
)
from antiphon.testing.fake_openai.outbox import Refused
from antiphon.testing.fake_openai.record import Record, types_of
from antiphon.testing.fake_openai.script import Event
from antiphon.testing.fake_openai.session import FakeSession

__all__ = ["Dial", "FakeConnection", "Wire"]

TOO_LARGE = 1009
UNREADABLE = Refused("We could not parse the JSON body of your event.", code="invalid_json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dial:
    """A request to open a connection."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case; keys are kept: this is a record for tests."""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query))


class Wire(Protocol):
    """The service's end of a line."""

    def send(self, message: str | bytes) -> None:
        """Send a text message (a str, or bytes as they are); never waits."""

    def send_binary(self, message: bytes) -> None:
        """Send a binary message."""

    def close(self, code: int, reason: str) -> None:
        """Close it, after what was sent."""

    def abort(self) -> None:
        """Drop it, after what was sent."""

    def pause(self) -> None:
        """Take nothing more from the client, and answer no ping of it."""

    def resume(self) -> None:
        """Take again."""


class FakeConnection:
    """A client's connection, seen from the service: what was said, and what can go wrong."""

    def __init__(
        self, dial: Dial, session: FakeSession, dialect: Dialect, watch: Watch, wire: Wire
    ) -> None:
        self.dial = dial
        self.session = session
        self.is_open = True
        self.close_code: int | None = None
        """What the client closed it with; None while it is open, or if it broke."""
        self._dialect = dialect
        self._watch = watch
        self._wire = wire
        self._record = Record()
        self._timer: asyncio.TimerHandle | None = None
        self._is_silent = False
        self._unsaid: deque[Event] = deque()
        self._overdue: deque[Callable[[], None]] = deque()
        """What waits until a silent line goes on, before all that is unsaid."""

    # -- what a test looks at ------------------------------------------------------------------

    @property
    def received(self) -> list[Event]:
        """The client's events in order; of audio only the size."""
        return self._record.received

    @property
    def sent(self) -> list[Event]:
        """The service's events in order, as they went out; of audio only the size."""
        return self._record.sent

    @property
    def conversation(self) -> list[Event]:
        """The items in the server's order, in GA's shape."""
        return self.session.conversation

    @property
    def microphone(self) -> bytes:
        """Everything that was heard, in the format it came in."""
        return self.session.microphone

    def types_received(self) -> list[str]:
        """The types of the client's events, but for audio."""
        return types_of(self.received)

    def types_sent(self) -> list[str]:
        """The types of the service's events, but for audio."""
        return types_of(self.sent)

    async def got(self, type: str, nth: int = 1) -> Event:
        """The client's nth event of that type, once it is here."""
        return await self._record.nth_received(type, nth)

    async def said(self, type: str, nth: int = 1) -> Event:
        """The service's nth event of that type, once it is sent."""
        return await self._record.nth_sent(type, nth)

    async def closed(self) -> None:
        """Wait until the connection is over."""
        while self.is_open:
            await self._record.changed()

    # -- what goes wrong -----------------------------------------------------------------------

    def abort(self) -> None:
        """The transport is gone, without a word."""
        if self.is_open:
            self._over()
            self._wire.abort()

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection."""
        if self.is_open:
            self._over()
            self._wire.close(code, reason)

    def go_silent(self) -> None:
        """Half open: take nothing, say nothing, until `go_on`."""
        self._is_silent = True
        self._wire.pause()

    def go_on(self) -> None:
        """Say and hear what is overdue, and go on."""
        self._is_silent = False
        self._wire.resume()
        while self._overdue and self.is_open and not self._is_silent:
            self._overdue.popleft()()
        self._tick()

    def expire(self) -> None:
        """The session has had its time."""
        self._say(self.session.expire())

    def send(self, event: Event) -> None:
        """Say this event of the service's, in GA's shape; it is given an id."""
        fields = {name: value for name, value in event.items() if name != "type"}
        self._say([self.session.event(event["type"], fields)])

    def send_raw(self, message: str | bytes) -> None:
        """Send this text as it is."""
        self._wire.send(message)

    def send_binary(self, message: bytes) -> None:
        """Send a binary message, which no client expects."""
        self._wire.send_binary(message)

    # -- what the transport calls --------------------------------------------------------------

    def open(self) -> None:
        """The line is open: begin."""
        self._say(self.session.start(now()))
        self._schedule()

    def turn_away(self, refused: Refused, code: int) -> None:
        """The line is open: say why it cannot stay so, and close it."""
        self._say(self.session.refuse(refused))
        self.close(code, f"{refused.type}.{refused.code}")

    def hear(self, message: str | bytes) -> None:
        """The client has sent a message."""
        if self._is_silent:
            self._overdue.append(partial(self._hear, message))
        elif self.is_open:
            self._hear(message)
            self._schedule()

    def lost(self, code: int | None) -> None:
        """The client has closed the connection with that code, or dropped it."""
        if self.is_open:
            self.close_code = code
            self._over()

    # -- inside --------------------------------------------------------------------------------

    def _hear(self, message: str | bytes) -> None:
        if len(message) > self.session.largest_message:
            self.close(TOO_LARGE, "message too big")
            return
        event = parsed(message)
        if event is None:
            self._say(self.session.refuse(UNREADABLE))
            return
        self._record.note_received(event)
        self._suffer("upon", str(event.get("type")))
        if self._is_silent:
            self._overdue.appendleft(partial(self._handle, event))
        elif self.is_open:
            self._handle(event)

    def _handle(self, event: Event) -> None:
        try:
            said = self.session.receive(self._dialect.read(event), now())
        except Refused as refused:
            said = self.session.refuse(refused, event.get("event_id"))
        self._say(said)

    def _say(self, events: Iterable[Event]) -> None:
        self._unsaid.extend(events)
        while self._unsaid and self.is_open and not self._is_silent:
            self._say_next()
        if self.session.ending is not None and self.is_open and not self._is_silent:
            self.close(*self.session.ending)

    def _say_next(self) -> None:
        event = self._unsaid.popleft()
        if self._dialect.render(event) is None:
            return
        match self._watch.action("before", event["type"]):
            case None:
                self._deliver(event)
            case Withhold():
                pass
            case Rewrite(into=into):
                for piece in into(event):
                    self._transmit(piece)
            case fault:
                self._perform(fault)
                self._overdue.appendleft(partial(self._deliver, event))

    def _deliver(self, event: Event) -> None:
        self._transmit(event)
        self._suffer("after", event["type"])

    def _transmit(self, piece: Raw) -> None:
        if not isinstance(piece, dict):
            self._wire.send(piece)
            return
        shown = self._dialect.render(piece)
        if shown is not None:
            self._record.note_sent(shown)
            self._wire.send(json.dumps(shown))

    def _suffer(self, moment: Literal["upon", "after"], type: str) -> None:
        action = self._watch.action(moment, type)
        if isinstance(action, LineFault):
            self._perform(action)

    def _perform(self, fault: LineFault) -> None:
        match fault:
            case Abort():
                self.abort()
            case Close(code=code, reason=reason):
                self.close(code, reason)
            case GoSilent():
                self.go_silent()

    def _tick(self) -> None:
        if self.is_open and not self._is_silent:
            self._say(self.session.advance(now()))
            self._schedule()

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.is_open and (due := self.session.next_due) is not None:
            self._timer = asyncio.get_running_loop().call_at(due, self._tick)

    def _over(self) -> None:
        self.is_open = False
        if self._timer is not None:
            self._timer.cancel()
        self._record.change()


def parsed(message: str | bytes) -> Event | None:
    """The object that the message is; None for anything else."""
    try:
        event = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
