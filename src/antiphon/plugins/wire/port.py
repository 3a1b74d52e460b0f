"""One connection to a distant model, whatever carries it.

Real ones are WebSockets; in tests on virtual time they are two queues in memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from antiphon.errors import ModelConnectionError

__all__ = ["Connection", "ConnectionLost", "Dialer", "Endpoint", "RateLimited"]


class ConnectionLost(ModelConnectionError):
    """A connection that was open is gone: it was closed by the other side, or broke."""

    def __init__(self, message: str, *, code: int | None = None, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        """The WebSocket's close code; None where it broke without one."""
        self.reason = reason
        """What the other side said with it."""


class RateLimited(ModelConnectionError):
    """The other side is well, and does not want to be called so often."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Endpoint:
    """Where a model listens, and what is told it when the line is opened.

    URL and headers may hold keys: they are never shown, logged, or sent to another host.
    """

    url: str
    """`wss://…` or `ws://…`, with its query."""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The name of the host, which may be shown."""
        return urlsplit(self.url).hostname or ""

    def __repr__(self) -> str:
        return f"Endpoint({self.host})"


class Connection(Protocol):
    """An open line that carries messages; used by one reader and one writer at a time."""

    async def send(self, message: bytes) -> None:
        """Send one text message; waits while the other side takes nothing.

        Raises ConnectionLost.
        """

    async def receive(self) -> bytes:
        """The next text message, UTF-8; binary ones are passed over. Raises ConnectionLost."""
        ...

    async def aclose(self) -> None:
        """Close in good order, within half a second, else at once; may be called twice."""


class Dialer(Protocol):
    """Opens connections."""

    async def dial(self, endpoint: Endpoint) -> Connection:
        """An open connection.

        Raises ModelConnectionError where trying again may help (its `retry_after` in seconds where
        the other side has said when; RateLimited where it has called us too eager), ModelRefused or
        ModelProtocolError where it cannot.
        """
        ...
