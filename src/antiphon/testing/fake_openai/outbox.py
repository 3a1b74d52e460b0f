"""The server's events on their way out: numbered, in order, until somebody takes them."""

from collections import Counter
from typing import Any

from antiphon.testing.fake_openai.script import Event

__all__ = ["Ids", "Outbox", "Refused"]


class Ids:
    """Names for new things: `item_1`, `resp_1`, `event_1`, …"""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def new(self, kind: str) -> str:
        """An id that nothing else of this kind has."""
        self._counts[kind] += 1
        return f"{kind}_{self._counts[kind]}"


class Refused(Exception):
    """The service says no to a client's event, in the words of an `error` event."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        type: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.type = type

    def error(self, event_id: str | None) -> Event:
        """The `error` object, about the client's event of that id."""
        return {
            "type": self.type,
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "event_id": event_id,
        }


class Outbox:
    """Where the parts of a session put what the service says."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._events: list[Event] = []

    def put(self, type: str, **fields: Any) -> None:
        """Say this, after all that was said before."""
        self._events.append({"type": type, "event_id": self._ids.new("event"), **fields})

    def refuse(self, refused: Refused, event_id: str | None) -> None:
        """Say no to the client's event of that id."""
        self.put("error", error=refused.error(event_id))

    def take(self) -> list[Event]:
        """What was said since the last time."""
        events, self._events = self._events, []
        return events
