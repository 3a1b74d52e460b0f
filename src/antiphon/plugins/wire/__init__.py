"""The line to a distant model: connections, how they are opened again, what is sent first."""

from antiphon.plugins.wire.backoff import BackoffPolicy
from antiphon.plugins.wire.line import Line
from antiphon.plugins.wire.link import Link
from antiphon.plugins.wire.port import (
    Connection,
    ConnectionLost,
    Dialer,
    Endpoint,
    RateLimited,
)
from antiphon.plugins.wire.retry_after import seconds_of
from antiphon.plugins.wire.websocket import WebSocketDialer

__all__ = [
    "BackoffPolicy",
    "Connection",
    "ConnectionLost",
    "Dialer",
    "Endpoint",
    "Line",
    "Link",
    "RateLimited",
    "WebSocketDialer",
    "seconds_of",
]
