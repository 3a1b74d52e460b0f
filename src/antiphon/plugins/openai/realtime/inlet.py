"""What comes in on one session on the wire: each event once, as long as it makes sense.

| a message                         | then                                                      |
|-----------------------------------|-----------------------------------------------------------|
| is an event                       | given out; one of an id that has come already is not      |
| is of an unknown type             | counted by the codec, and passed over                     |
| is none, 20 times within 10 s     | the line is given up                                      |
"""

from collections import deque

from antiphon import clock
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.wire import ConnectionLost

__all__ = ["Inlet"]

SANE_SECONDS = 10.0
MAX_MALFORMED = 20
MAX_SEEN = 512


class Inlet:
    """The events of one session on the wire."""

    def __init__(self, codec: wire.Codec) -> None:
        self._codec = codec
        self._seen: deque[str] = deque(maxlen=MAX_SEEN)
        self._malformed_at: deque[float] = deque(maxlen=MAX_MALFORMED)

    def take(self, message: bytes) -> wire.ServerEvent | None:
        """The event of a message, if there is one and it is new.

        Raises ConnectionLost for a service that does not make sense any more.
        """
        malformed = self._codec.malformed
        event = self._codec.decode(message)
        if self._codec.malformed != malformed:
            self._check_sanity()
        return None if event is None or self._is_repeated(event.event_id) else event

    def _is_repeated(self, event_id: str) -> bool:
        if not event_id:
            return False
        if event_id in self._seen:
            return True
        self._seen.append(event_id)
        return False

    def _check_sanity(self) -> None:
        now = clock.now()
        self._malformed_at.append(now)
        is_full = len(self._malformed_at) == MAX_MALFORMED
        if is_full and now - self._malformed_at[0] < SANE_SECONDS:
            raise ConnectionLost("what the model sends makes no sense")
