"""The service: what it is told to do, who called it, and how to reach it."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

from antiphon.clock import wall
from antiphon.plugins.wire import Endpoint
from antiphon.testing.fake_openai.connection import Dial, FakeConnection, Wire
from antiphon.testing.fake_openai.dialect import DialectName, dialect_of
from antiphon.testing.fake_openai.faults import Action, DialRefusal, Faults
from antiphon.testing.fake_openai.memory import MemoryLine
from antiphon.testing.fake_openai.options import Options
from antiphon.testing.fake_openai.outbox import Ids, Refused
from antiphon.testing.fake_openai.refusals import NOT_FOUND, WRONG_KEY, error_of
from antiphon.testing.fake_openai.script import Answer, Reply, TranscriptionFailed, Turn
from antiphon.testing.fake_openai.server import serving
from antiphon.testing.fake_openai.session import FakeSession

__all__ = ["FakeOpenAI"]

BETA_HEADER = "openai-beta"
PATHS: Mapping[str, DialectName | None] = {
    "/v1/realtime": None,
    "/openai/v1/realtime": "ga",
    "/openai/realtime": "beta",
}
"""OpenAI's own, Azure's and Azure's old one, and what they speak; None: as the service is set."""
FIRST_PERSON = Answer("I am here.", 1.0)
BETA_DISABLED = Refused(
    "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.",
    code="beta_api_shape_disabled",
)


class FakeOpenAI:
    """A stand-in for the OpenAI Realtime service, told what to answer and what to let go wrong.

        service = FakeOpenAI(answers=[Answer("Hello there.", 1.0)], heard=["hi"])
        connection = await service.dialer().dial(endpoint)      # in memory, on any loop
        async with service.listening() as base_url: ...         # on a real socket

    With an `api_key` no other one is taken; without, any is, but none at all is refused with 401.
    `latency` is that of a line in memory, in seconds each way; the rest is said at `Options`.
    """

    def __init__(
        self,
        answers: Iterable[Reply] | Callable[[Turn], Reply] = (),
        heard: Iterable[str | TranscriptionFailed] = (),
        *,
        dialect: DialectName = "ga",
        api_key: str | None = None,
        latency: float = 0.01,
        options: Options | None = None,
    ) -> None:
        self.answers: deque[Reply] = deque()
        """What is answered, first come, first served."""
        self.answering: Callable[[Turn], Reply] = lambda _: FIRST_PERSON
        """What is answered when nothing is left of `answers`."""
        self.heard: deque[str | TranscriptionFailed] = deque(heard)
        """What the user says, turn by turn; when nothing is left, "Hello."."""
        self.options = options or Options()
        """Of the sessions to come."""
        self.sessions: list[FakeConnection] = []
        """The connections, oldest first."""
        self.dials: list[Dial] = []
        """All dials, refused ones too."""
        self.reuse_ids = False
        """Every connection counts its ids from 1."""
        self.answers_close = True
        """A client's close is answered by one."""
        self._faults = Faults()
        self._dialect: DialectName = dialect
        self._api_key = api_key
        self._latency = latency
        self._ids = Ids()
        self._connected = asyncio.Event()
        if callable(answers):
            self.answering = answers
        else:
            self.answers.extend(answers)

    # -- how it is reached -----------------------------------------------------------------------

    def dialer(self) -> "MemoryDialer":
        """Lines in memory: they work on any loop, and take virtual time on a virtual one."""
        return MemoryDialer(self, self._latency)

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[str]:
        """Serve on a free port of loopback; yields the base URL `ws://127.0.0.1:PORT/v1`."""
        async with serving(self) as origin:
            yield f"{origin}/v1"

    async def connected(self, n: int = 1) -> FakeConnection:
        """The nth connection, once it is open."""
        while len(self.sessions) < n:
            self._connected.clear()
            await self._connected.wait()
        return self.sessions[n - 1]

    # -- what goes wrong ---------------------------------------------------------------------------

    def before(self, type: str, action: Action, *, nth: int = 1, times: float = 1) -> None:
        """Let `action` happen in place of the service's nth event of that type.

        Types are GA's, in both dialects; "*" is any. Events are counted on each connection,
        `times` over all of them; `math.inf` is always.
        """
        self._faults.add("before", type, action, nth, times)

    def after(self, type: str, action: Action, *, nth: int = 1, times: float = 1) -> None:
        """Let `action` happen right after the service's nth event of that type."""
        self._faults.add("after", type, action, nth, times)

    def upon(self, type: str, action: Action, *, nth: int = 1, times: float = 1) -> None:
        """Let `action` happen when the client's nth event of that type comes, unhandled."""
        self._faults.add("upon", type, action, nth, times)

    def refuse_dials(
        self,
        status: int | None,
        headers: Mapping[str, str] | None = None,
        *,
        body: str = "",
        times: float = 1,
    ) -> None:
        """Answer the next dials with that HTTP status; None: nobody is there."""
        refusal = DialRefusal(status=status, headers=headers or {}, body=body)
        self._faults.refuse_dials(refusal, times)

    # -- what transports ask -----------------------------------------------------------------------

    def judge(self, dial: Dial) -> DialRefusal | None:
        """Note a dial; what it is refused for, if it is."""
        self.dials.append(dial)
        if refusal := self._faults.next_dial():
            return refusal
        if dial.path not in PATHS:
            return NOT_FOUND
        return None if self._knows(key_of(dial)) else WRONG_KEY

    def accept(self, dial: Dial, wire: Wire) -> FakeConnection:
        """Begin a session with a client whose line is open."""
        dialect = PATHS[dial.path] or self._dialect
        session = FakeSession(
            model=dial.query.get("model") or dial.query.get("deployment", "gpt-realtime-2.1"),
            expires_at=self._expiry(),
            options=self.options,
            director=self,
            ids=Ids() if self.reuse_ids else self._ids,
        )
        watch = self._faults.watch()
        connection = FakeConnection(dial, session, dialect_of(dialect), watch, wire)
        self.sessions.append(connection)
        self._connected.set()
        if dialect == "ga" and BETA_HEADER in dial.headers:
            connection.turn_away(BETA_DISABLED, 4000)
        else:
            connection.open()
        return connection

    # -- what sessions ask -------------------------------------------------------------------------

    def answer(self, turn: Turn) -> Reply:
        """What the model answers."""
        return self.answers.popleft() if self.answers else self.answering(turn)

    def hear(self) -> str | TranscriptionFailed:
        """What the user has just said."""
        return self.heard.popleft() if self.heard else "Hello."

    def _expiry(self) -> int | None:
        seconds = self.options.session_seconds
        return int(wall() + seconds) if seconds < math.inf else None

    def _knows(self, key: str) -> bool:
        return key == self._api_key if self._api_key is not None else bool(key)


class MemoryDialer:
    """Dials the service in memory, as a `wire.Dialer`."""

    def __init__(self, service: FakeOpenAI, latency: float) -> None:
        self._service = service
        self._latency = latency

    async def dial(self, endpoint: Endpoint) -> MemoryLine:
        """An open line; takes two round trips. Raises what a `wire.Dialer` raises."""
        await asyncio.sleep(4 * self._latency)
        headers = {name.lower(): value for name, value in endpoint.headers.items()}
        dial = Dial(url=endpoint.url, headers=headers)
        if refusal := self._service.judge(dial):
            raise error_of(refusal)
        line = MemoryLine(self._latency, answers_close=self._service.answers_close)
        line.connect(self._service.accept(dial, line.far))
        return line


def key_of(dial: Dial) -> str:
    """The key as OpenAI or Azure takes it; empty for none."""
    bearer = dial.headers.get("authorization", "").removeprefix("Bearer ")
    return dial.headers.get("api-key", bearer).strip()
